using System.Collections.ObjectModel;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>policy.json -> <see cref="EscalationRules"/>, refusing a ladder that would suspend anybody unwarned.</summary>
internal static class PolicyFile
{
    public static EscalationRules Read(ConfigNode file, PolicyChecks checks)
    {
        var rungs = new List<Rung>();
        foreach (var node in file.Children("rungs"))
        {
            var rung = ReadRung(node);
            checks.Rung(node, rung, rungs);
            rungs.Add(rung);
        }

        checks.Ladder(file, rungs);
        var rules = new EscalationRules(VersionOf(file.Json), rungs, Amounts(file, "minimumOwed"))
        {
            Promises = ReadPromises(file.ChildOrEmpty("promises")),
            OnIssue = ReadMessage(file.Child("onIssue"), checks),
            OnPaid = ReadMessage(file.Child("onPaid"), checks),
            Reward = file.Child("reward") is { } reward
                ? new RewardTerms(
                    reward.Integer("afterOnTime") ?? 1,
                    Number(reward, "percent"),
                    reward.Integer("validDays") ?? 365
                )
                : null,
        };
        var variants = new List<PolicyVariant>();
        foreach (var node in file.Children("variants"))
        {
            var variant = ReadVariant(node);
            checks.Variant(node, variant, variants, rules);
            variants.Add(variant);
        }

        return rules with
        {
            Variants = variants,
        };
    }

    /// <summary>SHA-256 of the content, whatever the order of keys, the spacing and the editor's <c>$schema</c>.</summary>
    internal static string VersionOf(JObject json)
    {
        var copy = (JObject)json.DeepClone();
        copy.Remove("$schema");
        var bytes = Encoding.UTF8.GetBytes(Canonical(copy).ToString(Formatting.None));
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static Rung ReadRung(ConfigNode node)
    {
        var action = node.Text("action") switch
        {
            "suspendAccess" => RungAction.SuspendAccess,
            "suspendSite" => RungAction.SuspendSite,
            "handOff" => RungAction.HandOff,
            _ => RungAction.Message,
        };
        return new Rung(
            node.Text("name") ?? "",
            node.Integer("daysLate") ?? 0,
            node.Integer("noticeDays") ?? 0,
            action,
            node.Texts("channels"),
            node.Text("template")
        )
        {
            Titles = node.Scalars("title"),
            When = ReadWhen(node.Child("when")),
            Approval = node.Flag("approval") ?? action == RungAction.HandOff,
            Fee = node.Child("fee") is { } fee ? ReadFee(fee) : null,
            Approved = ReadApproved(node),
        };
    }

    private static LateCharge ReadFee(ConfigNode node) =>
        new(Amounts(node, "fixed"), Number(node, "percent"))
        {
            DailyPercent = Number(node, "dailyPercent"),
            CapPercent = node.Has("capPercent") ? Number(node, "capPercent") : null,
            Billing = node.Child("bill") is { } bill
                ? new ChargeBilling(
                    bill.Text("taxCode") ?? "",
                    bill.Integer("dueDays") ?? 0,
                    bill.Text("times") != "perRung"
                )
                : null,
        };

    private static Applicability? ReadWhen(ConfigNode? node) =>
        node is null
            ? null
            : new Applicability
            {
                OwedAtLeast = Amounts(node, "owedAtLeast"),
                UnpaidAtLeast = node.Integer("unpaidAtLeast") ?? 0,
                Behaviours = node.Texts("behaviours").Select(ToBehaviour).OfType<PaymentBehaviour>().ToHashSet(),
                CourseTypes = node.Texts("courseTypes").ToHashSet(StringComparer.Ordinal),
                Company = node.Text("payer") is { } payer ? payer == "company" : null,
                BrokenPromise = node.Flag("brokenPromise") ?? false,
            };

    private static PaymentBehaviour? ToBehaviour(string text) =>
        Enum.TryParse<PaymentBehaviour>(text, ignoreCase: true, out var behaviour) ? behaviour : null;

    private static Dictionary<string, ApprovedText> ReadApproved(ConfigNode node) =>
        node.Entries("approved")
            .ToDictionary(
                x => x.Key,
                x => new ApprovedText(x.Node.Scalars("names"), x.Node.Scalars("variables")),
                StringComparer.Ordinal
            );

    private static PolicyVariant ReadVariant(ConfigNode node) =>
        new(
            node.Text("name") ?? "",
            ReadWhen(node.Child("when")),
            Amounts(node, "minimumOwed"),
            node.Json["rungs"] is JObject rungs
                ? rungs
                    .Properties()
                    .ToDictionary(
                        x => x.Name,
                        x => ReadChange(x.Value is JObject ? node.ChildOrEmpty("rungs").Child(x.Name) : null),
                        StringComparer.Ordinal
                    )
                : []
        );

    private static RungChange ReadChange(ConfigNode? node) =>
        node is null
            ? new RungChange(true, null, null, null, null, null)
            : new RungChange(
                false,
                node.Integer("daysLate"),
                node.Integer("noticeDays"),
                node.Has("channels") ? node.Texts("channels") : null,
                node.Text("template"),
                node.Flag("approval")
            );

    private static PromiseTerms ReadPromises(ConfigNode node)
    {
        var usual = new PromiseTerms();
        return new PromiseTerms
        {
            MaxDays = node.Integer("maxDays") ?? usual.MaxDays,
            PerYear = node.Integer("perYear") ?? usual.PerYear,
            MaxParts = node.Integer("maxParts") ?? usual.MaxParts,
            GraceDays = node.Integer("graceDays") ?? usual.GraceDays,
        };
    }

    private static MessageRule? ReadMessage(ConfigNode? node, PolicyChecks checks)
    {
        if (node is null)
        {
            return null;
        }

        var rule = new MessageRule(node.Texts("channels"), node.Text("template") ?? "")
        {
            Approved = ReadApproved(node),
        };
        checks.Message(node, "This message", rule.Channels, rule.Template, rule.Approved);
        return rule;
    }

    private static decimal Number(ConfigNode node, string key) =>
        decimal.TryParse(node.Scalar(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0m;

    private static ReadOnlyDictionary<string, Money> Amounts(ConfigNode file, string key)
    {
        var amounts = new Dictionary<string, Money>(StringComparer.Ordinal);
        foreach (var (code, text) in file.Scalars(key))
        {
            if (!Currency.TryOf(code, out var currency) || currency.Code != code)
            {
                file.Child(key)!.Fault(code, $"'{code}' is not a currency of ISO 4217.", "Use EUR, USD ...");
            }
            else if (
                !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                || amount > 1_000_000m
                || decimal.Round(amount, currency.Exponent) != amount
            )
            {
                file.Child(key)!.Fault(code, $"'{text}' is not an amount of {code}.", "Write it as 5.00.");
            }
            else
            {
                amounts[code] = Money.Exactly(amount, currency);
            }
        }

        return amounts.AsReadOnly();
    }

    private static JToken Canonical(JToken token) =>
        token switch
        {
            JObject json => new JObject(
                json.Properties()
                    .OrderBy(property => property.Name, StringComparer.Ordinal)
                    .Select(property => new JProperty(property.Name, Canonical(property.Value)))
            ),
            JArray array => new JArray(array.Select(Canonical)),
            _ => token.DeepClone(),
        };
}
