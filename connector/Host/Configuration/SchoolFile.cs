using Collections.Connector.Flow.Mapping;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Host.Configuration;

/// <summary>What an adapter must know of a school, from its school.json.</summary>
/// <param name="Key">The school's key.</param>
/// <param name="ZoneId">Its zone, an IANA name.</param>
internal sealed record SchoolFile(string Key, string ZoneId)
{
    /// <summary>Reads school.json of a folder.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or one of the two is missing or wrong.</exception>
    public static SchoolFile Read(string folder)
    {
        var faults = new List<ConfigurationFault>();
        var shownAs = Path.Combine(Path.GetFileName(folder), "school.json");
        var school = JsonFile.Read(Path.Combine(folder, "school.json"), shownAs, faults);
        if (school is null)
        {
            throw new ConfigurationException(faults);
        }

        var key = Text("key", "Add the school's short key.");
        var zone = Text("zone", "Add an IANA name such as Europe/Madrid.");
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            faults.Add(
                new(
                    shownAs,
                    JsonFile.LineOf(school["zone"]),
                    "This machine knows no such zone.",
                    "Use an IANA name such as Europe/Madrid."
                )
            );
        }

        return faults.Count == 0 ? new SchoolFile(key!, zone!) : throw new ConfigurationException(faults);

        string? Text(string name, string hint)
        {
            if (school[name] is JValue { Type: JTokenType.String } value)
            {
                return (string)value!;
            }

            faults.Add(new(shownAs, 0, $"'{name}' is missing.", hint));
            return null;
        }
    }
}
