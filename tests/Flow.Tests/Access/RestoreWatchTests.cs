using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Access;

public sealed class RestoreWatchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("access").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void What_was_taken_is_known_until_it_is_given_back_and_schools_are_kept_apart()
    {
        var file = NewFile();
        var (one, two) = (Taken("1"), Taken("2"));

        file.Append([one, two, Taken("3", school: "other")]);
        file.Append([one.End()]);

        Assert.Equal("2", Assert.Single(file.Read("demo").Open).Learner);
        Assert.Equal("3", Assert.Single(file.Read("other").Open).Learner);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task A_torn_last_line_is_left_out_and_the_next_one_is_not_glued_to_it(int bytesLost)
    {
        var file = NewFile();
        file.Append([Taken("1")]);
        file.Append([Taken("2")]);
        await using (var torn = new FileStream(file.FullPath, FileMode.Open))
        {
            torn.SetLength(torn.Length - bytesLost);
        }

        file.Append([Taken("3")]);

        var memory = file.Read("demo");
        // Without its last byte, the line feed, the line still says all that it had to say.
        string[] expected = bytesLost == 1 ? ["1", "2", "3"] : ["1", "3"];
        Assert.Equal(expected, memory.Open.Select(x => x.Learner));
        Assert.Equal(bytesLost == 1 ? 0 : 1, memory.Damaged);
    }

    [Fact]
    public async Task A_database_as_new_as_the_file_is_not_held()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var file = NewFile();

        await RunAsync(school, file, 0);
        var report = await RunAsync(school, file, 13);

        Assert.DoesNotContain(report.Remarks, x => x.Code == "restore.hold");
        Assert.Single(school.Email.Sent);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task More_damage_at_the_end_of_the_file_than_one_torn_line_holds_messages_back(int lines, bool held)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var file = NewFile();
        await RunAsync(school, file, 0);
        await File.AppendAllLinesAsync(file.FullPath, Enumerable.Repeat("{\"Kind\":\"he", lines), Ct);

        var first = await RunAsync(school, file, 13);
        var next = await RunAsync(school, file, 14);

        Assert.Equal(held, first.Remarks.Exists(x => x is { Code: "restore.hold", NeedsPerson: true }));
        Assert.Equal(held, next.Remarks.Exists(x => x.Code == "restore.hold"));
        Assert.Equal(held ? 0 : 1, school.Email.Sent.Count);
    }

    [Fact]
    public async Task A_file_that_knows_a_later_journal_holds_messages_back_until_a_confirmation_that_is_later_still()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var file = NewFile();
        await RunAsync(school, file, 0);
        file.Append([Head(school, position: 1000)]);

        var held = await RunAsync(school, file, 13);
        var sentWhileHeld = school.Email.Sent.Count;
        file.Append([Head(school, position: 1000)]);
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await ledger.Standings.ExecuteUpdateAsync(x => x.SetProperty(s => s.EndedAt, school.Now), Ct);
        }

        // Another node's file still has the old mark: the confirmation outweighs it.
        var after = await RunAsync(school, file, 14);

        Assert.Contains(held.Remarks, x => x is { Code: "restore.hold", NeedsPerson: true });
        Assert.Equal(0, sentWhileHeld);
        Assert.DoesNotContain(after.Remarks, x => x.Code == "restore.hold");
        Assert.Single(school.Email.Sent);
    }

    [Fact]
    public async Task A_suspension_that_the_database_does_not_know_is_taken_in_and_ended_when_the_LMS_shows_access()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var file = NewFile();
        await RunAsync(school, file, 0);
        file.Append([Taken("1", at: school.Now)]);

        var dry = await RunAsync(school, file, 1, dryRun: true);
        var report = await RunAsync(school, file, 1);

        Assert.Contains(dry.Remarks, x => x.Code == "restore.hold");
        Assert.Contains(report.Remarks, x => x.Code == "restore.hold");
        Assert.Equal(1, report.Counts["access.imported"]);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(AccessStage.NotSuspended, (await ledger.AccessRecords.SingleAsync(Ct)).Stage);
        Assert.Empty(file.Read("demo").Open);
    }

    [Fact]
    public async Task Every_suspension_is_in_the_file_before_it_is_made_and_gone_from_it_once_given_back()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var file = NewFile();
        foreach (var day in new[] { 0, 13, 20, 30 })
        {
            await RunAsync(school, file, day);
        }

        var taken = Assert.Single(file.Read("demo").Open);
        var inside = school.Lms.CanEnter("10", "1");
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        await RunAsync(school, file, 31);

        Assert.False(inside);
        Assert.Equal(("10", "1", "demo_enr_10-1_1_1_1"), (taken.Course, taken.Learner, taken.CausedBy));
        Assert.NotEmpty(taken.Snapshot!);
        Assert.True(school.Lms.CanEnter("10", "1"));
        Assert.Empty(file.Read("demo").Open);
    }

    [Fact]
    public async Task Nobody_is_suspended_while_the_file_cannot_be_written_and_it_is_tried_again()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var own = Path.Combine(folder, "own");
        var file = new AccessLedgerFile(Path.Combine(own, "access.jsonl"));
        foreach (var day in new[] { 0, 13, 20 })
        {
            await RunAsync(school, file, day);
        }

        Directory.Delete(own, recursive: true);
        await File.WriteAllTextAsync(own, "in the folder's place", TestContext.Current.CancellationToken);
        var refused = await RunAsync(school, file, 30);
        var inside = school.Lms.CanEnter("10", "1");
        File.Delete(own);
        await RunAsync(school, file, 31);

        Assert.True(inside);
        Assert.Equal(1, refused.Counts["guard.access-ledger"]);
        Assert.False(school.Lms.CanEnter("10", "1"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<CycleReport> RunAsync(
        TestSchool school,
        AccessLedgerFile file,
        int day,
        bool dryRun = false
    )
    {
        school.GoTo(TestSchool.Start.AddDays(day));
        return await school.RunAsync(new CycleOptions("test", DryRun: dryRun, AccessLedger: file));
    }

    private static AccessLedgerLine Taken(string learner, string school = "demo", DateTimeOffset at = default) =>
        AccessLedgerLine.Of(
            new AccessRecord
            {
                School = school,
                CourseKey = "10",
                LearnerKey = learner,
                Methods = "manual",
                Snapshot = "{}",
                CausedBy = "demo_enr_10-1_1_1_1",
                PlannedAt = at,
            }
        );

    private static AccessLedgerLine Head(TestSchool school, long position) =>
        new()
        {
            Kind = AccessLedgerLine.Head,
            School = "demo",
            At = school.Now,
            Position = position,
            Digest = new string('0', 64),
        };

    private AccessLedgerFile NewFile() => new(Path.Combine(folder, "access-ledger.jsonl"));
}
