namespace Collections.Scenarios.Tests.Simulation;

/// <summary>Where a payer may live, and how one may be reached.</summary>
internal static class SimulatedPayers
{
    /// <summary>Fields of a learner for a payer: nothing in a plain school; elsewhere any zone or none, and telephones that some share.</summary>
    public static Dictionary<string, string> Draw(Dice dice, SimulatedSchool school)
    {
        if (!school.IsRich)
        {
            return [];
        }

        var home = school.Profile.Country;
        var fields = new Dictionary<string, string>
        {
            ["country"] = dice.Pick([home, home, home, "US", "MX", "BR", "CL", "CO", ""]),
            ["phone"] = dice.Pick(["+34600000001", "+34600000001", "+34600000001", "+34600000002", "", "123"]),
        };
        if (dice.Chance(400))
        {
            fields["zone"] = dice.Pick(["America/New_York", "Europe/Madrid", "America/Bogota", "Nowhere/None"]);
        }

        if (dice.Chance(400))
        {
            fields["prefers"] = dice.Pick(["sms", "email", "call"]);
        }

        return fields;
    }
}
