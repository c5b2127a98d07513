using System.Globalization;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Changes;

/// <summary>What becomes of an agreement's parts when its learner leaves. Pure: facts, terms and a day in, a decision out.</summary>
/// <remarks>
/// What is kept, dropped and credited is the price, always, and for each payer apart. What was not issued goes first, then the last
/// issued part, and so on backwards; of one part at most a piece goes.
/// </remarks>
internal static class LeavingPlan
{
    /// <summary>Decides by the terms of the agreement.</summary>
    /// <param name="parts">What stands, of any number of payers.</param>
    /// <param name="currency">Currency of every part.</param>
    /// <param name="terms">The terms for changes, as they were when the agreement was made; null when the school has none.</param>
    /// <param name="cause">By somebody's word, or by what the LMS says.</param>
    /// <param name="day">The first day that is not used any more, in the school's zone.</param>
    public static LeavingDecision Decide(
        IReadOnlyList<AgreementPart> parts,
        Currency currency,
        ChangeTerms? terms,
        LeavingCause cause,
        DateOnly day
    )
    {
        if (terms is null)
        {
            return cause == LeavingCause.Word
                ? Decision(ChangeReason.InvoicedKeptWithoutRules, parts, currency, NotIssued(parts), day)
                : Decision(ChangeReason.NoRules, parts, currency, [], day);
        }

        return day <= terms.WithdrawUntil
            ? Everything(parts, currency, ChangeReason.Withdrawn, day)
            : By(parts, currency, cause == LeavingCause.Word ? terms.OnCancel : terms.OnEnd, terms, day);
    }

    /// <summary>Takes everything back.</summary>
    public static LeavingDecision Everything(
        IReadOnlyList<AgreementPart> parts,
        Currency currency,
        ChangeReason reason,
        DateOnly day
    ) => Decision(reason, parts, currency, Cut(parts, price => price), day);

    /// <summary>Decides by one rule.</summary>
    /// <param name="parts">What stands.</param>
    /// <param name="currency">Currency of every part.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="terms">Where the days of what was sold are; null when unknown: then nothing counts as unused.</param>
    /// <param name="day">The first day that is not used any more.</param>
    public static LeavingDecision By(
        IReadOnlyList<AgreementPart> parts,
        Currency currency,
        LeavingRule rule,
        ChangeTerms? terms,
        DateOnly day
    )
    {
        switch (rule)
        {
            case LeavingRule.KeepAll:
                return Decision(ChangeReason.AllKept, parts, currency, [], day);
            case LeavingRule.KeepInvoiced:
                return Decision(ChangeReason.InvoicedKept, parts, currency, NotIssued(parts), day);
            default:
                if (terms?.RunsTo is not { } last || last < terms.RunsFrom)
                {
                    return Decision(ChangeReason.EndUnknown, parts, currency, [], day);
                }

                var days = last.DayNumber - terms.RunsFrom.DayNumber + 1;
                var used = Math.Clamp(day.DayNumber - terms.RunsFrom.DayNumber, 0, days);
                var cuts = Cut(parts, price => Unused(price, days - used, days));
                var decision = Decision(ChangeReason.UsedKept, parts, currency, cuts, day);
                return decision with
                {
                    Arguments = new Dictionary<string, string>(decision.Arguments)
                    {
                        ["used"] = used.ToString(CultureInfo.InvariantCulture),
                        ["days"] = days.ToString(CultureInfo.InvariantCulture),
                    },
                };
        }
    }

    // Half a minor unit is the payer's.
    private static long Unused(long price, int unused, int days) =>
        (long)decimal.Round((decimal)price * unused / days, MidpointRounding.AwayFromZero);

    private static List<LeavingCut> NotIssued(IReadOnlyList<AgreementPart> parts) =>
        [.. parts.Where(x => x.Invoice is null).Select(x => new LeavingCut(x, x.Amount, true))];

    private static List<LeavingCut> Cut(IReadOnlyList<AgreementPart> parts, Func<long, long> gone)
    {
        var cuts = new List<LeavingCut>();
        foreach (var payer in parts.GroupBy(x => x.Share).OrderBy(x => x.Key))
        {
            var left = gone(payer.Sum(x => x.Amount.MinorUnits));
            foreach (var part in payer.OrderBy(x => x.Invoice is null ? 0 : 1).ThenByDescending(x => x.Instalment))
            {
                var take = Math.Min(left, part.Amount.MinorUnits);
                if (take > 0)
                {
                    var whole = take == part.Amount.MinorUnits;
                    cuts.Add(new LeavingCut(part, part.Amount with { MinorUnits = take }, whole));
                    left -= take;
                }
            }
        }

        return cuts;
    }

    private static LeavingDecision Decision(
        ChangeReason reason,
        IReadOnlyList<AgreementPart> parts,
        Currency currency,
        IReadOnlyList<LeavingCut> cuts,
        DateOnly day
    )
    {
        var price = Sum(parts.Select(x => x.Amount), currency);
        var dropped = Sum(cuts.Where(x => x.Part.Invoice is null).Select(x => x.Amount), currency);
        var credited = Sum(cuts.Where(x => x.Part.Invoice is not null).Select(x => x.Amount), currency);
        var kept = price - dropped - credited;
        return new LeavingDecision(
            parts.Count == 0 ? ChangeReason.NothingLeft : reason,
            new Dictionary<string, string>
            {
                ["day"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["kept"] = kept.ToString(),
                ["gone"] = (dropped + credited).ToString(),
            },
            cuts,
            kept,
            dropped,
            credited
        );
    }

    private static Money Sum(IEnumerable<Money> amounts, Currency currency) =>
        amounts.Aggregate(Money.Zero(currency), (sum, x) => sum + x);
}

/// <summary>A part of an agreement as it stands.</summary>
/// <param name="Receivable">Its reference.</param>
/// <param name="Instalment">From 1; later ones go first.</param>
/// <param name="Share">Whose it is, from 1: each payer's parts are cut apart.</param>
/// <param name="Amount">What stands of it on its own basis, credit notes over a part taken off; above zero.</param>
/// <param name="Invoice">The reference of the posted invoice that it is on; null when it is on none.</param>
internal sealed record AgreementPart(string Receivable, int Instalment, int Share, Money Amount, string? Invoice);

/// <summary>Why somebody is leaving.</summary>
internal enum LeavingCause
{
    /// <summary>A person said so.</summary>
    Word,

    /// <summary>The enrolment ended in the LMS.</summary>
    Lms,
}

/// <summary>What goes of a part.</summary>
/// <param name="Part">The part.</param>
/// <param name="Amount">How much of it, on its own basis; above zero.</param>
/// <param name="Whole">Whether that is all of it.</param>
internal sealed record LeavingCut(AgreementPart Part, Money Amount, bool Whole);

/// <summary>What becomes of an agreement.</summary>
/// <param name="Reason">Why, as a code.</param>
/// <param name="Arguments">What the sentence names; days as yyyy-MM-dd.</param>
/// <param name="Cuts">What goes; the rest stays owed.</param>
/// <param name="Kept">What stays owed, on the agreement's basis.</param>
/// <param name="Dropped">What was not issued and never will be.</param>
/// <param name="Credited">What was issued and is taken back by credit notes.</param>
internal sealed record LeavingDecision(
    ChangeReason Reason,
    IReadOnlyDictionary<string, string> Arguments,
    IReadOnlyList<LeavingCut> Cuts,
    Money Kept,
    Money Dropped,
    Money Credited
)
{
    /// <summary>The sentence.</summary>
    /// <param name="language">es, en or pt; any other gives English.</param>
    public string Sentence(string language) => ChangeSentences.Render(Reason, Arguments, language);
}
