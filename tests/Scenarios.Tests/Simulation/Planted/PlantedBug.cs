namespace Collections.Scenarios.Tests.Simulation.Planted;

/// <summary>A bug that is put into the real code for a moment, to prove that the simulator bites.</summary>
/// <param name="Name">What is wrong then.</param>
/// <param name="Trap">The known trap that it stands for.</param>
/// <param name="File">The file under connector/Flow.</param>
/// <param name="Old">The text as it is, which occurs once in that file.</param>
/// <param name="New">The text that takes its place.</param>
internal sealed record PlantedBug(string Name, string Trap, string File, string Old, string New);

/// <summary>Every planted bug. A new one is one more entry.</summary>
internal static partial class PlantedBugs
{
    private const string MarkedTooSoon = "a message marked as sent before it went out is lost silently";
    private const string FailureOnlyLogged = "a state is stored, and what follows from it fails unseen";
    private const string OneForAll = "one row of several decides for all of them";
    private const string OneBadOne = "one bad record takes the whole batch with it";
    private const string NoGuard = "nothing looks whether it was invoiced already";
    private const string ErrorSwallowed = "an error in the LMS is swallowed: paid, and not enrolled";
    private const string ConstantKey = "one idempotency key for ever: after one decline every retry is refused";
    private const string SeenIsDone = "an event once seen counts as done, whether or not it worked";
    private const string Replay = "a success that is told again counts again";
    private const string MayHaveGoneOut = "what may have gone out is taken for not sent";
    private const string WishIsLost = "a payer is written to who wished for no more";
    private const string StateSkipped = "after a gap the gravest step comes first, and nobody was warned";

    public static readonly IReadOnlyList<PlantedBug> All = [.. OfCollecting(), .. OfChanges()];

    private static IReadOnlyList<PlantedBug> OfCollecting() =>
        [
            new(
                "a message that was put off counts as sent",
                MarkedTooSoon,
                "Contacts/ContactSender.cs",
                "Intents.Later(run, intent, outcome.Reason!);",
                "contact.State = ContactState.Sent; contact.SentAt = run.Now; Intents.Done(intent);"
            ),
            new(
                "a message is marked only after it was sent",
                "the process dies between sending and storing",
                "Contacts/ContactSender.cs",
                "await Intents.SendingAsync(run, ledger, letters.Select(x => x.Intent), ct);",
                "letters.Select(x => x.Intent).ToHashSet();"
            ),
            new(
                "a message of unknown fate is sent again",
                "an unknown outcome is repeated blindly",
                "Contacts/ContactSender.cs",
                "NotKnown(ledger, intent, contact, outcome.Reason!);",
                "Intents.Later(run, intent, outcome.Reason!);"
            ),
            new(
                "a hold between planning and sending is not looked at",
                "a reminder although the school said to wait",
                "Contacts/LetterWriter.cs",
                "&& IsAsked(facts, rung.Name),",
                "&& (IsAsked(facts, rung.Name) || true),"
            ),
            new(
                "a restoration that failed is stored as done",
                FailureOnlyLogged,
                "Access/AccessRestorer.cs",
                "                Alarm(record, outcome.Reason!);",
                "                Alarm(record, outcome.Reason!); record.Stage = AccessStage.Restored;"
            ),
            new(
                "the last receivable alone decides on the release",
                OneForAll,
                "Access/AccessRestorer.cs",
                "&& causing.All(x =>",
                "&& causing.TakeLast(1).All(x =>"
            ),
            new(
                "one refused document ends the step",
                OneBadOne,
                "Invoicing/InvoiceIssuer.cs",
                "            NotDone(ledger, intent, outcome);\n            return false;",
                "            throw new RemoteRejectedException(outcome.Reason!);"
            ),
            new(
                "a receivable may be invoiced twice",
                NoGuard,
                "Invoicing/DocumentRevisions.cs",
                "<= lines.Count(l =>",
                "<= 1 + lines.Count(l =>"
            ),
            new(
                "terms follow the LMS after the invoice",
                NoGuard,
                "Invoicing/InvoicePlanner.cs",
                "receivable.Agreement.Freeze();",
                ""
            ),
            new(
                "what was paid before an invoice's answer came is not read",
                "a payment is missing because the worker was killed",
                "Invoicing/InvoiceIssuer.cs",
                "document.Version = null;",
                ""
            ),
            new(
                "a suspension of unknown fate counts as none",
                ErrorSwallowed,
                "Access/AccessSuspender.cs",
                "if (outcome.Kind == OutcomeKind.Unknown)",
                "if (outcome.Kind == OutcomeKind.Done)"
            ),
            new(
                "our own suspension is taken for somebody's own doing",
                ErrorSwallowed,
                "Access/AccessSuspender.cs",
                "await AccessMirror.CloseAsync(ledger, item.Record, ct);",
                ""
            ),
            new(
                "every attempt to pay has the same key",
                ConstantKey,
                "Payments/PayPages.cs",
                "p => p.Attempt + 1).SetProperty(p => p.Url, \"\")",
                "p => p.Attempt)"
            ),
            new(
                "a dispute before its payment counts as done",
                SeenIsDone,
                "Payments/GatewayInbox.cs",
                "return gatewayEvent.State != PaymentState.Disputed || (again",
                "return gatewayEvent.State == PaymentState.Disputed || (again"
            ),
            new(
                "each event is a payment of its own",
                Replay,
                "Payments/GatewayInbox.cs",
                "        var payment = await ledger\n",
                "        gatewayEvent = gatewayEvent with { PaymentKey = gatewayEvent.EventKey };\n        var payment = await ledger\n"
            ),
            new(
                "each attempt to enter a payment has its own reference",
                "a lost answer is taken for a failure",
                "Payments/PaymentRecorder.cs",
                "return new PaymentEntry(\n            payment.Reference,",
                "return new PaymentEntry(\n            payment.Reference + intent.Attempts,"
            ),
            new(
                "a refunded payment is entered all the same",
                "what was taken back is counted as paid",
                "Payments/PaymentRecorder.cs",
                "if (payment.State != PaymentState.Succeeded && intent.State == IntentState.Planned)",
                "if (payment.State == PaymentState.Failed)"
            ),
            new(
                "a listing that was cut short counts as complete",
                "a missing record is taken for one that left",
                "Enrolments/EnrolmentMirror.cs",
                "if (!listing.Complete)",
                "if (!listing.Complete && seen == 0)"
            ),
            new(
                "notice days count from the plan",
                StateSkipped,
                "Escalation/DebtBook.cs",
                "                        contact.SentAt,",
                "                        SentAt = (DateTimeOffset?)contact.PlannedAt,"
            ),
            new(
                "after a gap the gravest rung comes first",
                StateSkipped,
                "Escalation/EscalationPolicy.cs",
                "Climbed < Rules.Rungs.Count ? Rules.Rungs[Climbed] : null;",
                "Climbed < Rules.Rungs.Count ? Rules.Rungs.LastOrDefault(x => Today >= Facts.DueOn.AddDays(x.DaysLate)"
                    + " && !Facts.SentOn.ContainsKey(x.Name)) ?? Rules.Rungs[Climbed] : null;"
            ),
            new(
                "the blast radius is not looked at",
                "one wrong day locks everybody out",
                "Access/AccessSuspender.cs",
                "var fits = run.Switches.Access != SwitchLevel.Act ||",
                "var fits = true ||"
            ),
            new(
                "free credit does not stop a suspension",
                "locked out although the money is there",
                "Access/SuspensionGuards.cs",
                "Answer(\"guard.credit\", facts.UnallocatedCredit is null,",
                "Answer(\"guard.credit\", true,"
            ),
            new(
                "a pending payment does not stop a suspension",
                "slow bank transfers: locked out while the money is on its way",
                "Access/SuspensionGuards.cs",
                "Answer(\"guard.pending-payment\", !facts.PendingPayment)",
                "Answer(\"guard.pending-payment\", true)"
            ),
            new(
                "the bank's day is not looked at",
                "slow bank transfers: locked out while the money is on its way",
                "Access/SuspensionGuards.cs",
                "facts.Terms.Bank == BankBooks.NotUsed\n                ||",
                "facts.Terms.Bank != BankBooks.NotUsed\n                ||"
            ),
            new(
                "the journal's chain forgets the entry before",
                "a record that can be rewritten",
                "Journal/JournalSeal.cs",
                "entry.Digest = before = DigestOf(before, entry);",
                "entry.Digest = DigestOf(before, entry);"
            ),
            new(
                "caps forget messages of unknown fate",
                MayHaveGoneOut,
                "Contacts/ContactMoments.cs",
                "                || x.State == ContactState.Unknown\n",
                ""
            ),
            new(
                "caps forget the channel over which a run died",
                MayHaveGoneOut,
                "Contacts/ContactSender.cs",
                "contact.Channel = letter.Routes[0].Channel;",
                ""
            ),
            new(
                "the hours are those of the school's zone",
                "a payer abroad is written to at night",
                "Contacts/ContactMoments.cs",
                "DebtorZones.Of(payer.Zone, payer.Country, run.School.Zone)",
                "[run.School.Zone]"
            ),
            new(
                "the wish for no more is of one payer who shares a number",
                WishIsLost,
                "Contacts/ReplyInbox.cs",
                "in payers.Union(await PayersAsync(ledger, channel, told.Sender, ct)))",
                "in payers.Take(1))"
            ),
            new(
                "a message that fails to arrive undoes the wish for no more",
                WishIsLost,
                "Contacts/ChannelDesk.cs",
                "if (row.Standing != ChannelStanding.OptedOut)",
                "if (row.Id >= 0)"
            ),
            new(
                "an older wish that comes later counts",
                WishIsLost,
                "Contacts/ReplyInbox.cs",
                "&& row.At > saidAt)",
                "&& row.At > saidAt.AddYears(9))"
            ),
            new(
                "the disputed part is asked for",
                "a contested amount is collected all the same",
                "Contacts/LetterWriter.cs",
                "                ? item.Debt.Facts.Asked",
                "                ? item.Debt.Facts.Owed"
            ),
            new(
                "a message that failed after it was taken stays a notice",
                "locked out by a notice that never arrived",
                "Contacts/ReplyInbox.cs",
                "        contact.State = ContactState.Planned;\n        contact.SentAt = null;\n",
                ""
            ),
            new(
                "a message that waited is not asked again whether it is owed",
                "a reminder that was moved to the morning comes after the payment",
                "Contacts/LetterWriter.cs",
                ".Where(x => IsSaid(contact, x)),",
                ".Where(x => contact.NotBefore is not null || IsSaid(contact, x)),"
            ),
            new(
                "a new invoice breaks an older promise",
                "who keeps a promise is treated as if it were broken",
                "Escalation/PromiseKeeper.cs",
                "Math.Max(0, facts.OwedThen - facts.Owed)",
                "facts.OwedThen - facts.Owed"
            ),
            new(
                "a step that asks for approval is taken without one",
                "a gate that nobody guards",
                "Escalation/EscalationPolicy.cs",
                "one.Next!.Approval && !one.Facts.Approved.Contains(one.Next.Name)",
                "one.Next!.Approval && one.Facts.SentOn.Count < 0"
            ),
        ];
}
