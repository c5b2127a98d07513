using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Takes over what the ERP has of a document. Pure but for the row it fills.</summary>
internal static class DocumentMirror
{
    /// <summary>Fills the row and its lines.</summary>
    /// <returns>What was changed there behind our back, as a code; null when nothing was.</returns>
    public static string? Take(Document row, ErpDocument erp, IReadOnlyDictionary<string, DateOnly> dueOnByReceivable)
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
        TakeLines(row, erp, dueOnByReceivable);
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

    // One line has it all; several share by due date, and what the ERP does not split is split by amount, oldest line last to be paid.
    private static void TakeLines(
        Document row,
        ErpDocument erp,
        IReadOnlyDictionary<string, DateOnly> dueOnByReceivable
    )
    {
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
        if (erp.State != DocumentState.Posted || erp.DueLines.Count < 2)
        {
            Share(lines, row.OpenMinor, row.TotalMinor);
            return;
        }

        foreach (var day in lines.GroupBy(x => dueOnByReceivable.GetValueOrDefault(x.ReceivableRef)))
        {
            var due = erp.DueLines.Where(x => x.DueOn == day.Key).ToList();
            Share([.. day], due.Sum(x => x.Open.MinorUnits), due.Sum(x => x.Amount.MinorUnits));
            foreach (var line in day)
            {
                line.DueLineKey = due.Count == 1 ? due[0].Key : null;
            }
        }
    }

    // What is open is open on the last lines: the oldest is paid first. Of the total each line has its proportion.
    private static void Share(IReadOnlyList<DocumentLine> lines, long open, long total)
    {
        var asked = lines.Sum(x => x.AmountMinor);
        var rest = open;
        foreach (var line in lines.Reverse())
        {
            line.OpenMinor = Math.Min(
                rest,
                asked == 0 ? 0 : (long)decimal.Ceiling((decimal)total * line.AmountMinor / asked)
            );
            rest -= line.OpenMinor;
        }

        if (lines.Count > 0)
        {
            lines[0].OpenMinor += rest;
        }
    }
}
