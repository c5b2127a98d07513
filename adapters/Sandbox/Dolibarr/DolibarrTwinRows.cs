using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Dolibarr;

/// <content>Records as Dolibarr writes them: numbers as texts, days as seconds, every field there.</content>
public sealed partial class DolibarrTwin
{
    private enum RowKind
    {
        /// <summary>One record that was asked for.</summary>
        Read,

        /// <summary>One of a list.</summary>
        Listed,

        /// <summary>What a write answers: it does not say what remains.</summary>
        Replied,
    }

    private JObject ToRow(TwinInvoice invoice, RowKind kind)
    {
        var row = JObject.Parse(DolibarrTwinTemplates.Invoice);
        row["id"] = Plain(invoice.Id);
        row["ref"] = invoice.Number;
        row["ref_ext"] = invoice.RefExt;
        row["ref_client"] = row["ref_customer"] = invoice.RefClient;
        row["statut"] = row["status"] = Plain(invoice.Status);
        row["type"] = Plain(invoice.Type);
        row["socid"] = Plain(invoice.ThirdParty);
        row["paye"] = invoice.Paid ? "1" : "0";
        row["close_code"] = invoice.CloseCode;
        row["close_note"] = invoice.CloseNote;
        row["fk_facture_source"] = invoice.Source is { } source ? Plain(source) : null;
        row["array_options"] = invoice.Extras is { } extras ? extras.DeepClone() : new JArray();
        row["last_main_doc"] = invoice.HasDocument ? $"facture/{invoice.Number}/{invoice.Number}.pdf" : null;
        row["total_ht"] = row["multicurrency_total_ht"] = Amount(invoice.Net);
        row["total_tva"] = row["multicurrency_total_tva"] = Amount(invoice.Tax);
        row["total_ttc"] = row["multicurrency_total_ttc"] = Amount(invoice.Total);
        row["multicurrency_code"] = Currency;
        row["date"] = Midnight(invoice.Date);
        row["date_lim_reglement"] = Midnight(invoice.DueOn);
        row["date_creation"] = invoice.Created;
        row["date_modification"] = row["datem"] = AsPhpReads(invoice.Changed);
        row["date_validation"] = invoice.ValidatedOn is { } on ? Midnight(on) : "";
        row["user_valid"] = row["fk_user_valid"] = invoice.ValidatedOn is null ? null : "2";
        row["brouillon"] = invoice.Status == 0 ? 1 : null;
        row["lines"] = new JArray(invoice.Lines.Select(line => ToRow(line, invoice)));
        Settled(row, invoice);
        if (kind == RowKind.Replied)
        {
            row["remaintopay"] = null;
            row["contacts_ids"] = null;
        }
        else
        {
            row["remaintopay"] = Short(Remaining(invoice));
        }

        row["linkedObjectsIds"] = kind == RowKind.Read ? new JArray() : null;
        row["linkedObjectsFullLoaded"] =
            kind == RowKind.Read ? new JObject { [Plain(invoice.Id)] = true } : new JArray();
        return row;
    }

    private void Settled(JObject row, TwinInvoice invoice)
    {
        var (paid, credited) = (PaidOn(invoice.Id), CreditedOn(invoice.Id));
        row["totalpaid"] = row["sumpayed"] = paid == 0m ? null : Amount(paid);
        row["totalcreditnotes"] = row["sumcreditnote"] = credited == 0m ? null : Amount(credited);
    }

    private static JObject ToRow(TwinInvoiceLine line, TwinInvoice invoice)
    {
        var row = JObject.Parse(DolibarrTwinTemplates.InvoiceLine);
        row["id"] = row["rowid"] = Plain(line.Id);
        row["fk_facture"] = Plain(invoice.Id);
        row["fk_product"] = line.Product is { } product ? Plain(product) : null;
        row["product_type"] = "1";
        row["desc"] = row["description"] = line.Description;
        row["qty"] = Short(line.Quantity);
        row["tva_tx"] = line.Rate.ToString("0.0000", CultureInfo.InvariantCulture);
        row["subprice"] = row["multicurrency_subprice"] = Amount(line.Price);
        row["total_ht"] = row["multicurrency_total_ht"] = Amount(line.Net);
        row["total_tva"] = row["multicurrency_total_tva"] = Amount(line.Tax);
        row["total_ttc"] = row["multicurrency_total_ttc"] = Amount(line.Net + line.Tax);
        return row;
    }

    private JObject ToRow(TwinThirdParty party, bool alone)
    {
        var row = JObject.Parse(DolibarrTwinTemplates.ThirdParty);
        row["id"] = row["ref"] = Plain(party.Id);
        row["ref_ext"] = party.RefExt;
        row["status"] = party.IsClosed ? "0" : "1";
        row["name"] = party.Name;
        row["email"] = party.Email;
        row["code_client"] = party.CustomerCode;
        row["tva_intra"] = party.VatNumber;
        row["idprof1"] = party.ProfessionalId;
        row["address"] = "";
        row["country_id"] = party.CountryId is { } country ? Plain(country) : null;
        row["country_code"] = Array.Find(Countries, c => c.Id == party.CountryId).Code ?? "";
        row["default_lang"] = party.Language;
        row["date_creation"] = party.Created;
        row["date_modification"] = AsPhpReads(party.Created);
        if (!alone)
        {
            row.Remove("absolute_discount");
            row.Remove("absolute_creditnote");
        }

        return row;
    }

    private JObject ToRow(TwinBankAccount account)
    {
        var row = JObject.Parse(DolibarrTwinTemplates.BankAccount);
        row["id"] = Plain(account.Id);
        row["ref"] = row["label"] = account.Ref;
        row["clos"] = account.IsClosed ? "1" : "0";
        row["currency_code"] = row["account_currency_code"] = account.Currency;
        row["date_creation"] = row["date_update"] = Now;
        row["solde"] = 0;
        return row;
    }

    private JObject ToRow(TwinBankLine line)
    {
        var row = JObject.Parse(DolibarrTwinTemplates.BankLine);
        var day = line.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        row["id"] = row["ref"] = Plain(line.Id);
        row["fk_account"] = Plain(line.Account);
        row["bank_account_ref"] = row["bank_account_label"] = accounts.Find(a => a.Id == line.Account)?.Ref ?? "";
        row["datec"] = $"{day} 12:00:00";
        row["dateo"] = row["datev"] = day;
        row["amount"] = Amount(line.Amount);
        row["num_chq"] = line.Text;
        row["label"] = line.Label;
        row["fk_type"] = line.Kind;
        return row;
    }

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Amount(decimal amount) => amount.ToString("0.00000000", CultureInfo.InvariantCulture);

    private static string Short(decimal amount) => amount.ToString("0.########", CultureInfo.InvariantCulture);
}
