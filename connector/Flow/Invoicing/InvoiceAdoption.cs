using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Binds receivables to invoices that stood in the ERP before the connector came, by the school's rule, instead of billing again.</summary>
internal sealed class InvoiceAdoption(CycleRun run)
{
    /// <summary>Adopts what the rule finds.</summary>
    /// <returns>The receivables that still need a document.</returns>
    public async Task<IReadOnlyList<Receivable>> AdoptAsync(
        LedgerContext ledger,
        IReadOnlyList<Receivable> receivables,
        IReadOnlyDictionary<string, string> customerByPayer,
        CancellationToken ct
    )
    {
        if (run.School.Adoption is not { } rule || receivables.Count == 0)
        {
            return receivables;
        }

        var found = await FindAsync(rule, receivables, customerByPayer, ct);
        var keys = found.Values.SelectMany(x => x).Select(x => x.Key).Distinct().ToList();
        var taken = await ledger
            .Documents.Where(x => x.School == run.School.Key && x.ErpKey != null && keys.Contains(x.ErpKey))
            .Select(x => x.ErpKey!)
            .ToHashSetAsync(ct);
        var rest = new List<Receivable>();
        foreach (var receivable in receivables)
        {
            var customer = customerByPayer[receivable.PayerKey];
            var fits = found[Wanted(rule, receivable) ?? ""]
                .Where(x => x.CustomerKey == customer && !taken.Contains(x.Key) && Fits(rule, receivable, x))
                .ToList();
            switch (fits)
            {
                case []:
                    rest.Add(receivable);
                    break;
                case [var one] when rule.Act:
                    taken.Add(one.Key);
                    Take(ledger, receivable, one);
                    break;
                case [var one]:
                    run.Report.Count("documents.adoptable");
                    run.Report.Say(
                        "adoption.preview",
                        receivable.Reference,
                        $"Invoice {one.Number} of the ERP would be adopted for it.",
                        "Set adoption.act to true to adopt; until then it is not billed."
                    );
                    break;
                default:
                    run.Report.Say(
                        "adoption.ambiguous",
                        receivable.Reference,
                        $"{fits.Count} invoices of the ERP fit: {string.Join(", ", fits.Select(x => x.Number))}.",
                        "Make the adoption rule narrower; until then it is not billed.",
                        needsPerson: true
                    );
                    break;
            }
        }

        return rest;
    }

    // One question per text that references must contain, such as a course's code.
    private async Task<Dictionary<string, IReadOnlyList<ErpDocument>>> FindAsync(
        AdoptionRule rule,
        IReadOnlyList<Receivable> receivables,
        IReadOnlyDictionary<string, string> customerByPayer,
        CancellationToken ct
    )
    {
        var found = new Dictionary<string, IReadOnlyList<ErpDocument>>();
        foreach (var group in receivables.GroupBy(x => Wanted(rule, x)))
        {
            var customers = group.Select(x => customerByPayer[x.PayerKey]).Distinct().ToList();
            var query = new AdoptionQuery(customers, rule.IssuedFrom, rule.IssuedTo, group.Key);
            found[group.Key ?? ""] = await run.Ports.Documents.FindAdoptableAsync(query, ct);
        }

        return found;
    }

    private string? Wanted(AdoptionRule rule, Receivable receivable) =>
        rule.ReferenceTemplate is null
            ? null
            : AdoptionText.Of(rule, run.School, AgreementSnapshot.Parse(receivable.Agreement.Terms).Source);

    private static bool Fits(AdoptionRule rule, Receivable receivable, ErpDocument document) =>
        document is { Kind: DocumentKind.Invoice, State: DocumentState.Posted }
        && (
            !rule.SameTotal
            || (receivable.Basis == AmountBasis.Net ? document.Untaxed : document.Total) == receivable.Amount
        );

    private void Take(LedgerContext ledger, Receivable receivable, ErpDocument erp)
    {
        var document = new Document
        {
            School = run.School.Key,
            Reference = References.Document(receivable.Reference, DocumentKind.Invoice, 1),
            Kind = DocumentKind.Invoice,
            Revision = 1,
            Adopted = true,
            PayerKey = receivable.PayerKey,
            CustomerKey = erp.CustomerKey,
            Currency = erp.Total.Currency.Code,
            IssueOn = erp.IssuedOn ?? receivable.IssueOn,
            ExpectedMinor = (receivable.Basis == AmountBasis.Net ? erp.Untaxed : erp.Total).MinorUnits,
            ExpectedBasis = receivable.Basis,
        };
        document.Lines.Add(
            new DocumentLine
            {
                School = run.School.Key,
                ReceivableRef = receivable.Reference,
                AmountMinor = receivable.AmountMinor,
            }
        );
        DocumentMirror.Take(document, erp, new Dictionary<string, DateOnly>());
        ledger.Documents.Add(document);
        receivable.Agreement.Freeze();
        run.Journal(ledger, "document.adopted", document.Reference, new { number = erp.Number, key = erp.Key });
        run.Report.Count("documents.adopted");
    }
}
