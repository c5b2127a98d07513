using System.Globalization;
using Collections.Connector.Flow.Mapping.Billing;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>Somebody who owes a part beside the main payer: a company that pays half, a second guardian.</summary>
internal sealed class ShareRule
{
    private readonly Condition? when;
    private readonly ValueSource percent;
    private readonly PayerRule payer;

    private ShareRule(ConfigNode node, ValueReader reader)
    {
        when = Condition.CompileChild(node, "when", reader);
        percent = ValueSource.Compile(node.ChildOrEmpty("percent"), reader);
        payer = new PayerRule(node.ChildOrEmpty("payer"), reader, isLearnerUnlessSaid: false);
    }

    public static IReadOnlyList<ShareRule> CompileAll(ConfigNode file, ValueReader reader)
    {
        var rules = file.Children("shares").Select(x => new ShareRule(x, reader)).ToList();
        var certain = rules.Where(x => x.when is null).Sum(x => ValueText.Number(x.percent.Constant) ?? 0);
        if (certain > 100)
        {
            file.Fault(
                "shares",
                $"The shares that hold for everybody sum to {certain.ToString(CultureInfo.InvariantCulture)}: nothing is left for the payer.",
                "Lower them to 100 at most, or say `when` each holds."
            );
        }

        return rules;
    }

    /// <summary>The shares that hold for this enrolment; the main payer owes what they leave.</summary>
    public static IReadOnlyList<ShareTerms> ReadAll(
        IReadOnlyList<ShareRule> rules,
        ValueContext context,
        DataFaults faults
    )
    {
        var shares = rules.Select(x => x.Read(context, faults)).OfType<ShareTerms>().ToList();
        if (shares.Sum(x => x.BasisPoints) > 10_000)
        {
            faults.Add(
                "payer.shares-too-large",
                context.Subject,
                "The shares of several payers are more than the whole.",
                "Correct the percentages in the profile or in the mapping."
            );
        }

        return shares;
    }

    /// <summary>Two payers that cannot be told apart would become one customer, silently.</summary>
    public static void CheckApart(
        PayerTerms main,
        IReadOnlyList<ShareTerms> shares,
        ValueContext context,
        DataFaults faults
    )
    {
        var learner = context.Enrolment?.LearnerKey ?? "";
        var who = shares.Select(x => x.Payer).Prepend(main).Select(x => PayerBook.Who(learner, x)).ToList();
        if (who.Distinct().Count() < who.Count)
        {
            faults.Add(
                "payer.shares-same-payer",
                context.SubjectOf("learner"),
                "Two of its payers cannot be told apart: neither a tax id nor an e-mail address of their own.",
                "Fill in one of them for each payer, or leave the share out."
            );
        }
    }

    private ShareTerms? Read(ValueContext context, DataFaults faults)
    {
        if (!(when?.Holds(context) ?? true))
        {
            return null;
        }

        if (
            ValueText.Number(percent.Read(context, faults)) is not { } share
            || share is <= 0 or > 100
            || decimal.Truncate(share * 100) != share * 100
        )
        {
            faults.Add(
                "payer.share-not-a-percentage",
                percent.Where(context, "percent"),
                "A payer's share is no percentage above 0 and at most 100, with at most two decimals.",
                "Correct it."
            );
            return null;
        }

        return payer.Read(context, faults) is { } terms ? new ShareTerms((int)(share * 100), terms) : null;
    }
}
