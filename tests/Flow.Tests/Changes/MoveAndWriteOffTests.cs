using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Changes;

public sealed class MoveAndWriteOffTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(MoveCredit.All), 0)]
    [InlineData(nameof(MoveCredit.Unused), 60.5)]
    [InlineData(nameof(MoveCredit.None), 121)]
    public async Task Who_moves_to_another_course_owes_of_the_old_one_what_a_person_says_and_the_new_one(
        string credit,
        decimal ofOld
    )
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        school.Lms.AddCourse("20", 80);
        await school.RunDaysAsync(0, 15);
        var run = school.NewRun();
        var how = Enum.Parse<MoveCredit>(credit);
        var answer = await new Cancellation(run).MoveAsync("10/1", "20", how, run.Today, "wrong course", "en", Ct);
        school.Lms.Unenrol("10", "1");
        school.Lms.Enrol("20", "1", school.Now);

        await school.RunDaysAsync(15, 20);

        Assert.Equal(ChangeKind.Planned, answer!.Kind);
        Assert.Equal(ofOld + 96.8m, await school.OwedAsync());
    }

    [Fact]
    public async Task Nobody_moves_to_a_course_that_is_not_there_or_by_days_that_nobody_knows()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, null);
        school.Lms.AddCourse("20", 80);
        await school.RunAsync();
        var run = school.NewRun();
        var desk = new Cancellation(run);

        var nowhere = await desk.MoveAsync("10/1", "30", MoveCredit.All, run.Today, "why", "en", Ct);
        var unknown = await desk.MoveAsync("10/1", "20", MoveCredit.Unused, run.Today, "why", "en", Ct);
        var nobody = await desk.MoveAsync("10/7", "20", MoveCredit.All, run.Today, "why", "en", Ct);

        Assert.Equal((ChangeKind.Refused, ChangeKind.Refused), (nowhere!.Kind, unknown!.Kind));
        Assert.Null(nobody);
    }

    [Theory]
    [InlineData(0, "1.cn1 100.00", false)]
    [InlineData(48.4, "1.cn1 60.00", true)]
    public async Task A_debt_that_is_given_up_is_credited_as_far_as_it_is_open(decimal paid, string note, bool part)
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, null);
        await school.RunAsync();
        if (paid > 0)
        {
            school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", paid);
        }

        await school.RunDaysAsync(1, 1);
        var (planned, _) = await GiveUpAsync(school);
        await school.RunDaysAsync(2, 5);

        Assert.Equal(part, planned!.Part);
        Assert.Equal([note, "1.inv1 100.00"], school.Papers());
        Assert.All(school.Erp.Documents, x => Assert.True(x.Open.IsZero));
    }

    [Fact]
    public async Task Of_a_debt_that_is_paid_nothing_is_credited()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, null);
        await school.RunAsync();
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        await school.RunDaysAsync(1, 1);

        var (planned, refusal) = await GiveUpAsync(school);

        Assert.Null(planned);
        Assert.NotNull(refusal);
    }

    [Fact]
    public void On_an_invoice_of_several_instalments_a_credit_note_lowers_its_own_and_payments_the_first()
    {
        var invoice = Paper("inv1", DocumentKind.Invoice, ("r1", 10000), ("r2", 10000), ("r3", 10000));
        var note = Paper("cn1", DocumentKind.CreditNote, ("r3", 10000));
        note.Part = true;
        note.ReversesReference = "inv1";
        note.TotalMinor = 12100;
        var due = new Dictionary<string, DateOnly>
        {
            ["r1"] = new(2026, 9, 1),
            ["r2"] = new(2026, 10, 1),
            ["r3"] = new(2026, 11, 1),
        };
        var euro = Currency.Of("EUR");
        var erp = new ErpDocument(
            "d1",
            "inv1",
            DocumentKind.Invoice,
            DocumentState.Posted,
            "INV/1",
            "c1",
            due["r1"],
            new Money(30000, euro),
            new Money(36300, euro),
            new Money(20000, euro),
            [],
            [],
            null,
            "v1"
        );

        DocumentMirror.Take(invoice, erp, due, DocumentMirror.CreditedMinor([note], "inv1"));

        Assert.Equal([7900L, 12100, 0], invoice.Lines.Select(x => x.OpenMinor));
    }

    private static Document Paper(string reference, DocumentKind kind, params (string Receivable, long Minor)[] lines)
    {
        var row = new Document
        {
            Reference = reference,
            Kind = kind,
            Currency = "EUR",
            CustomerKey = "c1",
            Standing = DocumentStanding.Posted,
            TotalMinor = 36300,
        };
        row.Lines.AddRange(lines.Select(x => new DocumentLine { ReceivableRef = x.Receivable, AmountMinor = x.Minor }));
        return row;
    }

    private static async Task<(PlannedCredit? Note, string? Refusal)> GiveUpAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        var answer = await new WriteOffCredit(school.NewRun(), ledger).PlanAsync("demo_enr_10-1_1_1_1", Ct);
        if (answer.Note is not null)
        {
            var receivable = await ledger.Receivables.SingleAsync(Ct);
            receivable.State = ReceivableState.WrittenOff;
            await ledger.SaveChangesAsync(Ct);
        }

        return answer;
    }
}
