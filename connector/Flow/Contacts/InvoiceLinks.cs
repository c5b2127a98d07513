using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>Where payers see their invoices: asked of the ERP once per document, and kept.</summary>
internal static class InvoiceLinks
{
    /// <summary>The addresses by receivable; one without is absent.</summary>
    public static async Task<Dictionary<string, string>> OfAsync(
        CycleRun run,
        LedgerContext ledger,
        IReadOnlyCollection<string> references,
        CancellationToken ct
    )
    {
        var documents = await ledger
            .Documents.Include(x => x.Lines)
            .Where(x => x.School == run.School.Key && x.Kind == DocumentKind.Invoice && x.ErpKey != null)
            .Where(x =>
                x.Standing == DocumentStanding.Posted && x.Lines.Any(line => references.Contains(line.ReceivableRef))
            )
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        var unasked = documents.FindAll(x => x.PayerLink is null);
        if (unasked.Count > 0)
        {
            await AskAsync(run, unasked, ct);
        }

        var links = new Dictionary<string, string>();
        foreach (var document in documents.Where(x => x.PayerLink is { Length: > 0 }))
        {
            document.Lines.ForEach(x => links[x.ReceivableRef] = document.PayerLink!);
        }

        return links;
    }

    // A reminder without the link is better than none: the ERP is asked again with the next one.
    private static async Task AskAsync(CycleRun run, List<Document> documents, CancellationToken ct)
    {
        try
        {
            var found = await run.Ports.Documents.ReadPayerLinksAsync([.. documents.Select(x => x.ErpKey!)], ct);
            documents.ForEach(x => x.PayerLink = found.TryGetValue(x.ErpKey!, out var link) ? link.ToString() : "");
        }
        catch (RemoteException problem)
        {
            run.Report.Say(
                "contact.no-invoice-link",
                $"school {run.School.Key}",
                $"The ERP did not say where payers see their invoices: {problem.Message}",
                "Messages went out without the link; run `check`."
            );
        }
    }
}
