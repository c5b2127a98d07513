using System.Collections.Concurrent;

namespace Collections.Adapters.Moodle;

/// <summary>What was found out about attested cohorts by leaving them: kept while the adapter lives. Thread-safe.</summary>
internal sealed class CohortFindings
{
    private readonly ConcurrentDictionary<long, string> wrong = new();
    private readonly ConcurrentDictionary<long, bool> proved = new();

    /// <summary>Gets the cohorts whose attestation turned out wrong, each with its sentence.</summary>
    public IReadOnlyDictionary<long, string> Wrong => wrong;

    /// <summary>Whether somebody left the cohort and it was seen to suspend, and to close nothing else.</summary>
    public bool IsProved(long cohort) => proved.ContainsKey(cohort) && !wrong.ContainsKey(cohort);

    /// <summary>Notes that the attestation holds.</summary>
    public void Prove(long cohort) => proved[cohort] = true;

    /// <summary>Notes that the attestation is wrong.</summary>
    public void Disprove(long cohort, string sentence) => wrong[cohort] = sentence;
}
