using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>ERPNext's customers. Existing ones are only read.</summary>
/// <remarks>
/// Where Selling Settings name customers after themselves, a customer's key is its name: keys are therefore told to nobody here.
/// </remarks>
internal sealed class ErpNextCustomerBook(
    ErpNextApi api,
    ErpNextSettings settings,
    ErpNextCompany company,
    ErpNextCatalog catalog,
    ErpNextWriter writer
) : ICustomerBook
{
    /// <summary>The doctype.</summary>
    public const string DocType = "Customer";

    private const int NameLengthMax = 140;

    private static readonly HashSet<string> Owned = new(StringComparer.Ordinal)
    {
        "doctype",
        "name",
        "docstatus",
        "customer_name",
        "customer_type",
        "customer_group",
        "territory",
        "email_id",
        "tax_id",
        "language",
        "disabled",
    };

    private string[] Fields => ["name", settings.ReferenceField, "tax_id", "email_id", "disabled"];

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
        var byReference = queries.ToLookup(q => q.Reference, StringComparer.Ordinal);
        var query = new ErpNextQuery(DocType, Fields);
        Match(
            CustomerMatchKind.Reference,
            await api.ListAsync(query, settings.ReferenceField, byReference.Select(g => g.Key), ct),
            row => byReference[row.Text(settings.ReferenceField)],
            matches
        );
        await MatchByTaxIdAsync(queries, matches, ct);
        await MatchByEmailAsync(queries, matches, ct);
        return [.. matches.Distinct()];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<ErpCustomer>>> CreateAsync(
        IReadOnlyCollection<CustomerDraft> drafts,
        CancellationToken ct
    )
    {
        if (drafts.Count == 0)
        {
            return [];
        }

        var standing = await writer.FindAsync(DocType, drafts.Select(d => d.Reference), ["disabled"], ct);
        var countries = await catalog.ResolveAsync(
            ErpNextKind.Country,
            drafts.Select(d => d.Country?.ToLowerInvariant()),
            ct
        );
        var languages = await catalog.ResolveAsync(ErpNextKind.Language, drafts.Select(d => d.Language), ct);
        return await ErpNextBatch.EachAsync(
            drafts,
            draft => draft.Reference,
            draft => CreateAsync(draft, standing, countries, languages, ct)
        );
    }

    private async Task<ItemOutcome<ErpCustomer>> CreateAsync(
        CustomerDraft draft,
        Dictionary<string, List<JToken>> standing,
        ErpNextResolved countries,
        ErpNextResolved languages,
        CancellationToken ct
    )
    {
        var rows = standing.GetValueOrDefault(draft.Reference);
        var written = ErpNextWriter.Standing(DocType, rows);
        if (written is null)
        {
            var faults = new List<string>();
            var body = Body(draft, countries, languages, faults);
            if (faults.Count > 0)
            {
                return Not(OutcomeKind.Rejected, draft.Reference, string.Join(" ", faults));
            }

            written = await writer.InsertAsync(DocType, draft.Reference, body, ct);
        }

        return written.Kind == OutcomeKind.Done
            ? ItemOutcome<ErpCustomer>.Done(
                draft.Reference,
                new ErpCustomer(written.Name!, rows is [var only] && only.Flag("disabled"))
            )
            : Not(written.Kind, draft.Reference, written.Reason!);
    }

    private JObject Body(CustomerDraft draft, ErpNextResolved countries, ErpNextResolved languages, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(draft.Name))
        {
            faults.Add("The customer has no name.");
        }
        else if (draft.Name.Length > NameLengthMax)
        {
            faults.Add($"The customer's name is longer than the {NameLengthMax} characters that ERPNext holds.");
        }

        var body = new JObject
        {
            ["customer_name"] = draft.Name,
            ["customer_type"] = draft.IsCompany ? "Company" : "Individual",
        };
        Add(body, "customer_group", settings.CustomerGroup);
        Add(body, "territory", settings.Territory);
        Add(body, "email_id", draft.Email); // ERPNext makes the customer's contact of it.
        Add(body, "tax_id", draft.TaxId);
        Add(body, "language", languages.Take(draft.Language, [])?.Name); // Not installed: the customer has the site's own.
        foreach (var (field, value) in draft.Fields.Where(f => f.Value.Length > 0))
        {
            if (Owned.Contains(field) || field == settings.ReferenceField)
            {
                faults.Add($"The field '{field}' is set by the connector itself. Remove it from the mapping.");
            }
            else
            {
                body[field] = value;
            }
        }

        if (body["address_line1"] is not null && body["country"] is null)
        {
            // With these ERPNext makes the customer's address too.
            Add(body, "country", countries.Take(draft.Country?.ToLowerInvariant(), faults)?.Name);
        }

        return body;
    }

    private async Task MatchByTaxIdAsync(
        IReadOnlyCollection<CustomerQuery> queries,
        List<CustomerMatch> matches,
        CancellationToken ct
    )
    {
        var given = queries.Where(q => !string.IsNullOrWhiteSpace(q.TaxId)).ToList();
        if (given.Count == 0)
        {
            return;
        }

        var country = (await company.ReadAsync(ct)).Country;
        var byTaxId = given.ToLookup(q => ErpNextTaxId.Bare(q.TaxId!, country), StringComparer.Ordinal);
        var ways = given.SelectMany(q => ErpNextTaxId.Ways(q.TaxId!, country));
        Match(
            CustomerMatchKind.TaxId,
            await api.ListAsync(new ErpNextQuery(DocType, Fields), "tax_id", ways, ct),
            row => byTaxId[ErpNextTaxId.Bare(row.Text("tax_id"), country)],
            matches
        );
    }

    /// <summary>By the customer's own address and by those of its contacts. The database compares without regard to case.</summary>
    private async Task MatchByEmailAsync(
        IReadOnlyCollection<CustomerQuery> queries,
        List<CustomerMatch> matches,
        CancellationToken ct
    )
    {
        var byEmail = queries
            .Where(q => !string.IsNullOrWhiteSpace(q.Email))
            .ToLookup(q => q.Email!.Trim(), StringComparer.OrdinalIgnoreCase);
        if (byEmail.Count == 0)
        {
            return;
        }

        var addresses = byEmail.Select(g => g.Key).ToList();
        var query = new ErpNextQuery(DocType, Fields);
        Match(
            CustomerMatchKind.Email,
            await api.ListAsync(query, "email_id", addresses, ct),
            row => byEmail[row.Text("email_id").Trim()],
            matches
        );
        var contacts = await api.ListAsync(
            new ErpNextQuery("Contact", ["name", "email_id"]),
            "email_id",
            addresses,
            ct
        );
        var addressOf = contacts.ToDictionary(row => row.Text("name"), row => row.Text("email_id").Trim());
        var links = await api.ListAsync(
            new ErpNextQuery(
                "Dynamic Link",
                ["name", "parent", "link_name"],
                ErpNextJson.Is("parenttype", "=", "Contact"),
                ErpNextJson.Is("link_doctype", "=", DocType)
            )
            {
                Parent = "Contact",
            },
            "parent",
            addressOf.Keys,
            ct
        );
        var byCustomer = links.ToLookup(row => row.Text("link_name"), row => addressOf[row.Text("parent")]);
        Match(
            CustomerMatchKind.Email,
            await api.ListAsync(query, "name", byCustomer.Select(g => g.Key), ct),
            row => byCustomer[row.Text("name")].SelectMany(address => byEmail[address]),
            matches
        );
    }

    private static void Match(
        CustomerMatchKind kind,
        List<JToken> rows,
        Func<JToken, IEnumerable<CustomerQuery>> queriesOf,
        List<CustomerMatch> matches
    )
    {
        foreach (var row in rows)
        {
            var customer = new ErpCustomer(row.Text("name"), row.Flag("disabled"));
            matches.AddRange(queriesOf(row).Select(query => new CustomerMatch(query.Reference, kind, customer)));
        }
    }

    private static void Add(JObject body, string field, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            body[field] = value.Trim();
        }
    }

    private static ItemOutcome<ErpCustomer> Not(OutcomeKind kind, string reference, string reason) =>
        ItemOutcome<ErpCustomer>.Not(kind, reference, reason);
}
