using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>A posted receivable line that is not settled whole: a debt above zero, money or credit below.</summary>
internal sealed class OpenLine
{
    /// <summary>Gets Odoo's id of the line.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the entry that it stands in.</summary>
    public required long Move { get; init; }

    /// <summary>Gets the payment whose entry it is; 0 for a document.</summary>
    public required long Payment { get; init; }

    /// <summary>Gets whose it is: the company that a contact belongs to.</summary>
    public required long Partner { get; init; }

    /// <summary>Gets or sets what is open, in the entry's own currency.</summary>
    public required Money Open { get; set; }
}

/// <summary>Reads what is open on receivable lines.</summary>
internal sealed class OdooOpenLines(OdooRpc rpc)
{
    private static readonly string[] Fields =
    [
        "id",
        "move_id",
        "payment_id",
        "partner_id",
        "amount_residual_currency",
        "currency_id",
        "reconciled",
    ];

    /// <summary>Reads the open lines of entries, by <c>move_id</c>, or of payments, by <c>payment_id</c>.</summary>
    public async Task<List<OpenLine>> ReadAsync(string field, IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        JArray domain =
        [
            new JArray(field, "in", new JArray(ids)),
            new JArray("account_type", "=", "asset_receivable"),
            new JArray("parent_state", "=", "posted"),
            new JArray("reconciled", "=", false),
        ];
        var rows = await rpc.SearchAsync("account.move.line", domain, Fields, ct, order: "id asc");
        return
        [
            .. rows.Result!.Where(row => Currency.TryOf(row.Label("currency_id"), out _))
                .Select(row => new OpenLine
                {
                    Id = row.Id("id"),
                    Move = row.Id("move_id"),
                    Payment = row.Id("payment_id"),
                    Partner = row.Id("partner_id"),
                    Open = Money.Rounded(
                        row.Amount("amount_residual_currency"),
                        Currency.Of(row.Label("currency_id")!)
                    ),
                }),
        ];
    }
}
