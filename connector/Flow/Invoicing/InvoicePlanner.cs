using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Plans a document for each receivable that is due for invoicing and has none: the reference and the payload are stored before anything is sent.</summary>
internal sealed class InvoicePlanner(CycleRun run)
{
    /// <summary>Plans, within the run's limit.</summary>
    public async Task PlanAsync(CancellationToken ct)
    {
        var adoption = new InvoiceAdoption(run);
        var left = run.Limits.InvoicesPerRun;
        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var chunk = await Unbilled(ledger)
                .Where(x => x.Id > last)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (chunk.Count == 0)
            {
                return;
            }

            last = chunk[^1].Id;
            var bound = await BoundAsync(ledger, chunk, ct);
            var revisions = await DocumentRevisions.NextAsync(
                ledger,
                run.School.Key,
                [.. chunk.Select(x => x.Reference)],
                ct
            );
            var adoptable = chunk.Where(x => bound.ContainsKey(x.PayerKey) && !revisions.ContainsKey(x.Reference));
            var corrected = chunk.Where(x => bound.ContainsKey(x.PayerKey) && revisions.ContainsKey(x.Reference));
            List<Receivable> rest = [.. await adoption.AdoptAsync(ledger, [.. adoptable], bound, ct), .. corrected];
            var before = await IntentsBeforeAsync(ledger, rest, revisions, ct);
            foreach (var receivable in rest)
            {
                if (left == 0)
                {
                    run.Report.Say(
                        "limit.invoices",
                        $"school {run.School.Key}",
                        $"More documents are due than the {run.Limits.InvoicesPerRun} that a run may make without a person.",
                        "The next run goes on; a person may run `sync --limit-invoices N`.",
                        needsPerson: true
                    );
                    await ledger.SaveChangesAsync(ct);
                    return;
                }

                var revision = revisions.GetValueOrDefault(receivable.Reference, 1);
                left -= Plan(ledger, receivable, revision, bound[receivable.PayerKey], before) ? 1 : 0;
            }

            await ledger.SaveChangesAsync(ct);
        }
    }

    private IQueryable<Receivable> Unbilled(LedgerContext ledger)
    {
        return DocumentRevisions.Unbilled(
            ledger,
            ledger
                .Receivables.Include(x => x.Agreement.EpisodeRow)
                .Where(x => x.School == run.School.Key && x.State == ReceivableState.Live && x.IssueOn <= run.Today)
                // Who left before anything was billed is not billed afterwards by itself.
                .Where(x =>
                    x.Agreement.EpisodeRow == null
                    || x.Agreement.EpisodeRow.Billed
                    || x.Agreement.EpisodeRow.EndedOn == null
                )
        );
    }

    private async Task<Dictionary<string, string>> BoundAsync(
        LedgerContext ledger,
        List<Receivable> chunk,
        CancellationToken ct
    )
    {
        var payers = chunk.Select(x => x.PayerKey).Distinct().ToList();
        return await ledger
            .Payers.Where(x => x.School == run.School.Key && payers.Contains(x.Key))
            .Join(
                ledger.PayerBindings.Where(b => b.System == CustomerBinder.Erp),
                payer => payer.Id,
                binding => binding.PayerId,
                (payer, binding) => new { payer.Key, binding.RemoteKey }
            )
            .ToDictionaryAsync(x => x.Key, x => x.RemoteKey, ct);
    }

    /// <summary>Plans one document; false when it only was proposed, or is at fault.</summary>
    private bool Plan(
        LedgerContext ledger,
        Receivable receivable,
        int revision,
        string customerKey,
        Dictionary<string, Intent> before
    )
    {
        var reference = References.Document(receivable.Reference, DocumentKind.Invoice, revision);
        if (before.GetValueOrDefault(reference)?.State == IntentState.Dismissed)
        {
            return false;
        }

        var snapshot = AgreementSnapshot.Parse(receivable.Agreement.Terms);
        var instalment = snapshot.Terms.Instalments.Single(x => x.Number == receivable.Instalment);
        var part = new InvoicePart(receivable.Reference, snapshot.Source, snapshot.Terms, instalment);
        var answer = run.Mapping.Invoices.Draft(
            new InvoiceSource(reference, DocumentKind.Invoice, customerKey, null, [part])
        );
        if (answer.Draft is not { } draft)
        {
            var parked =
                before.GetValueOrDefault(reference) ?? Intents.Plan(run, ledger, IntentKind.Document, reference, "");
            Intents.Park(
                run,
                ledger,
                parked,
                string.Join(" ", answer.Faults.Select(x => $"[{x.Code}] {x.Where}: {x.Message}")),
                answer.Faults[0].Hint
            );
            return false;
        }

        run.Report.Count(run.Switches.Invoices == SwitchLevel.Act ? "documents.planned" : "documents.proposed");
        if (run.Switches.Invoices != SwitchLevel.Act)
        {
            return false;
        }

        var document = new Document
        {
            School = run.School.Key,
            Reference = reference,
            Kind = DocumentKind.Invoice,
            Revision = revision,
            PayerKey = receivable.PayerKey,
            CustomerKey = customerKey,
            Currency = draft.Currency.Code,
            IssueOn = draft.IssueOn,
            ExpectedMinor = answer.Expected.MinorUnits,
            ExpectedBasis = answer.Basis,
        };
        document.Lines.Add(
            new DocumentLine
            {
                School = run.School.Key,
                ReceivableRef = receivable.Reference,
                AmountMinor = receivable.AmountMinor,
            }
        );
        ledger.Documents.Add(document);
        receivable.Agreement.Freeze();
        var payload = JsonConvert.SerializeObject(draft, AgreementSnapshot.Json);
        if (!before.TryGetValue(reference, out var old))
        {
            Intents.Plan(run, ledger, IntentKind.Document, reference, payload);
        }
        else
        {
            // It was parked for its data, which is mended now.
            old.State = IntentState.Planned;
            old.Payload = payload;
            old.PayloadDigest = CycleRun.Digest(payload);
        }

        return true;
    }

    private async Task<Dictionary<string, Intent>> IntentsBeforeAsync(
        LedgerContext ledger,
        IReadOnlyList<Receivable> receivables,
        Dictionary<string, int> revisions,
        CancellationToken ct
    )
    {
        var references = receivables
            .Select(x =>
                References.Document(x.Reference, DocumentKind.Invoice, revisions.GetValueOrDefault(x.Reference, 1))
            )
            .ToList();
        return await ledger
            .Intents.Where(x =>
                x.School == run.School.Key && x.Kind == IntentKind.Document && references.Contains(x.Reference)
            )
            .ToDictionaryAsync(x => x.Reference, ct);
    }
}
