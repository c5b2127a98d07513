using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Collections.Connector.Storage.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Collections.Flow.Tests.Ledger;

public sealed class PostgreSqlLedgerTests : LedgerContract
{
    // Tables that are not the model's: the schema's version, and the scheduler's own.
    private const string Ours = "n.nspname = current_schema() AND c.relname !~ '^(SchemaVersion|qrtz_)'";

    private const string Schema = $"""
        SELECT concat_ws(' ', c.relname, 'column', a.attname, format_type(a.atttypid, a.atttypmod),
               CASE WHEN a.attnotnull THEN 'NOT NULL' END, a.attidentity)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {Ours} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT concat_ws(' ', c.relname, 'constraint', k.conname, pg_get_constraintdef(k.oid))
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {Ours}
        UNION ALL
        SELECT pg_get_indexdef(i.indexrelid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {Ours}
        ORDER BY 1
        """;

    private const string ForeignText = $"""
        SELECT c.relname || '.' || a.attname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE {Ours} AND c.relkind = 'r' AND a.attnum > 0 AND a.atttypid = 'text'::regtype AND l.collname <> 'C'
        """;

    [Fact]
    public async Task Every_text_of_the_schema_is_compared_byte_by_byte()
    {
        Assert.Empty(await ReadAsync(await MigratedAsync(), ForeignText));
    }

    [Fact]
    public async Task A_name_with_a_character_that_PostgreSQL_refuses_is_stored_without_it()
    {
        var ledger = await MigratedAsync();

        await StoreAsync(ledger, Wish("a\0b\uD83Cc"), Wish("🎓"));

        await using var context = ledger.CreateDbContext();
        string[] asked = ["a\0b\uD83Cc", "🎓"];
        var found = await context
            .Intents.Where(x => asked.Contains(x.Reference))
            .Select(x => x.Reference)
            .ToListAsync(Ct);
        Assert.Equal(["a\uFFFDb\uFFFDc", "🎓"], found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_may_pass_by_itself()
    {
        var ledger = Own(
            new PostgreSqlLedger("Host=/nowhere;Username=collections;Database=collections;Password=secret")
        );

        var refusal = await Assert.ThrowsAsync<LedgerUnusableException>(() => ledger.MigrateAsync(Ct));

        Assert.Equal(
            "The database collections on /nowhere does not answer, or the connection broke. The next run goes on where this one was.",
            refusal.Message
        );
        Assert.True(refusal.MayPass);
    }

    [Theory]
    [InlineData("Database=nothing", "does not exist. Create it")]
    [InlineData("Username=nobody", "refuses the user or the password")]
    [InlineData("Search Path=nothing", "CREATE SCHEMA \"collections\" AUTHORIZATION \"collections\";")]
    [InlineData("Options=-c default_transaction_read_only=on", "is read-only now")]
    public async Task What_a_person_must_mend_is_said(string setting, string said)
    {
        var connection = new NpgsqlConnectionStringBuilder(await NewAsync());
        var (key, value) = (setting[..setting.IndexOf('=')], setting[(setting.IndexOf('=') + 1)..]);
        connection[key] = value;
        var ledger = Own(new PostgreSqlLedger(connection.ToString()));

        var refusal = await Assert.ThrowsAsync<LedgerUnusableException>(() => ledger.MigrateAsync(Ct));

        Assert.Contains(said, refusal.Message);
    }

    [Fact]
    public async Task A_user_who_may_not_make_tables_is_told_what_it_needs_and_nothing_is_half_made()
    {
        var cluster = await PostgresCluster.OfProcessAsync();
        var connection = new NpgsqlConnectionStringBuilder(await NewAsync());
        await cluster.ExecuteAsync("REVOKE CREATE ON SCHEMA public FROM pg_database_owner", connection.Database!);
        var ledger = Own(new PostgreSqlLedger(connection.ToString()));

        var refusal = await Assert.ThrowsAsync<LedgerUnusableException>(() => ledger.MigrateAsync(Ct));
        var missing = Assert.Single(await ledger.CheckAsync(Ct), x => x.Result == CheckResult.Missing);

        Assert.Contains("It must own its schema", refusal.Message);
        Assert.Equal("database.schema", missing.Code);
        Assert.Empty(await SchemaAsync(ledger));
    }

    [Fact]
    public async Task The_owner_of_its_database_has_what_it_needs_and_a_superuser_more()
    {
        var cluster = await PostgresCluster.OfProcessAsync();
        var database = new NpgsqlConnectionStringBuilder(await NewAsync()).Database!;
        var (owner, super) = (
            Own(new PostgreSqlLedger(cluster.ConnectionTo(database))),
            Own(new PostgreSqlLedger(cluster.ConnectionTo(database, "postgres")))
        );

        Assert.All(await owner.CheckAsync(Ct), x => Assert.Equal(CheckResult.Ok, x.Result));
        var more = Assert.Single(await super.CheckAsync(Ct), x => x.Result == CheckResult.Note);
        Assert.Equal("the user is a superuser: more than it needs", more.What);
    }

    [Fact]
    public async Task A_turn_that_nobody_renews_goes_to_another_node_only_after_the_remotes_longest_run()
    {
        var ledger = await MigratedAsync();
        var died = await ledger.TryTakeTurnAsync(Terms, Ct);
        await using var mine = died.Turn!;
        await PassAsync(ledger, TimeSpan.FromSeconds(34));
        var tooEarly = await ledger.TryTakeTurnAsync(Terms, Ct);
        await PassAsync(ledger, TimeSpan.FromSeconds(2));

        await using var after = (await ledger.TryTakeTurnAsync(Terms, Ct)).Turn;

        Assert.Null(tooEarly.Turn);
        Assert.Contains(mine.Owner, tooEarly.Holder);
        Assert.NotNull(after);
    }

    [Fact]
    public async Task A_turn_is_renewed_while_it_lasts_and_a_write_starts_only_while_enough_of_it_is_left()
    {
        var ledger = await MigratedAsync();
        var clock = new HandTurnedClock();
        await using var turn = (await ledger.TryTakeTurnAsync(Terms with { Clock = clock }, Ct)).Turn!;
        Assert.Equal(TimeSpan.FromSeconds(30), turn.Pass());

        clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(TimeSpan.FromSeconds(5), turn.Pass());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Throws<RemoteUnavailableException>(() => turn.Pass());
        await clock.WakeAsync();

        Assert.Equal(TimeSpan.FromSeconds(30), turn.Pass());
    }

    [Fact(Timeout = 30_000)]
    public async Task Whoever_finds_its_turn_taken_over_writes_nothing_more()
    {
        var ledger = await MigratedAsync();
        var clock = new HandTurnedClock();
        await using var turn = (await ledger.TryTakeTurnAsync(Terms with { Clock = clock }, Ct)).Turn!;
        await PassAsync(ledger, TimeSpan.FromSeconds(36));
        await using var other = (await ledger.TryTakeTurnAsync(Terms, Ct)).Turn;

        clock.Advance(TimeSpan.FromSeconds(10));
        _ = clock.WakeAsync();

        Assert.NotNull(other);
        await RefusesAsync(turn);
    }

    [Fact]
    public async Task A_turn_whose_writes_were_answered_is_free_at_once()
    {
        var ledger = await MigratedAsync();
        var orderly = (await ledger.TryTakeTurnAsync(Terms, Ct)).Turn!;
        orderly.Pass();
        orderly.Answered();
        await orderly.DisposeAsync();

        await using var next = (await ledger.TryTakeTurnAsync(Terms, Ct)).Turn;

        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_turn_that_ended_without_an_answer_to_a_write_is_free_after_the_remotes_longest_run()
    {
        var ledger = await MigratedAsync();
        var disorderly = (await ledger.TryTakeTurnAsync(Terms, Ct)).Turn!;
        disorderly.Pass();
        await disorderly.DisposeAsync();
        var tooEarly = await ledger.TryTakeTurnAsync(Terms, Ct);
        await PassAsync(ledger, TimeSpan.FromSeconds(6));

        await using var after = (await ledger.TryTakeTurnAsync(Terms, Ct)).Turn;

        Assert.Null(tooEarly.Turn);
        Assert.NotNull(after);
    }

    [Fact]
    public async Task Companies_do_not_wait_for_each_other()
    {
        var ledger = await MigratedAsync();

        await using var one = (await ledger.TryTakeTurnAsync(Terms, Ct)).Turn;
        await using var other = (
            await ledger.TryTakeTurnAsync(Terms with { Company = "erp.example/school/2" }, Ct)
        ).Turn;

        Assert.NotNull(one);
        Assert.NotNull(other);
    }

    // It is told in the background; if it never is, the test's own limit ends this.
    private static async Task RefusesAsync(IWritingTurn turn)
    {
        while (true)
        {
            Ct.ThrowIfCancellationRequested();
            try
            {
                turn.Pass();
                await Task.Yield();
            }
            catch (RemoteUnavailableException)
            {
                return;
            }
        }
    }

    // The instants are the database's, so time passes there by moving what it has written.
    private static Task PassAsync(ILedgerStorage ledger, TimeSpan time) =>
        ReadAsync(ledger, $"UPDATE \"Leases\" SET \"Until\" = \"Until\" - {(long)time.TotalMilliseconds} RETURNING ''");

    private protected override async Task<ILedgerStorage> OpenEmptyAsync() => new PostgreSqlLedger(await NewAsync());

    private protected override ILedgerStorage Again(ILedgerStorage ledger) =>
        new PostgreSqlLedger(ConnectionOf(ledger));

    private protected override Task SetVersionAsync(ILedgerStorage ledger, int version) =>
        ReadAsync(ledger, $"UPDATE \"SchemaVersion\" SET \"Version\" = {version} RETURNING ''");

    private protected override Task<List<string>> SchemaAsync(ILedgerStorage ledger) => ReadAsync(ledger, Schema);

    private static async Task<string> NewAsync() => await (await PostgresCluster.OfProcessAsync()).CreateEmptyAsync();

    private static string ConnectionOf(ILedgerStorage ledger)
    {
        using var context = ledger.CreateDbContext();
        return context.Database.GetConnectionString()!;
    }

    private static async Task<List<string>> ReadAsync(ILedgerStorage ledger, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionOf(ledger));
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}
