using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Collections.Connector.Flow.Ledger;

/// <summary>Inserts many rows that nothing refers to yet: many rows a statement, nothing tracked, no ids read back.</summary>
/// <remarks>Tables, columns and conversions are the model's, so that both databases take it. A listing of 100,000 enrolments is stored in a fraction of the time.</remarks>
internal static class BulkInsert
{
    private const int RowsPerStatement = 50;

    /// <summary>Inserts, within the transaction that the context has begun.</summary>
    /// <exception cref="InvalidOperationException">No transaction was begun: rows must come with what they belong to, or not at all.</exception>
    public static async Task InsertAsync<T>(LedgerContext ledger, IReadOnlyList<T> rows, CancellationToken ct)
        where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        var transaction =
            ledger.Database.CurrentTransaction
            ?? throw new InvalidOperationException("Rows are inserted in bulk within a transaction only.");
        var entity = ledger.Model.FindEntityType(typeof(T))!;
        List<IProperty> columns = [.. entity.GetProperties().Where(x => !x.IsPrimaryKey())];
        var whole = rows.Count - (rows.Count % RowsPerStatement);
        for (var at = 0; at < rows.Count; )
        {
            var count = at < whole ? RowsPerStatement : rows.Count - at;
            var last = at < whole ? whole : rows.Count;
            await using var command = Statement(ledger, entity, columns, count);
            command.Transaction = transaction.GetDbTransaction();
            for (; at < last; at += count)
            {
                Fill(command, columns, rows, at, count);
                await command.ExecuteNonQueryAsync(ct);
            }
        }
    }

    private static DbCommand Statement(LedgerContext ledger, IEntityType entity, List<IProperty> columns, int rows)
    {
        var sql = ledger.Database.GetService<ISqlGenerationHelper>();
        var command = ledger.Database.GetDbConnection().CreateCommand();
        var names = columns.Select(x => sql.DelimitIdentifier(x.GetColumnName()));
        var text = new StringBuilder($"INSERT INTO {sql.DelimitIdentifier(entity.GetTableName()!)} (")
            .AppendJoin(", ", names)
            .Append(") VALUES ");
        for (var row = 0; row < rows; row++)
        {
            text.Append(row == 0 ? "(" : ", (");
            for (var i = 0; i < columns.Count; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"@p{(row * columns.Count) + i}");
                text.Append(i == 0 ? "" : ", ").Append(name);
                command.Parameters.Add(
                    columns[i].GetRelationalTypeMapping().CreateParameter(command, name, null, nullable: true)
                );
            }

            text.Append(')');
        }

        command.CommandText = text.ToString();
        return command;
    }

    private static void Fill<T>(DbCommand command, List<IProperty> columns, IReadOnlyList<T> rows, int first, int count)
    {
        var at = 0;
        for (var row = first; row < first + count; row++)
        {
            foreach (var column in columns)
            {
                var value = column.GetGetter().GetClrValue(rows[row]!);
                var converter = column.GetRelationalTypeMapping().Converter;
                command.Parameters[at++].Value =
                    (value is null || converter is null ? value : converter.ConvertToProvider(value)) ?? DBNull.Value;
            }
        }
    }
}
