using Collections.Connector.Flow.Escalation;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>What policy.json would say: a plain ladder, or one with all that a policy may have.</summary>
internal static class SimulatedPolicies
{
    /// <summary>The variant under which a person approves the last notice.</summary>
    public const string Careful = "careful";

    /// <summary>The variant that gives more time.</summary>
    public const string Patient = "patient";

    private const string Reminder = "reminder";
    private const string LastNotice = "last-notice";
    private const string Suspend = "suspend";

    private static readonly Dictionary<string, Money> OneEuro = Euros(100);

    /// <summary>Four rungs, short of days so that a seed sees every one.</summary>
    public static readonly EscalationRules Plain = new(
        "v1",
        [
            new Rung("before", -1, 0, RungAction.Message, ["email"], "before"),
            new Rung(Reminder, 2, 1, RungAction.Message, ["email", "lms-message"], Reminder),
            new Rung(LastNotice, 4, 2, RungAction.Message, ["lms-message", "email"], LastNotice),
            new Rung(Suspend, 6, 3, RungAction.SuspendAccess, [], null),
        ],
        OneEuro
    );

    /// <summary>The same ladder with calls, text messages, approvals, variants, and messages outside of it.</summary>
    public static EscalationRules Draw(Dice dice)
    {
        var call = new Rung("call", 3, 1, RungAction.Message, ["call"], "call")
        {
            When = new Applicability { OwedAtLeast = Euros(6000) },
        };
        return new EscalationRules(
            "v2",
            [
                new Rung("before", -1, 0, RungAction.Message, ["email", "sms"], "before"),
                new Rung(Reminder, 2, 1, RungAction.Message, ["email", "lms-message", "sms"], Reminder),
                .. dice.Chance(350) ? [call] : Array.Empty<Rung>(),
                new Rung(LastNotice, 4, 2, RungAction.Message, ["lms-message", "email", "sms", "call"], LastNotice)
                {
                    Approval = dice.Chance(200),
                },
                new Rung(Suspend, 6, 3, RungAction.SuspendAccess, [], null),
            ],
            OneEuro
        )
        {
            Variants =
            [
                new PolicyVariant(
                    "late-payers",
                    new Applicability { Behaviours = new HashSet<PaymentBehaviour> { PaymentBehaviour.Recurrent } },
                    new Dictionary<string, Money>(),
                    new Dictionary<string, RungChange>
                    {
                        [Reminder] = new(false, null, null, ["sms", "email"], "reminder-firm", null),
                    }
                ),
                new PolicyVariant(
                    Careful,
                    null,
                    new Dictionary<string, Money>(),
                    new Dictionary<string, RungChange> { [LastNotice] = new(false, null, null, null, null, true) }
                ),
                new PolicyVariant(
                    Patient,
                    null,
                    Euros(2000),
                    new Dictionary<string, RungChange>
                    {
                        ["before"] = new(true, null, null, null, null, null),
                        [Suspend] = new(false, 8, 4, null, null, null),
                    }
                ),
            ],
            Promises = new PromiseTerms { MaxDays = 10, GraceDays = dice.Pick([0, 1, 2]) },
            OnIssue = dice.Chance(400) ? new MessageRule(["email", "lms-message"], "the-invoice") : null,
            OnPaid = dice.Chance(400) ? new MessageRule(["email", "sms"], "thanks") : null,
        };
    }

    private static Dictionary<string, Money> Euros(long cents) =>
        new() { ["EUR"] = new Money(cents, Currency.Of("EUR")) };
}
