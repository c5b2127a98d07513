namespace Collections.Connector.Host.Configuration;

/// <summary>connector.json, validated, with environment variables over it and secrets in the place of their references.</summary>
/// <param name="File">The file it came from, a full path.</param>
/// <param name="Database">Where the ledger is.</param>
/// <param name="Nodes">How several nodes take turns.</param>
/// <param name="PublicUrl">Where payers and gateways reach this installation; null when nobody needs to.</param>
/// <param name="SigningKey">Signs pay links; null when no school has a gateway. A secret.</param>
/// <param name="CycleEvery">Pause between the beginnings of two cycles.</param>
/// <param name="ServeAddress">The network address that <c>serve</c> listens on.</param>
/// <param name="ServePort">The port that <c>serve</c> listens on.</param>
/// <param name="Schools">The schools, in the file's order.</param>
internal sealed record ConnectorConfiguration(
    string File,
    DatabaseConfiguration Database,
    NodesConfiguration Nodes,
    Uri? PublicUrl,
    string? SigningKey,
    TimeSpan CycleEvery,
    string ServeAddress,
    int ServePort,
    IReadOnlyList<SchoolConfiguration> Schools
)
{
    /// <summary>Gets the file that knows every access taken, a full path: beside the database, or in this node's own folder.</summary>
    public required string AccessLedgerPath { get; init; }

    /// <summary>Names what it is, never what it holds: secrets are among it.</summary>
    public override string ToString() => $"{nameof(ConnectorConfiguration)} {File}";
}

/// <summary>Where the ledger is: one of the two is there.</summary>
/// <param name="Path">A SQLite file, a full path; null with PostgreSQL.</param>
/// <param name="Postgres">Npgsql's connection string; null with SQLite. A secret.</param>
internal sealed record DatabaseConfiguration(string? Path, string? Postgres)
{
    /// <summary>Names what it is, never what it holds: secrets are among it.</summary>
    public override string ToString() => $"{nameof(DatabaseConfiguration)} {Path ?? "PostgreSQL"}";
}

/// <summary>How several nodes on one PostgreSQL take turns to write to an ERP company.</summary>
/// <param name="Lease">How long a node's turn lasts when it does not renew it.</param>
/// <param name="RemoteRun">How long the ERP works on a request at the longest.</param>
internal sealed record NodesConfiguration(TimeSpan Lease, TimeSpan RemoteRun)
{
    /// <summary>Gets what is so when nothing is said.</summary>
    public static NodesConfiguration Usual { get; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(2));
}

/// <summary>One school of the configuration.</summary>
/// <param name="MappingFolder">Its folder with school.json, a full path.</param>
/// <param name="Adapters">Its systems by their part: <c>lms</c>, <c>erp</c>, <c>gateway</c>, <c>email</c>, <c>sms</c>, <c>whatsapp</c>, <c>letter</c>, <c>webhook</c>, <c>payer-webhook</c>, <c>collector-webhook</c>.</param>
internal sealed record SchoolConfiguration(
    string MappingFolder,
    IReadOnlyDictionary<string, AdapterConfiguration> Adapters
)
{
    /// <summary>Names what it is, never what it holds: secrets are among it.</summary>
    public override string ToString() => $"{nameof(SchoolConfiguration)} {MappingFolder}";
}

/// <summary>One system of a school.</summary>
/// <param name="Part">Its part in the school, such as <c>lms</c>: the adapter's name in messages and counts.</param>
/// <param name="Use">The adapter's id in the manifest.</param>
/// <param name="SettingsJson">Its settings. Secrets are among them.</param>
/// <param name="AllowedHosts">Every host that it may call: the manifest's, those named by its settings, the configuration's.</param>
internal sealed record AdapterConfiguration(
    string Part,
    string Use,
    string SettingsJson,
    IReadOnlyCollection<string> AllowedHosts
)
{
    /// <summary>Names what it is, never what it holds: secrets are among it.</summary>
    public override string ToString() => $"{nameof(AdapterConfiguration)} {Part} ({Use})";
}
