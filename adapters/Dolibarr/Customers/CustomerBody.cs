using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Customers;

/// <summary>Writes a customer as Dolibarr takes it.</summary>
internal sealed class CustomerBody(DolibarrSettings settings, DolibarrCatalog catalog)
{
    /// <summary>How long a customer code may be (<c>llx_societe.code_client</c>).</summary>
    private const int CustomerCodeLength = 24;

    private static readonly HashSet<string> Owned = new(StringComparer.Ordinal)
    {
        "id",
        "name",
        "client",
        "code_client",
        "ref_ext",
        "email",
        "country_id",
        "default_lang",
        "array_options",
    };

    /// <summary>The body of the request.</summary>
    /// <param name="draft">The customer to make.</param>
    /// <param name="faults">Takes why it cannot be made.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    public async Task<JObject> WriteAsync(CustomerDraft draft, List<string> faults, CancellationToken ct)
    {
        if (!DolibarrFilter.IsReference(draft.Reference))
        {
            faults.Add(
                "The reference holds other signs than small letters, digits, _ and -: Dolibarr cannot be asked for it."
            );
        }

        if (string.IsNullOrWhiteSpace(draft.Name))
        {
            faults.Add("The customer has no name.");
        }

        // "-1" leaves the code to Dolibarr. Ours is the one key that it keeps unique, so it is used where it fits.
        var fits = settings.UseCustomerCode && draft.Reference.Length <= CustomerCodeLength;
        var body = new JObject
        {
            ["name"] = draft.Name,
            ["client"] = 1,
            ["code_client"] = fits ? draft.Reference : "-1",
            ["ref_ext"] = draft.Reference,
        };
        Put(body, "email", draft.Email);
        Put(body, settings.TaxIdField, draft.TaxId);
        Put(body, "default_lang", Language(draft.Language, draft.Country));
        if (!string.IsNullOrWhiteSpace(draft.Country))
        {
            if (await catalog.CountryAsync(draft.Country.Trim(), ct) is { } country)
            {
                body["country_id"] = country;
            }
            else
            {
                faults.Add($"Dolibarr knows no country '{draft.Country}'.");
            }
        }

        FieldBag.Add(body, draft.Fields, Owned, faults);
        return body;
    }

    private static void Put(JObject body, string field, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            body[field] = value.Trim();
        }
    }

    /// <summary>Dolibarr's languages have a region, such as <c>es_ES</c>: the customer's own country, else the language's.</summary>
    private static string? Language(string? language, string? country)
    {
        if (string.IsNullOrWhiteSpace(language))
        {
            return null;
        }

        var code = language.Trim().Replace('-', '_');
        var own = country?.Trim().ToUpperInvariant();
        return (code, own) switch
        {
            ({ Length: not 2 }, _) => code,
            ("pt", "BR") => "pt_BR",
            ("es", "MX" or "CO" or "AR" or "CL" or "PE" or "EC") => $"es_{own}",
            ("en", _) => "en_US",
            ("ca" or "eu" or "gl", _) => $"{code}_ES",
            _ => $"{code.ToLowerInvariant()}_{code.ToUpperInvariant()}",
        };
    }
}
