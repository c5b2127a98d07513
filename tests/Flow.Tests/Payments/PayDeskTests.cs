using Collections.Connector.Flow.Payments;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Payments;

public sealed class PayDeskTests
{
    private const string Receivable = "demo_enr_10-1_1_1_1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_clicks_at_once_open_one_page()
    {
        await using var school = await BilledAsync();
        var gatewayAnswers = new TaskCompletionSource();
        school.Gateway.PagesWaitFor = gatewayAnswers.Task;
        var desk = Desk(school);

        var first = desk.OpenAsync("l1", Ct);
        var second = desk.OpenAsync("l1", Ct);
        gatewayAnswers.SetResult();
        var answers = await Task.WhenAll(first, second);

        Assert.Single(school.Gateway.Opened);
        Assert.Single(answers.Select(x => x!.Url).Distinct());
        Assert.All(answers, x => Assert.Equal(PayLinkKind.Pay, x!.Kind));
    }

    [Fact]
    public async Task The_page_asks_for_what_is_owed_at_this_instant()
    {
        await using var school = await BilledAsync();

        await Desk(school).OpenAsync("l1", Ct);

        var request = Assert.Single(school.Gateway.Opened);
        Assert.Equal("121.00 EUR", request.Amount.ToString());
        Assert.Equal([Receivable], request.ReceivableRefs);
        Assert.Equal(("l1", "es", 0), (request.PayerKey, request.Language, request.Attempt));
    }

    [Fact]
    public async Task The_same_amount_gives_the_same_page_again()
    {
        await using var school = await BilledAsync();
        var desk = Desk(school);

        var first = await desk.OpenAsync("l1", Ct);
        school.Wait(TimeSpan.FromMinutes(30));
        var second = await desk.OpenAsync("l1", Ct);

        Assert.Equal(first, second);
        Assert.Single(school.Gateway.Opened);
    }

    [Fact]
    public async Task A_restarted_service_gives_the_page_that_is_open()
    {
        await using var school = await BilledAsync();

        var before = await Desk(school).OpenAsync("l1", Ct);
        var after = await Desk(school).OpenAsync("l1", Ct);

        Assert.Equal(before, after);
        Assert.Single(school.Gateway.Opened);
    }

    [Fact]
    public async Task A_part_paid_at_the_bank_gives_a_new_page_for_the_rest()
    {
        await using var school = await BilledAsync();
        var desk = Desk(school);
        var whole = await desk.OpenAsync("l1", Ct);
        school.Erp.Pay(Receivable + "_inv1", 21m);
        await school.RunAsync();

        var rest = await desk.OpenAsync("l1", Ct);

        Assert.NotEqual(whole!.Url, rest!.Url);
        Assert.Equal(["121.00", "100.00"], school.Gateway.Opened.Select(x => x.Amount.ToPlainString()));
        Assert.Single(school.Gateway.Opened.Select(x => x.Reference).Distinct());
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(5, 2)]
    [InlineData(0, 2)]
    [InlineData(-1, 2)]
    public async Task A_page_about_to_expire_is_not_given_and_the_next_is_a_new_attempt(int minutesLeft, int pages)
    {
        await using var school = await BilledAsync();
        var desk = Desk(school);
        await desk.OpenAsync("l1", Ct);
        school.Wait(school.Gateway.PagesExpireAt - school.Now - TimeSpan.FromMinutes(minutesLeft));
        school.Gateway.PagesExpireAt = school.Now.AddHours(1);

        await desk.OpenAsync("l1", Ct);

        Assert.Equal(Enumerable.Range(0, pages), school.Gateway.Opened.Select(x => x.Attempt));
    }

    [Fact]
    public async Task After_a_declined_payment_the_payer_gets_a_new_attempt()
    {
        await using var school = await BilledAsync();
        var desk = Desk(school);
        await desk.OpenAsync("l1", Ct);
        school.Gateway.RequestReference = school.Gateway.Opened[0].Reference;
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Failed, 121m, "l1", Receivable);
        await school.RunMoneyAsync();

        var again = await desk.OpenAsync("l1", Ct);

        Assert.Equal(PayLinkKind.Pay, again!.Kind);
        Assert.Equal([0, 1], school.Gateway.Opened.Select(x => x.Attempt));
    }

    [Fact]
    public async Task Somebody_elses_declined_payment_leaves_the_page_as_it_is()
    {
        await using var school = await BilledAsync();
        var desk = Desk(school);
        await desk.OpenAsync("l1", Ct);
        school.Gateway.RequestReference = "demo_pr_l2_eur";
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Failed, 121m, "l2");
        await school.RunMoneyAsync();

        await desk.OpenAsync("l1", Ct);

        Assert.Single(school.Gateway.Opened);
    }

    [Fact]
    public async Task While_a_payment_is_on_its_way_no_page_is_opened()
    {
        await using var school = await BilledAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Pending, 121m, "l1", Receivable);
        await school.RunMoneyAsync();

        var answer = await Desk(school).OpenAsync("l1", Ct);

        Assert.Equal(new PayLinkAnswer(PayLinkKind.Pending, null, "es"), answer);
        Assert.Empty(school.Gateway.Opened);
    }

    [Fact]
    public async Task Who_owes_nothing_gets_no_page()
    {
        await using var school = await BilledAsync();
        school.Erp.Pay(Receivable + "_inv1", 121m);
        await school.RunAsync();

        var answer = await Desk(school).OpenAsync("l1", Ct);

        Assert.Equal(PayLinkKind.NothingOwed, answer!.Kind);
        Assert.Empty(school.Gateway.Opened);
    }

    [Fact]
    public async Task A_gateway_that_did_not_answer_is_asked_again_under_the_same_attempt()
    {
        await using var school = await BilledAsync();
        var desk = Desk(school);
        school.Gateway.Down = true;
        var away = await desk.OpenAsync("l1", Ct);
        school.Gateway.Down = false;
        school.Wait(TimeSpan.FromMinutes(1));

        var answer = await desk.OpenAsync("l1", Ct);

        Assert.Equal((PayLinkKind.Later, PayLinkKind.Pay), (away!.Kind, answer!.Kind));
        Assert.Equal(0, Assert.Single(school.Gateway.Opened).Attempt);
    }

    [Fact]
    public async Task Nobody_known_has_no_page()
    {
        await using var school = await BilledAsync();

        Assert.Null(await Desk(school).OpenAsync("l9", Ct));
    }

    private static async Task<TestSchool> BilledAsync()
    {
        var school = await TestSchool.WithLearnersAsync(2);
        await school.RunAsync();
        school.Gateway.PagesExpireAt = school.Now.AddHours(24);
        return school;
    }

    private static PayDesk Desk(TestSchool school) =>
        new(school.Ledger, school.Profile, school.Gateway, school.Clock, new Uri("https://school.example/paid"));
}
