using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Stripe;

/// <summary>What we write on a payment so that every later event says whose it is: keys only, never personal data.</summary>
/// <param name="Request">Reference of the payment request.</param>
/// <param name="Payer">Our payer key.</param>
/// <param name="Attempt">The request's attempt.</param>
/// <param name="Receivables">The receivables, in order.</param>
internal sealed record StripeMetadata(string Request, string Payer, string Attempt, IReadOnlyList<string> Receivables)
{
    private const int MostKeys = 50;
    private const int MostCharacters = 500;
    private const string RequestKey = "collections_request";
    private const string PayerKey = "collections_payer";
    private const string AttemptKey = "collections_attempt";
    private const string ReceivablesKey = "collections_receivables_";

    /// <summary>What an object without our metadata has.</summary>
    public static StripeMetadata None { get; } = new("", "", "", []);

    /// <summary>Whether a metadata key is one of ours.</summary>
    public static bool IsOurs(string key) => key.StartsWith("collections_", StringComparison.Ordinal);

    /// <summary>Reads it from an object of Stripe.</summary>
    public static StripeMetadata Of(JObject item)
    {
        if (item["metadata"] is not JObject metadata)
        {
            return None;
        }

        var receivables = metadata
            .Properties()
            .Where(p => p.Name.StartsWith(ReceivablesKey, StringComparison.Ordinal))
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .SelectMany(p => ((string?)p.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries));
        return new StripeMetadata(
            (string?)metadata[RequestKey] ?? "",
            (string?)metadata[PayerKey] ?? "",
            (string?)metadata[AttemptKey] ?? "",
            [.. receivables]
        );
    }

    /// <summary>Writes it within Stripe's limits: 50 keys of at most 500 characters.</summary>
    /// <exception cref="RemoteRejectedException">The request names more receivables than fit.</exception>
    public IReadOnlyList<(string Key, string Value)> ToPairs()
    {
        var pairs = new List<(string, string)> { (RequestKey, Request), (PayerKey, Payer), (AttemptKey, Attempt) };
        var value = "";
        foreach (var receivable in Receivables)
        {
            if (value.Length > 0 && value.Length + 1 + receivable.Length > MostCharacters)
            {
                Add();
            }

            value = value.Length == 0 ? receivable : $"{value},{receivable}";
        }

        if (value.Length > 0)
        {
            Add();
        }

        return pairs.Count <= MostKeys
            ? pairs
            : throw new RemoteRejectedException(
                $"Request {Request} names {Receivables.Count} receivables, more than Stripe's metadata holds. Split it."
            );

        void Add()
        {
            pairs.Add(($"{ReceivablesKey}{pairs.Count - 3:00}", value));
            value = "";
        }
    }
}
