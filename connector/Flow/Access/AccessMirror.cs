using System.Globalization;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Access;

/// <summary>Keeps the mirror of enrolments true to our own suspensions, and names their intents.</summary>
internal static class AccessMirror
{
    /// <summary>
    /// Notes that the enrolments are suspended, without waiting for the next listing: an old "active" in the mirror
    /// would be taken for access given back by hand, and nobody would give it back after payment.
    /// </summary>
    public static async Task CloseAsync(LedgerContext ledger, AccessRecord record, CancellationToken ct)
    {
        var rows = await ledger
            .Enrolments.Where(x =>
                x.School == record.School
                && x.CourseKey == record.CourseKey
                && x.LearnerKey == record.LearnerKey
                && x.Status == EnrolmentStatus.Active
            )
            .ToListAsync(ct);
        rows.ForEach(x => x.Status = EnrolmentStatus.Suspended);
    }

    /// <summary>The reference of the intent of a pair's suspension.</summary>
    /// <param name="school">The school's key.</param>
    /// <param name="courseKey">The course.</param>
    /// <param name="learnerKey">The learner.</param>
    /// <param name="number">From 1, counting the pair's suspensions.</param>
    public static string IntentReference(string school, string courseKey, string learnerKey, int number) =>
        IntentPrefix(school, courseKey, learnerKey) + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the references of all of a pair's intents begin with.</summary>
    public static string IntentPrefix(string school, string courseKey, string learnerKey) =>
        $"{school}_acc_{References.Slug($"{courseKey}-{learnerKey}", 30)}_";
}
