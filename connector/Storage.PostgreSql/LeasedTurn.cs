using System.Globalization;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Npgsql;

namespace Collections.Connector.Storage.PostgreSql;

/// <summary>A turn that a row gives for a while, renewed in the background until it is let go of.</summary>
/// <remarks>
/// Instants are the database's: nodes' clocks may differ, and a fast one must not steal. What is left is measured here, from before
/// the database was asked, so that this node never believes in more than the row says.
/// </remarks>
internal sealed class LeasedTurn : IWritingTurn
{
    private const string Now = "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    // Whoever let go of it in order left no owner. After anybody else it is free only once the ERP must have ended what that one sent.
    private const string Take = $"""
        INSERT INTO "Leases" AS l ("Name", "Owner", "TakenAt", "Until") VALUES ($1, $2, {Now}, {Now} + $3)
        ON CONFLICT ("Name") DO UPDATE SET "Owner" = $2, "TakenAt" = {Now}, "Until" = {Now} + $3
        WHERE l."Owner" = '' OR l."Until" + $4 <= {Now}
        """;

    private const string Renew = $"""
        UPDATE "Leases" SET "Until" = {Now} + $3 WHERE "Name" = $1 AND "Owner" = $2
        """;

    private const string LetGo = $"""
        UPDATE "Leases" SET "Until" = {Now}, "Owner" = CASE WHEN $3 THEN '' ELSE "Owner" END WHERE "Name" = $1 AND "Owner" = $2
        """;

    private const string Look = $"""
        SELECT "Owner", ("Until" + $2 - {Now}) / 1000 FROM "Leases" WHERE "Name" = $1
        """;

    private readonly string connection;
    private readonly TurnTerms terms;
    private readonly CancellationTokenSource letGo = new();
    private readonly Task renewing;
    private long confirmedAt;
    private volatile bool taken;
    private int unanswered;

    private LeasedTurn(string connection, TurnTerms terms, string owner, long confirmedAt)
    {
        this.connection = connection;
        this.terms = terms;
        this.confirmedAt = confirmedAt;
        Owner = owner;
        renewing = RenewAsync(letGo.Token);
    }

    /// <inheritdoc/>
    public string Owner { get; }

    /// <summary>Asks for the turn.</summary>
    public static async Task<TurnAnswer> TryTakeAsync(string connection, TurnTerms terms, CancellationToken ct)
    {
        var owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}"[..^24];
        var asked = terms.Clock.GetTimestamp();
        await using var one = new NpgsqlConnection(connection);
        await one.OpenAsync(ct);
        await using var take = Command(
            one,
            Take,
            terms.Company,
            owner,
            Milliseconds(terms.Lease),
            Milliseconds(terms.RemoteRun)
        );
        if (await take.ExecuteNonQueryAsync(ct) == 1)
        {
            return new TurnAnswer(new LeasedTurn(connection, terms, owner, asked), "");
        }

        await using var look = Command(one, Look, terms.Company, Milliseconds(terms.RemoteRun));
        await using var row = await look.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new TurnAnswer(
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Node {row.GetString(0)} is running a cycle for this ERP company; if it has died, another may in {row.GetInt64(1)} s."
                )
            )
            : new TurnAnswer(null, "Another node is just beginning a cycle for this ERP company.");
    }

    /// <inheritdoc/>
    public TimeSpan Pass()
    {
        var left = Left();
        Interlocked.Increment(ref unanswered);
        return left;
    }

    private TimeSpan Left()
    {
        var left = terms.Lease - terms.Clock.GetElapsedTime(Interlocked.Read(ref confirmedAt));
        return !taken && left >= terms.RemoteRun
            ? left
            : throw new RemoteUnavailableException(
                "This node's right to write to the ERP company could not be renewed, or another node has taken over: "
                    + "nothing more is sent. The next run goes on."
            );
    }

    /// <inheritdoc/>
    public void Answered() => Interlocked.Decrement(ref unanswered);

    /// <inheritdoc/>
    public void EnsureMine() => Left();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await letGo.CancelAsync();
        await renewing;
        letGo.Dispose();
        try
        {
            await ExecuteAsync(LetGo, Volatile.Read(ref unanswered) == 0, CancellationToken.None);
        }
        catch (Exception problem) when (PostgreSqlFaults.In(problem) is not null)
        {
            // The database is away: the row runs out by itself.
        }
    }

    private async Task RenewAsync(CancellationToken ct)
    {
        var pause = terms.Lease / 3;
        while (!taken)
        {
            try
            {
                await Task.Delay(pause, terms.Clock, ct);
                var asked = terms.Clock.GetTimestamp();
                taken = await ExecuteAsync(Renew, Milliseconds(terms.Lease), ct) == 0;
                Interlocked.Exchange(ref confirmedAt, asked);
                pause = terms.Lease / 3;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception problem) when (PostgreSqlFaults.In(problem) is not null)
            {
                pause = terms.Lease / 20; // What is left shrinks meanwhile, and at its end no write starts.
            }
        }
    }

    private async Task<int> ExecuteAsync(string sql, object third, CancellationToken ct)
    {
        await using var one = new NpgsqlConnection(connection);
        await one.OpenAsync(ct);
        await using var command = Command(one, sql, terms.Company, Owner, third);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
