using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;

namespace Collections.Connector.Host.Figures;

/// <summary>The school that figures are of: its rules and its ledger. None of its systems is opened, so that none can be asked or written to.</summary>
/// <param name="Mapping">The school's rules.</param>
/// <param name="Folder">The folder that they are in.</param>
/// <param name="Ledger">The ledger, brought to this version's schema.</param>
/// <param name="Today">The day in the school's zone.</param>
internal sealed record FigureSchool(SchoolMapping Mapping, string Folder, ILedgerStorage Ledger, DateOnly Today)
{
    /// <summary>Opens the one school that the verb is about.</summary>
    /// <param name="context">The verb's context.</param>
    /// <param name="only">The school's key; null when there is one only.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ConfigurationException">Configuration or a mapping is wrong, or several schools are there and none is named.</exception>
    public static async Task<FigureSchool> OpenAsync(VerbContext context, string? only, CancellationToken ct)
    {
        var configuration = context.LoadConfiguration(context.LoadManifest());
        var schools = SchoolSelection.Load(configuration, only);
        if (schools.Count > 1)
        {
            var keys = string.Join(", ", schools.Select(x => x.Mapping.School.Key));
            throw new ConfigurationException([
                new("--school", 0, "There are several schools, and figures are of one.", $"Name one of: {keys}."),
            ]);
        }

        return (await OpenAsync(context, configuration, schools, ct))[0];
    }

    /// <summary>Opens every school, or the one that is named.</summary>
    /// <param name="context">The verb's context.</param>
    /// <param name="only">The school's key; null for all.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ConfigurationException">Configuration or a mapping is wrong, or there is no such school.</exception>
    public static Task<List<FigureSchool>> OpenAllAsync(VerbContext context, string? only, CancellationToken ct)
    {
        var configuration = context.LoadConfiguration(context.LoadManifest());
        return OpenAsync(context, configuration, SchoolSelection.Load(configuration, only), ct);
    }

    private static async Task<List<FigureSchool>> OpenAsync(
        VerbContext context,
        ConnectorConfiguration configuration,
        IReadOnlyList<(SchoolConfiguration School, SchoolMapping Mapping)> schools,
        CancellationToken ct
    )
    {
        var ledger = Storages.Of(configuration.Database, !context.Host.ThrowsDatabaseAway);
        await ledger.MigrateAsync(ct);
        var now = context.Host.Clock.GetUtcNow();
        return
        [
            .. schools.Select(x => new FigureSchool(
                x.Mapping,
                x.School.MappingFolder,
                ledger,
                x.Mapping.School.DayOf(now)
            )),
        ];
    }
}
