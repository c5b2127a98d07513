using Collections.Connector.Flow.Mapping;

namespace Collections.Flow.Tests.Fakes;

/// <summary>Profiles for tests that need no more of a school.</summary>
internal static class SchoolProfiles
{
    public static SchoolProfile Demo { get; } =
        new(
            "demo",
            "Demo",
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid"),
            "es",
            "ES",
            "higher-education",
            new DateOnly(2026, 1, 1),
            new HashSet<string>(),
            new Switches(SwitchLevel.Act, SwitchLevel.Act, SwitchLevel.Act),
            new RunLimits(1000, 1000, 10, 50),
            null,
            new Dictionary<string, string>(),
            []
        );
}
