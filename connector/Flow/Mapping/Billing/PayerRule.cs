using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;

namespace Collections.Connector.Flow.Mapping.Billing;

/// <summary>Who owes: read from the learner and the enrolment, with fallbacks where the mapping gives them.</summary>
internal sealed class PayerRule
{
    private readonly Condition isLearner;
    private readonly Condition isCompany;
    private readonly Target name;
    private readonly Target? email;
    private readonly Target? taxId;
    private readonly Target? country;
    private readonly Target? language;
    private readonly Target? phone;
    private readonly Target? postalAddress;
    private readonly Target? zone;
    private readonly Target? channel;
    private readonly IReadOnlyDictionary<string, Target> fields;
    private readonly IReadOnlyList<string> required;
    private readonly IReadOnlyList<string> requiredOfCompanies;

    public PayerRule(ConfigNode node, ValueReader reader, bool isLearnerUnlessSaid = true)
    {
        isLearner =
            Condition.CompileChild(node, "isLearner", reader)
            ?? (isLearnerUnlessSaid ? Condition.Always : Condition.Never);
        isCompany = Condition.CompileChild(node, "isCompany", reader) ?? Condition.Never;
        name = Target.Compile("payer name", node.ChildOrEmpty("name"), reader);
        email = Target.CompileChild(node, "email", reader);
        taxId = Target.CompileChild(node, "taxId", reader);
        country = Target.CompileChild(node, "country", reader);
        language = Target.CompileChild(node, "language", reader);
        phone = Target.CompileChild(node, "phone", reader);
        postalAddress = Target.CompileChild(node, "postalAddress", reader);
        zone = Target.CompileChild(node, "timeZone", reader);
        channel = Target.CompileChild(node, "channel", reader);
        fields = Target.CompileFields(node, reader);
        required = Required(node, "required");
        requiredOfCompanies = Required(node, "requiredOfCompanies");
    }

    /// <summary>The payer; null when a fault was added.</summary>
    public PayerTerms? Read(ValueContext context, DataFaults faults)
    {
        var learner = context.SubjectOf("learner");
        var called = name.Read(context, faults);
        var address = email?.Read(context, faults);
        var home = country?.Read(context, faults)?.ToUpperInvariant();

        if (called is null)
        {
            faults.Add(
                "payer.no-name",
                learner,
                "The payer has no name.",
                "Fill in the learner's or the payer's name."
            );
        }

        if (address is not null && !IsAddress(address))
        {
            faults.Add("payer.bad-email", learner, "The payer's e-mail address is none.", "Correct it in the profile.");
        }

        if (home is not null && !(home.Length == 2 && home.All(char.IsAsciiLetterUpper)))
        {
            faults.Add("payer.bad-country", learner, "The payer's country is no code of two letters.", "Correct it.");
        }

        var payer = new PayerTerms(
            isLearner.Holds(context),
            called ?? "",
            isCompany.Holds(context),
            address,
            taxId?.Read(context, faults),
            home,
            language?.Read(context, faults)?.ToLowerInvariant(),
            Target.ReadAll(fields, context, faults)
        )
        {
            Phone = phone?.Read(context, faults) is { } number ? PhoneNumber.Normal(number, home) : null,
            PostalAddress = postalAddress?.Read(context, faults),
            Zone =
                zone?.Read(context, faults) is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found)
                    ? found.Id
                    : null,
            PreferredChannel = channel?.Read(context, faults)?.ToLowerInvariant(),
        };
        CheckRequired(payer, learner, faults);
        return faults.Any ? null : payer;
    }

    // What electronic invoicing needs of the buyer is asked for before anything is posted, all of it at once.
    private void CheckRequired(PayerTerms payer, string learner, DataFaults faults)
    {
        foreach (var name in required.Concat(payer.IsCompany ? requiredOfCompanies : []).Distinct())
        {
            if (string.IsNullOrWhiteSpace(ValueOf(payer, name)))
            {
                faults.Add(
                    $"payer.missing-{name}",
                    learner,
                    $"The payer's {name} is missing, and the invoice needs it.",
                    "Fill it in in the profile; it is looked at again by itself."
                );
            }
        }
    }

    private static string? ValueOf(PayerTerms payer, string name) =>
        name switch
        {
            "email" => payer.Email,
            "taxId" => payer.TaxId,
            "country" => payer.Country,
            "phone" => payer.Phone,
            "postalAddress" => payer.PostalAddress,
            _ => payer.Fields.GetValueOrDefault(name),
        };

    private IReadOnlyList<string> Required(ConfigNode node, string key)
    {
        var names = node.Texts(key);
        string[] own = ["email", "taxId", "country", "phone", "postalAddress"];
        foreach (var name in names.Where(x => !own.Contains(x) && !fields.ContainsKey(x)))
        {
            node.Fault(
                key,
                $"'{name}' is required of the payer, and nothing fills it in.",
                NearestName.Hint(name, [.. own, .. fields.Keys])
            );
        }

        return names;
    }

    // Only what can never be delivered is refused; the rest is the mail server's to say.
    private static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && at == text.LastIndexOf('@')
            && at < text.Length - 1
            && text.Length <= 254
            && !text.Any(letter =>
                char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is ',' or ';' or '<' or '>'
            );
    }
}
