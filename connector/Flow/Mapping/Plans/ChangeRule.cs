using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Receivables;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>What receivables.json says of changes of mind.</summary>
internal sealed class ChangeRule
{
    private readonly int? withdrawalDays;
    private readonly bool inWorkingDays;
    private readonly LeavingRule onCancel;
    private readonly LeavingRule onEnd;
    private readonly bool followPrice;
    private readonly WorkingDays workingDays;

    private ChangeRule(ConfigNode node, WorkingDays workingDays)
    {
        this.workingDays = workingDays;
        var withdrawal = node.ChildOrEmpty("withdrawal");
        withdrawalDays = withdrawal.Integer("days");
        inWorkingDays = withdrawal.Text("count") == "working";
        onCancel = Rule(node, "onCancel");
        onEnd = Rule(node, "onEnd");
        followPrice = node.Text("onPriceChange") == "correct";
    }

    public static ChangeRule? Compile(ConfigNode file, WorkingDays workingDays) =>
        file.Child("changes") is { } node ? new ChangeRule(node, workingDays) : null;

    /// <summary>The rules as of the day on which the enrolment began.</summary>
    /// <param name="beganOn">That day: the first of the withdrawal period is the next one.</param>
    /// <param name="endsOn">Last day of what is sold; null when unknown.</param>
    public ChangeTerms Read(DateOnly beganOn, DateOnly? endsOn) =>
        new(
            withdrawalDays is not { } days ? null
                : inWorkingDays ? workingDays.After(beganOn, days)
                : beganOn.AddDays(days),
            onCancel,
            onEnd,
            followPrice,
            beganOn,
            endsOn
        );

    private static LeavingRule Rule(ConfigNode node, string key) =>
        Enum.TryParse<LeavingRule>(node.Text(key), ignoreCase: true, out var rule) ? rule : LeavingRule.KeepInvoiced;
}
