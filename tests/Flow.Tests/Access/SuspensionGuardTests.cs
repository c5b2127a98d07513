using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Access;

public sealed class SuspensionGuardTests
{
    private static readonly DateOnly Today = new(2026, 10, 20);
    private static readonly Currency Euro = Currency.Of("EUR");
    private static readonly AccessTarget Target = new("10", "1");

    [Fact]
    public void Every_guard_answers_and_holds_when_nothing_stands_against_it()
    {
        var answers = SuspensionGuards.Evaluate(Good());

        Assert.Equal(SuspensionGuards.Codes.Except([SuspensionGuards.BlastRadius]), answers.Select(x => x.Code));
        Assert.All(answers, x => Assert.True(x.Holds, x.Code));
    }

    [Fact]
    public void Every_guard_that_does_not_hold_is_named_not_only_the_first()
    {
        var facts = Good() with
        {
            PendingPayment = true,
            DocumentsOpen = false,
            Standing = StandingKind.Promise,
            RungsMissing = ["reminder"],
        };

        Assert.Equal(
            ["guard.last-look", "guard.pending-payment", "guard.rungs", "guard.standing"],
            SuspensionGuards.Evaluate(facts).Where(x => !x.Holds).Select(x => x.Code)
        );
    }

    [Theory]
    [InlineData(SuspensionAllowance.Never, false, false)]
    [InlineData(SuspensionAllowance.Never, true, false)]
    [InlineData(SuspensionAllowance.Unknown, false, false)]
    [InlineData(SuspensionAllowance.Unknown, true, true)]
    [InlineData(SuspensionAllowance.NotForbidden, false, true)]
    [InlineData(SuspensionAllowance.AfterNotice, false, true)]
    public void What_the_law_forbids_no_counsel_opens(SuspensionAllowance rule, bool counsel, bool holds) =>
        Assert.Equal(
            holds,
            Holds(
                "guard.law",
                Good() with
                {
                    Law = Law(rule) with { Counsel = counsel ? new("Ana", Today, false) : null },
                }
            )
        );

    [Fact]
    public void A_country_without_a_profile_asks_for_counsel()
    {
        Assert.False(Holds("guard.law", Good() with { Law = new AccessLaw(null, null) }));
        Assert.True(Holds("guard.law", Good() with { Law = new AccessLaw(null, new("Ana", Today, true)) }));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void A_law_that_waits_for_the_end_of_the_term_waits_for_the_day_after_it(int daysToEnd, bool holds) =>
        Assert.Equal(
            holds,
            Holds(
                "guard.law",
                Good() with
                {
                    Law = Law(SuspensionAllowance.EndOfTerm),
                    CourseEndsOn = Today.AddDays(daysToEnd),
                }
            )
        );

    [Theory]
    [InlineData(3, 15, true)]
    [InlineData(2, 15, false)]
    [InlineData(3, 14, false)]
    public void The_law_s_unpaid_instalments_and_days_of_notice_are_both_asked(int unpaid, int daysAgo, bool holds) =>
        Assert.Equal(
            holds,
            Holds(
                "guard.law-notice",
                Good() with
                {
                    Law = Law(SuspensionAllowance.AfterNotice, monthsUnpaid: 3, noticeDays: 15),
                    Unpaid = unpaid,
                    NoticeOn = Today.AddDays(-daysAgo),
                }
            )
        );

    // The notice went out on the 10th with seven days: paying on the 16th is in time, and three days later it must be booked.
    [Theory]
    [InlineData(19, true)]
    [InlineData(18, false)]
    [InlineData(null, false)]
    public void Whoever_paid_on_the_last_day_of_the_notice_must_be_in_the_books(int? bookedTo, bool holds) =>
        Assert.Equal(
            holds,
            Holds(
                "guard.bank-booked",
                Good() with
                {
                    Terms = new AccessTerms { SettlementDays = 3 },
                    NoticeOn = new DateOnly(2026, 10, 10),
                    BankBookedTo = bookedTo is { } day ? new DateOnly(2026, 10, day) : null,
                }
            )
        );

    [Theory]
    [InlineData(10, 7, true)]
    [InlineData(14, 7, false)]
    [InlineData(13, 7, true)]
    public void Notice_days_are_counted_from_the_real_sending(int sentOn, int days, bool holds) =>
        Assert.Equal(
            holds,
            Holds("guard.rungs", Good() with { NoticeOn = new DateOnly(2026, 10, sentOn), NoticeDays = days })
        );

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    [InlineData(-1, true)]
    public void The_last_days_of_a_course_are_protected(int daysToEnd, bool holds) =>
        Assert.Equal(
            holds,
            Holds(
                "guard.protected-days",
                Good() with
                {
                    Terms = new AccessTerms { LastDaysOfCourse = 7, Bank = BankBooks.NotUsed },
                    CourseEndsOn = Today.AddDays(daysToEnd),
                }
            )
        );

    [Theory]
    [InlineData(100, true)]
    [InlineData(99, false)]
    public void Less_than_the_minimum_takes_nobody_s_access(int owedMinor, bool holds) =>
        Assert.Equal(
            holds,
            Holds("guard.minimum", Good() with { Owed = new Money(owedMinor, Euro), Minimum = new Money(100, Euro) })
        );

    [Theory]
    [InlineData(SuspensionAllowance.AfterNotice, false, false, false)]
    [InlineData(SuspensionAllowance.AfterNotice, true, false, true)]
    [InlineData(SuspensionAllowance.NotForbidden, false, false, true)]
    [InlineData(SuspensionAllowance.NotForbidden, true, true, false)]
    public void A_person_decides_where_nothing_allows_it_outright(
        SuspensionAllowance rule,
        bool humanReview,
        bool counselAlone,
        bool asks
    )
    {
        var facts = Good() with
        {
            Law = Law(rule, humanReview: humanReview) with { Counsel = counselAlone ? new("Ana", Today, true) : null },
        };

        Assert.Equal(!asks, Holds(SuspensionGuards.Approval, facts));
        Assert.True(Holds(SuspensionGuards.Approval, facts with { Approved = true }));
    }

    [Fact]
    public void A_minor_is_let_alone_where_the_law_protects_minors()
    {
        var facts = Good() with { Law = Law(SuspensionAllowance.AfterNotice, adultsOnly: true) };

        Assert.False(Holds("guard.adults", facts));
        Assert.True(Holds("guard.adults", facts with { Terms = facts.Terms with { LearnersAreAdults = true } }));
    }

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    [InlineData("pt")]
    public void Every_answer_has_its_sentence_in_every_language_with_all_its_facts(string language)
    {
        var green = SuspensionGuards.Evaluate(Good()).Append(SuspensionGuards.Radius(true, 1, 2, 3));
        var red = green.Select(x => x with { Holds = false });

        Assert.Equal(SuspensionGuards.Codes.Order(), GuardSentences.Codes.Order());
        Assert.All(
            green.Concat(red),
            x =>
            {
                var sentence = GuardSentences.Render(x, language);
                Assert.DoesNotContain("{", sentence, StringComparison.Ordinal);
                Assert.NotEmpty(sentence);
            }
        );
    }

    private static bool Holds(string code, SuspensionFacts facts) =>
        SuspensionGuards.Evaluate(facts).Single(x => x.Code == code).Holds;

    private static AccessLaw Law(
        SuspensionAllowance rule,
        int monthsUnpaid = 0,
        int noticeDays = 0,
        bool adultsOnly = false,
        bool humanReview = false
    ) => new(TestSchool.LawThat(rule, monthsUnpaid, noticeDays, adultsOnly, humanReview).AccessFor("any"), null);

    private static SuspensionFacts Good() =>
        new()
        {
            Today = Today,
            Law = Law(SuspensionAllowance.AfterNotice),
            Terms = new AccessTerms(),
            Unpaid = 1,
            NoticeOn = new DateOnly(2026, 10, 10),
            NoticeDays = 7,
            RungsMissing = [],
            CourseEndsOn = null,
            Protected = null,
            StaleSources = [],
            BankBookedTo = Today,
            Owed = new Money(12100, Euro),
            Minimum = null,
            DocumentsOpen = true,
            PendingPayment = false,
            UnallocatedCredit = null,
            Standing = null,
            Approved = false,
            OtherCourses = [],
            Reading = new AccessReading(Target, AccessState.Open, ["manual"], true, null, "{}"),
        };
}
