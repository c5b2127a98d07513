using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Simulation.Worlds;
using Microsoft.EntityFrameworkCore;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>What the connector asked for, with how the world really stood at that moment: no look of the connector's own.</summary>
internal sealed class Witness
{
    /// <summary>So long an event may be known to the gateway before a run must have heard of it.</summary>
    private static readonly TimeSpan Hearing = TimeSpan.FromMinutes(2);

    /// <summary>A last look makes so many calls before it acts: what changes meanwhile nobody can know.</summary>
    private const int LastLookCalls = 6;

    private readonly Town town;
    private readonly List<AskedAccess> suspensions = [];
    private readonly List<AskedAccess> restorations = [];
    private readonly List<AskedLetter> letters = [];
    private readonly List<AskedEnrolment> enrolments = [];
    private DateTimeOffset runBegan;

    public Witness(Town town)
    {
        this.town = town;
        town.Lms.OnSuspending = target => suspensions.Add(Asked("suspend", target));
        town.Lms.OnRestoring = target => restorations.Add(Asked("restore", target));
        town.Lms.OnEnrolling = target => enrolments.Add(Enrolling(target));
        town.Channels.ToList().ForEach(x => x.OnAsked = Asked);
    }

    /// <summary>Every enrolment of somebody who was sold a course that was asked for.</summary>
    public IReadOnlyList<AskedEnrolment> Enrolments => enrolments;

    /// <summary>What people changed of agreements, with what stood before and after.</summary>
    public List<WitnessedChange> Changes { get; } = [];

    /// <summary>What people gave back by hand, by the gateway's key of the payment.</summary>
    public Dictionary<string, long> ByHand { get; } = new(StringComparer.Ordinal);

    /// <summary>Wishes to give back more than was left of a payment that the connector nevertheless took.</summary>
    public List<string> TooMuchGivenBack { get; } = [];

    /// <summary>Sales by hand, with what was said of enrolling, by their keys.</summary>
    public Dictionary<string, SoldByHand> Sales { get; } = new(StringComparer.Ordinal);

    /// <summary>The most that was seen paid of an invoice up to the last day of its discount, by the ERP's key.</summary>
    public Dictionary<string, long> PaidEarly { get; } = new(StringComparer.Ordinal);

    /// <summary>When receivables were first seen cancelled, by reference.</summary>
    public Dictionary<string, DateTimeOffset> CancelledSeen { get; } = new(StringComparer.Ordinal);

    /// <summary>Every suspension that was asked for.</summary>
    public IReadOnlyList<AskedAccess> Suspensions => suspensions;

    /// <summary>Every restoration that was asked for.</summary>
    public IReadOnlyList<AskedAccess> Restorations => restorations;

    /// <summary>Every message that was asked for.</summary>
    public IReadOnlyList<AskedLetter> Letters => letters;

    /// <summary>What payers said of channels, in the order in which it happened.</summary>
    public List<ChannelWish> Wishes { get; } = [];

    /// <summary>Pages that the pay desk offered although they were over, and it had heard so.</summary>
    public List<string> DeadPages { get; } = [];

    /// <summary>References that a person dismissed.</summary>
    public HashSet<string> DismissedReferences { get; } = new(StringComparer.Ordinal);

    /// <summary>References of wishes that were seen sent without a trustworthy answer, after any step.</summary>
    public HashSet<string> MayHaveBeenSent { get; } = new(StringComparer.Ordinal);

    /// <summary>How often a person let something be tried again, by reference.</summary>
    public Dictionary<string, int> Retries { get; } = new(StringComparer.Ordinal);

    /// <summary>How many asked-for things were there before this run.</summary>
    public (int Suspensions, int Restorations, int Letters) Before { get; private set; }

    public void BeginRun()
    {
        runBegan = town.Now;
        Before = (suspensions.Count, restorations.Count, letters.Count);
    }

    public void Dismissed(ParkedItem item) => DismissedReferences.Add(item.Reference);

    public void Retried(ParkedItem item)
    {
        DismissedReferences.Remove(item.Reference);
        Retries[item.Reference] = Retries.GetValueOrDefault(item.Reference) + 1;
    }

    /// <summary>The pay desk sent a payer to a page.</summary>
    public void PageOffered(string payer, GatewayPage? page)
    {
        if (page is { Ended: true, EndedBy: { } ending } && town.LastCleanRunBegan > ending.KnownFrom + Hearing)
        {
            DeadPages.Add($"{payer} was sent to {page.Key}, which ended with {ending.Event.EventKey}");
        }
    }

    /// <summary>Gateway money of a payer that the connector must have heard of and the ERP does not have.</summary>
    public long OnTheWay(string payerKey, DateTimeOffset heardBefore) =>
        town
            .Gateway.Payments.Where(x => x.PayerKey == payerKey && x.State == PaymentState.Succeeded)
            .Where(x => Heard(x, heardBefore) && !InErp(x))
            .Sum(x => x.AmountMinor - x.RefundedMinor);

    /// <summary>Whether every event of a payment could be known before an instant.</summary>
    public bool Heard(GatewayMoney payment, DateTimeOffset before) =>
        town.Gateway.Events.Where(x => x.Payment == payment).All(x => x.KnownFrom + Hearing <= before);

    /// <summary>Whether the ERP has a gateway payment, entered by the connector or by a person.</summary>
    public bool InErp(GatewayMoney payment) =>
        town.Erp.Payments.Exists(x => x.Memo.EndsWith(" " + payment.Key, StringComparison.Ordinal));

    private AskedAccess Asked(string wish, AccessTarget target)
    {
        town.Trace.Say($"      {wish} {target}");
        var (papers, causes) = PapersOf(target);
        var customers = causes.Select(x => x.CustomerKey).Distinct().ToList();
        var payers = customers.Select(PayerOf).ToList();
        var changed = town.Wire.ChangedAtCall > 0 && town.Wire.Calls - town.Wire.ChangedAtCall <= LastLookCalls;
        return new AskedAccess(
            town.Now,
            target,
            papers
                .Where(x => x is { Kind: DocumentKind.Invoice, State: DocumentState.Posted })
                .GroupBy(x => string.Join(' ', x.ReceivableRefs))
                .ToDictionary(x => x.Key, x => x.Sum(p => p.OpenMinor)),
            town.Erp.Posted.Where(x => customers.Contains(x.CustomerKey)).Sum(x => x.OpenMinor)
                - payers.Sum(x => OnTheWay(x, town.Now)),
            customers.Sum(town.Erp.CreditOf),
            town.Gateway.Payments.Exists(x =>
                payers.Contains(x.PayerKey) && x.State == PaymentState.Pending && Heard(x, town.Now)
            ),
            town.Gateway.Payments.Exists(x =>
                payers.Contains(x.PayerKey) && (!Heard(x, runBegan) || (x.State == PaymentState.Succeeded && !InErp(x)))
            ),
            changed,
            IsPaidInTime(papers),
            WentBackToday(target)
        );
    }

    // Of a course that several pay, only those whose debts are the cause are looked at.
    private (List<ErpPaper> All, List<ErpPaper> Causes) PapersOf(AccessTarget target)
    {
        var all = town.Erp.Papers.Where(x => x.Pair == (target.CourseKey, target.LearnerKey)).ToList();
        if (town.School.Life is null)
        {
            return (all, all);
        }

        using var ledger = town.OpenLedger();
        var sold = ledger
            .Receivables.Where(x => x.CourseKey == target.CourseKey && x.LearnerKey == target.LearnerKey)
            .Where(x => x.Agreement.ChargeFor == null && x.Agreement.Origin != AgreementBook.EnrolmentOrigin)
            .Select(x => x.Reference)
            .ToHashSet();
        all.AddRange(town.Erp.Papers.Where(x => sold.Contains(x.ReceivableRef)));
        var causes = CausesOf(ledger, target);
        return (all, all.FindAll(x => x.ReceivableRefs.Any(causes.Contains)));
    }

    private static string[] CausesOf(LedgerContext ledger, AccessTarget target) =>
        ledger
            .AccessRecords.Where(x => x.CourseKey == target.CourseKey && x.LearnerKey == target.LearnerKey)
            .OrderByDescending(x => x.Id)
            .Select(x => x.CausedBy)
            .FirstOrDefault()
            ?.Split(' ')
        ?? [];

    // Gateway payments of what is the cause, of which something went back today, or went back and is not in the ERP.
    private List<string> WentBackToday(AccessTarget target)
    {
        if (town.School.Life is null)
        {
            return [];
        }

        using var ledger = town.OpenLedger();
        var causes = CausesOf(ledger, target);
        var paid = ledger
            .Payments.Where(x => x.Source == GatewayWorld.Name)
            .Where(x => x.Allocations.Any(a => causes.Contains(a.ReceivableRef) && a.AmountMinor > 0))
            .Select(x => x.SourceKey)
            .ToHashSet();
        return
        [
            .. town
                .Gateway.Payments.Where(x => paid.Contains(x.Key) && x.TakenBackMinor > 0 && Heard(x, runBegan))
                .Where(x =>
                    town.Clock.DayOf(x.ChangedAt) == town.Today
                    || (InErp(x) && EnteredAsGivenBack(x) < x.TakenBackMinor && !IsWithAPerson(ledger, x))
                )
                .Select(x => x.Key),
        ];
    }

    private static bool IsWithAPerson(LedgerContext ledger, GatewayMoney payment)
    {
        var reference = References.Payment(SimulatedSchool.Key, GatewayWorld.Name, payment.Key);
        return ledger.Intents.Any(x =>
            x.Reference.StartsWith(reference) && (x.State == IntentState.Parked || x.State == IntentState.Dismissed)
        );
    }

    /// <summary>What the ERP has as given back of a gateway payment.</summary>
    public long EnteredAsGivenBack(GatewayMoney payment) =>
        MoneyOf(payment) is { } money
            ? town.Erp.Refunds.Where(x => x.PaymentKey == money.Key).Sum(x => x.AmountMinor)
            : 0;

    /// <summary>A gateway payment as the ERP has it; null when it has none.</summary>
    public ErpMoney? MoneyOf(GatewayMoney payment) =>
        town.Erp.Payments.Find(x => x.Memo.EndsWith(" " + payment.Key, StringComparison.Ordinal));

    private AskedEnrolment Enrolling(AccessTarget target)
    {
        town.Trace.Say($"      enrol {target}");
        var waiting = Sales
            .Where(x => x.Value.Target == target && x.Value.WhenPaid)
            .Select(x => (x.Key, Papers: PapersOfSale(x.Key)))
            .Where(x => x.Papers.Count == 0 || x.Papers.Sum(p => p.OpenMinor) > 0)
            .Select(x => x.Key)
            .ToList();
        var others = Sales.Any(x => x.Value.Target == target && (!x.Value.WhenPaid || !waiting.Contains(x.Key)));
        return new AskedEnrolment(target, others ? [] : waiting);
    }

    /// <summary>The invoices of a sale by hand.</summary>
    public List<ErpPaper> PapersOfSale(string key) =>
        town
            .Erp.Posted.Where(x =>
                x.Kind == DocumentKind.Invoice
                && x.ReceivableRef.StartsWith($"{SimulatedSchool.Key}_man_{key}_", StringComparison.Ordinal)
            )
            .ToList();

    // Every open invoice has a transfer on its way that was sent while the last notice still gave time.
    private bool IsPaidInTime(List<ErpPaper> papers)
    {
        var open = papers.Where(x => x is { Kind: DocumentKind.Invoice, OpenMinor: > 0 }).ToList();
        return open.Count > 0 && open.TrueForAll(IsPaidInTime);
    }

    private bool IsPaidInTime(ErpPaper paper)
    {
        var suspend = town.School.Policy.Rungs[^1];
        var notice = town.Letters.LastOrDefault(x =>
            x.FailureKnownAt is null
            && x.Rungs.GetValueOrDefault(paper.ReceivableRef) == town.School.Policy.Rungs[^2].Name
            && x.Numbers.Contains(paper.Number)
        );
        return notice is not null
            && town.Erp.Transfers.Exists(x =>
                x.Paper == paper
                && x.AmountMinor >= paper.OpenMinor
                && x.SentOn < town.School.Profile.DayOf(notice.At).AddDays(suspend.NoticeDays)
            );
    }

    private void Asked(Letter letter)
    {
        using var ledger = town.OpenLedger();
        var contact = ledger.Contacts.AsNoTracking().Include(x => x.Items).Single(x => x.Reference == letter.Contact);
        letter.Payer = contact.PayerKey;
        letter.Rung = contact.Rung;
        letter.Rungs = contact.Items.ToDictionary(x => x.ReceivableRef, x => x.Rung);
        town.Trace.Say($"      {letter}");
        letters.Add(new AskedLetter(letter, [.. letter.Lines.Select(x => Known(x, letter))]));
    }

    // What was paid after the run had begun nobody could know when the ERP was read.
    private AskedLine Known(LetterLine line, Letter letter)
    {
        if (town.Erp.Papers.Find(x => x.Number == line.Number) is not { } paper)
        {
            return new AskedLine(line.Number, "", line.AmountMinor, 0);
        }

        // Of a plan on one invoice each part has its line; together they ask for no more than is open.
        var asked = letter.Lines.Where(x => x.Number == line.Number).Sum(x => x.AmountMinor);

        var open =
            paper.OpenMinor
            + paper.Settlements.Where(x => x.At >= runBegan && x.SourceReference is null).Sum(x => x.AmountMinor);
        // Where debts open again, money that had found nothing to pay, and so is with a person, is placed by the run after.
        using var ledger = town.OpenLedger();
        var onTheWay = town
            .Gateway.Payments.Where(x => x.State == PaymentState.Succeeded)
            .Where(x => x.Receivables.All(r => r == paper.ReceivableRef) && Heard(x, runBegan) && !InErp(x))
            .Where(x => town.School.Life is null || !IsWithAPerson(ledger, x))
            .Sum(x => x.AmountMinor - x.RefundedMinor);
        return new AskedLine(
            line.Number,
            paper.ReceivableRef,
            asked,
            open - (paper.ReceivableRefs.Count == 1 ? onTheWay : 0)
        );
    }

    private string PayerOf(string customerKey) =>
        town.Erp.Customers.Single(x => x.Key == customerKey).Reference[(SimulatedSchool.Key.Length + 1)..];
}

/// <summary>A change of access that was asked for.</summary>
/// <param name="At">When.</param>
/// <param name="Target">Who and where.</param>
/// <param name="Open">What the ERP had open, by receivable of this learner in this course.</param>
/// <param name="OwedMinor">What the payers owed in all, less gateway money of which the connector must have heard.</param>
/// <param name="Credit">Money of the payers in the ERP that no document had taken.</param>
/// <param name="Pending">Whether a payment of theirs had begun.</param>
/// <param name="Moving">Whether gateway money of theirs was on its way, or had news that a run need not have heard.</param>
/// <param name="JustChanged">Whether something changed elsewhere during the last look.</param>
/// <param name="PaidInTime">Whether transfers for all of it were sent in time and are not booked yet.</param>
/// <param name="WentBack">Gateway payments of the cause of which something went back today, or is not in the ERP yet.</param>
internal sealed record AskedAccess(
    DateTimeOffset At,
    AccessTarget Target,
    IReadOnlyDictionary<string, long> Open,
    long OwedMinor,
    long Credit,
    bool Pending,
    bool Moving,
    bool JustChanged,
    bool PaidInTime,
    IReadOnlyList<string> WentBack
);

/// <summary>An enrolment of somebody who was sold a course.</summary>
/// <param name="Target">Who and where.</param>
/// <param name="Unpaid">Sales that were to be paid first and are not, when no other sale asks for it.</param>
internal sealed record AskedEnrolment(AccessTarget Target, IReadOnlyList<string> Unpaid);

/// <summary>A sale by hand.</summary>
/// <param name="Target">Who and where.</param>
/// <param name="WhenPaid">Whether the learner is enrolled only when it is paid.</param>
internal sealed record SoldByHand(AccessTarget Target, bool WhenPaid);

/// <summary>What a person changed of an agreement, in minor units without tax.</summary>
/// <param name="Agreement">What it is known by.</param>
/// <param name="What">The kind of change.</param>
/// <param name="Before">What stood.</param>
/// <param name="After">What stands.</param>
/// <param name="Gone">What the connector said that it dropped and credited.</param>
internal sealed record WitnessedChange(string Agreement, string What, long Before, long After, long Gone);

/// <summary>A message that was asked for.</summary>
/// <param name="Letter">The message.</param>
/// <param name="Lines">What it asks for.</param>
internal sealed record AskedLetter(Letter Letter, IReadOnlyList<AskedLine> Lines);

/// <summary>What a message asks for one debt.</summary>
/// <param name="Number">The invoice.</param>
/// <param name="Receivable">The receivable; empty when nobody knows the invoice.</param>
/// <param name="AskedMinor">What is asked for.</param>
/// <param name="OwedMinor">What was owed, as the run could know.</param>
internal sealed record AskedLine(string Number, string Receivable, long AskedMinor, long OwedMinor);

/// <summary>What payers wish of a channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Payers">Who: all who share the address.</param>
/// <param name="Stop">Whether they wish no more messages; else they wish for them.</param>
/// <param name="At">When they said so.</param>
internal sealed record ChannelWish(string Channel, IReadOnlyList<string> Payers, bool Stop, DateTimeOffset At)
{
    /// <summary>Gets or sets when the connector had it stored; null while it is on its way, or lost.</summary>
    public DateTimeOffset? StoredAt { get; set; }
}
