using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;

namespace Collections.Connector.Host.Runtime;

/// <summary>Loads the mappings of the configured schools, with the faults of all of them at once.</summary>
internal static class SchoolSelection
{
    /// <summary>Loads.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="only">Only the school with this key; null for all.</param>
    /// <exception cref="ConfigurationException">A mapping is wrong, or there is no such school.</exception>
    public static IReadOnlyList<(SchoolConfiguration School, SchoolMapping Mapping)> Load(
        ConnectorConfiguration configuration,
        string? only
    )
    {
        var faults = new List<ConfigurationFault>();
        var schools = new List<(SchoolConfiguration School, SchoolMapping Mapping)>();
        foreach (var school in configuration.Schools)
        {
            var (mapping, wrong) = SchoolMappingLoader.Load(school.MappingFolder);
            faults.AddRange(wrong);
            if (mapping is not null)
            {
                schools.Add((school, mapping));
            }
        }

        var keys = string.Join(", ", schools.Select(x => x.Mapping.School.Key));
        if (only is not null && faults.Count == 0 && schools.TrueForAll(x => x.Mapping.School.Key != only))
        {
            faults.Add(new("--school", 0, $"There is no school '{only}'.", $"There are: {keys}."));
        }

        if (schools.Select(x => x.Mapping.School.Key).Distinct().Count() != schools.Count)
        {
            faults.Add(
                new(configuration.File, 0, "Two schools have the same key.", "Give each school.json its own key.")
            );
        }

        return faults.Count == 0
            ? schools.FindAll(x => only is null || x.Mapping.School.Key == only)
            : throw new ConfigurationException(faults);
    }
}
