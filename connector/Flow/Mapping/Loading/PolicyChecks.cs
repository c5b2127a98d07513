using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.HandOff;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>What no schema can tell of policy.json: steps that contradict each other, nobody reaches, or have no text.</summary>
/// <param name="templates">The templates of each language of the school; its own language first.</param>
/// <param name="law">What the country's law says of contacts and charges; null when nothing is known.</param>
internal sealed class PolicyChecks(IReadOnlyDictionary<string, IReadOnlySet<string>> templates, ContactRule? law = null)
{
    /// <summary>A rung after those before it.</summary>
    public void Rung(ConfigNode node, Rung rung, List<Rung> before)
    {
        if (before.Exists(other => other.Name == rung.Name))
        {
            node.Fault(
                "name",
                $"Two rungs have the name '{rung.Name}'.",
                "Rename one: what was sent is remembered by name."
            );
        }

        Order(node, rung, before, "");
        if (before.Exists(other => other.Action == RungAction.HandOff && other.When is null))
        {
            node.Fault(
                "name",
                $"The rung '{rung.Name}' is never reached: the debt was handed off before.",
                "Put handing off last."
            );
        }

        if (rung.Action != RungAction.Message)
        {
            Effect(node, rung, before, "");
            return;
        }

        Message(node, $"The rung '{rung.Name}'", rung.Channels, rung.Template, rung.Approved);
        Fee(node, rung);
    }

    /// <summary>The whole ladder: some laws ask for a free notice.</summary>
    public void Ladder(ConfigNode file, IReadOnlyList<Rung> rungs)
    {
        if (
            law?.FreeNoticeWithinDays is { } days
            && rungs.Any(x => x.Fee is not null)
            && !rungs.Any(x =>
                x is { Action: RungAction.Message, Fee: null, When: null, DaysLate: > 0 } && x.DaysLate <= days
            )
        )
        {
            file.Fault(
                "rungs",
                $"The law asks for a free notice within {days} days of the due day, and no rung gives one.",
                $"Add a message rung with daysLate from 1 to {days}, without `fee` and without `when`."
            );
        }
    }

    // What a bracket of the debt allows at the most is the least that any debt may be charged.
    private void Fee(ConfigNode node, Rung rung)
    {
        if (rung.Fee is not { } fee || law is null)
        {
            return;
        }

        if (law.FeesAfterDays is { } days && rung.DaysLate <= days)
        {
            node.Fault(
                "fee",
                $"The rung '{rung.Name}' warns of a charge {rung.DaysLate} days after the due day; the law allows one after {days} days.",
                $"Give the rung daysLate above {days}, or take the charge away."
            );
        }

        if (law.FeeCaps.Count > 0 && AtMost(fee) > law.FeeCaps.Min(x => x.Percent))
        {
            node.Fault(
                "fee",
                $"The rung '{rung.Name}' warns of more than the law lets collecting cost: at most {law.FeeCaps.Min(x => x.Percent)} % of what is owed.",
                "Give a percentage up to that, or a capPercent up to it."
            );
        }
    }

    // A fixed amount and interest that grows come to any percentage, unless there is a cap.
    private static decimal AtMost(LateCharge fee) =>
        fee.CapPercent ?? (fee.Fixed.Count > 0 || fee.DailyPercent > 0 ? decimal.MaxValue : fee.Percent);

    /// <summary>A variant: the ladder must stand with it too.</summary>
    public void Variant(ConfigNode node, PolicyVariant variant, List<PolicyVariant> before, EscalationRules rules)
    {
        if (before.Exists(x => x.Name == variant.Name))
        {
            node.Fault("name", $"Two variants have the name '{variant.Name}'.", "Rename one.");
        }

        if (variant.When is { } when && before.Find(x => x.When is { } other && Same(other, when)) is { } same)
        {
            node.Fault(
                "when",
                $"The variant '{variant.Name}' is never reached: '{same.Name}' before it is for the same debts.",
                "Join the two, or tell their segments apart."
            );
        }

        var changes = node.ChildOrEmpty("rungs");
        var names = rules.Rungs.Select(x => x.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var unknown in variant.Rungs.Keys.Where(x => !names.Contains(x)))
        {
            changes.Fault(unknown, $"There is no rung '{unknown}'.", NearestName.Hint(unknown, names));
        }

        var ladder = new List<Rung>();
        foreach (var rung in variant.Over(rules).Rungs)
        {
            var where = $" with the variant '{variant.Name}'";
            Order(node, rung, ladder, where);
            if (rung.Action != RungAction.Message)
            {
                Effect(node, rung, ladder, where);
            }
            else if (variant.Rungs.GetValueOrDefault(rung.Name) is { Template: not null } or { Channels: not null })
            {
                Message(
                    changes.Child(rung.Name) ?? node,
                    $"The rung '{rung.Name}'{where}",
                    rung.Channels,
                    rung.Template,
                    rung.Approved
                );
            }

            ladder.Add(rung);
        }
    }

    /// <summary>A message: somebody must get it, and it must have a text in each language of the school.</summary>
    public void Message(
        ConfigNode node,
        string what,
        IReadOnlyList<string> channels,
        string? template,
        IReadOnlyDictionary<string, ApprovedText> approved
    )
    {
        if (channels.Count == 0)
        {
            node.Fault("channels", $"{what} names no channel.", "Add \"channels\": [\"email\"].");
        }

        foreach (var channel in channels.Where(x => x is StaffAlarm.Webhook or HandOffs.Channel))
        {
            node.Fault(
                "channels",
                $"{what} would write to payers over '{channel}', which reaches {(channel == StaffAlarm.Webhook ? "the school's staff" : "the collector")}.",
                "Name \"email\" or \"lms-message\"."
            );
        }

        foreach (var channel in approved.Keys.Where(x => !channels.Contains(x)))
        {
            node.Fault(
                "approved",
                $"{what} has an approved text for '{channel}', and does not go over it.",
                $"Add '{channel}' to its channels, or take the text away."
            );
        }

        if (channels.Contains("whatsapp") && !approved.ContainsKey("whatsapp"))
        {
            node.Fault(
                "channels",
                $"{what} goes over WhatsApp, which takes nothing but an approved text from a school that was not written to.",
                "Add \"approved\": { \"whatsapp\": { \"names\": { \"es\": \"HX...\" } } }."
            );
        }

        if (template is null)
        {
            node.Fault(null, $"{what} names no template.", "Add \"template\" with a name from messages/.");
            return;
        }

        var school = templates.First();
        if (!school.Value.Contains(template))
        {
            node.Fault(
                "template",
                $"The template '{template}' does not exist in the school's language '{school.Key}'.",
                $"Write messages/{school.Key}/{template}.hbs. {NearestName.Hint(template, school.Value)}"
            );
            return;
        }

        foreach (var language in templates.Skip(1).Where(x => !x.Value.Contains(template)).Select(x => x.Key))
        {
            node.Fault(
                "template",
                $"The template '{template}' does not exist in '{language}', which the school writes too.",
                $"Write messages/{language}/{template}.hbs, or take the folder messages/{language} away."
            );
        }
    }

    private static void Order(ConfigNode node, Rung rung, List<Rung> before, string where)
    {
        if (before.Count > 0 && rung.DaysLate < before[^1].DaysLate)
        {
            node.Fault(
                where.Length == 0 ? "daysLate" : "rungs",
                $"The rung '{rung.Name}' comes after '{before[^1].Name}' and is due earlier{where} ({rung.DaysLate} < {before[^1].DaysLate}).",
                "Put the rungs in the order of their days."
            );
        }
    }

    private static void Effect(ConfigNode node, Rung rung, List<Rung> before, string where)
    {
        var does = rung.Suspends ? "suspends access" : "hands the debt off";
        if (where.Length == 0)
        {
            foreach (var key in new[] { "channels", "template", "approved", "fee" }.Where(node.Has))
            {
                node.Fault(key, $"The rung '{rung.Name}' {does} and sends nothing.", $"Remove '{key}'.");
            }
        }

        if (!before.Exists(x => x is { Action: RungAction.Message, DaysLate: > 0, When: null }))
        {
            node.Fault(
                where.Length == 0 ? "action" : "rungs",
                $"The rung '{rung.Name}' {does} and no message after the due date stands before it{where}.",
                "Put at least one message rung with daysLate above 0, and without `when`, before it."
            );
        }

        if (rung.NoticeDays < 1 || rung.DaysLate < 1)
        {
            node.Fault(
                where.Length > 0 ? "rungs"
                    : rung.NoticeDays < 1 ? "noticeDays"
                    : "daysLate",
                $"The rung '{rung.Name}' {does} without leaving a day to answer{where}.",
                "Give daysLate and noticeDays of at least 1; the law of many countries asks for more."
            );
        }
    }

    private static bool Same(Applicability one, Applicability other) =>
        one.UnpaidAtLeast == other.UnpaidAtLeast
        && one.Company == other.Company
        && one.BrokenPromise == other.BrokenPromise
        && one.Behaviours.SetEquals(other.Behaviours)
        && one.CourseTypes.SetEquals(other.CourseTypes)
        && one.OwedAtLeast.Count == other.OwedAtLeast.Count
        && one.OwedAtLeast.All(x => other.OwedAtLeast.TryGetValue(x.Key, out var amount) && amount == x.Value);
}
