using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>How a document came to stand under a reference.</summary>
/// <param name="Kind">Done when exactly one stands there.</param>
/// <param name="Name">Its name; null when not done.</param>
/// <param name="Reason">Why not; null when done.</param>
/// <param name="Document">The document as ERPNext answered it; null when it stood there before, or had to be looked up.</param>
internal sealed record ErpNextWritten(OutcomeKind Kind, string? Name, string? Reason, JToken? Document = null);

/// <summary>
/// Makes a document once per reference. Our reference is a custom field with a unique index: the name cannot be ours, since it is the legal
/// number's series, and ERPNext has no other key of the caller's. So it looks before it writes, and the index refuses what the look missed.
/// </summary>
internal sealed class ErpNextWriter(ErpNextApi api, ErpNextSettings settings)
{
    /// <summary>Finds what stands under references, cancelled documents too.</summary>
    /// <returns>By reference; one that ERPNext does not know is absent.</returns>
    public async Task<Dictionary<string, List<JToken>>> FindAsync(
        string docType,
        IEnumerable<string> references,
        string[] fields,
        CancellationToken ct
    )
    {
        var field = settings.ReferenceField;
        var query = new ErpNextQuery(docType, ["name", field, .. fields]);
        var rows = await api.ListAsync(query, field, references, ct);
        return rows.GroupBy(row => row.Text(field), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
    }

    /// <summary>What is to be said of the documents that stand under one reference; null when none does.</summary>
    public static ErpNextWritten? Standing(string docType, IReadOnlyList<JToken>? rows) =>
        rows switch
        {
            null or { Count: 0 } => null,
            { Count: 1 } => new ErpNextWritten(OutcomeKind.Done, rows[0].Text("name"), null),
            _ => new ErpNextWritten(
                OutcomeKind.Rejected,
                null,
                $"ERPNext has {rows.Count} documents of {docType} under this reference{Named(docType, rows)}. "
                    + "Clear the reference of all but one, and make the field unique."
            ),
        };

    /// <summary>Customers are counted and not named: their names may be people's.</summary>
    private static string Named(string docType, IReadOnlyList<JToken> rows) =>
        docType == ErpNextCustomerBook.DocType
            ? ""
            : ": " + string.Join(", ", rows.Select(row => row.Text("name")).Order(StringComparer.Ordinal));

    /// <summary>Makes a document; looks it up when the answer does not say what became of it.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was done.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong or lacks a right; nothing was done.</exception>
    public async Task<ErpNextWritten> InsertAsync(
        string docType,
        string reference,
        JObject document,
        CancellationToken ct
    )
    {
        document["doctype"] = docType;
        document[settings.ReferenceField] = reference;
        try
        {
            var made = await api.InsertAsync(docType, document, ct);
            return new ErpNextWritten(OutcomeKind.Done, made.Text("name"), null, made);
        }
        catch (RemoteOutcomeUnknownException unknown)
        {
            return await LookAsync(docType, reference, unknown, ct);
        }
        catch (RemoteRejectedException refused)
            when (ErpNextVerdict.IsNamed(refused, "UniqueValidationError", "DuplicateEntryError"))
        {
            return await LookAsync(docType, reference, refused, ct);
        }
        catch (RemoteRejectedException refused)
        {
            return new ErpNextWritten(
                OutcomeKind.Rejected,
                null,
                $"{refused.Message} Enter it in ERPNext by hand, without the reference, to see its own words."
            );
        }
    }

    private async Task<ErpNextWritten> LookAsync(
        string docType,
        string reference,
        RemoteException cause,
        CancellationToken ct
    )
    {
        try
        {
            var found = await FindAsync(docType, [reference], [], ct);
            if (Standing(docType, found.GetValueOrDefault(reference)) is { } standing)
            {
                return standing;
            }
        }
        catch (RemoteUnavailableException)
        {
            // It stays as unknown as it was.
        }

        return cause is RemoteOutcomeUnknownException
            ? new ErpNextWritten(OutcomeKind.Unknown, null, cause.Message)
            : new ErpNextWritten(
                OutcomeKind.Rejected,
                null,
                $"{cause.Message} Another unique field holds the same value."
            );
    }
}

/// <summary>Writes one after the other: ERPNext has no batches in which one may fail, and its series are locked while a document is made.</summary>
internal static class ErpNextBatch
{
    /// <summary>Writes each item.</summary>
    /// <returns>One outcome per item, in order.</returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent.</exception>
    public static async Task<List<ItemOutcome<T>>> EachAsync<TItem, T>(
        IEnumerable<TItem> items,
        Func<TItem, string> referenceOf,
        Func<TItem, Task<ItemOutcome<T>>> write
    )
        where T : class
    {
        var outcomes = new List<ItemOutcome<T>>();
        RemoteException? stopped = null;
        foreach (var item in items)
        {
            if (stopped is not null)
            {
                outcomes.Add(Later<T>(referenceOf(item), stopped));
                continue;
            }

            try
            {
                outcomes.Add(await write(item));
            }
            catch (RemoteException error)
                when (error is RemoteUnavailableException or RemoteMisconfiguredException && outcomes.Count > 0)
            {
                // Something was sent already: thrown, the exception would say that nothing was.
                stopped = error;
                outcomes.Add(Later<T>(referenceOf(item), error));
            }
        }

        return outcomes;
    }

    private static ItemOutcome<T> Later<T>(string reference, RemoteException error)
        where T : class => ItemOutcome<T>.Not(OutcomeKind.Later, reference, error.Message);
}
