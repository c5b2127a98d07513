using Collections.Connector.Ports;

namespace Collections.Adapters.Dolibarr.Checking;

/// <summary>What a check found, good things too.</summary>
internal sealed class Findings
{
    private readonly List<CheckFinding> all = [];

    /// <summary>Gets everything that was found so far.</summary>
    public IReadOnlyList<CheckFinding> All => all;

    /// <summary>Does one step; a failure is a finding.</summary>
    /// <returns>Whether it came to its end.</returns>
    public async Task<bool> StepAsync(
        string code,
        string what,
        Func<CancellationToken, Task> step,
        CancellationToken ct
    )
    {
        try
        {
            await step(ct);
            return true;
        }
        catch (RemoteException error)
        {
            var remedy =
                error is RemoteUnavailableException
                    ? "Check address and network, then try again."
                    : "Correct the settings named here, or the API user's permissions.";
            Missing(code, what, error.Message, remedy);
            return false;
        }
    }

    /// <summary>It is there.</summary>
    public void Ok(string code, string what) => all.Add(new CheckFinding(CheckResult.Ok, code, what, "", ""));

    /// <summary>It is missing.</summary>
    public void Missing(string code, string what, string consequence, string remedy) =>
        all.Add(new CheckFinding(CheckResult.Missing, code, what, consequence, remedy));

    /// <summary>It could not be proved without writing, or without data.</summary>
    public void NotProven(string code, string what, string consequence, string remedy) =>
        all.Add(new CheckFinding(CheckResult.NotProven, code, what, consequence, remedy));

    /// <summary>For the administrator to know.</summary>
    public void Note(string code, string what, string consequence, string remedy) =>
        all.Add(new CheckFinding(CheckResult.Note, code, what, consequence, remedy));
}
