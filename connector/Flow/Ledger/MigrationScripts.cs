using System.Reflection;

namespace Collections.Connector.Flow.Ledger;

/// <summary>The migrations that a storage carries in its folder Migrations, in order; the number of the last is the schema's version.</summary>
internal static class MigrationScripts
{
    /// <summary>Reads them.</summary>
    public static IReadOnlyList<string> Of(Assembly storage) =>
        [
            .. storage
                .GetManifestResourceNames()
                .Where(x => x.EndsWith(".sql", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(x => Read(storage, x)),
        ];

    /// <summary>What to say of a database that a newer version made.</summary>
    /// <param name="where">The database.</param>
    /// <param name="version">Its schema.</param>
    /// <param name="known">How many migrations this version knows.</param>
    public static LedgerUnusableException Newer(string where, int version, int known) =>
        new(
            $"{where} has schema {version}, and this version knows {known}: a newer version made it. Use that one, or restore a backup."
        );

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
