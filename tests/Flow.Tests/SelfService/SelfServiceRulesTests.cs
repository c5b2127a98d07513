using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.SelfService;

namespace Collections.Flow.Tests.SelfService;

public sealed class SelfServiceRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 10, 1);

    private static readonly SelfServiceTerms Terms = new()
    {
        PromiseDays = 7,
        PromisesPerYear = 2,
        GraceHours = 48,
        GracePassesPerYear = 1,
    };

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void A_promise_names_a_day_from_today_to_the_last_one(int days, bool may) =>
        Assert.Equal(may, SelfServiceRules.MayPromise(Terms, Today, Today.AddDays(days)));

    [Theory]
    [InlineData(0, OfferState.UsedUp)]
    [InlineData(-1, OfferState.UsedUp)]
    [InlineData(1, OfferState.Open)]
    public void A_pass_counts_for_a_year_to_the_second(int secondsPastTheYear, object expected)
    {
        var used = Now.AddYears(-1).AddSeconds(-secondsPastTheYear).AddSeconds(1);

        var offer = SelfServiceRules.Grace(Terms, SelfServiceState.Suspended, false, [new PastUse(1, used)], Now);

        Assert.Equal(new SelfOffer((OfferState)expected, 2), offer);
    }

    [Theory]
    [InlineData(SelfServiceState.Suspended, OfferState.Open)]
    [InlineData(SelfServiceState.Noticed, OfferState.NotNeeded)]
    [InlineData(SelfServiceState.Returning, OfferState.NotNeeded)]
    [InlineData(SelfServiceState.Clear, OfferState.NotNeeded)]
    public void A_pass_is_for_whoever_has_no_access(object state, object expected) =>
        Assert.Equal(expected, SelfServiceRules.Grace(Terms, (SelfServiceState)state, false, [], Now).State);

    [Fact]
    public void Terms_without_promises_or_passes_offer_none()
    {
        var none = new SelfServiceTerms();

        Assert.Equal(
            OfferState.NotOffered,
            SelfServiceRules.Promise(none, SelfServiceState.Suspended, false, [], Now).State
        );
        Assert.Equal(
            OfferState.NotOffered,
            SelfServiceRules.Grace(none, SelfServiceState.Suspended, false, [], Now).State
        );
    }

    [Fact]
    public void Each_payer_has_promises_of_his_own_and_one_who_has_none_left_stops_them_all()
    {
        var past = new[] { new PastUse(1, Now, "l1"), new PastUse(2, Now, "l1"), new PastUse(1, Now, "l2") };

        Assert.Equal(new SelfOffer(OfferState.UsedUp, 3), Promise(past));
        Assert.Equal(new SelfOffer(OfferState.Open, 2), Promise([past[0], past[2]]));
    }

    [Theory]
    [InlineData("  a\r\nb\0\u0007 ", "a\nb")]
    [InlineData("\r\n\t ", "")]
    public void A_text_keeps_its_lines_and_loses_what_no_keyboard_writes(string written, string stored) =>
        Assert.Equal(stored, SelfServiceRules.Clean(written));

    private static SelfOffer Promise(IReadOnlyCollection<PastUse> past) =>
        SelfServiceRules.Promise(Terms, SelfServiceState.Noticed, false, past, Now);
}
