using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Collections.Connector.Flow.Ledger;

/// <summary>Inserts many rows that nothing refers to yet: many rows a statement, nothing tracked, no ids read back.</summary>
/// <remarks>
/// Tables, columns and conversions are the model's, so that both databases take it. The statements go the context's own way,
/// past its interceptors. A listing of 100,000 enrolments is stored in a fraction of the time.
/// </remarks>
internal static class BulkInsert
{
    private const int RowsPerStatement = 100;

    /// <summary>Inserts, within the transaction that the context has begun.</summary>
    /// <exception cref="InvalidOperationException">No transaction was begun: rows must come with what they belong to, or not at all.</exception>
    public static async Task InsertAsync<T>(LedgerContext ledger, IReadOnlyCollection<T> rows, CancellationToken ct)
        where T : class
    {
        if (rows.Count > 0 && ledger.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Rows are inserted in bulk within a transaction only.");
        }

        var entity = ledger.Model.FindEntityType(typeof(T))!;
        List<IProperty> columns = [.. entity.GetProperties().Where(x => !x.IsPrimaryKey())];
        await using var maker = ledger.Database.GetDbConnection().CreateCommand();
        var sql = "";
        var rowsInSql = 0;
        foreach (var some in rows.Chunk(RowsPerStatement))
        {
            if (some.Length != rowsInSql)
            {
                sql = Statement(ledger, entity, columns, some.Length);
                rowsInSql = some.Length;
            }

            await ledger.Database.ExecuteSqlRawAsync(sql, Parameters(maker, columns, some), ct);
        }
    }

    private static string Statement(LedgerContext ledger, IEntityType entity, List<IProperty> columns, int rows)
    {
        var quoted = ledger.Database.GetService<ISqlGenerationHelper>();
        var names = columns.Select(x => quoted.DelimitIdentifier(x.GetColumnName()));
        var values = Enumerable
            .Range(0, rows)
            .Select(row => $"({string.Join(", ", columns.Select((_, at) => Name((row * columns.Count) + at)))})");
        return new StringBuilder($"INSERT INTO {quoted.DelimitIdentifier(entity.GetTableName()!)} (")
            .AppendJoin(", ", names)
            .Append(") VALUES ")
            .AppendJoin(", ", values)
            .ToString();
    }

    private static IEnumerable<DbParameter> Parameters<T>(DbCommand maker, List<IProperty> columns, T[] rows)
        where T : class
    {
        var at = 0;
        foreach (var row in rows)
        {
            foreach (var column in columns)
            {
                var value = column.GetGetter().GetClrValue(row);
                yield return column
                    .GetRelationalTypeMapping()
                    .CreateParameter(maker, Name(at++), value, nullable: true);
            }
        }
    }

    private static string Name(int number) => $"@p{number}";
}
