using Collections.Connector.Host.Demo;
using Collections.Connector.Host.Runtime;

namespace Collections.Connector.Host.Commands;

/// <summary>Every verb, in the order of the help.</summary>
internal static class Verbs
{
    /// <summary>Makes the verbs: each command line has its own, since options know the command that they belong to.</summary>
    public static IReadOnlyList<ICommandVerb> All() =>
        [
            new DemoVerb(),
            new CheckVerb(),
            new ServeVerb(ServedSchools.OpenAsync),
            new SyncVerb(),
            new StatusVerb(),
            new ExplainVerb(),
            new CorrectVerb(),
            new RefundVerb(),
            new CancelVerb(),
            new MoveVerb(),
            new RenegotiateVerb(),
            new ChangesConfirmVerb(),
            new SaleAddVerb(),
            new SaleImportVerb(),
            new SaleListVerb(),
            new ReconcileVerb(),
            new PromiseVerb(),
            new HoldVerb(),
            new DisputeVerb(),
            new ExemptVerb(),
            new WriteOffVerb(),
            new ReleaseVerb(),
            new StandingListVerb(),
            new PolicyManualVerb(),
            new PolicyAssignVerb(),
            new TaskListVerb(),
            new TaskDoneVerb(),
            new AnswerListVerb(),
            new AnswerCloseVerb(),
            new ChannelSetVerb(),
            new HandOffListVerb(),
            new HandOffExportVerb(),
            new HandOffEndVerb(recall: true),
            new HandOffEndVerb(recall: false),
            new ApproveVerb(),
            new AttestVerb(),
            new AccessListVerb(),
            new AccessRestoreVerb(),
            new AccessEndVerb(),
            new ObjectionListVerb(),
            new ObjectionAnswerVerb(),
            new ParkedListVerb(),
            new ParkedEndVerb(dismiss: false),
            new ParkedEndVerb(dismiss: true),
            new MapTestVerb(),
            new MapPreviewVerb(),
            new MapSchemaVerb(),
            new ReportStatementVerb(),
            new ReportAgingVerb(),
            new ReportSalesVerb(),
            new ReportCollectedVerb(),
            new ReportExpectedVerb(),
            new ReportRecoveryVerb(),
            new ReportThanksVerb(),
            new ReportSegmentsVerb(),
            new SimulateVerb(),
            new PolicyCompareVerb(),
            new ScoreVerb(),
            new ScoreLearnVerb(),
            new BackupVerb(),
            new RestoreVerb(),
            new RestoreConfirmVerb(),
            new JournalVerifyVerb(),
            new JournalExportVerb(),
            new ManifestValidateVerb(),
        ];

    /// <summary>Gets what the first words of two-word verbs stand for.</summary>
    public static IReadOnlyDictionary<string, string> Groups { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["answer"] = "What payers answered: `answer list` shows it, `answer close` says what it became.",
            ["changes"] = "Many agreements that change at once: a person confirms.",
            ["channel"] = "What payers wish on a channel.",
            ["task"] = "Calls and letters that wait for a person.",
            ["access"] = "Suspensions: look at them, give them back.",
            ["hand-off"] = "What an outside collector has.",
            ["journal"] = "The record of decisions and effects.",
            ["manifest"] = "The list of what may be loaded.",
            ["map"] = "The mapping of a school: try it before it touches anything.",
            ["objection"] = "What learners objected to: `objection list` shows it, `objection answer` ends it.",
            ["parked"] = "What needs a person: `parked list` shows it, `parked retry` and `parked dismiss` end it.",
            ["policy"] = "The rules by which unpaid debts escalate.",
            ["sale"] = "Sales outside the LMS, typed or from a file.",
            ["standing"] = "What was said of debts and payers, and holds.",
            ["report"] = "Figures for people.",
        };
}
