using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>What a row of Dolibarr's invoices says.</summary>
internal sealed class InvoiceRow(DolibarrSettings settings, DolibarrDays days)
{
    /// <summary>Without legal force.</summary>
    public const long Draft = 0;

    /// <summary>Validated: something may be open.</summary>
    public const long Validated = 1;

    /// <summary>Closed: nothing is owed on it any more, paid or not.</summary>
    public const long Closed = 2;

    private const long CreditNote = 2;

    /// <summary>Where it stands, as Dolibarr counts.</summary>
    public static long Status(JToken row) =>
        row.Text("status").Length > 0 ? row.Number("status") : row.Number("statut");

    /// <summary>Whether it is a credit note.</summary>
    public static bool IsCreditNote(JToken row) => row.Number("type") == CreditNote;

    /// <summary>Whether it has no number of its own yet; a draft that was paid is closed and has none either.</summary>
    public static bool IsProvisional(JToken row) => row.Text("ref").StartsWith("(PROV", StringComparison.Ordinal);

    /// <summary>Its number, or what stands in its place, for a person.</summary>
    public static string Name(JToken row) => $"{row.Text("ref")} (id {row.Text("id")})";

    /// <summary>An amount of ours.</summary>
    public Money Money(decimal amount) => Connector.Ports.Money.Rounded(amount, settings.Currency);

    /// <summary>What is not settled: what Dolibarr says while it is open, nothing once it is closed.</summary>
    public Money Open(JToken row)
    {
        if (Status(row) > Validated)
        {
            return Money(0m);
        }

        var sign = IsCreditNote(row) ? -1 : 1;
        var open = sign * row.Amount("remaintopay");
        return Money(sign * row.Amount("total_ttc") >= 0m ? Math.Max(open, 0m) : open);
    }

    /// <summary>The document, with its due line where it is asked for.</summary>
    /// <exception cref="RemoteMisconfiguredException">Zone or currency of the settings are not Dolibarr's.</exception>
    public ErpDocument ToDocument(JToken row, bool withDueLine)
    {
        RefuseOtherZone(row);
        RefuseOtherCurrency(row);
        var note = IsCreditNote(row);
        var sign = note ? -1 : 1;
        var state = State(row);
        var total = Money(sign * row.Amount("total_ttc"));
        var open = Open(row);
        var issued = days.Day(row.Number("date"));
        var due = days.Day(row.Number("date_lim_reglement")) ?? issued ?? default;
        return new ErpDocument(
            row.Text("id"),
            Reference(row),
            note ? DocumentKind.CreditNote : DocumentKind.Invoice,
            state,
            state == DocumentState.Draft ? null : row.Text("ref"),
            row.Number("socid") > 0 ? row.Text("socid") : "",
            issued,
            Money(sign * row.Amount("total_ht")),
            total,
            open,
            withDueLine && state == DocumentState.Posted ? [new DueLine(row.Text("id"), due, total, open)] : [],
            [],
            note && row.Number("fk_facture_source") > 0 ? row.Text("fk_facture_source") : null,
            Version(row)
        )
        {
            LegalState = Filled(row.Extra(settings.LegalStateField)),
            LegalNumber = Filled(row.Extra(settings.LegalNumberField)),
        };
    }

    /// <summary>Our reference, or the customer's own in a document that is not ours.</summary>
    public static string Reference(JToken row) =>
        row.Text("ref_ext") is { Length: > 0 } ours ? ours : row.Text("ref_client");

    /// <summary>What listing and reading both see. The date of change alone is not enough: a second payment does not move it.</summary>
    public string Version(JToken row) =>
        string.Join(
            '|',
            row.Text("date_modification"),
            Status(row),
            row.Number("paye"),
            row.Text("ref"),
            row.Number("socid"),
            row.Number("date_lim_reglement"),
            DolibarrJson.Plain(row.Amount("total_ttc")),
            DolibarrJson.Plain(row.Amount("remaintopay")),
            DolibarrJson.Plain(row.Amount("totalpaid")),
            DolibarrJson.Plain(row.Amount("totalcreditnotes") + row.Amount("totaldeposits")),
            row.Extra(settings.LegalStateField),
            row.Extra(settings.LegalNumberField)
        );

    private static DocumentState State(JToken row) =>
        Status(row) switch
        {
            _ when IsProvisional(row) => DocumentState.Draft,
            Draft => DocumentState.Draft,
            Validated or Closed => DocumentState.Posted,
            _ => DocumentState.Cancelled,
        };

    private static string? Filled(string text) => text.Length > 0 ? text : null;

    private void RefuseOtherZone(JToken row)
    {
        if (row.Number("date") is > 0 and var date && !days.BeginsDay(date))
        {
            throw new RemoteMisconfiguredException(
                $"invoices: the day of document {row.Text("id")} does not begin at midnight in {days.ZoneName}. Set serverZone to date.timezone of Dolibarr's PHP."
            );
        }
    }

    private void RefuseOtherCurrency(JToken row)
    {
        // With the module Multicurrencies off every document carries the company's own.
        if (
            row.Number("fk_multicurrency") == 0
            && row.Text("multicurrency_code") is { Length: > 0 } code
            && code != settings.Currency.Code
        )
        {
            throw new RemoteMisconfiguredException(
                $"invoices: Dolibarr's own currency is {code}, and the settings say {settings.Currency}. Correct the setting currency."
            );
        }
    }
}
