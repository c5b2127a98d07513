using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Flow.Tests.Changes;

public sealed class OneInvoiceForThePlanTests
{
    private const string Invoice = "demo_enr_10-1_1_1_1_inv1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_instalments_are_credited_by_one_note_and_the_first_are_asked_for_as_before()
    {
        await using var school = await BilledAsync();
        school.GoTo(TestSchool.Start.AddDays(15));

        var answer = await school.CancelAsync(Invoice);
        await school.RunDaysAsync(15, 16);

        Assert.Equal(ChangeKind.Planned, answer.Kind);
        Assert.Equal(["1.inv1 100.00", "2.cn1 50.00"], school.Papers());
        await using var ledger = school.Ledger.CreateDbContext();
        var invoice = await ledger.Documents.Include(x => x.Lines).SingleAsync(x => x.Reference == Invoice, Ct);
        Assert.Equal([4034L, 2016, 0], invoice.Lines.OrderBy(x => x.ReceivableRef).Select(x => x.OpenMinor));
        Assert.Equal(["1 Live 33.34", "2 Live 33.33", "3 Cancelled 33.33"], await school.StatesAsync());
        Assert.Equal(60.5m, await school.OwedAsync());
    }

    [Fact]
    public async Task What_was_done_and_why_is_explained()
    {
        await using var school = await BilledAsync();
        school.GoTo(TestSchool.Start.AddDays(15));
        await school.CancelAsync(Invoice);
        await using var ledger = school.Ledger.CreateDbContext();

        var explained = await Explanation.OfAsync(ledger, "demo", "demo_enr_10-1_1_3_1", "en", Ct);

        Assert.Equal("Cancelled", explained!.State);
        Assert.Contains(explained.Journal, x => x.Contains("agreement.cancelled", StringComparison.Ordinal));
        Assert.Contains(explained.Journal, x => x.Contains("document.credit-planned", StringComparison.Ordinal));
    }

    // Three instalments on one posted invoice, as an ERP with several due days has it.
    private static async Task<TestSchool> BilledAsync()
    {
        var school = await ChangingSchool.OpenAsync(1, 3, ChangingSchool.Used);
        var steps = new HashSet<string> { "enrolments", "receivables", "customers" };
        await school.RunAsync(new CycleOptions("test", Steps: steps));
        await using var ledger = school.Ledger.CreateDbContext();
        var parts = await ledger
            .Receivables.Include(x => x.Agreement.EpisodeRow)
            .OrderBy(x => x.Instalment)
            .ToListAsync(Ct);
        var customer = (await ledger.Payers.Include(x => x.Bindings).SingleAsync(Ct)).Bindings[0].RemoteKey;
        var draft = new DocumentDraft(
            Invoice,
            DocumentKind.Invoice,
            customer,
            parts[0].Amount.Currency,
            parts[0].IssueOn,
            null,
            null,
            null,
            null,
            [.. parts.Select(x => Line(x.Reference, x.Amount))],
            new Dictionary<string, string>()
        );
        var erp = (await school.Erp.PostAsync([(await school.Erp.DraftAsync([draft], Ct))[0].Value!], Ct))[0].Value!;
        var row = new Document
        {
            School = "demo",
            Reference = Invoice,
            Kind = DocumentKind.Invoice,
            Revision = 1,
            PayerKey = parts[0].PayerKey,
            CustomerKey = customer,
            Currency = "EUR",
            IssueOn = parts[0].IssueOn,
            ExpectedMinor = 10000,
        };
        row.Lines.AddRange(
            parts.Select(x => new DocumentLine
            {
                School = "demo",
                ReceivableRef = x.Reference,
                AmountMinor = x.AmountMinor,
            })
        );
        DocumentMirror.Take(row, erp, parts.ToDictionary(x => x.Reference, x => x.DueOn));
        ledger.Documents.Add(row);
        var asked = JsonConvert.SerializeObject(draft, AgreementSnapshot.Json);
        Intents.Done(Intents.Plan(school.NewRun(), ledger, IntentKind.Document, Invoice, asked));
        parts[0].Agreement.Freeze();
        await ledger.SaveChangesAsync(Ct);
        return school;
    }

    private static DocumentLineDraft Line(string receivable, Money amount) =>
        new(receivable, "part", 1, amount, null, null, ["21"], null, new Dictionary<string, string>());
}
