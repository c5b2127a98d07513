using System.Diagnostics;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Figures;

public sealed class PolicyReplayTests
{
    [Fact]
    public void Each_rung_is_taken_on_its_day_and_the_last_takes_access() =>
        Assert.Equal(
            ["before -3", "reminder 3", "notice 10", "suspend 20"],
            History.StepsOf(History.Replay(History.Debt()))
        );

    [Theory]
    [InlineData(9, 2)]
    [InlineData(10, 2)]
    [InlineData(11, 3)]
    public void Who_pays_on_the_day_of_a_rung_is_not_sent_it(int settledAfter, int steps) =>
        Assert.Equal(steps, History.Replay(History.Debt(settledAfter)).Steps.Count);

    [Theory]
    [InlineData(19, 3)]
    [InlineData(20, 4)]
    public void What_comes_after_the_last_day_is_not_replayed(int to, int steps) =>
        Assert.Equal(steps, History.Replay(History.Debt(), to).Steps.Count);

    [Fact]
    public void A_promise_holds_the_ladder_through_its_last_day()
    {
        var path = History.Replay(History.Debt(null, History.Said(StandingKind.Promise, 5, 15)));

        Assert.Equal(["before -3", "reminder 3", "notice 16", "suspend 23"], History.StepsOf(path));
    }

    [Fact]
    public void A_hold_that_was_released_held_until_the_day_before()
    {
        var hold = History.Said(StandingKind.Hold, 5, null, x => x.EndedAt = History.At(14));

        Assert.Contains("notice 14", History.StepsOf(History.Replay(History.Debt(null, hold))));
    }

    [Fact]
    public void A_hold_gives_access_back_and_its_end_takes_it_again()
    {
        var path = History.Replay(History.Debt(40, History.Said(StandingKind.Hold, 25, 29)));

        Assert.Equal(
            [
                new ReplaySuspension(History.Due.AddDays(20), History.Due.AddDays(25)),
                new ReplaySuspension(History.Due.AddDays(30), History.Due.AddDays(40)),
            ],
            path.Suspensions
        );
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void A_promise_gives_access_back_where_the_school_says_so(bool restores, int suspensions)
    {
        var debt = History.Debt(40, History.Said(StandingKind.Promise, 25, 29));

        var path = History.Replay(debt, terms: History.Terms(promiseRestores: restores));

        Assert.Equal(suspensions, path.Suspensions.Count);
    }

    [Fact]
    public void Who_disputes_a_part_is_reminded_of_the_rest_and_not_locked_out()
    {
        var dispute = History.Said(
            StandingKind.Dispute,
            0,
            null,
            x =>
            {
                x.AmountMinor = 4_000;
                x.Currency = "EUR";
            }
        );

        var path = History.Replay(History.Debt(null, dispute));

        Assert.Equal(["before -3", "reminder 3", "notice 10"], History.StepsOf(path));
        Assert.Equal(6_000, path.Steps[^1].Asked.MinorUnits);
    }

    [Fact]
    public void A_rung_that_nobody_was_asked_about_counts_as_approved_and_one_that_was_waits_for_its_day()
    {
        var asking = History.Rules with
        {
            Rungs = [.. History.Rules.Rungs.Select(x => x.Suspends ? x with { Approval = true } : x)],
        };
        var approved = History.Said(
            StandingKind.Approval,
            26,
            null,
            x => (x.SubjectKind, x.Category) = (StandingBook.Step, "suspend")
        );

        var nobody = History.Replay(History.Debt(), terms: History.Terms(asking));
        var somebody = History.Replay(History.Debt(null, approved), terms: History.Terms(asking));

        Assert.Contains("suspend 20", History.StepsOf(nobody));
        Assert.Contains("suspend 26", History.StepsOf(somebody));
    }

    [Fact]
    public void A_broken_promise_is_remembered_from_the_day_on_which_it_was_found_broken()
    {
        var stern = History.Rules with
        {
            Rungs =
            [
                .. History.Rules.Rungs,
                new Rung("collector", 30, 0, RungAction.HandOff, [], null)
                {
                    When = new Applicability { BrokenPromise = true },
                },
            ],
        };
        var row = new Standing
        {
            Kind = StandingKind.Promise,
            SubjectKind = StandingBook.Receivable,
            SubjectKey = "r1",
            CreatedAt = History.At(31),
            Until = History.Due.AddDays(35),
            EndedAt = History.At(38),
            Outcome = StandingBook.Broken,
        };
        var debt = History.Debt(null, [.. SaidThen.Of(row, History.DayOf)]);

        Assert.Equal("collector 38", History.StepsOf(History.Replay(debt, terms: History.Terms(stern))).Last());
        Assert.Equal("suspend 20", History.StepsOf(History.Replay(History.Debt(), terms: History.Terms(stern))).Last());
    }

    [Fact]
    public void The_policy_is_asked_at_most_three_times_for_each_rung_and_once_for_each_change()
    {
        SaidThen[] said =
        [
            History.Said(StandingKind.Promise, 1, 2),
            History.Said(StandingKind.Hold, 8, 12),
            History.Said(StandingKind.Promise, 30, 35),
        ];

        var plain = History.Replay(History.Debt(), to: 3_000);
        var busy = History.Replay(History.Debt(null, said), to: 3_000);

        Assert.InRange(plain.Decisions, 1, 1 + (3 * 4));
        Assert.InRange(busy.Decisions, 1, 1 + (3 * 5) + (2 * said.Length));
    }

    [Fact]
    public void Fifty_thousand_receivables_of_a_year_are_replayed_under_two_policies_with_few_decisions_each()
    {
        var other = History.Rules with
        {
            Version = "v2",
            Variants =
            [
                new PolicyVariant(
                    "again",
                    new Applicability { UnpaidAtLeast = 2 },
                    new Dictionary<string, Money>(),
                    new Dictionary<string, RungChange> { ["suspend"] = new(false, 15, null, null, null, null) }
                ),
            ],
        };
        var from = new DateOnly(2026, 1, 1);
        var wish = new SimulationWish(from, new DateOnly(2026, 12, 31), 7);
        var replay = new SideBySide(Fakes.SchoolProfiles.Demo, History.Rules, other, wish);
        var began = Stopwatch.GetTimestamp();

        foreach (var payer in Enumerable.Range(0, 10_000))
        {
            replay.Add(new ReplayPayer($"p{payer}", false, [.. Enumerable.Range(0, 5).Select(i => OneOf(payer, i))]));
        }

        var simulation = replay.ToSimulation();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{simulation.Receivables} receivables twice, "
                + $"{simulation.InForce.Decisions} and {simulation.Other.Decisions} decisions: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms"
        );
        Assert.Equal(50_000, simulation.Receivables);
        Assert.Equal(
            50_000,
            simulation.OpenAtEnd + simulation.Cash.Sum(x => x.Amounts.Sum(a => a.MinorUnits)) / 10_000
        );
        Assert.InRange(simulation.InForce.Decisions, 50_000, 50_000 * (1 + (3 * 4) + 10));
        Assert.True(simulation.Other.Total.Suspensions > simulation.InForce.Total.Suspensions);

        ReplayDebt OneOf(int payer, int i) =>
            new(
                new Receivable
                {
                    Reference = $"r{payer}-{i}",
                    PayerKey = $"p{payer}",
                    CourseKey = $"{i}",
                    LearnerKey = $"{payer}",
                    AmountMinor = 10_000,
                    Currency = "EUR",
                    IssueOn = from.AddDays((payer + (60 * i)) % 300),
                    DueOn = from.AddDays(((payer + (60 * i)) % 300) + 10),
                    SettledOn =
                        (payer + i) % 7 == 0 ? null : from.AddDays(((payer + (60 * i)) % 300) + (payer % 53) + 5),
                },
                "",
                []
            );
    }
}
