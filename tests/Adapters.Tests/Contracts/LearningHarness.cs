using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Contracts;

/// <summary>An LMS ready for a contract: a twin, or a live site. Cleans up when disposed.</summary>
public abstract class LearningHarness : IAsyncDisposable
{
    public abstract IAdapter Adapter { get; }

    /// <summary>The same system, called with a wrong key.</summary>
    public abstract IAdapter WithWrongKey { get; }

    /// <summary>A learner with one open enrolment that can be suspended.</summary>
    public abstract AccessTarget Learner { get; }

    /// <summary>A key of the LMS's form that no learner has.</summary>
    public virtual string UnknownLearner => "999999";

    /// <summary>Somebody with an account and no enrolment in the learner's course; null where the harness cannot make one.</summary>
    public virtual AccessTarget? Newcomer() => null;

    public AccessTarget Stranger => Learner with { LearnerKey = UnknownLearner };

    public IEnrolmentSource Enrolments => Adapter.Enrolments!;

    public IAccessControl Access => Adapter.Access!;

    public ISiteAccess SiteAccess => Adapter.SiteAccess!;

    public IMessageChannel Messages => Adapter.Messages!;

    public async Task<string> SnapshotAsync(AccessTarget target, CancellationToken ct) =>
        (await Access.ReadAsync([target], ct)).Single().Snapshot;

    public abstract ValueTask DisposeAsync();
}

internal static class EnrolmentStreams
{
    public static async Task<(List<EnrolmentFact> Facts, List<CourseListing> Listings)> ReadAllAsync(
        this IEnrolmentSource source,
        IReadOnlyCollection<CourseFact> courses,
        CancellationToken ct
    )
    {
        var facts = new List<EnrolmentFact>();
        var listings = new List<CourseListing>();
        await foreach (var batch in source.ReadEnrolmentsAsync(courses, ct))
        {
            facts.AddRange(batch.Enrolments);
            listings.AddRange(batch.Listings);
        }

        return (facts, listings);
    }
}
