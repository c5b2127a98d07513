using System.Runtime.CompilerServices;
using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>Reads courses, enrolments and learners, course by course.</summary>
internal sealed class CanvasEnrolments(
    CanvasSettings settings,
    TimeProvider clock,
    CanvasClient client,
    CourseCatalogue catalogue
) : IEnrolmentSource
{
    private readonly RosterReader rosters = new(client);
    private readonly LearnerReader learners = new(settings, client);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CourseFact>> ReadCoursesAsync(CancellationToken ct) =>
        (await catalogue.ReadAllAsync(ct)).Select(CourseCatalogue.ToFact).ToList();

    /// <inheritdoc/>
    public async IAsyncEnumerable<EnrolmentBatch> ReadEnrolmentsAsync(
        IReadOnlyCollection<CourseFact> courses,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (courses.Count == 0)
        {
            yield break;
        }

        // The port's facts lack what decides windows; the listing has it, in a few calls for all courses.
        var known = (await catalogue.ReadAllAsync(ct)).ToDictionary(course => course.Id);
        var dates = catalogue.Dates();
        foreach (var some in courses.Select(course => course.Key).Distinct().Chunk(settings.ParallelCalls))
        {
            foreach (
                var batch in await Task.WhenAll(
                    some.Select(id => ReadOneAsync(id, known.GetValueOrDefault(id), dates, ct))
                )
            )
            {
                yield return batch;
            }
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LearnerFact>> ReadLearnersAsync(
        IReadOnlyCollection<string> learnerKeys,
        CancellationToken ct
    ) => learners.ReadAsync(learnerKeys, ct);

    private async Task<EnrolmentBatch> ReadOneAsync(
        string id,
        WireCourse? course,
        CourseDateReader dates,
        CancellationToken ct
    )
    {
        if (course is null)
        {
            return Failed(id, $"Canvas does not list course {id} any more.");
        }

        try
        {
            var itsDates = await dates.ReadAsync(course, ct);
            var rows = await rosters.ReadLearnersAsync(id, ct);
            var now = clock.GetUtcNow();
            return new EnrolmentBatch(
                rows.Where(row => row.IsStudent)
                    .GroupBy(row => row.UserId)
                    .Select(person => new LearnerStanding(itsDates, person.ToList()).ToFact(now))
                    .ToList(),
                [new CourseListing(id, Complete: true, Reason: null)]
            );
        }
        catch (RemoteRejectedException refused)
        {
            return Failed(id, refused.Message);
        }
        catch (RemoteMisconfiguredException lacking) when (CanvasVerdict.CodeOf(lacking) == CanvasVerdict.NoRight)
        {
            // A role in some sub-accounts only: other courses may be readable.
            return Failed(id, lacking.Message);
        }
    }

    private static EnrolmentBatch Failed(string course, string reason) =>
        new([], [new CourseListing(course, Complete: false, reason)]);
}
