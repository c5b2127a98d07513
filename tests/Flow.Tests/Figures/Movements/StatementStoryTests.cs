using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Figures.Statements;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Figures.Movements;

/// <summary>Statements of a real ledger: whatever happened, the balance is what is owed, to the cent.</summary>
public sealed class StatementStoryTests
{
    private const string Receivable = "demo_enr_10-1_1_1_1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invoice_paid_in_part_at_the_bank_and_in_part_by_the_gateway_is_told_line_by_line()
    {
        await using var school = await BilledAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 50m, "l1", Receivable);
        await school.RunAsync();
        school.GoTo(TestSchool.Start.AddDays(2));
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 30m);
        await school.RunAsync();

        var account = Assert.Single(await StatementAsync(school));

        Assert.Equal(
            [(MovementKind.Invoice, 12_100), (MovementKind.Payment, 7_100), (MovementKind.Payment, 4_100)],
            account.Lines.Select(x => (x.Kind, x.Balance.MinorUnits))
        );
        Assert.Equal(TestSchool.Start.AddDays(2), account.Lines[2].On);
        Assert.Equal((TestSchool.Start.AddDays(10), 4_100), (account.Open[0].DueOn, account.Open[0].Owed.MinorUnits));
    }

    [Fact]
    public async Task A_gateway_payment_counts_before_the_ERP_has_it_and_once_after()
    {
        await using var school = await BilledAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 50m, "l1", Receivable);
        school.Erp.LosePaymentAnswers = true;

        await school.RunAsync();
        var lost = (await StatementAsync(school)).Single().Closing;
        school.Erp.LosePaymentAnswers = false;
        await school.RunDaysAsync(1, 2);

        Assert.Equal(7_100, lost.MinorUnits);
        Assert.Equal(7_100, (await StatementAsync(school)).Single().Closing.MinorUnits);
        Assert.Single(school.Erp.Recorded);
    }

    [Fact]
    public async Task What_was_paid_too_much_is_in_the_payer_s_favour_and_not_in_the_balance()
    {
        await using var school = await BilledAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 150m, "l1", Receivable);
        await school.RunAsync();

        var account = (await StatementAsync(school)).Single();

        Assert.Equal((0, 2_900), (account.Closing.MinorUnits, account.Favour.MinorUnits));
        Assert.Empty(account.Open);
    }

    [Fact]
    public async Task A_corrected_invoice_shows_its_credit_note_and_the_one_in_its_place()
    {
        await using var school = await BilledAsync();
        await CorrectAsync(school, price: 80);
        await school.RunDaysAsync(1, 2);

        var account = (await StatementAsync(school)).Single();

        Assert.Equal(
            [MovementKind.Invoice, MovementKind.Invoice, MovementKind.CreditNote],
            account.Lines.OrderBy(x => x.On).ThenBy(x => x.Kind).Select(x => x.Kind)
        );
        Assert.Equal(9_680, account.Closing.MinorUnits);
    }

    [Fact]
    public async Task A_paid_invoice_that_is_corrected_leaves_what_was_paid_in_the_payer_s_favour()
    {
        await using var school = await BilledAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);
        await school.RunDaysAsync(1, 1);
        await CorrectAsync(school, price: 80);
        await school.RunDaysAsync(2, 3);

        var account = (await StatementAsync(school)).Single();

        Assert.Contains(account.Lines, x => x.Kind == MovementKind.Freed);
        Assert.Equal(account.Closing.MinorUnits, account.Open.Sum(x => x.Owed.MinorUnits));
    }

    [Fact]
    public async Task A_refund_before_the_ERP_shows_it_leaves_the_balance_and_is_told_beside_it()
    {
        await using var school = await BilledAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);
        await school.RunAsync();
        school.GoTo(TestSchool.Start.AddDays(5));
        school.Gateway.Tell("e2", school.Now, "pi_1", PaymentState.Refunded, 21m, "l1");
        await school.RunAsync(new CycleOptions("test", Steps: new HashSet<string> { "gateway", "close" }));

        var account = (await StatementAsync(school)).Single();

        var back = Assert.Single(account.Credit);
        Assert.Equal((MovementKind.GivenBack, -2_100), (back.Kind, back.Amount.MinorUnits));
        Assert.Equal(TestSchool.Start.AddDays(5), back.On);
    }

    [Fact]
    public async Task A_refund_that_the_ERP_shows_leaves_the_payment_on_its_day_and_the_debt_open_again()
    {
        await using var school = await BilledAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);
        await school.RunAsync();
        school.GoTo(TestSchool.Start.AddDays(5));
        school.Gateway.Tell("e2", school.Now, "pi_1", PaymentState.Refunded, 121m, "l1");
        school.Erp.Unpay(school.Erp.Documents.Single().Reference);
        await school.RunAsync();

        var account = (await StatementAsync(school)).Single();

        Assert.Equal(
            [
                (MovementKind.Invoice, TestSchool.Start),
                (MovementKind.Payment, TestSchool.Start),
                (MovementKind.GivenBack, TestSchool.Start.AddDays(5)),
            ],
            account.Lines.Select(x => (x.Kind, x.On))
        );
        Assert.Equal((12_100, 0), (account.Closing.MinorUnits, account.Credit.Count));
    }

    [Fact]
    public async Task A_payment_that_was_charged_back_before_the_ERP_had_it_has_come_and_gone()
    {
        await using var school = await BilledAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);
        school.Gateway.Tell("e2", school.Now.AddMinutes(1), "pi_1", PaymentState.Disputed, 121m, "l1");
        await school.RunAsync();

        var account = (await StatementAsync(school)).Single();

        Assert.Equal((12_100, 1, 0), (account.Closing.MinorUnits, account.Lines.Count, account.Credit.Count));
    }

    [Fact]
    public async Task A_written_off_debt_ends_its_account_and_is_in_a_row_of_its_own_in_the_totals()
    {
        await using var school = await BilledAsync();
        school.GoTo(TestSchool.Start.AddDays(40));
        Assert.True(await school.Desk.WriteOffAsync(Receivable, false, "ana", "unreachable", Ct));
        var report = await school.RunAsync();

        var account = (await StatementAsync(school)).Single();

        Assert.Equal((MovementKind.WrittenOff, -12_100), (account.Lines[^1].Kind, account.Lines[^1].Amount.MinorUnits));
        Assert.Equal(TestSchool.Start.AddDays(40), account.Lines[^1].On);
        var totals = report.Totals!.Amounts.Single();
        Assert.Equal(
            (12_100, 0, 12_100, 0),
            (totals.Open.MinorUnits, totals.Owed.MinorUnits, totals.WrittenOff.MinorUnits, totals.Cancelled.MinorUnits)
        );
    }

    [Fact]
    public async Task A_cancelled_debt_is_not_owed_before_its_credit_note_is_posted_and_not_written_off_either()
    {
        await using var school = await BilledAsync();
        school.Billing = _ => new(null, "not-for-sale", []);
        await new InvoiceCorrection(school.NewRun()).PlanAsync(Receivable, "never came", Ct);
        school.Erp.Down = true;
        var report = await school.RunAsync();

        var totals = report.Totals!.Amounts.Single();

        Assert.Equal(
            (12_100, 0, 0, 12_100),
            (totals.Open.MinorUnits, totals.Owed.MinorUnits, totals.WrittenOff.MinorUnits, totals.Cancelled.MinorUnits)
        );
    }

    [Theory]
    [InlineData("l1", "payer", 1)]
    [InlineData("1", "learner", 1)]
    [InlineData(Receivable, "receivable", 1)]
    [InlineData("demo_enr_10-1_1_1_1_inv1", "document", 1)]
    public async Task A_subject_is_found_by_every_key_that_a_person_may_have_at_hand(
        string typed,
        string kind,
        int lines
    )
    {
        await using var school = await BilledAsync(learners: 2);

        await using var ledger = school.Ledger.CreateDbContext();
        var subject = await StatementSubject.FindAsync(ledger, "demo", typed, Ct);

        Assert.Equal(kind, subject!.Kind);
        Assert.Equal(["l1"], subject.PayerKeys);
        Assert.Equal(lines, (await StatementAsync(school, typed)).Single().Lines.Count);
    }

    [Fact]
    public async Task Nothing_is_found_by_a_text_that_means_nothing()
    {
        await using var school = await BilledAsync();
        await using var ledger = school.Ledger.CreateDbContext();

        Assert.Null(await StatementSubject.FindAsync(ledger, "demo", "nobody", Ct));
    }

    [Fact]
    public async Task Reading_costs_commands_by_the_chunk_and_not_by_the_receivable()
    {
        var small = await CommandsAsync(10);
        var large = await CommandsAsync(400);

        Assert.Equal(small, large);
    }

    private static async Task CorrectAsync(TestSchool school, decimal price)
    {
        school.Billing = source =>
        {
            school.Billing = null;
            var answer = school.Decide(source);
            var amount = Money.Exactly(price, Currency.Of("EUR"));
            return answer with
            {
                Terms = answer.Terms! with
                {
                    Price = amount,
                    Instalments = [answer.Terms.Instalments[0] with { Amount = amount }],
                },
            };
        };
        var planned = await new InvoiceCorrection(school.NewRun()).PlanAsync(Receivable, "wrong price", Ct);
        Assert.Equal(CorrectionKind.Planned, planned!.Kind);
        school.Billing = null;
    }

    private static async Task<int> CommandsAsync(int learners)
    {
        await using var school = await BilledAsync(learners);
        using var count = new CommandCount(school.Ledger);
        await using var ledger = school.Ledger.CreateDbContext();

        var book = await MovementBook.ReadAsync(ledger, school.Profile, MovementScope.All, Ct);

        Assert.Equal(learners, book.Movements.Count);
        return count.Commands;
    }

    private static async Task<TestSchool> BilledAsync(int learners = 1)
    {
        var school = await TestSchool.WithLearnersAsync(learners);
        await school.RunAsync();
        return school;
    }

    /// <summary>The statement, after looking that it ends at what is owed of what is asked for.</summary>
    private static async Task<IReadOnlyList<StatementAccount>> StatementAsync(TestSchool school, string of = "l1")
    {
        await using var ledger = school.Ledger.CreateDbContext();
        var subject = (await StatementSubject.FindAsync(ledger, "demo", of, Ct))!;
        var book = await MovementBook.ReadAsync(ledger, school.Profile, subject.Scope, Ct);
        var accounts = Statement.Of(book, null, null);
        var live = await subject
            .Scope.Of(ledger, "demo")
            .Where(x => x.State == ReceivableState.Live)
            .Select(x => x.Reference)
            .ToListAsync(Ct);
        var owed = await OpenItems.OwedAsync(ledger, "demo", live, Ct);
        Assert.Equal(owed.Values.Sum(x => x.MinorUnits), accounts.Sum(x => x.Closing.MinorUnits));
        return accounts;
    }
}
