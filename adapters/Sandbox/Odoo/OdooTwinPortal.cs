using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>Odoo's portal, where a payer sees a document without signing in. From Odoo's source, not recorded.</summary>
public sealed partial class OdooTwin
{
    private readonly Dictionary<int, string> tokens = [];

    /// <summary>Whether somebody with this address would see the document.</summary>
    public bool ShowsInPortal(string key, Uri address) =>
        Locked(() =>
            tokens.TryGetValue(Id(key), out var token)
            && address.PathAndQuery == $"/my/invoices/{key}?access_token={token}"
        );

    private JToken PortalUrl(List<Move> moves)
    {
        if (moves.Count != 1)
        {
            throw new OdooError("builtins.ValueError", $"Expected singleton: account.move with {moves.Count} records");
        }

        Demand("account.move", "read");
        var move = moves[0];
        if (!tokens.TryGetValue(move.Id, out var token))
        {
            token = $"00000000-0000-4000-8000-{move.Id:d12}";
            tokens[move.Id] = token;
            ledger.Touch(move); // The token is written, and the document's time with it.
        }

        return $"{(move.Type == "entry" ? "#" : $"/my/invoices/{move.Id}")}?access_token={token}";
    }
}
