using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Odoo's contacts. Existing ones are only read: writing a name, e-mail or tax id, even the same, touches every invoice of the contact.</summary>
internal sealed class OdooCustomerBook(OdooRpc rpc, OdooCompany company, string prefix) : ICustomerBook
{
    private const int QueriesPerCall = 500;
    private const int CreatedPerCall = 500;
    private static readonly string[] Fields = ["id", "ref", "vat", "email", "active"];
    private static readonly HashSet<string> Owned =
    [
        "id",
        "ref",
        "name",
        "email",
        "vat",
        "lang",
        "country_id",
        "active",
    ];
    private readonly OdooLoader loader = new(rpc);
    private bool normalizedEmail = true;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CustomerMatch>> FindAsync(
        IReadOnlyCollection<CustomerQuery> queries,
        CancellationToken ct
    )
    {
        var country = queries.Any(q => !string.IsNullOrWhiteSpace(q.TaxId)) ? await company.CountryCodeAsync(ct) : "";
        var matches = new List<CustomerMatch>();
        foreach (var page in queries.Chunk(QueriesPerCall))
        {
            await FindAsync(page, country, matches, ct);
        }

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

        var countries = await company.CountriesAsync(drafts.Select(d => d.Country?.ToUpperInvariant()), ct);
        var languages = drafts.Any(d => d.Language is not null) ? await InstalledAsync(ct) : [];
        var outcomes = new List<ItemOutcome<ErpCustomer>>();
        var records = new List<LoadRecord>();
        foreach (var draft in drafts)
        {
            var faults = new List<string>();
            var cells = Cells(draft, countries, languages, faults);
            if (faults.Count == 0)
            {
                records.Add(new LoadRecord(draft.Reference, [cells]));
            }
            else
            {
                outcomes.Add(Not(OutcomeKind.Rejected, draft.Reference, string.Join(" ", faults)));
            }
        }

        if (records.Count > 0)
        {
            var loaded = await loader.LoadAsync("res.partner", records, CreatedPerCall, ct);
            var archived = await ArchivedAsync(loaded.Values.Where(o => o.Kind == OutcomeKind.Done), ct);
            outcomes.AddRange(loaded.Select(pair => ToOutcome(pair.Key, pair.Value, archived)));
        }

        return outcomes;
    }

    private async Task FindAsync(
        CustomerQuery[] queries,
        string country,
        List<CustomerMatch> matches,
        CancellationToken ct
    )
    {
        var byReference = queries.ToLookup(q => q.Reference, StringComparer.Ordinal);
        await MatchAsync(
            CustomerMatchKind.Reference,
            [new JArray("ref", "in", Texts(byReference.Select(g => g.Key)))],
            row => byReference[row.Text("ref") ?? ""],
            matches,
            ct
        );

        var byTaxId = queries
            .Where(q => !string.IsNullOrWhiteSpace(q.TaxId))
            .ToLookup(q => OdooTaxId.Bare(q.TaxId!, country), StringComparer.Ordinal);
        if (byTaxId.Count > 0)
        {
            var ways = byTaxId.SelectMany(g => g).SelectMany(q => OdooTaxId.Ways(q.TaxId!, country));
            await MatchAsync(
                CustomerMatchKind.TaxId,
                [new JArray("vat", "in", Texts(ways))],
                row => byTaxId[OdooTaxId.Bare(row.Text("vat") ?? "", country)],
                matches,
                ct
            );
        }

        var byEmail = queries
            .Where(q => !string.IsNullOrWhiteSpace(q.Email))
            .ToLookup(q => q.Email!.Trim(), StringComparer.OrdinalIgnoreCase);
        if (byEmail.Count > 0)
        {
            await MatchByEmailAsync(byEmail, matches, ct);
        }
    }

    private async Task MatchByEmailAsync(
        ILookup<string, CustomerQuery> byEmail,
        List<CustomerMatch> matches,
        CancellationToken ct
    )
    {
        var addresses = byEmail.Select(g => g.Key).ToList();
        if (normalizedEmail)
        {
            try
            {
                var lower = Texts(addresses.Select(address => address.ToLowerInvariant()));
                await MatchAsync(
                    CustomerMatchKind.Email,
                    [new JArray("email_normalized", "in", lower)],
                    row => byEmail[row.Text("email_normalized") ?? row.Text("email")?.Trim() ?? ""],
                    matches,
                    ct,
                    "email_normalized"
                );
                return;
            }
            catch (RemoteRejectedException error) when (OdooVerdict.IsNamed(error, "builtins.ValueError"))
            {
                normalizedEmail = false; // An Odoo without the mail module: each address is compared as it stands.
            }
        }

        var domain = new JArray(Enumerable.Repeat("|", addresses.Count - 1));
        addresses.ForEach(address => domain.Add(new JArray("email", "=ilike", OdooPattern.Escape(address))));
        await MatchAsync(CustomerMatchKind.Email, domain, row => byEmail[row.Text("email")?.Trim() ?? ""], matches, ct);
    }

    private async Task MatchAsync(
        CustomerMatchKind kind,
        JArray way,
        Func<JToken, IEnumerable<CustomerQuery>> queriesOf,
        List<CustomerMatch> matches,
        CancellationToken ct,
        params string[] moreFields
    )
    {
        var domain = new JArray { new JArray("company_id", "in", new JArray(false, rpc.Settings.CompanyId)) };
        foreach (var condition in way)
        {
            domain.Add(condition);
        }

        string[] fields = [.. Fields, .. moreFields];
        var rows = await rpc.SearchAsync("res.partner", domain, fields, ct, order: "id asc", archivedToo: true);
        foreach (var row in rows.Result!)
        {
            var customer = new ErpCustomer(row.Key("id")!, !row.Flag("active"));
            matches.AddRange(queriesOf(row).Select(query => new CustomerMatch(query.Reference, kind, customer)));
        }
    }

    private async Task<List<string>> InstalledAsync(CancellationToken ct)
    {
        var result = (await rpc.ReadAsync("res.lang", "get_installed", [], null, ct)).Result;
        return result is JArray pairs ? [.. pairs.Select(pair => pair[0]!.Value<string>()!)] : [];
    }

    private Dictionary<string, string> Cells(
        CustomerDraft draft,
        Resolved countries,
        List<string> languages,
        List<string> faults
    )
    {
        if (!OdooReference.IsSafe(draft.Reference))
        {
            faults.Add("The reference holds characters that an external id of Odoo may not hold.");
        }

        if (string.IsNullOrWhiteSpace(draft.Name))
        {
            faults.Add("The customer has no name.");
        }

        var cells = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["id"] = $"{prefix}.{draft.Reference}",
            ["name"] = draft.Name,
            ["ref"] = draft.Reference,
            ["company_type"] = draft.IsCompany ? "company" : "person",
            ["email"] = draft.Email,
            ["vat"] = draft.TaxId,
            ["country_id/.id"] = countries.Take(draft.Country?.ToUpperInvariant(), faults) is { } country
                ? OdooJson.Key(country.Id)
                : null,
            ["lang"] = Installed(draft.Language, languages),
        };
        foreach (var (field, value) in draft.Fields)
        {
            if (Owned.Contains(field.Split('/')[0]) || !cells.TryAdd(field, value))
            {
                faults.Add($"The field '{field}' is set by the connector itself. Remove it from the mapping.");
            }
        }

        // An empty cell is a value in Odoo: a column is there only where the customer has something to put.
        return cells
            .Where(cell => !string.IsNullOrWhiteSpace(cell.Value))
            .ToDictionary(cell => cell.Key, cell => cell.Value!, StringComparer.Ordinal);
    }

    /// <summary>The installed language for a code such as <c>es</c>: its own country's first; null when none is installed, since Odoo refuses others.</summary>
    private static string? Installed(string? language, List<string> installed)
    {
        if (string.IsNullOrWhiteSpace(language))
        {
            return null;
        }

        var code = language.Trim().Replace('-', '_');
        var own = $"{code}_{code.ToUpperInvariant()}";
        return installed.Find(known => known.Equals(code, StringComparison.OrdinalIgnoreCase))
            ?? installed.Find(known => known.Equals(own, StringComparison.OrdinalIgnoreCase))
            ?? installed.Find(known => known.StartsWith(code.Split('_')[0] + "_", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<HashSet<long>> ArchivedAsync(IEnumerable<LoadOutcome> made, CancellationToken ct)
    {
        var ids = made.Select(o => o.Id).Distinct().ToList();
        if (ids.Count == 0)
        {
            return [];
        }

        try
        {
            JArray domain = [new JArray("id", "in", new JArray(ids)), new JArray("active", "=", false)];
            var rows = await rpc.SearchAsync("res.partner", domain, ["id"], ct, archivedToo: true);
            return [.. rows.Result!.Select(row => row.Id("id"))];
        }
        catch (RemoteUnavailableException)
        {
            return []; // They are made; the next look says whether one is archived.
        }
    }

    private static ItemOutcome<ErpCustomer> ToOutcome(string reference, LoadOutcome loaded, HashSet<long> archived) =>
        loaded.Kind == OutcomeKind.Done
            ? ItemOutcome<ErpCustomer>.Done(
                reference,
                new ErpCustomer(OdooJson.Key(loaded.Id), archived.Contains(loaded.Id))
            )
            : Not(loaded.Kind, reference, loaded.Reason!);

    private static ItemOutcome<ErpCustomer> Not(OutcomeKind kind, string reference, string reason) =>
        ItemOutcome<ErpCustomer>.Not(kind, reference, reason);

    private static JArray Texts(IEnumerable<string> texts) =>
        new(texts.Distinct(StringComparer.Ordinal).Cast<object>());
}
