using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Customers;

/// <summary>Dolibarr's third parties. Existing ones are only read.</summary>
internal sealed class DolibarrCustomerBook(
    DolibarrSettings settings,
    DolibarrCatalog catalog,
    CustomerReader reader,
    WriteTurns writes
) : ICustomerBook
{
    private readonly CustomerBody bodies = new(settings, catalog);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CustomerMatch>> FindAsync(
        IReadOnlyCollection<CustomerQuery> queries,
        CancellationToken ct
    )
    {
        if (queries.Count == 0)
        {
            return [];
        }

        var matches = new List<CustomerMatch>();
        var byReference = await reader.ByReferencesAsync(queries.Select(q => q.Reference), ct);
        foreach (var query in queries)
        {
            matches.AddRange(
                byReference[query.Reference].Select(row => Match(query, CustomerMatchKind.Reference, row))
            );
        }

        await MatchTaxIdsAsync(queries, matches, ct);
        await MatchEmailsAsync(queries, matches, ct);
        return [.. matches.Distinct()];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<ErpCustomer>>> CreateAsync(
        IReadOnlyCollection<CustomerDraft> drafts,
        CancellationToken ct
    )
    {
        var outcomes = new Dictionary<string, ItemOutcome<ErpCustomer>>(StringComparer.Ordinal);
        var ready = new List<(string Reference, JObject Body)>();
        foreach (var draft in drafts.DistinctBy(d => d.Reference))
        {
            var faults = new List<string>();
            var body = await bodies.WriteAsync(draft, faults, ct);
            if (faults.Count == 0)
            {
                ready.Add((draft.Reference, body));
            }
            else
            {
                outcomes[draft.Reference] = Not(OutcomeKind.Rejected, draft.Reference, string.Join(" ", faults));
            }
        }

        if (ready.Count > 0)
        {
            await MakeAsync(ready, outcomes, ct);
        }

        return [.. outcomes.Values];
    }

    private async Task MakeAsync(
        List<(string Reference, JObject Body)> ready,
        Dictionary<string, ItemOutcome<ErpCustomer>> outcomes,
        CancellationToken ct
    )
    {
        using var turn = await writes.TakeAsync(ct);
        var standing = await reader.ByReferencesAsync(ready.Select(r => r.Reference), ct);
        var missing = ready.Where(r => !standing.Contains(r.Reference)).ToList();
        var failures = new Dictionary<string, Failure>(StringComparer.Ordinal);
        foreach (var (reference, body) in missing)
        {
            var failure = await turn.DoAsync(
                KeyOf(reference),
                () => turn.WriteAsync("thirdparties.create", "thirdparties", body, ct)
            );
            if (failure is not null)
            {
                failures[reference] = failure;
            }
        }

        var made = missing.Count == 0 ? standing : await ReadBackAsync(missing.Select(m => m.Reference), ct);
        foreach (var (reference, _) in ready)
        {
            var rows = standing.Contains(reference) ? standing : made;
            outcomes[reference] =
                rows is not null && rows.Contains(reference)
                    ? Standing(reference, [.. rows[reference]])
                    : failures.GetValueOrDefault(reference)?.ToOutcome<ErpCustomer>(reference)
                        ?? Not(
                            OutcomeKind.Unknown,
                            reference,
                            "Dolibarr made the third party, and it could not be read back. Looking again is safe."
                        );
            if (outcomes[reference].Kind == OutcomeKind.Done)
            {
                turn.Found(KeyOf(reference));
            }
        }
    }

    private async Task<ILookup<string, JObject>?> ReadBackAsync(IEnumerable<string> references, CancellationToken ct)
    {
        try
        {
            return await reader.ByReferencesAsync(references, ct);
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            return null; // They were sent; thrown, the exception would say that nothing was.
        }
    }

    private async Task MatchTaxIdsAsync(
        IReadOnlyCollection<CustomerQuery> queries,
        List<CustomerMatch> matches,
        CancellationToken ct
    )
    {
        var asked = queries.Where(q => TaxIds.Bare(q.TaxId).Length > 0).ToList();
        var cores = asked.Select(q => TaxIds.Core(TaxIds.Bare(q.TaxId))).Distinct(StringComparer.Ordinal);
        foreach (var row in await reader.LikeTaxIdsAsync(cores, settings.TaxIdField, ct))
        {
            var country = row.Text("country_code");
            string[] own = [row.Text("tva_intra"), row.Text(settings.TaxIdField)];
            matches.AddRange(
                asked
                    .Where(q => own.Any(id => TaxIds.Same(TaxIds.Bare(q.TaxId), id, country)))
                    .Select(q => Match(q, CustomerMatchKind.TaxId, row))
            );
        }
    }

    private async Task MatchEmailsAsync(
        IReadOnlyCollection<CustomerQuery> queries,
        List<CustomerMatch> matches,
        CancellationToken ct
    )
    {
        var byEmail = queries
            .Where(q => !string.IsNullOrWhiteSpace(q.Email))
            .ToLookup(q => q.Email!.Trim(), StringComparer.OrdinalIgnoreCase);
        foreach (var row in await reader.LikeEmailsAsync(byEmail.Select(g => g.Key), ct))
        {
            matches.AddRange(byEmail[row.Text("email").Trim()].Select(q => Match(q, CustomerMatchKind.Email, row)));
        }
    }

    private static ItemOutcome<ErpCustomer> Standing(string reference, List<JObject> rows) =>
        rows.Count == 1
            ? ItemOutcome<ErpCustomer>.Done(reference, Customer(rows[0]))
            : Not(
                OutcomeKind.Rejected,
                reference,
                $"Under this reference stand third parties {string.Join(" and ", rows.Select(r => r.Text("id")))} in Dolibarr. Merge them there."
            );

    private static CustomerMatch Match(CustomerQuery query, CustomerMatchKind kind, JObject row) =>
        new(query.Reference, kind, Customer(row));

    private static ErpCustomer Customer(JObject row) => new(row.Text("id"), row.Text("status") == "0");

    private static string KeyOf(string reference) => $"customer {reference}";

    private static ItemOutcome<ErpCustomer> Not(OutcomeKind kind, string reference, string reason) =>
        ItemOutcome<ErpCustomer>.Not(kind, reference, reason);
}
