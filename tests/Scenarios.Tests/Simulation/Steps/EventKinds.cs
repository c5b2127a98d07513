namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>Something that can happen.</summary>
/// <param name="Name">Its name in traces and tables.</param>
/// <param name="Weight">How often it is drawn, against the others; 0 for what the plan sets itself.</param>
/// <param name="HappenAsync">Lets it happen; the answer says what did, null when there was nothing that it could happen to.</param>
/// <param name="DuringRuns">Whether it may also happen in the middle of a run: it touches no ledger and waits for nothing.</param>
internal sealed record EventKind(
    string Name,
    int Weight,
    Func<Town, Dice, Task<string?>> HappenAsync,
    bool DuringRuns = false
)
{
    /// <summary>An event that waits for nothing.</summary>
    public static EventKind Now(string name, int weight, Func<Town, Dice, string?> happen, bool duringRuns = false) =>
        new(name, weight, (town, dice) => Task.FromResult(happen(town, dice)), duringRuns);
}

/// <summary>Everything that can happen. A new event is one more line.</summary>
internal static class EventKinds
{
    public static readonly EventKind Run = new("run", 0, TimeEvents.RunAsync);
    public static readonly EventKind RunAgain = new("run-again", 0, TimeEvents.RunAgainAsync);
    public static readonly EventKind Night = new("night", 0, TimeEvents.NightAsync);
    public static readonly EventKind Calm = EventKind.Now("calm", 0, TimeEvents.Calm);
    public static readonly EventKind ClearDesk = new("clear-desk", 0, DeskEvents.ClearAsync);
    public static readonly EventKind TheEnd = EventKind.Now("the-end", 0, (_, _) => "everything must have come right");

    public static readonly IReadOnlyList<EventKind> All =
    [
        Run,
        RunAgain,
        Night,
        Calm,
        ClearDesk,
        TheEnd,
        EventKind.Now("enrol", 6, LmsEvents.Enrol, duringRuns: true),
        EventKind.Now("unenrol", 2, LmsEvents.Unenrol, duringRuns: true),
        EventKind.Now("return", 2, LmsEvents.Return, duringRuns: true),
        EventKind.Now("window-ends", 1, LmsEvents.WindowEnds),
        EventKind.Now("window-renewed", 5, LmsEvents.Renew),
        EventKind.Now("price-change", 2, LmsEvents.Reprice, duringRuns: true),
        EventKind.Now("access-by-hand", 8, LmsEvents.OpenByHand),
        EventKind.Now("terms-change", 1, LmsEvents.ChangeTerms),
        EventKind.Now("bank-full", 5, ErpEvents.PayFull, duringRuns: true),
        EventKind.Now("bank-part", 3, ErpEvents.PayPart, duringRuns: true),
        EventKind.Now("bank-over", 2, ErpEvents.PayOver, duringRuns: true),
        EventKind.Now("bank-pays-one-cause", 30, ErpEvents.PayOneCause, duringRuns: true),
        new("bank-before-answer", 20, ErpEvents.PayBeforeAnswerAsync),
        EventKind.Now("bank-transfer", 6, ErpEvents.SendTransfer),
        EventKind.Now("bank-not-booked", 3, ErpEvents.BookingStops),
        EventKind.Now("bank-undone", 2, ErpEvents.Unsettle),
        EventKind.Now("credit", 2, ErpEvents.AddCredit),
        EventKind.Now("credit-allocated", 8, ErpEvents.AllocateCredit),
        EventKind.Now("invoice-edited", 1, ErpEvents.Edit),
        EventKind.Now("invoice-cancelled", 1, ErpEvents.Cancel),
        EventKind.Now("customer-at-fault", 2, ErpEvents.Block),
        EventKind.Now("customer-mended", 10, ErpEvents.Unblock),
        EventKind.Now("draft-deleted", 8, ErpEvents.DeleteDraft),
        EventKind.Now("draft-posted", 8, ErpEvents.PostDraft),
        new("link-paid", 6, GatewayEvents.PayByLinkAsync),
        new("link-declined", 2, GatewayEvents.DeclineAsync),
        new("link-after-decline", 8, GatewayEvents.PayAfterDeclineAsync),
        new("link-tried-twice", 4, GatewayEvents.TryTwiceAsync),
        new("link-pending", 3, GatewayEvents.BeginPendingAsync),
        new("pending-ends", 4, GatewayEvents.EndPendingAsync),
        new("card-part", 2, GatewayEvents.PayPartAsync),
        new("card-over", 2, GatewayEvents.PayOverAsync),
        new("card-twice", 2, GatewayEvents.PayTwiceAsync),
        new("refund", 2, GatewayEvents.RefundAsync),
        new("refund-unentered", 12, GatewayEvents.RefundUnenteredAsync),
        new("refund-part", 1, GatewayEvents.RefundPartAsync),
        new("dispute", 4, GatewayEvents.DisputeAsync),
        new("dispute-overtakes", 3, GatewayEvents.DisputeOvertakesAsync),
        new("dispute-won", 20, GatewayEvents.WinDisputeAsync),
        new("parked-retry", 4, DeskEvents.RetryAsync),
        new("parked-dismiss", 2, DeskEvents.DismissAsync),
        new("promise", 3, StandingEvents.PromiseAsync),
        new("hold", 1, StandingEvents.HoldAsync),
        new("dispute-all", 1, StandingEvents.DisputeAsync),
        new("dispute-part", 4, StandingEvents.DisputePartAsync),
        new("exemption", 1, StandingEvents.ExemptAsync),
        new("variant-assigned", 3, StandingEvents.AssignAsync),
        new("step-approved", 30, StandingEvents.ApproveStepAsync),
        new("written-off", 1, StandingEvents.WriteOffAsync),
        new("write-off-undone", 12, StandingEvents.UndoWriteOffAsync),
        new("standing-ends", 4, StandingEvents.ReleaseAsync),
        new("message-delivered", 6, ContactEvents.DeliveredAsync),
        new("message-failed", 8, ContactEvents.FailedAsync),
        new("answer", 3, ContactEvents.AnswerAsync),
        new("opt-out", 10, ContactEvents.OptOutAsync),
        new("opt-in", 25, ContactEvents.OptInAsync),
        new("stop-link", 4, ContactEvents.LinkAsync),
        new("consent", 3, ContactEvents.ConsentAsync),
        new("channel-freed", 40, ContactEvents.FreeAsync),
        new("call-made", 40, ContactEvents.FinishAsync),
        new("answer-closed", 8, ContactEvents.CloseReplyAsync),
        new("correct", 2, DeskEvents.CorrectAsync),
        new("money-run", 5, TimeEvents.RunMoneyAsync),
        new("run-soon", 4, TimeEvents.RunSoonAsync),
        new("hours-pass", 4, TimeEvents.HoursPassAsync),
        new("days-pass", 3, TimeEvents.DaysPassAsync),
        EventKind.Now("clock-back", 1, TimeEvents.ClockBack),
        EventKind.Now("outage", 2, TimeEvents.BeginOutage),
    ];

    /// <summary>What happens only where the school has plans and rules for changes of mind.</summary>
    public static readonly IReadOnlyList<EventKind> OfLife =
    [
        new("cancelled", 15, ChangeEvents.CancelAsync),
        new("withdrawn", 12, ChangeEvents.WithdrawAsync),
        new("moved", 10, ChangeEvents.MoveAsync),
        new("renegotiated", 15, ChangeEvents.RenegotiateAsync),
        new("given-up", 8, ChangeEvents.GiveUpAsync),
        new("refund-asked", 40, RefundEvents.ByGatewayAsync),
        new("refund-by-hand", 20, RefundEvents.ByHandAsync),
        new("card-after-end", 15, RefundEvents.PayAfterEndAsync),
        new("sale", 15, SaleEvents.SellAsync),
        EventKind.Now("bank-early", 15, ErpEvents.PayEarly),
        new("card-early", 30, GatewayEvents.PayEarlyAsync),
        new("card-full", 60, GatewayEvents.PayFullAsync),
    ];

    /// <summary>Those that may come in the middle of a run.</summary>
    public static readonly IReadOnlyList<EventKind> DuringRuns = [.. All.Where(x => x.DuringRuns)];
}
