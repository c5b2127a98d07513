using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Access;

public sealed class SuspensionReviewTests : IDisposable
{
    private const string Receivable = "demo_enr_10-1_1_1_1";
    private readonly string folder = Directory.CreateTempSubdirectory("reviews").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Explain_prints_every_guard_green_or_red_with_its_facts()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with { Compliance = TestSchool.LawThat(SuspensionAllowance.Never) };

        await UntilDueAsync(school);

        await using var ledger = school.Ledger.CreateDbContext();
        var found = await Explanation.OfAsync(ledger, "demo", Receivable, "en", Ct);
        Assert.Equal(SuspensionGuards.Codes, found!.Guards.Select(x => x.Code));
        Assert.Equal(["guard.law", SuspensionGuards.Approval], found.Guards.Where(x => !x.Holds).Select(x => x.Code));
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task A_review_that_does_not_change_is_not_stored_again()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with { Compliance = TestSchool.LawThat(SuspensionAllowance.Never) };
        await UntilDueAsync(school);
        await using var ledger = school.Ledger.CreateDbContext();
        var first = await ledger.SuspensionReviews.AsNoTracking().SingleAsync(Ct);

        await school.RunDaysAsync(31, 33);

        var later = await ledger.SuspensionReviews.AsNoTracking().SingleAsync(Ct);
        Assert.Equal(first.At, later.At);
        Assert.True(later.SeenAt > first.SeenAt);
        Assert.Equal(1, await ledger.Journal.CountAsync(x => x.Kind == "suspension.reviewed", Ct));
    }

    [Fact]
    public async Task What_a_profile_marks_for_a_person_waits_in_the_queue_and_happens_once_approved()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with { Compliance = TestSchool.LawThat(SuspensionAllowance.NotForbidden) };
        await UntilDueAsync(school);
        var waiting = Assert.Single((await Desk(school).ListAsync(Ct)).Waiting);
        var before = school.Lms.CanEnter("10", "1");

        var approved = await Desk(school).ApproveAsync(waiting.CausedBy[0], "ana", "read", Ct);
        await school.RunDaysAsync(31, 31);

        Assert.True(before);
        Assert.Equal(new AccessTarget("10", "1"), approved);
        Assert.False(school.Lms.CanEnter("10", "1"));
        Assert.Null(await Desk(school).ApproveAsync("demo_enr_99-9_1_1_1", "ana", "read", Ct));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task An_approval_holds_for_its_days_and_no_longer(int days, bool suspended)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with
        {
            Compliance = TestSchool.LawThat(SuspensionAllowance.NotForbidden),
            Access = school.Profile.Access with { ApprovalDays = days },
        };
        await UntilDueAsync(school);
        await Desk(school).ApproveAsync(Receivable, "ana", "read", Ct);

        await school.RunDaysAsync(31, 31);

        Assert.Equal(suspended, !school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public void Another_debt_asks_for_another_approval() =>
        Assert.NotEqual(Approvals.SubjectOf(new("10", "1"), "a"), Approvals.SubjectOf(new("10", "1"), "a b"));

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public async Task A_bank_transfer_that_is_booked_three_days_late_locks_nobody_out(int bookedTo, bool suspended)
    {
        // The last notice of day 20 asks for payment within 7 days; a transfer of day 26 may be booked on day 29.
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with
        {
            Access = new AccessTerms { Bank = BankBooks.Erp, SettlementDays = 4 },
        };
        school.Erp.BankBooks.Add(new BankBook("BNK", TestSchool.Start.AddDays(bookedTo)));
        school.Erp.BankBooks.Add(new BankBook("STRP", null));

        await UntilDueAsync(school);

        Assert.Equal(suspended, !school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task A_person_s_word_on_the_bank_counts_as_the_books_do()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with { Access = new AccessTerms() };
        await UntilDueAsync(school);
        var before = school.Lms.CanEnter("10", "1");

        await Desk(school).AttestBankAsync(TestSchool.Start.AddDays(30), "ana", Ct);
        await school.RunDaysAsync(31, 31);

        Assert.True(before);
        Assert.False(school.Lms.CanEnter("10", "1"));
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(5, 5)]
    public async Task A_wave_of_suspensions_after_a_wrong_import_stops_all_of_them(int debtors, int suspended)
    {
        await using var school = await TestSchool.WithLearnersAsync(debtors);
        school.Profile = school.Profile with
        {
            Limits = new RunLimits(1000, 1000, 10, 100),
            Access = school.Profile.Access with { WavePercent = 10 },
        };

        var report = await UntilDueAsync(school);

        Assert.Equal(suspended, school.Lms.Suspended.Count);
        Assert.Equal(suspended == 0, report.Remarks.Exists(x => x is { Code: "limit.suspensions", NeedsPerson: true }));
    }

    [Fact]
    public async Task An_ERP_that_is_down_for_two_days_suspends_nobody()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        foreach (var day in new[] { 0, 13, 20 })
        {
            await school.RunDaysAsync(day, day);
        }

        school.Erp.Down = true;
        await school.RunDaysAsync(30, 31);
        var meanwhile = school.Lms.CanEnter("10", "1");
        school.Erp.Down = false;
        await school.RunDaysAsync(32, 32);

        Assert.True(meanwhile);
        Assert.False(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task Protected_days_wait_for_the_day_after()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with
        {
            Access = school.Profile.Access with
            {
                Protected = [new(TestSchool.Start.AddDays(28), TestSchool.Start.AddDays(31), "exams")],
            },
        };

        await UntilDueAsync(school);
        await school.RunDaysAsync(31, 31);
        var inExams = school.Lms.CanEnter("10", "1");
        await school.RunDaysAsync(32, 32);

        Assert.True(inExams);
        Assert.False(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task Every_access_that_the_connector_took_is_given_back_without_the_ERP_and_not_taken_again()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);
        var file = new AccessLedgerFile(Path.Combine(folder, "access.jsonl"));
        await UntilDueAsync(school, file);
        var suspended = school.Lms.Suspended.Count;
        school.Erp.Down = true;

        var report = await Desk(school).RestoreAllAsync(school.Lms, file, null, "ana", "wrong prices", Ct);
        school.Erp.Down = false;
        await RunAsync(school, 31, file);
        await RunAsync(school, 32, file);

        Assert.True(suspended > 0);
        Assert.Equal((suspended, 0), (report.Restored, report.Failed.Count));
        Assert.NotNull((await StatusReport.OfAsync(school.Ledger.CreateDbContext(), "demo", Ct)).OnHold);
        Assert.All(new[] { "1", "2", "3" }, x => Assert.True(school.Lms.CanEnter("10", x)));
        Assert.Empty(file.Read("demo").Open);
    }

    [Fact]
    public async Task What_only_the_access_ledger_file_knows_is_given_back_too()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var file = new AccessLedgerFile(Path.Combine(folder, "access.jsonl"));
        await UntilDueAsync(school, file);
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await ledger.AccessRecords.ExecuteDeleteAsync(Ct);
        }

        var report = await Desk(school).RestoreAllAsync(school.Lms, file, null, "ana", "the disk broke", Ct);

        Assert.Equal(1, report.Restored);
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(31, 0)]
    public async Task Only_what_was_taken_since_a_day_is_given_back(int since, int restored)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var file = new AccessLedgerFile(Path.Combine(folder, "access.jsonl"));
        await UntilDueAsync(school, file);

        var report = await Desk(school)
            .RestoreAllAsync(school.Lms, file, TestSchool.Start.AddDays(since), "ana", "why", Ct);

        Assert.Equal(restored, report.Restored);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static AccessDesk Desk(TestSchool school) => new(school.Ledger, school.Profile, school.Clock);

    private static async Task<CycleReport> UntilDueAsync(TestSchool school, AccessLedgerFile? file = null)
    {
        CycleReport? report = null;
        foreach (var day in new[] { 0, 13, 20, 30 })
        {
            report = await RunAsync(school, day, file);
        }

        return report!;
    }

    private static Task<CycleReport> RunAsync(TestSchool school, int day, AccessLedgerFile? file)
    {
        school.GoTo(TestSchool.Start.AddDays(day));
        return school.RunAsync(new CycleOptions("test", AccessLedger: file));
    }
}
