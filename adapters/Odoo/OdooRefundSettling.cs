using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>What settles an outgoing payment: credit notes, then what its payment had left, then what that payment had settled.</summary>
/// <remarks>
/// Balances are read again after every step. A refusal means that another hand was quicker, which the balance shows; silence ends the
/// run, since the call may still be at work.
/// </remarks>
internal sealed class OdooRefundSettling(OdooRpc rpc)
{
    private readonly OdooOpenLines lines = new(rpc);
    private readonly OdooAllocation allocation = new(rpc);

    /// <summary>Looks, before anything is written, which documents a refund would open again, the last one first.</summary>
    /// <returns>Their ids, and what nothing covers.</returns>
    public async Task<(IReadOnlyList<long> Reopened, Money Uncovered)> MissingAsync(
        long payment,
        RefundEntry refund,
        CancellationToken ct
    )
    {
        var currency = refund.Amount.Currency;
        var credit = (await CreditAsync(payment, refund, ct)).Sum(line => -line.Open.MinorUnits);
        var missing = refund.Amount.MinorUnits - credit;
        var reopened = new List<long>();
        foreach (var settled in missing > 0 ? await SettledAsync(payment, currency, ct) : [])
        {
            if (missing > 0)
            {
                reopened.Add(settled.Document);
                missing -= settled.Amount.MinorUnits;
            }
        }

        return ([.. reopened.Distinct()], new Money(Math.Max(0, missing), currency));
    }

    /// <summary>Settles a posted refund as far as it is open.</summary>
    /// <param name="refundId">The outgoing payment.</param>
    /// <param name="refund">What was asked for.</param>
    /// <param name="reopened">The documents that its text says are open again, the last one first.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>What stayed open of the refund; null when the rest of the payment is not back at its documents.</returns>
    /// <exception cref="RemoteOutcomeUnknownException">A step got no answer; repeating is safe.</exception>
    public async Task<Money?> SettleAsync(
        long refundId,
        RefundEntry refund,
        IReadOnlyList<string> reopened,
        CancellationToken ct
    )
    {
        var payment = OdooJson.Ids([refund.PaymentKey]).FirstOrDefault();
        await TakeAsync(refundId, await CreditAsync(payment, refund, ct), ct);
        var opened = reopened.ToList();
        foreach (var settled in await SettledIfOpenAsync(refundId, payment, refund, ct))
        {
            if (await OpenAsync(refundId, ct) is null)
            {
                break;
            }

            opened.Add(OdooJson.Key(settled.Document));
            await WriteAsync(
                "account.move",
                "js_remove_outstanding_partial",
                [new JArray(settled.Document), settled.Id],
                ct
            );
            await TakeAsync(refundId, await lines.ReadAsync("payment_id", [payment], ct), ct);
        }

        opened.Reverse(); // What was settled first takes the rest of the money first.
        string[] documents = [.. opened.Distinct(StringComparer.Ordinal)];
        return await AssignedAsync(payment, documents, ct)
            ? (await OpenAsync(refundId, ct))?.Open ?? Money.Zero(refund.Amount.Currency)
            : null;
    }

    /// <summary>Open credit that pays a refund out: of the credit notes named, in their order, then of the payment itself.</summary>
    private async Task<List<OpenLine>> CreditAsync(long payment, RefundEntry refund, CancellationToken ct)
    {
        var notes = OdooJson.Ids(refund.CreditNoteKeys);
        var credit = (await lines.ReadAsync("move_id", notes, ct)).OrderBy(line => notes.IndexOf(line.Move)).ToList();
        credit.AddRange(await lines.ReadAsync("payment_id", [payment], ct));
        return credit.FindAll(line => line.Open.MinorUnits < 0 && line.Open.Currency == refund.Amount.Currency);
    }

    private async Task<List<Settled>> SettledIfOpenAsync(
        long refundId,
        long payment,
        RefundEntry refund,
        CancellationToken ct
    ) => await OpenAsync(refundId, ct) is null ? [] : await SettledAsync(payment, refund.Amount.Currency, ct);

    /// <summary>What a payment had settled of invoices, the last due first.</summary>
    private async Task<List<Settled>> SettledAsync(long payment, Currency currency, CancellationToken ct)
    {
        var own = await rpc.SearchAsync(
            "account.move.line",
            [new JArray("payment_id", "=", payment), new JArray("account_type", "=", "asset_receivable")],
            ["id"],
            ct
        );
        var partials = await rpc.SearchAsync(
            "account.partial.reconcile",
            [new JArray("credit_move_id", "in", new JArray(own.Result!.Select(row => row.Id("id"))))],
            ["id", "debit_move_id", "credit_amount_currency"],
            ct,
            order: "id asc"
        );
        var debits = partials.Result!.Select(row => row.Id("debit_move_id")).ToList();
        var rows = await rpc.SearchAsync(
            "account.move.line",
            [new JArray("id", "in", new JArray(debits)), new JArray("move_type", "=", "out_invoice")],
            ["id", "move_id", "date_maturity"],
            ct
        );
        var invoices = rows.Result!.ToDictionary(row => row.Id("id"));
        return
        [
            .. partials
                .Result!.Where(row => invoices.ContainsKey(row.Id("debit_move_id")))
                .Select(row => (Partial: row, Line: invoices[row.Id("debit_move_id")]))
                .OrderByDescending(x => x.Line.Date("date_maturity"))
                .ThenByDescending(x => x.Partial.Id("id"))
                .Select(x => new Settled(
                    x.Partial.Id("id"),
                    x.Line.Id("move_id"),
                    Money.Rounded(x.Partial.Amount("credit_amount_currency"), currency)
                )),
        ];
    }

    private async Task TakeAsync(long refundId, IReadOnlyList<OpenLine> credit, CancellationToken ct)
    {
        foreach (var line in credit.Where(line => line.Open.MinorUnits < 0))
        {
            if (await OpenAsync(refundId, ct) is not { } open)
            {
                return;
            }

            await WriteAsync("account.move.line", "reconcile", [new JArray(open.Id, line.Id)], ct);
        }
    }

    /// <summary>Gives the rest of a payment back to its documents; false when some of both is still open.</summary>
    private async Task<bool> AssignedAsync(long payment, string[] documents, CancellationToken ct)
    {
        if (documents.Length == 0)
        {
            return true;
        }

        var rest = await allocation.AllocateAsync([(documents, payment)], ct);
        return rest.Values.All(x => x.IsZero)
            || !(await lines.ReadAsync("move_id", OdooJson.Ids(documents), ct)).Exists(x => x.Open.IsPositive);
    }

    private async Task<OpenLine?> OpenAsync(long refundId, CancellationToken ct) =>
        (await lines.ReadAsync("payment_id", [refundId], ct)).Find(line => line.Open.IsPositive);

    private async Task WriteAsync(string model, string method, JArray args, CancellationToken ct)
    {
        try
        {
            var context = new JObject { ["context"] = new JObject { ["tracking_disable"] = true } };
            await rpc.WriteAsync(model, method, args, context, ct);
        }
        catch (RemoteRejectedException)
        {
            // Used up or undone meanwhile: the balance read next tells.
        }
    }

    /// <param name="Id">The partial reconciliation.</param>
    /// <param name="Document">The invoice.</param>
    /// <param name="Amount">What it took of the payment, above zero.</param>
    private sealed record Settled(long Id, long Document, Money Amount);
}
