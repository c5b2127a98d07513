using System.Globalization;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Papers;

namespace Collections.Connector.Host.Manual;

/// <summary>Writes the policy in force as a plain document that a school can publish, so that every family knows the same rules.</summary>
internal sealed class PolicyManual
{
    private readonly SchoolMapping mapping;
    private readonly ManualWords words;
    private readonly LocalText text;
    private readonly string language;

    private PolicyManual(SchoolMapping mapping, string language)
    {
        this.mapping = mapping;
        this.language = language;
        words = new ManualWords(language);
        text = LocalText.Of(language, mapping.School.Country);
    }

    /// <summary>The manual.</summary>
    /// <param name="mapping">The school's rules.</param>
    /// <param name="language">es, en or pt.</param>
    /// <param name="today">The day that it is of, in the school's zone.</param>
    public static Paper Of(SchoolMapping mapping, string language, DateOnly today) =>
        new PolicyManual(mapping, language).Write(today);

    private Paper Write(DateOnly today)
    {
        var rules = mapping.Policy;
        List<Block> blocks =
        [
            new ParagraphBlock(words["intro"]),
            new HeadingBlock(1, words["steps"]),
            new TableBlock([words["step"], words["when"], words["what"], words["how"]], [.. rules.Rungs.Select(Step)]),
            new NoteBlock(words["steps-note"]),
        ];
        if (rules.MinimumOwed.Count > 0)
        {
            blocks.Add(
                new ParagraphBlock(words["minimum", string.Join(" / ", rules.MinimumOwed.Values.Select(text.Money))])
            );
        }

        if (rules.Variants.Count > 0)
        {
            blocks.Add(new HeadingBlock(1, words["variants"]));
            blocks.Add(new BulletsBlock([.. rules.Variants.Select(Variant)]));
        }

        blocks.Add(new HeadingBlock(1, words["rights"]));
        blocks.Add(new BulletsBlock([.. Rights(rules)]));
        blocks.Add(new HeadingBlock(1, words["hours"]));
        blocks.Add(new BulletsBlock([.. Hours(mapping.School.Compliance?.Contact)]));
        if (rules.Reward is { } reward)
        {
            blocks.Add(new HeadingBlock(1, words["reward"]));
            blocks.Add(
                new ParagraphBlock(
                    reward.Percent > 0
                        ? words["reward-text", reward.AfterOnTime, Number(reward.Percent), reward.ValidDays]
                        : words["reward-thanks", reward.AfterOnTime]
                )
            );
        }

        blocks.Add(
            new NoteBlock(words["version", rules.Version[..Math.Min(8, rules.Version.Length)], text.LongDate(today)])
        );
        return new Paper(words["title", mapping.School.Name], language, today, blocks);
    }

    private string[] Step(Rung rung, int index) =>
        [
            $"{(index + 1).ToString(CultureInfo.InvariantCulture)}. {rung.Titles.GetValueOrDefault(language, rung.Name)}",
            When(rung.DaysLate) + (rung.NoticeDays > 0 && index > 0 ? words["notice", rung.NoticeDays] : ""),
            What(rung),
            string.Join(", ", rung.Channels.Select(words.Channel)),
        ];

    private string When(int daysLate) =>
        daysLate switch
        {
            < 0 => words["before", -daysLate],
            0 => words["on-due"],
            _ => words["after", daysLate],
        };

    private string What(Rung rung)
    {
        var what = rung.Action switch
        {
            RungAction.SuspendAccess => words["suspendAccess"],
            RungAction.SuspendSite => words["suspendSite"],
            RungAction.HandOff => words["handOff", Collector()],
            _ => rung.Channels.Contains("call") ? words["call"] : words["message"],
        };
        return what
            + (rung.Fee is { } fee ? words["fee", Charge(fee)] : "")
            + (rung.When is { } when ? words["only-for", Condition(when)] : "")
            + (rung.Approval ? words["approval"] : "");
    }

    private string Collector() =>
        mapping.School.Contacts.Collector is { Length: > 0 } name ? name : words["collector-open"];

    private string Charge(LateCharge fee)
    {
        var parts = fee.Fixed.Values.Select(text.Money).ToList();
        if (fee.Percent > 0)
        {
            parts.Add($"{Number(fee.Percent)} %");
        }

        if (fee.DailyPercent > 0)
        {
            parts.Add(words["fee-daily", Number(fee.DailyPercent)]);
        }

        return string.Join(" + ", parts)
            + (fee.CapPercent is { } cap ? words["fee-cap", Number(cap)] : "")
            + (fee.Billing is null ? "" : words["fee-billed"]);
    }

    private string Condition(Applicability when)
    {
        var parts = new List<string>();
        if (when.OwedAtLeast.Count > 0)
        {
            parts.Add(words["if-owed", string.Join(" / ", when.OwedAtLeast.Values.Select(text.Money))]);
        }

        if (when.UnpaidAtLeast > 0)
        {
            parts.Add(words["if-unpaid", when.UnpaidAtLeast]);
        }

        if (when.Behaviours.Count > 0)
        {
            parts.Add(
                words["if-behaviour", string.Join(", ", when.Behaviours.Order().Select(x => words[x.ToString()]))]
            );
        }

        if (when.CourseTypes.Count > 0)
        {
            parts.Add(words["if-type", string.Join(", ", when.CourseTypes.Order(StringComparer.Ordinal))]);
        }

        if (when.Company is { } company)
        {
            parts.Add(words[company ? "if-company" : "if-person"]);
        }

        if (when.BrokenPromise)
        {
            parts.Add(words["if-broken"]);
        }

        return string.Join(", ", parts);
    }

    private string Variant(PolicyVariant variant)
    {
        var sentences = new List<string>
        {
            variant.When is { } when
                ? words["variant-when", variant.Name, Condition(when)]
                : words["variant-assigned", variant.Name],
        };
        foreach (var (name, change) in variant.Rungs)
        {
            if (change.Left)
            {
                sentences.Add(words["variant-left", Titled(name)]);
            }
            else if (change.DaysLate is { } days)
            {
                sentences.Add(words["variant-days", Titled(name), When(days)]);
            }
        }

        if (variant.MinimumOwed.Count > 0)
        {
            sentences.Add(words["minimum", string.Join(" / ", variant.MinimumOwed.Values.Select(text.Money))]);
        }

        return string.Join(' ', sentences);
    }

    private string Titled(string rung) =>
        mapping.Policy.Rungs.First(x => x.Name == rung).Titles.GetValueOrDefault(language, rung);

    private IEnumerable<string> Rights(EscalationRules rules)
    {
        var promises = rules.Promises;
        yield return words["right-pay"];
        if (promises is { MaxDays: > 0, PerYear: > 0 })
        {
            yield return words[
                "right-promise",
                promises.MaxDays,
                promises.MaxParts,
                promises.PerYear,
                promises.GraceDays
            ];
        }

        yield return words["right-dispute"];
        yield return words["right-hold"];
        yield return words["right-stop"];
    }

    private IEnumerable<string> Hours(ContactRule? rule)
    {
        if (rule is null || (rule.Windows.Count == 0 && rule.Caps.Count == 0))
        {
            yield return words["hours-none"];
            yield break;
        }

        foreach (var window in rule.Windows)
        {
            yield return words[
                "hours-window",
                words.Days(window.Days),
                Time(window.From),
                Time(window.To),
                Over(window.Channels)
            ];
        }

        if (!rule.OnHolidays)
        {
            yield return words["hours-holidays"];
        }

        foreach (var cap in rule.Caps.Where(_ => rule.CapsBind(mapping.School.Contacts.Agency)))
        {
            var days = cap.Period switch
            {
                CapPeriod.Day => 1,
                CapPeriod.Week => 7,
                _ => cap.Days,
            };
            yield return words["hours-cap", cap.Max, days, Over(cap.Channels)];
        }

        if (rule.OneChannelPerWeek)
        {
            yield return words["hours-one"];
        }
    }

    private string Over(IReadOnlySet<string> channels) =>
        channels.Count == 0
            ? ""
            : words["by-channels", string.Join(", ", channels.Order(StringComparer.Ordinal).Select(words.Channel))];

    private static string Time(TimeSpan time) => $"{(int)time.TotalHours:00}:{time.Minutes:00}";

    private string Number(decimal number) => number.ToString("0.##", CultureInfo.GetCultureInfo(language));
}
