using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Changes;

public sealed class BalancePropertyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void After_any_changes_ERP_and_connector_agree_on_what_each_payer_owes_and_no_document_is_there_twice()
    {
        var steps = Gen.Elements(Enum.GetValues<Step>())
            .SelectMany(kind => Gen.Choose(0, 99).Select(size => (kind, size)))
            .ListOf(10);
        var cases =
            from instalments in Gen.Choose(1, 3)
            from follow in Gen.Elements(true, false)
            from all in steps
            select (instalments, follow, all);

        Prop.ForAll(Arb.From(cases), x => LiveAsync(x.instalments, x.follow, [.. x.all]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(8));
    }

    private static async Task<bool> LiveAsync(int instalments, bool follow, (Step Kind, int Size)[] steps)
    {
        var changes = ChangingSchool.Used with
        {
            WithdrawUntil = TestSchool.Start.AddDays(7),
            FollowPrice = follow,
            RunsTo = TestSchool.Start.AddDays(89),
        };
        await using var school = await ChangingSchool.OpenAsync(2, instalments, changes);
        await school.RunAsync();
        foreach (var (kind, size) in steps)
        {
            await TakeAsync(school, kind, size);
        }

        for (var day = 0; day < 3; day++)
        {
            school.Wait(TimeSpan.FromDays(1));
            await school.RunAsync();
        }

        return await AgreeAsync(school);
    }

    private static async Task TakeAsync(TestSchool school, Step kind, int size)
    {
        var learner = (size % 2) + 1;
        var run = school.NewRun();
        switch (kind)
        {
            case Step.Days:
                school.Wait(TimeSpan.FromDays((size % 20) + 1));
                await school.RunAsync();
                break;
            case Step.Run:
                await school.RunAsync();
                break;
            case Step.PayByGateway:
                var key = $"p{school.Gateway.Events.Count}";
                school.Gateway.Tell(
                    key,
                    school.Now,
                    key,
                    PaymentState.Succeeded,
                    size + 1,
                    $"l{learner}",
                    $"demo_enr_10-{learner}_1_1_1"
                );
                break;
            case Step.PayInErp:
                PayInErp(school, size);
                break;
            case Step.Cancel:
                await new Cancellation(run).CancelAsync($"10/{learner}", run.Today, "why", "en", Ct);
                break;
            case Step.Renegotiate:
                var parts =
                    $"{run.Today.AddDays(size + 1):yyyy-MM-dd}=10,{run.Today.AddDays(size + 9):yyyy-MM-dd}=rest";
                await new Renegotiation(run).PlanAsync($"10/{learner}", parts, "why", "en", Ct);
                break;
            case Step.Correct:
                school.Lms.Courses.Clear();
                school.Lms.AddCourse("10", 80 + (size / 4));
                await school.RunAsync();
                await new InvoiceCorrection(school.NewRun()).PlanAsync($"demo_enr_10-{learner}_1_1_1", "why", Ct);
                break;
            case Step.Leave:
                school.Lms.Unenrol("10", $"{learner}");
                break;
            case Step.Return:
                school.Lms.Unenrol("10", $"{learner}");
                school.Lms.Enrol("10", $"{learner}", school.Now);
                break;
            default:
                await GiveUpAsync(school, learner);
                break;
        }
    }

    private static void PayInErp(TestSchool school, int size)
    {
        var open = school
            .Erp.Documents.Where(x =>
                x is { Kind: DocumentKind.Invoice, State: DocumentState.Posted } && x.Open.IsPositive
            )
            .ToList();
        if (open.Count > 0)
        {
            var paid = open[size % open.Count];
            school.Erp.Pay(paid.Reference, Math.Min(paid.Open.Amount, size + 0.5m));
        }
    }

    private static async Task GiveUpAsync(TestSchool school, int learner)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        var receivable = await ledger
            .Receivables.Where(x => x.LearnerKey == $"{learner}" && x.State == ReceivableState.Live)
            .OrderBy(x => x.Id)
            .FirstOrDefaultAsync(Ct);
        if (
            receivable is not null
            && (await new WriteOffCredit(school.NewRun(), ledger).PlanAsync(receivable.Reference, Ct)).Note is not null
        )
        {
            receivable.State = ReceivableState.WrittenOff;
            await ledger.SaveChangesAsync(Ct);
        }
    }

    private static async Task<bool> AgreeAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        var payers = await ledger.Payers.Include(x => x.Bindings).ToListAsync(Ct);
        foreach (var payer in payers)
        {
            var (here, there) = (await HereAsync(ledger, payer.Key), There(school.Erp, payer.Bindings[0].RemoteKey));
            Assert.True(here == there, $"{payer.Key}: the connector has {here}, the ERP {there}.");
        }

        var documents = await ledger.Documents.Include(x => x.Lines).ToListAsync(Ct);
        Assert.Equal(documents.Count, documents.Select(x => x.Reference).Distinct().Count());
        Assert.Equal(documents.Count, school.Erp.Documents.Count);
        Assert.All(documents, x => Assert.Equal(DocumentStanding.Posted, x.Standing));
        foreach (var invoice in documents.Where(x => x.Kind == DocumentKind.Invoice))
        {
            var notes = documents.Where(x => x.ReversesReference == invoice.Reference).ToList();
            Assert.True(notes.Sum(x => x.ExpectedMinor) <= invoice.ExpectedMinor, invoice.Reference);
            Assert.True(notes.Count(x => !x.Part) <= 1, invoice.Reference);
        }

        return true;
    }

    private static async Task<long> HereAsync(LedgerContext ledger, string payer)
    {
        var references = await ledger
            .Receivables.Where(x => x.PayerKey == payer)
            .Select(x => x.Reference)
            .ToListAsync(Ct);
        var owed = (await OpenItems.OwedAsync(ledger, "demo", references, Ct)).Values.Sum(x => x.MinorUnits);
        var notes = await ledger
            .Documents.Where(x => x.PayerKey == payer && x.Kind == DocumentKind.CreditNote)
            .SumAsync(x => x.OpenMinor, Ct);
        var unallocated = await ledger
            .Payments.Where(x => x.PayerKey == payer && x.ErpKey != null)
            .SumAsync(x => x.UnallocatedMinor, Ct);
        return owed - notes - unallocated;
    }

    private static long There(FakeErp erp, string customer)
    {
        var posted = erp.Documents.Where(x => x.CustomerKey == customer && x.State == DocumentState.Posted).ToList();
        var settled = erp.Documents.SelectMany(x => x.Settlements).ToLookup(x => x.SourceReference ?? "");
        var unallocated = erp
            .Recorded.Where(x => x.CustomerKey == customer)
            .Sum(x => x.Amount.MinorUnits - settled[x.Reference].Sum(s => s.Amount.MinorUnits));
        return posted.Sum(x => x.Kind == DocumentKind.Invoice ? x.Open.MinorUnits : -x.Open.MinorUnits) - unallocated;
    }

    private enum Step
    {
        Days,
        Run,
        PayByGateway,
        PayInErp,
        Cancel,
        Renegotiate,
        Correct,
        Leave,
        Return,
        GiveUp,
    }
}
