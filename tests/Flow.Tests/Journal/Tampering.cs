using System.Globalization;
using Collections.Connector.Flow.Ledger;
using Collections.Flow.Tests.Fakes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Journal;

/// <summary>What somebody with the database's file in his hands can do to the journal.</summary>
internal static class Tampering
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A school after invoices, messages, a suspension, a payment, and access given back.</summary>
    public static async Task<TestSchool> AfterAMonthAsync()
    {
        var school = await TestSchool.WithLearnersAsync(2);
        foreach (var day in new[] { 0, 13, 20, 30 })
        {
            await school.RunDaysAsync(day, day);
        }

        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        await school.RunDaysAsync(31, 31);
        return school;
    }

    /// <summary>Takes the database's own lock off.</summary>
    public static Task UnlockAsync(LedgerContext ledger) =>
        ledger.Database.ExecuteSqlRawAsync(
            ledger.Database.IsSqlite()
                ? "DROP TRIGGER \"TR_Journal_Update\"; DROP TRIGGER \"TR_Journal_Delete\""
                : "DROP FUNCTION \"JournalIsAppendOnly\" CASCADE",
            Ct
        );

    /// <summary>Flips one bit of one byte of a field.</summary>
    /// <returns>False when the database itself does not take it.</returns>
    public static async Task<bool> FlipAsync(LedgerContext ledger, long id, string field, Random random)
    {
        var number = field is "At" or "Position";
        var was = await ReadAsync(ledger, $"SELECT \"{field}\" FROM \"Journal\" WHERE \"Id\" = {Text(id)}");
        object flipped = number ? (long)was ^ (1L << random.Next(63)) : Flip((string)was, random);
        var value = number ? "$value" : "CAST($value AS TEXT)";
        try
        {
            await WriteAsync(
                ledger,
                $"UPDATE \"Journal\" SET \"{field}\" = {value} WHERE \"Id\" = {Text(id)}",
                flipped
            );
            return true;
        }
        catch (SqliteException problem) when (problem.SqliteErrorCode == 19)
        {
            return false;
        }
    }

    public static Task SetAsync(LedgerContext ledger, long id, string field, object value) =>
        WriteAsync(ledger, $"UPDATE \"Journal\" SET \"{field}\" = $value WHERE \"Id\" = {Text(id)}", value);

    public static async Task<object> ReadAsync(LedgerContext ledger, string sql)
    {
        await ledger.Database.OpenConnectionAsync(Ct);
        await using var command = ledger.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync(Ct))!;
    }

    private static async Task WriteAsync(LedgerContext ledger, string sql, object value)
    {
        await ledger.Database.OpenConnectionAsync(Ct);
        await using var command = ledger.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new SqliteParameter("$value", value));
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static byte[] Flip(string text, Random random)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
