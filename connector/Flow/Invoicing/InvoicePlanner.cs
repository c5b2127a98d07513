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
            var planned = new HashSet<string>(StringComparer.Ordinal);
            foreach (var receivable in rest.Where(x => !planned.Contains(x.Reference)))
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
                var together = await TogetherAsync(ledger, receivable, ct);
                planned.UnionWith(together.Select(x => x.Reference));
                left -= Plan(ledger, together, revision, bound[receivable.PayerKey], before) ? 1 : 0;
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

    // One invoice for a whole plan covers all of its parts that this payer owes and no other document stands for.
    private async Task<List<Receivable>> TogetherAsync(
        LedgerContext ledger,
        Receivable receivable,
        CancellationToken ct
    ) =>
        AgreementSnapshot.Parse(receivable.Agreement.Terms).Terms.Documents == DocumentsPer.Instalment
            ? [receivable]
            : await Unbilled(ledger)
                .Where(x => x.AgreementId == receivable.AgreementId && x.Share == receivable.Share)
                .OrderBy(x => x.Instalment)
                .ToListAsync(ct);

    /// <summary>Plans one document; false when it only was proposed, or is at fault.</summary>
    private bool Plan(
        LedgerContext ledger,
        List<Receivable> receivables,
        int revision,
        string customerKey,
        Dictionary<string, Intent> before
    )
    {
        var receivable = receivables[0];
        var reference = References.Document(receivable.Reference, DocumentKind.Invoice, revision);
        if (before.GetValueOrDefault(reference)?.State == IntentState.Dismissed)
        {
            return false;
        }

        var snapshot = AgreementSnapshot.Parse(receivable.Agreement.Terms);
        var answer = WithinReach(
            run.Mapping.Invoices.Draft(
                new InvoiceSource(
                    reference,
                    DocumentKind.Invoice,
                    customerKey,
                    null,
                    [.. receivables.Select(x => snapshot.PartOf(x))]
                )
            )
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
        document.Lines.AddRange(
            receivables.Select(x => new DocumentLine
            {
                School = run.School.Key,
                ReceivableRef = x.Reference,
                AmountMinor = x.AmountMinor,
            })
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

    // Several due days on one invoice are the ERP's own ability: what it cannot is a fault before anything is sent.
    private InvoiceAnswer WithinReach(InvoiceAnswer answer)
    {
        var can = run.Ports.Documents.DueParts;
        if (
            answer.Draft is not { DueParts.Count: > 1 } draft
            || can == DueParts.Explicit
            || (can == DueParts.ByTerm && draft.PaymentTermKey is not null)
        )
        {
            return answer;
        }

        var fault = new DataFault(
            "document.due-days-several",
            $"document {draft.Reference}",
            can == DueParts.One
                ? "One invoice is to cover parts with several due days, and this ERP has one due day for an invoice."
                : "One invoice is to cover parts with several due days, and this ERP takes them from a payment term.",
            can == DueParts.One
                ? "Set \"documents\": \"perInstalment\" in the plan of receivables.json, then `parked retry`."
                : "Name the payment term in invoices.json (header.paymentTerm), then `parked retry`."
        );
        return answer with { Draft = null, Faults = [fault] };
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
