using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;

namespace Collections.Connector.Host.Backups;

/// <summary>What to type where the database is PostgreSQL: its own tools make and put back its backups.</summary>
internal static class PostgresHint
{
    /// <summary>The refusal that says it.</summary>
    /// <param name="what">What the connector does not do itself.</param>
    /// <param name="type">What to type instead.</param>
    public static ConfigurationException Instead(string what, string type) =>
        new([new ConfigurationFault("database.postgres", 0, what, $"Type: {type}. See connector/docs/backup.md.")]);
}
