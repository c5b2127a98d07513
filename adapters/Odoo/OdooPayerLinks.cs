using System.Collections.Concurrent;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>The addresses at which a payer sees documents in Odoo's portal, with the PDF and the state; nobody has to sign in.</summary>
/// <remarks>
/// From Odoo's source, not recorded: <c>get_portal_url</c> of <c>portal.mixin</c> takes one record, and answers a path such as
/// <c>/my/invoices/12?access_token=...</c>. It writes the document's token when it is asked first, so that the document is listed
/// as changed once; asked again it answers the same, which makes it safe to repeat: a read here. Whoever has the address sees
/// the document: it belongs to nobody but its payer, and in no log.
/// </remarks>
internal sealed class OdooPayerLinks(OdooRpc rpc)
{
    /// <summary>Reads them, one call for each document, as many at once as the settings say.</summary>
    /// <returns>By key; a document that Odoo does not know, or has no page for, is absent.</returns>
    public async Task<IReadOnlyDictionary<string, Uri>> ReadAsync(IEnumerable<string> keys, CancellationToken ct)
    {
        var links = new ConcurrentDictionary<string, Uri>(StringComparer.Ordinal);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = rpc.Settings.ParallelCalls, CancellationToken = ct };
        await Parallel.ForEachAsync(
            OdooJson.Ids(keys),
            limit,
            async (id, token) =>
            {
                if (await ReadAsync(id, token) is { } link)
                {
                    links[OdooJson.Key(id)] = link;
                }
            }
        );
        return links;
    }

    private async Task<Uri?> ReadAsync(long id, CancellationToken ct)
    {
        try
        {
            JArray one = [new JArray(id)];
            var answer = await rpc.ReadAsync("account.move", "get_portal_url", one, null, ct);
            return answer.Result is { Type: JTokenType.String } path ? ToLink(path.Value<string>()!) : null;
        }
        catch (RemoteRejectedException)
        {
            return null; // It was deleted, or this Odoo has no portal: the message goes out without the address.
        }
    }

    // A record without a page has the path #.
    private Uri? ToLink(string path) =>
        path.StartsWith('/')
        && !path.StartsWith("//", StringComparison.Ordinal)
        && Uri.TryCreate(
            rpc.Settings.PortalUrl.GetLeftPart(UriPartial.Path).TrimEnd('/') + path,
            UriKind.Absolute,
            out var link
        )
            ? link
            : null;
}
