using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Allocates posted payments to documents, in order, as far as both are open.</summary>
internal sealed class OdooAllocation(OdooRpc rpc)
{
    private readonly OdooOpenLines lines = new(rpc);

    /// <summary>Who documents belong to: the contact on them, and the company that it is part of.</summary>
    public async Task<ILookup<string, string>> OwnersAsync(IEnumerable<string> documentKeys, CancellationToken ct)
    {
        var ids = OdooJson.Ids(documentKeys);
        if (ids.Count == 0)
        {
            return Enumerable.Empty<string>().ToLookup(_ => "");
        }

        JArray domain =
        [
            new JArray("id", "in", new JArray(ids)),
            new JArray("company_id", "=", rpc.Settings.CompanyId),
        ];
        var rows = await rpc.SearchAsync("account.move", domain, ["id", "partner_id", "commercial_partner_id"], ct);
        return rows.Result!.SelectMany(row =>
                new[] { row.Key("partner_id"), row.Key("commercial_partner_id") }
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)
                    .Select(owner => (Document: row.Key("id")!, owner))
            )
            .ToLookup(pair => pair.Document, pair => pair.owner, StringComparer.Ordinal);
    }

    /// <summary>Allocates payments; the value says what stayed, by payment.</summary>
    public async Task<Dictionary<long, Money>> AllocateAsync(
        IReadOnlyCollection<(IReadOnlyList<string> DocumentKeys, long Id)> payments,
        CancellationToken ct
    )
    {
        if (payments.Count == 0)
        {
            return [];
        }

        var ids = payments.Select(p => p.Id).ToList();
        var money = await lines.ReadAsync("payment_id", ids, ct);
        var debts = await lines.ReadAsync("move_id", OdooJson.Ids(payments.SelectMany(p => p.DocumentKeys)), ct);
        var sent = false;
        foreach (var (documents, id) in payments)
        {
            foreach (var line in money.Where(line => line.Payment == id))
            {
                sent |= await AllocateAsync(line, OdooJson.Ids(documents), debts, ct);
            }
        }

        // Odoo's own balance is the answer, not what was reckoned here.
        var now = sent ? await lines.ReadAsync("payment_id", ids, ct) : money;
        return now.GroupBy(line => line.Payment)
            .ToDictionary(g => g.Key, g => new Money(-g.Sum(line => line.Open.MinorUnits), g.First().Open.Currency));
    }

    private async Task<bool> AllocateAsync(
        OpenLine money,
        List<long> documents,
        List<OpenLine> debts,
        CancellationToken ct
    )
    {
        var sent = false;
        foreach (var document in documents)
        {
            var open = debts.Where(d => d.Move == document && d.Partner == money.Partner && d.Open.IsPositive).ToList();
            if (open.Count == 0 || !(-money.Open).IsPositive)
            {
                continue; // Settled by somebody else, or the money is used up.
            }

            sent = true;
            await AssignAsync(document, money.Id, ct);
            Reckon(money, open);
        }

        return sent;
    }

    /// <summary>A refusal says that the money or the debt was used up meanwhile, and silence may have done it: the balance read afterwards tells.</summary>
    private async Task AssignAsync(long document, long line, CancellationToken ct)
    {
        try
        {
            var context = new JObject { ["context"] = new JObject { ["tracking_disable"] = true } };
            JArray args = [new JArray(document), line];
            await rpc.WriteAsync("account.move", "js_assign_outstanding_line", args, context, ct);
        }
        catch (RemoteException error) when (error is RemoteRejectedException or RemoteOutcomeUnknownException)
        {
            // Read back by the caller.
        }
    }

    /// <summary>Keeps account of what is left, where both sides have one currency; else Odoo decides call by call.</summary>
    private static void Reckon(OpenLine money, List<OpenLine> debts)
    {
        foreach (var debt in debts.Where(debt => debt.Open.Currency == money.Open.Currency))
        {
            var taken = Math.Min(debt.Open.MinorUnits, -money.Open.MinorUnits);
            debt.Open = debt.Open with { MinorUnits = debt.Open.MinorUnits - taken };
            money.Open = money.Open with { MinorUnits = money.Open.MinorUnits + taken };
        }
    }
}
