using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Dolibarr;

/// <content>Third parties, and the lists that others are chosen from.</content>
public sealed partial class DolibarrTwin
{
    private static readonly (int Id, string Code)[] Countries = [(4, "ES"), (1, "FR"), (25, "PT"), (11, "US")];
    private static readonly (int Id, string Code)[] Products = [(1, "CURSO-A")];
    private readonly List<TwinThirdParty> thirdParties = [];

    private static IReadOnlyDictionary<string, Func<TwinThirdParty, string?>> ThirdPartyColumns { get; } =
        new Dictionary<string, Func<TwinThirdParty, string?>>(StringComparer.Ordinal)
        {
            ["t.rowid"] = p => Plain(p.Id),
            ["t.nom"] = p => p.Name,
            ["t.code_client"] = p => p.CustomerCode,
            ["t.ref_ext"] = p => p.RefExt,
            ["t.email"] = p => p.Email,
            ["t.tva_intra"] = p => p.VatNumber,
            ["t.siren"] = p => p.ProfessionalId,
        };

    private TwinAnswer ListThirdParties(Dictionary<string, string> query)
    {
        Demand("thirdparties.read", 401, "api_thirdparties.class.php:140");
        var found = DolibarrTwinFilter.Apply(
            thirdParties,
            query.GetValueOrDefault("sqlfilters"),
            ThirdPartyColumns,
            "thirdparties"
        );
        var rows = Page(found, query).Select(p => ToRow(p, alone: false)).ToList();
        return rows.Count == 0
            ? DolibarrTwinAnswer.Error(404, "Not Found: Thirdparties not found", "api_thirdparties.class.php:241")
            : DolibarrTwinAnswer.Of(new JArray(rows));
    }

    private TwinAnswer GetThirdParty(int id)
    {
        Demand("thirdparties.read", 401, "api_thirdparties.class.php:1850");
        return DolibarrTwinAnswer.Of(ToRow(ThirdParty(id), alone: true));
    }

    private TwinAnswer CreateThirdParty(JObject body)
    {
        Demand("thirdparties.create", 401, "api_thirdparties.class.php:255");
        if (body["name"] is null)
        {
            throw DolibarrTwinRefusal.Of(400, "Bad Request: name field missing", "api_thirdparties.class.php:2010");
        }

        var code = body.Value<string>("code_client") is { Length: > 0 } given and not "-1" ? given : null;
        if (
            code is not null
            && thirdParties.Exists(p => string.Equals(p.CustomerCode, code, StringComparison.OrdinalIgnoreCase))
        )
        {
            throw DolibarrTwinRefusal.Of(
                500,
                "Internal Server Error: Error creating thirdparty",
                "api_thirdparties.class.php:264",
                "Duplicate value in a unique field"
            );
        }

        // Reference and address may stand there already; what is no field is ignored.
        var party = new TwinThirdParty
        {
            Id = thirdParties.Count + 1,
            Name = body.Value<string>("name")!,
            CustomerCode = code,
            RefExt = body.Value<string>("ref_ext"),
            Email = body.Value<string>("email"),
            VatNumber = body.Value<string>("tva_intra") ?? "",
            ProfessionalId = body.Value<string>("idprof1") ?? "",
            CountryId = body.Value<int?>("country_id"),
            Language = body.Value<string>("default_lang"),
            Created = Now,
        };
        thirdParties.Add(party);
        return DolibarrTwinAnswer.Of(party.Id);
    }

    private TwinThirdParty ThirdParty(int id) =>
        thirdParties.Find(p => p.Id == id)
        ?? throw DolibarrTwinRefusal.Of(404, "Not Found: Thirdparty not found", "api_thirdparties.class.php:1868");

    private static TwinAnswer PaymentTypes() =>
        DolibarrTwinAnswer.Of(
            new JArray(
                new[] { ("6", "CB", "Credit card"), ("4", "LIQ", "Cash"), ("2", "VIR", "Transfer") }.Select(
                    t => new JObject
                    {
                        ["id"] = t.Item1,
                        ["code"] = t.Item2,
                        ["type"] = "2",
                        ["label"] = t.Item3,
                        ["module"] = null,
                    }
                )
            )
        );

    private static TwinAnswer PaymentTerms() =>
        DolibarrTwinAnswer.Of(
            new JArray(
                new[] { ("1", "RECEP"), ("2", "30D") }.Select(t => new JObject { ["id"] = t.Item1, ["code"] = t.Item2 })
            )
        );

    private static TwinAnswer Country(string code)
    {
        var found = Array.Find(Countries, c => c.Code == code);
        return found.Code is null
            ? DolibarrTwinAnswer.Error(404, "Not Found: country not found", "api_setup.class.php:700")
            : DolibarrTwinAnswer.Of(new JObject { ["id"] = Plain(found.Id), ["code"] = found.Code });
    }

    private static TwinAnswer Product(string reference)
    {
        var found = Array.Find(Products, p => p.Code == reference);
        return found.Code is null
            ? DolibarrTwinAnswer.Error(404, "Not Found: Product not found", "api_products.class.php:1950")
            : DolibarrTwinAnswer.Of(
                new JObject
                {
                    ["id"] = Plain(found.Id),
                    ["ref"] = found.Code,
                    ["type"] = "1",
                }
            );
    }
}
