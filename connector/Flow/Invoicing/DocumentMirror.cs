using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Takes over what the ERP has of a document. Pure but for the row it fills.</summary>
internal static class DocumentMirror
{
    /// <summary>Fills the row and its lines.</summary>
    /// <param name="row">The row.</param>
    /// <param name="erp">What the ERP has.</param>
    /// <param name="dueOnByReceivable">When each receivable is due.</param>
    /// <param name="creditedMinor">What our credit notes over a part took back by receivable, with tax; null for nothing.</param>
    /// <returns>What was changed there behind our back, as a code; null when nothing was.</returns>
    public static string? Take(
        Document row,
        ErpDocument erp,
        IReadOnlyDictionary<string, DateOnly> dueOnByReceivable,
        IReadOnlyDictionary<string, long>? creditedMinor = null
    )
    {
        var surprise = Surprise(row, erp);
        row.ErpKey = erp.Key;
        row.Number = erp.Number;
        row.UntaxedMinor = erp.Untaxed.MinorUnits;
        row.TotalMinor = erp.Total.MinorUnits;
        row.OpenMinor = erp.State == DocumentState.Posted ? erp.Open.MinorUnits : 0;
        row.Version = erp.Version;
        row.LegalState = erp.LegalState;
        row.LegalNumber = erp.LegalNumber;
        row.Standing = erp.State switch
        {
            DocumentState.Draft => DocumentStanding.Draft,
            DocumentState.Posted => DocumentStanding.Posted,
            _ => DocumentStanding.Cancelled,
        };
        TakeLines(row, erp, dueOnByReceivable, creditedMinor ?? NoCredit);
        return surprise;
    }

    /// <summary>Whether the draft's totals are what was asked for, to the cent.</summary>
    public static bool IsEqual(Document row, ErpDocument erp) =>
        erp.Total.Currency.Code == row.Currency
        && erp.CustomerKey == row.CustomerKey
        && erp.Kind == row.Kind
        && (row.ExpectedBasis == AmountBasis.Net ? erp.Untaxed : erp.Total).MinorUnits == row.ExpectedMinor;

    private static string? Surprise(Document row, ErpDocument erp) =>
        row.Standing != DocumentStanding.Posted ? null
        : erp.State == DocumentState.Cancelled ? "document.cancelled-in-erp"
        : erp.State == DocumentState.Draft ? "document.back-to-draft-in-erp"
        : erp.Total.MinorUnits != row.TotalMinor || erp.CustomerKey != row.CustomerKey ? "document.edited-in-erp"
        : null;

    /// <summary>What posted credit notes of ours over a part took back of an invoice, with tax, in minor units by receivable.</summary>
    /// <param name="documents">Any documents with their lines.</param>
    /// <param name="invoice">The invoice's reference.</param>
    public static IReadOnlyDictionary<string, long> CreditedMinor(IEnumerable<Document> documents, string invoice)
    {
        var credited = new Dictionary<string, long>();
        foreach (
            var note in documents.Where(x =>
                x.ReversesReference == invoice && x is { Part: true, Standing: DocumentStanding.Posted }
            )
        )
        {
            foreach (var (receivable, minor) in WithTax(note))
            {
                credited[receivable] = credited.GetValueOrDefault(receivable) + minor;
            }
        }

        return credited;
    }

    /// <summary>What an invoice still asks for a receivable before payments, with tax, in minor units.</summary>
    /// <param name="notes">The credit notes about it, with their lines.</param>
    /// <param name="invoice">The invoice, with its lines.</param>
    /// <param name="receivable">The receivable.</param>
    public static long AskedMinor(IEnumerable<Document> notes, Document invoice, string receivable) =>
        WithTax(invoice)[receivable] - CreditedMinor(notes, invoice.Reference).GetValueOrDefault(receivable);

    private static readonly Dictionary<string, long> NoCredit = [];

    // One line has it all; several share by due date. What the ERP does not split, or settles by its own order though a credit note
    // of ours names the receivable, is split by amount: the part that is due first is paid first. A credit note asks for nothing.
    private static void TakeLines(
        Document row,
        ErpDocument erp,
        IReadOnlyDictionary<string, DateOnly> dueOnByReceivable,
        IReadOnlyDictionary<string, long> creditedMinor
    )
    {
        if (row.Kind == DocumentKind.CreditNote)
        {
            row.Lines.ForEach(x => x.OpenMinor = 0);
            return;
        }

        if (row.Lines is [var only])
        {
            only.OpenMinor = row.OpenMinor;
            only.DueLineKey = erp.DueLines.Count == 1 ? erp.DueLines[0].Key : null;
            return;
        }

        var lines = row
            .Lines.OrderBy(x => dueOnByReceivable.GetValueOrDefault(x.ReceivableRef))
            .ThenBy(x => x.Id)
            .ToList();
        if (erp.State != DocumentState.Posted || erp.DueLines.Count < 2 || creditedMinor.Count > 0)
        {
            Share(lines, row.OpenMinor, row.TotalMinor, creditedMinor);
            return;
        }

        foreach (var day in lines.GroupBy(x => dueOnByReceivable.GetValueOrDefault(x.ReceivableRef)))
        {
            var due = erp.DueLines.Where(x => x.DueOn == day.Key).ToList();
            Share([.. day], due.Sum(x => x.Open.MinorUnits), due.Sum(x => x.Amount.MinorUnits), creditedMinor);
            foreach (var line in day)
            {
                line.DueLineKey = due.Count == 1 ? due[0].Key : null;
            }
        }
    }

    // What is open is open on the last lines: the oldest is paid first. Of the total each line has its proportion, less what was credited of it.
    private static void Share(
        IReadOnlyList<DocumentLine> lines,
        long open,
        long total,
        IReadOnlyDictionary<string, long> creditedMinor
    )
    {
        var asked = lines.Sum(x => x.AmountMinor);
        var rest = open;
        foreach (var line in lines.Reverse())
        {
            var whole = asked == 0 ? 0 : (long)decimal.Ceiling((decimal)total * line.AmountMinor / asked);
            line.OpenMinor = Math.Clamp(whole - creditedMinor.GetValueOrDefault(line.ReceivableRef), 0, rest);
            rest -= line.OpenMinor;
        }

        if (lines.Count > 0)
        {
            lines[0].OpenMinor += rest;
        }
    }

    // The document's total in proportion to its lines; what rounding leaves goes to the last one.
    private static Dictionary<string, long> WithTax(Document row)
    {
        var whole = row.Lines.Sum(x => x.AmountMinor);
        var left = row.TotalMinor;
        var shares = new Dictionary<string, long>();
        foreach (var line in row.Lines)
        {
            var share =
                line == row.Lines[^1] || whole == 0
                    ? left
                    : (long)decimal.Round((decimal)row.TotalMinor * line.AmountMinor / whole);
            shares[line.ReceivableRef] = share;
            left -= share;
        }

        return shares;
    }
}
