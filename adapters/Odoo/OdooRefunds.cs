using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Enters money that went back to its payer: an outgoing payment under our reference, posted and settled; every step may be repeated.</summary>
/// <remarks>
/// The documents that will be open again stand in the outgoing payment's text, written with it, before anything is undone:
/// after a death in between the next run still knows where the rest of the incoming payment belongs.
/// </remarks>
internal sealed class OdooRefunds(OdooRpc rpc, OdooCatalog catalog, string prefix)
{
    private static readonly string[] Fields =
    [
        "id",
        "state",
        "payment_type",
        "amount",
        "currency_id",
        "partner_id",
        "ref",
    ];

    private readonly OdooLoader loader = new(rpc);
    private readonly OdooPosting posting = new(rpc, "account.payment");
    private readonly OdooAllocation allocation = new(rpc);
    private readonly OdooRefundSettling settling = new(rpc);

    /// <summary>Enters refunds, one after the other: two of one payment must see what the first one took.</summary>
    public async Task<IReadOnlyList<ItemOutcome<ErpPayment>>> GiveBackAsync(
        IReadOnlyCollection<RefundEntry> refunds,
        CancellationToken ct
    )
    {
        if (refunds.Count == 0)
        {
            return [];
        }

        var journals = await catalog.ResolveAsync(CatalogKind.Journal, refunds.Select(x => x.JournalKey), ct);
        if (journals.Faults.Count > 0)
        {
            throw new RemoteMisconfiguredException(string.Join(" ", journals.Faults.Values));
        }

        var codes = refunds.Select(x => x.Amount.Currency.Code);
        var currencies = await catalog.ResolveAsync(CatalogKind.Currency, codes, ct);
        var owners = await allocation.OwnersAsync(refunds.SelectMany(x => x.CreditNoteKeys), ct);
        var outcomes = new List<ItemOutcome<ErpPayment>>();
        foreach (var refund in refunds)
        {
            var faults = new List<string>();
            var journal = journals.Entries[refund.JournalKey];
            var currency = currencies.Take(refund.Amount.Currency.Code, faults);
            Check(refund, journal.Detail, owners, faults);
            outcomes.Add(
                faults.Count > 0
                    ? Not(OutcomeKind.Rejected, refund, string.Join(" ", faults))
                    : await OneAsync(refund, journal.Id, currency!.Id, isFirst: outcomes.Count == 0, ct)
            );
        }

        return outcomes;
    }

    private static void Check(
        RefundEntry refund,
        string journalType,
        ILookup<string, string> owners,
        List<string> faults
    )
    {
        if (!refund.Amount.IsPositive)
        {
            faults.Add("What goes back must be above zero.");
        }

        if (!OdooReference.IsSafe(refund.Reference))
        {
            faults.Add("The reference holds characters that an external id of Odoo may not hold.");
        }

        if (journalType is not ("bank" or "cash" or "credit"))
        {
            faults.Add($"Journal '{refund.JournalKey}' is no bank or cash journal. Give the gateway one of its own.");
        }

        foreach (var note in refund.CreditNoteKeys.Where(note => !owners[note].Contains(refund.CustomerKey)))
        {
            // Odoo 17 would settle another customer's credit note without a word.
            faults.Add($"Credit note {note} is not there, or belongs to another customer than the payment.");
        }
    }

    private async Task<ItemOutcome<ErpPayment>> OneAsync(
        RefundEntry refund,
        long journal,
        long currency,
        bool isFirst,
        CancellationToken ct
    )
    {
        var sent = false;
        try
        {
            IReadOnlyList<long> reopened = [];
            if (await FindAsync(refund, ct) is null)
            {
                (reopened, var fault) = await PlanAsync(refund, ct);
                if (fault is not null)
                {
                    return Not(OutcomeKind.Rejected, refund, fault);
                }
            }

            var record = new LoadRecord(refund.Reference, [Cells(refund, journal, currency, reopened)]);
            var loaded = (await loader.LoadAsync("account.payment", [record], 1, ct))[refund.Reference];
            if (loaded.Kind != OutcomeKind.Done)
            {
                return Not(loaded.Kind, refund, loaded.Reason!);
            }

            sent = true;
            return await FinishAsync(refund, loaded.Id, ct);
        }
        catch (RemoteException error) when (sent)
        {
            return Not(
                OutcomeKind.Unknown,
                refund,
                $"{error.Message} The refund stands in Odoo; repeating the entry is safe."
            );
        }
        catch (RemoteRejectedException error)
        {
            return Not(OutcomeKind.Rejected, refund, error.Message);
        }
        catch (RemoteException error) when (!isFirst)
        {
            return Not(OutcomeKind.Later, refund, error.Message);
        }
    }

    /// <summary>The refund that stands under the reference already; null when none.</summary>
    private async Task<JToken?> FindAsync(RefundEntry refund, CancellationToken ct)
    {
        JArray domain =
        [
            new JArray("company_id", "=", rpc.Settings.CompanyId),
            new JArray("payment_type", "=", "outbound"),
            new JArray("ref", "ilike", OdooPattern.Escape($"({refund.Reference})")),
        ];
        return (await rpc.SearchAsync("account.payment", domain, Fields, ct)).Result!.FirstOrDefault();
    }

    /// <summary>What the refund will open again; or why it cannot be entered.</summary>
    private async Task<(IReadOnlyList<long> Reopened, string? Fault)> PlanAsync(
        RefundEntry refund,
        CancellationToken ct
    )
    {
        var id = OdooJson.Ids([refund.PaymentKey]).FirstOrDefault();
        var row = await ReadAsync(id, ct);
        if (
            row?.Text("payment_type") != "inbound"
            || row.Text("state") is not ("posted" or "in_process" or "paid")
            || row.Label("currency_id") != refund.Amount.Currency.Code
            || row.Key("partner_id") != refund.CustomerKey
        )
        {
            return (
                [],
                $"Payment {refund.PaymentKey} is not there, not posted, in another currency, or of another customer. {ByHand(refund)}"
            );
        }

        var missing = await settling.MissingAsync(id, refund, ct);
        return missing.Uncovered.IsPositive
            ? ([], $"Payment {refund.PaymentKey} holds {missing.Uncovered} less than goes back. {ByHand(refund)}")
            : (missing.Reopened, null);
    }

    private static string ByHand(RefundEntry refund) =>
        $"Enter {refund.Amount} given back on {OdooJson.Date(refund.PaidOn)} in Odoo by hand.";

    private Dictionary<string, string> Cells(
        RefundEntry refund,
        long journal,
        long currency,
        IReadOnlyList<long> reopened
    ) =>
        new(StringComparer.Ordinal)
        {
            ["id"] = $"{prefix}.{refund.Reference}",
            ["payment_type"] = "outbound",
            ["partner_type"] = "customer",
            ["partner_id/.id"] = refund.CustomerKey,
            ["amount"] = refund.Amount.ToPlainString(),
            ["date"] = OdooJson.Date(refund.PaidOn),
            ["journal_id/.id"] = OdooJson.Key(journal),
            ["currency_id/.id"] = OdooJson.Key(currency),
            ["ref"] = OdooReference.RefundText(refund.Memo, reopened, refund.Reference),
        };

    /// <summary>Posts and settles. From here on something was sent, so a failure is an outcome, not an exception.</summary>
    private async Task<ItemOutcome<ErpPayment>> FinishAsync(RefundEntry refund, long id, CancellationToken ct)
    {
        var row = await ReadAsync(id, ct);
        if (
            row?.Text("payment_type") != "outbound"
            || row.Label("currency_id") != refund.Amount.Currency.Code
            || Money.Rounded(row.Amount("amount"), refund.Amount.Currency) != refund.Amount
            || row.Text("state") is not ("draft" or "posted" or "in_process" or "paid")
        )
        {
            return Not(
                OutcomeKind.Rejected,
                refund,
                $"Payment {id} stands in Odoo under this reference with another amount, or cancelled. Compare it with the gateway."
            );
        }

        if (row.Text("state") == "draft")
        {
            var failed = await posting.PostAsync([id], ct);
            if (failed.TryGetValue(id, out var failure))
            {
                return Not(failure.Kind, refund, failure.Reason);
            }
        }

        var rest = await settling.SettleAsync(id, refund, OdooReference.Reopened(row.Text("ref")), ct);
        return rest is { } left
            ? ItemOutcome<ErpPayment>.Done(refund.Reference, new ErpPayment(OdooJson.Key(id), left))
            : Not(OutcomeKind.Unknown, refund, "What the refund opens again is not settled yet; repeating it is safe.");
    }

    private async Task<JToken?> ReadAsync(long id, CancellationToken ct) =>
        (
            await rpc.SearchAsync(
                "account.payment",
                [new JArray("company_id", "=", rpc.Settings.CompanyId), new JArray("id", "in", new JArray(id))],
                Fields,
                ct
            )
        ).Result!.FirstOrDefault();

    private static ItemOutcome<ErpPayment> Not(OutcomeKind kind, RefundEntry refund, string reason) =>
        ItemOutcome<ErpPayment>.Not(kind, refund.Reference, reason);
}
