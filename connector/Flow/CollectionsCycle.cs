using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Charges;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Enrolments;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.HandOff;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Flow.Reconciliation;
using Collections.Connector.Flow.Sales;

namespace Collections.Connector.Flow;

/// <summary>The main path: one run for one school. It may die at any instruction; the next run continues. Run twice, it changes nothing.</summary>
internal static class CollectionsCycle
{
    /// <summary>Names of the steps, in order, as <c>sync --step</c> takes them.</summary>
    public static readonly IReadOnlyList<string> Steps =
    [
        "enrolments",
        "gateway",
        "balances",
        "replies",
        "restore",
        "receivables",
        "changes",
        "customers",
        "invoices",
        "payments",
        "refunds",
        "settlements",
        "discounts",
        "enrol",
        "rewards",
        "promises",
        "decide",
        "contacts",
        "charges",
        "hand-off",
        "suspend",
        "close",
    ];

    /// <summary>The facts that a step acts on: asked for alone, it brings these steps with it.</summary>
    private static readonly Dictionary<string, string[]> Needs = new()
    {
        ["receivables"] = ["enrolments"],
        ["changes"] = ["enrolments", "gateway", "balances", "receivables"],
        ["restore"] = ["gateway", "balances"],
        ["refunds"] = ["gateway"],
        ["enrol"] = ["gateway", "balances", "settlements"],
        ["decide"] = ["gateway", "balances"],
        ["promises"] = ["gateway", "balances"],
        ["contacts"] = ["gateway", "balances", "replies", "settlements", "promises", "decide"],
        ["charges"] = ["gateway", "balances", "settlements", "promises", "decide"],
        ["hand-off"] = ["gateway", "balances", "settlements", "promises", "decide"],
        ["suspend"] = ["enrolments", "gateway", "balances", "promises", "decide"],
    };

    /// <summary>The steps asked for, with those whose facts they act on: nobody is contacted or suspended on old facts.</summary>
    public static IReadOnlySet<string> WithNeeds(IEnumerable<string> steps) =>
        steps.SelectMany(x => Needs.GetValueOrDefault(x, []).Append(x)).ToHashSet();

    /// <summary>Runs the steps and reports.</summary>
    /// <returns>The run's report, stored too. A remote system that fails ends its own step, and only those that would act on old facts.</returns>
    public static async Task<CycleReport> RunAsync(CycleRun run, CancellationToken ct)
    {
        var steps = new StepRunner(run, await RunLog.BeginAsync(run, ct));

        // 0. A database older than what really happened, such as a backup put back, holds messages and suspensions until a person confirms.
        await new RestoreWatch(run).LookAsync(ct);

        // 1. Facts in: what the LMS says, what the gateway told, what the ERP has open, what payers answered.
        var learning = await steps.RunAsync("enrolments", new EnrolmentMirror(run).ReadAsync, ct);
        var gateway = await steps.RunAsync("gateway", new GatewayInbox(run).ProcessAsync, ct);
        var balances = await steps.RunAsync("balances", new ErpBalances(run).PullAsync, ct);
        await steps.RunAsync("replies", new ReplyInbox(run).ProcessAsync, ct);

        // 2. Who paid gets access back, before anything else is asked of anybody.
        await steps.RunAsync("restore", new AccessRestorer(run).RestoreAsync, ct);

        // 3. Enrolments become receivables, who left is followed, receivables become invoices; payments reach the ERP, and so does what
        //    goes back; who was sold a course is enrolled.
        var built = await steps.RunAsync("receivables", new ReceivableBuilder(run).BuildAsync, ct, needs: learning);
        var known = learning && built && balances && gateway;
        await steps.RunAsync("changes", new AgreementChanges(run).FollowAsync, ct, needs: known);
        await steps.RunAsync("customers", new CustomerBinder(run).BindAsync, ct);
        await steps.RunAsync("invoices", new InvoiceIssuer(run).IssueAsync, ct);
        await steps.RunAsync("payments", new PaymentRecorder(run).RecordAsync, ct);
        await steps.RunAsync("refunds", new Refunds(run).EnterAsync, ct, needs: gateway);
        await steps.RunAsync("settlements", new Settlements(run).NoteAsync, ct);
        await steps.RunAsync("discounts", new EarlyPayments(run).GrantAsync, ct, needs: balances && gateway);
        await steps.RunAsync("enrol", new SaleEnroller(run).EnrolAsync, ct, needs: balances && gateway);
        await steps.RunAsync("rewards", ct => Rewards.GrantAsync(run, ct), ct);

        // 4. Decide for what is open, and act: never on money that could not be read.
        await steps.RunAsync("promises", new PromiseKeeper(run).LookAsync, ct, needs: balances && gateway);
        var decided = await steps.RunAsync(
            "decide",
            new EscalationDecider(run).DecideAsync,
            ct,
            needs: balances && gateway
        );
        await steps.RunAsync("contacts", new ContactSender(run).SendAsync, ct, needs: decided);
        await steps.RunAsync("charges", new LateCharges(run).BillAsync, ct, needs: decided);
        await steps.RunAsync("hand-off", new HandOffs(run).HandOffAsync, ct, needs: decided);
        await steps.RunAsync("suspend", new AccessSuspender(run).SuspendAsync, ct, needs: learning && decided);

        // 5. Sums, alarms, and the journal's seal.
        await steps.RunAsync("close", new RunClosing(run).CloseAsync, ct);
        return await steps.EndAsync(ct);
    }
}
