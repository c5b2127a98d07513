using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Looks at the token that suspends whole accounts, which is there only if the school wants that.</summary>
internal sealed class SiteTokenCheck(MoodleClient? siteClient)
{
    private const string Right = "moodle/user:update";
    private const string Consequence = "Whole accounts are neither suspended nor restored.";

    /// <summary>Nobody: Moodle looks for the right first, and tells an unknown user in a warning.</summary>
    private const long Nobody = 999_999;

    /// <summary>Checks by changing nobody.</summary>
    /// <param name="ofOtherToken">The functions of the token for everything else.</param>
    /// <param name="findings">Takes what was found.</param>
    /// <param name="ct">Stops the checking.</param>
    public async Task RunAsync(IReadOnlySet<string> ofOtherToken, List<CheckFinding> findings, CancellationToken ct)
    {
        if (ofOtherToken.Contains(MoodleFunctions.UpdateUsers))
        {
            findings.Add(
                new CheckFinding(
                    CheckResult.Note,
                    "moodle.token.too-much",
                    $"{MoodleFunctions.UpdateUsers} in the service of token",
                    "Who has that token could change accounts; the connector never does it with that one.",
                    "Take it out of that service."
                )
            );
        }

        if (siteClient is null)
        {
            findings.Add(
                new CheckFinding(
                    CheckResult.Note,
                    "moodle.site-token",
                    "suspending whole accounts (siteToken) is off, as it is by default",
                    "",
                    $"If it is wanted: another web service user with {Right} and webservice/rest:use, a service of its own with {MoodleFunctions.UpdateUsers} "
                        + $"and {MoodleFunctions.SiteInfo}, its token in siteToken. That right can change e-mail addresses and passwords too."
                )
            );
            return;
        }

        try
        {
            var site = await siteClient.ReadAsync<WireSite>(MoodleFunctions.SiteInfo, new MoodleForm(), ct);
            findings.Add(
                site.Functions.Exists(function => function.Name == MoodleFunctions.UpdateUsers)
                    ? new(CheckResult.Ok, "moodle.site-token", $"siteToken has {MoodleFunctions.UpdateUsers}", "", "")
                    : new(
                        CheckResult.Missing,
                        "moodle.site-token",
                        $"{MoodleFunctions.UpdateUsers} in the service of siteToken",
                        Consequence,
                        "Add it under Site administration > Server > Web services > External services > Functions."
                    )
            );
            findings.Add(await ProbeAsync(siteClient, ct));
        }
        catch (RemoteException failed)
        {
            findings.Add(new(CheckResult.Missing, "moodle.site-token", "siteToken", Consequence, failed.Message));
        }
    }

    private static async Task<CheckFinding> ProbeAsync(MoodleClient siteClient, CancellationToken ct)
    {
        // No field is sent, so that nothing would change even if somebody had this id.
        var form = new MoodleForm().Add("users[0][id]", Nobody);
        try
        {
            await siteClient.ReadAsync<WireWarnings>(MoodleFunctions.UpdateUsers, form, ct);
            return Findings.OfRight(CheckResult.Ok, Right, "");
        }
        catch (RemoteMisconfiguredException lacking) when (MoodleVerdict.CodeOf(lacking) == "nopermissions")
        {
            return Findings.OfRight(CheckResult.Missing, Right, Consequence);
        }
        catch (RemoteException other)
        {
            return Findings.OfRight(CheckResult.NotProven, Right, Consequence, other.Message);
        }
    }
}
