using System.Runtime.CompilerServices;
using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Reads enrolments without the report: three calls per course, no method and no window.</summary>
internal sealed class CourseByCourse(MoodleSettings settings, CourseCatalogue catalogue, RosterReader rosters)
{
    private const string NothingSeen =
        "Not one learner was seen in any course: that cannot be told from a missing right (moodle/user:viewdetails). Run check.";

    /// <summary>Reads the courses, some at once.</summary>
    public async IAsyncEnumerable<EnrolmentBatch> ReadAsync(
        IEnumerable<long> courses,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var seenAnybody = false;
        var empty = new List<CourseListing>();
        foreach (var some in courses.Distinct().Chunk(settings.ParallelCalls))
        {
            foreach (var batch in await Task.WhenAll(some.Select(course => ReadOneAsync(course, ct))))
            {
                if (batch.Enrolments.Count > 0)
                {
                    seenAnybody = true;
                    yield return batch;
                }
                else
                {
                    empty.AddRange(batch.Listings);
                }
            }
        }

        // Without the right to see users every list is silently empty: one course with people in it proves the right.
        yield return new EnrolmentBatch(
            [],
            empty
                .Select(listing =>
                    seenAnybody || !listing.Complete ? listing : listing with { Complete = false, Reason = NothingSeen }
                )
                .ToList()
        );
    }

    private async Task<EnrolmentBatch> ReadOneAsync(long course, CancellationToken ct)
    {
        var key = MoodleKeys.Of(course);
        try
        {
            var roster = await rosters.ReadAsync(course, withRoles: false, ct);
            var everybody = await rosters.ReadEverybodyAsync(course, settings.VerifyRoles, ct);
            var known = roster.Active.Union(roster.Others).ToHashSet();
            var traits = catalogue.TraitsOf(course);

            // Somebody suspended or let in between the two lists is in neither of them.
            var incomplete = !known.SetEquals(everybody.Select(person => person.Id))
                ? "The course's enrolments changed while they were read: the next cycle reads them again."
                : Hidden(known.Count, traits);
            return new EnrolmentBatch(
                everybody
                    .DistinctBy(person => person.Id)
                    .Where(person => known.Contains(person.Id))
                    .Select(person => ToFact(key, person, roster, traits))
                    .ToList(),
                [new CourseListing(key, incomplete is null, incomplete)]
            );
        }
        catch (RemoteRejectedException refused)
        {
            return Failed(key, refused);
        }
        catch (RemoteMisconfiguredException lacking) when (MoodleVerdict.CodeOf(lacking) == "nopermissions")
        {
            // A role given in some categories only: other courses may be readable.
            return Failed(key, lacking);
        }
    }

    private EnrolmentFact ToFact(string course, WireEnrolled person, Roster roster, CourseTraits? traits)
    {
        var methods = (traits?.Methods ?? []).Where(method => method != "guest").ToList();
        return new EnrolmentFact(
            course,
            MoodleKeys.Of(person.Id),
            methods.Count == 1 ? methods[0] : "unknown",
            roster.Active.Contains(person.Id) ? EnrolmentStatus.Active : EnrolmentStatus.Suspended,
            StartsAt: null,
            EndsAt: null,
            WindowKnown: false,
            LearnerRoles.IsLearner(
                settings.StudentRoleId,
                person.Roles?.Select(role => role.RoleId).ToList(),
                traits?.Contacts.Contains(person.Id) ?? false
            )
        );
    }

    private static string? Hidden(int people, CourseTraits? traits) =>
        people == 0 && traits is { SeparateGroups: true }
            ? "The course has separate groups and nobody was seen: the web service user may lack moodle/site:accessallgroups."
            : null;

    private static EnrolmentBatch Failed(string course, RemoteException error) =>
        new([], [new CourseListing(course, false, error.Message)]);
}
