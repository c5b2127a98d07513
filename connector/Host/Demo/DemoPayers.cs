using Collections.Adapters.Sandbox.Odoo;
using Collections.Connector.Host.Configuration;
using RestSharp;

namespace Collections.Connector.Host.Demo;

/// <summary>What the people of the demo do with their invoices: pay by bank, pay a part, pay by the link in their e-mail, or nothing.</summary>
internal sealed class DemoPayers(TwinTown town)
{
    private DateOnly Today => DateOnly.FromDateTime(town.Clock.GetUtcNow().UtcDateTime);

    /// <summary>Customers with something open, in a fixed order, with their open invoices.</summary>
    public List<List<OdooInvoice>> Owing() =>
        [
            .. town
                .Odoo.Invoices.Where(x => x is { State: "posted", Open: > 0 })
                .GroupBy(x => x.CustomerKey)
                .OrderBy(x => x.Min(i => i.Number), StringComparer.Ordinal)
                .Select(x => x.OrderBy(i => i.Number, StringComparer.Ordinal).ToList()),
        ];

    /// <summary>Pays by bank transfer: the accountant reconciles a bank line in the ERP.</summary>
    /// <returns>How many invoices.</returns>
    public int PayByBank(IEnumerable<List<OdooInvoice>> customers, decimal part = 1m)
    {
        var invoices = customers.SelectMany(x => x).ToList();
        foreach (var invoice in invoices)
        {
            town.Odoo.PayByBank(invoice.Key, decimal.Round(invoice.Open * part, 2), Today);
        }

        return invoices.Count;
    }

    /// <summary>Pays with a card, on the page behind the link of the last e-mail to an address; the gateway then tells the connector.</summary>
    /// <returns>Whether a page to pay on was behind the link.</returns>
    public async Task<bool> PayByLinkAsync(string email, CancellationToken ct)
    {
        using var browser = new RestClient(new RestClientOptions { FollowRedirects = false });
        var link = LinkIn(town.Mail.Messages.Last(x => x.Recipients.Contains(email)).Text);
        var page = await browser.ExecuteAsync(new RestRequest(link), ct);
        if (page.Headers?.FirstOrDefault(x => x.Name == "Location")?.Value is not { } location)
        {
            return false;
        }

        town.Stripe.Pay(new Uri(location).Segments[^1]);
        return true;
    }

    /// <summary>Delivers the gateway's webhooks, each twice and the newest first, as a gateway may.</summary>
    /// <returns>How many deliveries were answered well.</returns>
    public async Task<int> DeliverWebhooksAsync(CancellationToken ct)
    {
        using var gateway = new RestClient(new Uri($"http://127.0.0.1:{town.ServePort}/"));
        var accepted = 0;
        foreach (var delivery in town.Stripe.TakeDeliveries(twice: true, reversed: true))
        {
            var request = new RestRequest("webhooks/demo/stripe", Method.Post).AddBody(
                delivery.Body,
                "application/json"
            );
            request.AddHeader("Stripe-Signature", delivery.Headers["stripe-signature"]);
            accepted += (await gateway.ExecuteAsync(request, ct)).IsSuccessStatusCode ? 1 : 0;
        }

        return accepted;
    }

    /// <summary>Addresses of the people who were written to since a message, in order, each once.</summary>
    public IReadOnlyList<string> WrittenToSince(int message) =>
        [.. town.Mail.Messages.Skip(message).SelectMany(x => x.Recipients).Distinct()];

    private static string LinkIn(string text) =>
        text.Split('\n').Select(x => x.Trim()).FirstOrDefault(x => x.StartsWith("http", StringComparison.Ordinal))
        ?? throw new ConfigurationException([
            new("demo", 0, "The e-mail has no pay link.", "The template must show payUrl."),
        ]);
}
