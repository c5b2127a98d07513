using System.Collections.ObjectModel;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>policy.json -> <see cref="EscalationRules"/>, refusing a ladder that would suspend anybody unwarned.</summary>
internal static class PolicyFile
{
    public static EscalationRules Read(ConfigNode file, IReadOnlySet<string> templates, string language)
    {
        var rungs = new List<Rung>();

        foreach (var node in file.Children("rungs"))
        {
            var rung = ReadRung(node);
            CheckOrder(node, rung, rungs);
            CheckAction(node, rung, rungs, templates, language);
            rungs.Add(rung);
        }

        return new EscalationRules(VersionOf(file.Json), rungs, Minimums(file));
    }

    /// <summary>SHA-256 of the content, whatever the order of keys, the spacing and the editor's <c>$schema</c>.</summary>
    internal static string VersionOf(JObject json)
    {
        var copy = (JObject)json.DeepClone();
        copy.Remove("$schema");
        var bytes = Encoding.UTF8.GetBytes(Canonical(copy).ToString(Formatting.None));
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static Rung ReadRung(ConfigNode node) =>
        new(
            node.Text("name") ?? "",
            node.Integer("daysLate") ?? 0,
            node.Integer("noticeDays") ?? 0,
            node.Text("action") switch
            {
                "suspendAccess" => RungAction.SuspendAccess,
                "suspendSite" => RungAction.SuspendSite,
                _ => RungAction.Message,
            },
            node.Texts("channels"),
            node.Text("template")
        );

    private static void CheckOrder(ConfigNode node, Rung rung, List<Rung> before)
    {
        if (before.Exists(other => other.Name == rung.Name))
        {
            node.Fault(
                "name",
                $"Two rungs have the name '{rung.Name}'.",
                "Rename one: what was sent is remembered by name."
            );
        }

        if (before.Count > 0 && rung.DaysLate < before[^1].DaysLate)
        {
            node.Fault(
                "daysLate",
                $"The rung '{rung.Name}' comes after '{before[^1].Name}' and is due earlier ({rung.DaysLate} < {before[^1].DaysLate}).",
                "Put the rungs in the order of their days."
            );
        }
    }

    private static void CheckAction(
        ConfigNode node,
        Rung rung,
        List<Rung> before,
        IReadOnlySet<string> templates,
        string language
    )
    {
        if (rung.Suspends)
        {
            CheckSuspension(node, rung, before);
            return;
        }

        if (rung.Channels.Count == 0)
        {
            node.Fault("channels", $"The rung '{rung.Name}' names no channel.", "Add \"channels\": [\"email\"].");
        }

        if (rung.Channels.Contains(StaffAlarm.Webhook))
        {
            node.Fault(
                "channels",
                $"The rung '{rung.Name}' would write to payers over '{StaffAlarm.Webhook}', which reaches the school's staff.",
                "Name \"email\" or \"lms-message\"."
            );
        }

        if (rung.Template is null)
        {
            node.Fault(
                null,
                $"The rung '{rung.Name}' names no template.",
                "Add \"template\" with a name from messages/."
            );
        }
        else if (!templates.Contains(rung.Template))
        {
            node.Fault(
                "template",
                $"The template '{rung.Template}' does not exist in the school's language '{language}'.",
                $"Write messages/{language}/{rung.Template}.hbs. {NearestName.Hint(rung.Template, templates)}"
            );
        }
    }

    private static void CheckSuspension(ConfigNode node, Rung rung, List<Rung> before)
    {
        foreach (var key in new[] { "channels", "template" }.Where(node.Has))
        {
            node.Fault(key, $"The rung '{rung.Name}' suspends access and sends nothing.", $"Remove '{key}'.");
        }

        if (!before.Exists(other => other.Action == RungAction.Message && other.DaysLate > 0))
        {
            node.Fault(
                "action",
                $"The rung '{rung.Name}' suspends access and no message after the due date stands before it.",
                "Put at least one message rung with daysLate above 0 before it."
            );
        }

        if (rung.NoticeDays < 1 || rung.DaysLate < 1)
        {
            node.Fault(
                rung.NoticeDays < 1 ? "noticeDays" : "daysLate",
                $"The rung '{rung.Name}' suspends access without leaving a day to answer.",
                "Give daysLate and noticeDays of at least 1; the law of many countries asks for more."
            );
        }
    }

    private static ReadOnlyDictionary<string, Money> Minimums(ConfigNode file)
    {
        var minimums = new Dictionary<string, Money>(StringComparer.Ordinal);

        foreach (var (code, text) in file.Scalars("minimumOwed"))
        {
            if (!Currency.TryOf(code, out var currency) || currency.Code != code)
            {
                file.Child("minimumOwed")!.Fault(code, $"'{code}' is not a currency of ISO 4217.", "Use EUR, USD ...");
            }
            else if (
                !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                || amount > 1_000_000m
                || decimal.Round(amount, currency.Exponent) != amount
            )
            {
                file.Child("minimumOwed")!.Fault(code, $"'{text}' is not an amount of {code}.", "Write it as 5.00.");
            }
            else
            {
                minimums[code] = Money.Exactly(amount, currency);
            }
        }

        return minimums.AsReadOnly();
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
