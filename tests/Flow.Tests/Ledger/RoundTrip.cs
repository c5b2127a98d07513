using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Collections.Flow.Tests.Ledger;

/// <summary>Stores a row in every table of the model and reads it back: the extremes of each type, or nothing where nothing may stand.</summary>
internal static class RoundTrip
{
    private const string Unusual = "Ñandú 学校 🎓 \"quoted\" 'single' \\ {0} %_ \r\n\t; --";

    public static async Task AssertAsync(ILedgerStorage ledger, bool nulls, CancellationToken ct)
    {
        await using var writing = ledger.CreateDbContext();
        var stored = new Dictionary<IEntityType, object>();
        foreach (var type in InOrder(writing.Model.GetEntityTypes().ToList()))
        {
            stored[type] = Fill(type, stored, nulls);
            writing.Add(stored[type]);
            await writing.SaveChangesAsync(ct);
        }

        Assert.NotEmpty(stored);
        await using var reading = ledger.CreateDbContext();
        foreach (var (type, row) in stored)
        {
            var read = await reading.FindAsync(type.ClrType, [KeyOf(row)], ct);

            foreach (var property in type.GetProperties())
            {
                var (expected, actual) = (property.PropertyInfo!.GetValue(row), property.PropertyInfo.GetValue(read));
                Assert.True(
                    Equals(expected, actual),
                    $"{type.ClrType.Name}.{property.Name}: {expected} became {actual}"
                );
            }
        }
    }

    // Those first that others point to; an episode after the facts that it is judged on, whose coming takes its mark away.
    private static List<IEntityType> InOrder(List<IEntityType> types)
    {
        var ordered = new List<IEntityType>();
        while (ordered.Count < types.Count)
        {
            ordered.AddRange(
                types
                    .Where(x =>
                        !ordered.Contains(x) && x.GetForeignKeys().All(key => ordered.Contains(key.PrincipalEntityType))
                    )
                    .OrderBy(x => x.ClrType == typeof(Episode))
            );
        }

        return ordered;
    }

    private static object Fill(IEntityType type, Dictionary<IEntityType, object> stored, bool nulls)
    {
        var row = Activator.CreateInstance(type.ClrType)!;
        foreach (var property in type.GetProperties().Where(x => !x.IsPrimaryKey()))
        {
            var principal = property.GetContainingForeignKeys().FirstOrDefault()?.PrincipalEntityType;
            var value =
                nulls && property.IsNullable ? null
                : principal is not null ? KeyOf(stored[principal])
                : Extreme(property, nulls);
            property.PropertyInfo!.SetValue(row, value);
        }

        return row;
    }

    private static object Extreme(IProperty property, bool smallest)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return type switch
        {
            _ when type == typeof(string) => smallest ? ""
            : property.IsIndex() ? Unusual
            : string.Concat(Enumerable.Repeat(Unusual, 5_000)),
            _ when type == typeof(long) => smallest ? long.MinValue : long.MaxValue,
            _ when type == typeof(int) => smallest ? int.MinValue : int.MaxValue,
            _ when type == typeof(bool) => !smallest,
            _ when type == typeof(DateOnly) => smallest ? DateOnly.MinValue : DateOnly.MaxValue,
            _ when type == typeof(DateTimeOffset) => smallest
                ? DateTimeOffset.MinValue
                : new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(smallest ? 0 : Enum.GetValues(type).Length - 1)!,
            _ => throw new InvalidOperationException($"What is extreme for {type}?"),
        };
    }

    private static object KeyOf(object row) => row.GetType().GetProperty("Id")!.GetValue(row)!;
}
