using Collections.Connector.Flow.Desk;
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
    private DateTimeOffset runBegan;

    public Witness(Town town)
    {
        this.town = town;
        town.Lms.OnSuspending = target => suspensions.Add(Asked("suspend", target));
        town.Lms.OnRestoring = target => restorations.Add(Asked("restore", target));
        town.Channels.ToList().ForEach(x => x.OnAsked = Asked);
    }

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
            .Sum(x => x.AmountMinor);

    /// <summary>Whether every event of a payment could be known before an instant.</summary>
    public bool Heard(GatewayMoney payment, DateTimeOffset before) =>
        town.Gateway.Events.Where(x => x.Payment == payment).All(x => x.KnownFrom + Hearing <= before);

    /// <summary>Whether the ERP has a gateway payment, entered by the connector or by a person.</summary>
    public bool InErp(GatewayMoney payment) =>
        town.Erp.Payments.Exists(x => x.Memo.EndsWith(" " + payment.Key, StringComparison.Ordinal));

    private AskedAccess Asked(string wish, AccessTarget target)
    {
        town.Trace.Say($"      {wish} {target}");
        var papers = town.Erp.Papers.Where(x => x.Pair == (target.CourseKey, target.LearnerKey)).ToList();
        var customers = papers.Select(x => x.CustomerKey).Distinct().ToList();
        var payers = customers.Select(PayerOf).ToList();
        var changed = town.Wire.ChangedAtCall > 0 && town.Wire.Calls - town.Wire.ChangedAtCall <= LastLookCalls;
        return new AskedAccess(
            town.Now,
            target,
            papers
                .Where(x => x is { Kind: DocumentKind.Invoice, State: DocumentState.Posted })
                .GroupBy(x => x.ReceivableRef)
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
            IsPaidInTime(papers)
        );
    }

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

        var open =
            paper.OpenMinor
            + paper.Settlements.Where(x => x.At >= runBegan && x.SourceReference is null).Sum(x => x.AmountMinor);
        var onTheWay = town
            .Gateway.Payments.Where(x => x.State == PaymentState.Succeeded)
            .Where(x => x.Receivables.All(r => r == paper.ReceivableRef) && Heard(x, runBegan) && !InErp(x))
            .Sum(x => x.AmountMinor);
        return new AskedLine(line.Number, paper.ReceivableRef, line.AmountMinor, open - onTheWay);
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
internal sealed record AskedAccess(
    DateTimeOffset At,
    AccessTarget Target,
    IReadOnlyDictionary<string, long> Open,
    long OwedMinor,
    long Credit,
    bool Pending,
    bool Moving,
    bool JustChanged,
    bool PaidInTime
);

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
