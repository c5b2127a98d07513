using System.Globalization;
using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>Changes of mind that a person tells the connector of: what stood before and after is witnessed.</summary>
internal static class ChangeEvents
{
    private const string Why = "why";

    /// <summary>Somebody cancels, today or as of some days ago.</summary>
    public static Task<string?> CancelAsync(Town town, Dice dice) =>
        ChangeAsync(
            town,
            dice,
            "cancel",
            (run, agreement) =>
                new Cancellation(run).CancelAsync(
                    agreement,
                    run.Today.AddDays(-dice.Pick([0, 0, 1, 3])),
                    Why,
                    "en",
                    CancellationToken.None
                )
        );

    /// <summary>Somebody who began a few days ago withdraws.</summary>
    public static Task<string?> WithdrawAsync(Town town, Dice dice) =>
        ChangeAsync(
            town,
            dice,
            "withdraw",
            (run, agreement) =>
                new Cancellation(run).CancelAsync(agreement, run.Today, Why, "en", CancellationToken.None),
            fresh: true
        );

    /// <summary>A learner moves to the other course, where the LMS enrols him.</summary>
    public static async Task<string?> MoveAsync(Town town, Dice dice)
    {
        var credit = dice.Pick(Enum.GetValues<MoveCredit>());
        (string Course, string Learner, string To) moved = ("", "", "");
        var said = await ChangeAsync(
            town,
            dice,
            "move",
            async (run, agreement) =>
            {
                var pair = agreement.Split('_')[0].Split('-');
                if (pair.Length != 2 || !town.Lms.Courses.ContainsKey(pair[0]))
                {
                    return null;
                }

                var to = town.Lms.Courses.Keys.First(x => x != pair[0]);
                moved = (pair[0], pair[1], to);
                return await new Cancellation(run).MoveAsync(
                    agreement,
                    to,
                    credit,
                    run.Today,
                    Why,
                    "en",
                    CancellationToken.None
                );
            }
        );
        if (said?.Contains("Planned", StringComparison.Ordinal) == true)
        {
            if (town.Lms.Find(moved.Course, moved.Learner) is { } before)
            {
                town.Lms.Unenrol(before);
            }

            if (town.Lms.Find(moved.To, moved.Learner) is null)
            {
                town.Lms.Enrol(moved.To, moved.Learner, null);
            }
        }

        return said;
    }

    /// <summary>What is open of an agreement is divided anew.</summary>
    public static Task<string?> RenegotiateAsync(Town town, Dice dice)
    {
        var first = town.Today.AddDays(dice.Between(0, 6));
        var parts = dice.Chance(500)
            ? string.Create(CultureInfo.InvariantCulture, $"{first:yyyy-MM-dd}=rest")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{first:yyyy-MM-dd}={dice.Pick(["1.00", "10.01", "33.33"])},{first.AddDays(dice.Between(1, 6)):yyyy-MM-dd}=rest"
            );
        return ChangeAsync(
            town,
            dice,
            "renegotiate",
            (run, agreement) => new Renegotiation(run).PlanAsync(agreement, parts, Why, "en", CancellationToken.None)
        );
    }

    /// <summary>A debt is given up, and a credit note says so.</summary>
    public static async Task<string?> GiveUpAsync(Town town, Dice dice)
    {
        await using var ledger = town.OpenLedger();
        await using var transaction = await ledger.Database.BeginTransactionAsync();
        var live = await ledger
            .Receivables.Where(x => x.State == ReceivableState.Live && x.SettledOn == null)
            .OrderBy(x => x.Id)
            .ToListAsync();
        if (dice.PickOrNone(live) is not { } receivable)
        {
            return null;
        }

        var (note, refusal) = await new WriteOffCredit(Desk(town), ledger).PlanAsync(
            receivable.Reference,
            CancellationToken.None
        );
        if (note is null)
        {
            return $"{receivable.Reference}: {refusal}";
        }

        receivable.State = ReceivableState.WrittenOff;
        await ledger.SaveChangesAsync();
        await transaction.CommitAsync();
        return $"{receivable.Reference}: {note.Reference} {note.Amount}";
    }

    /// <summary>A run as a person at the desk starts one.</summary>
    public static CycleRun Desk(Town town) =>
        new(town.School.Mapping, town.Ports, town.Ledger, town.Clock, new CycleOptions("desk"));

    private static async Task<string?> ChangeAsync(
        Town town,
        Dice dice,
        string what,
        Func<CycleRun, string, Task<ChangeAnswer?>> change,
        bool fresh = false
    )
    {
        var began = fresh ? town.Now.AddDays(-4) : DateTimeOffset.MinValue;
        Agreement? agreement;
        await using (var ledger = town.OpenLedger())
        {
            var running = await ledger
                .Agreements.Where(x => x.ChargeFor == null && x.EndedOn == null)
                .OrderBy(x => x.Id)
                .ToListAsync();
            agreement = dice.PickOrNone(running.FindAll(x => x.CreatedAt >= began));
        }

        if (agreement is null)
        {
            return null;
        }

        var name = $"{agreement.OriginKey}_{agreement.Episode}";
        var (before, last) = await StandsAsync(town, agreement.Id);
        if (await change(Desk(town), name) is not { } answer)
        {
            return null;
        }

        if (answer.Kind == ChangeKind.Planned)
        {
            var (after, _) = await StandsAsync(town, agreement.Id);
            var gone = await GoneAsync(town, name, last);
            town.Witness.Changes.Add(new WitnessedChange(name, what, Sum(before, gone), Sum(after, gone), gone ?? 0));
        }

        return $"{name}: {answer.Kind} {answer.Message}";
    }

    // Who ends an agreement looks at what is asked for; who divides it anew, at what was paid too.
    private static long Sum((long Live, long All) stands, long? gone) => gone is null ? stands.All : stands.Live;

    private static async Task<long?> GoneAsync(Town town, string agreement, long after)
    {
        await using var ledger = town.OpenLedger();
        var entry = await ledger
            .Journal.Where(x => x.Id > after && x.Subject == agreement)
            .Where(x => x.Kind == "agreement.cancelled" || x.Kind == "agreement.moved")
            .SingleOrDefaultAsync();
        if (entry is null)
        {
            return null;
        }

        var told = JObject.Parse(entry.Payload!);
        return Minor((string)told["dropped"]!) + Minor((string)told["credited"]!);
    }

    private static long Minor(string money) =>
        Money.Exactly(decimal.Parse(money.Split(' ')[0], CultureInfo.InvariantCulture), Currency.Of("EUR")).MinorUnits;

    // Without tax: what its receivables ask for, or what stands of the invoices that they are on.
    private static async Task<((long Live, long All) Stands, long LastEntry)> StandsAsync(Town town, long agreement)
    {
        await using var ledger = town.OpenLedger();
        var last = await ledger.Journal.MaxAsync(x => (long?)x.Id) ?? 0;
        var receivables = await ledger
            .Receivables.AsNoTracking()
            .Where(x => x.AgreementId == agreement)
            .OrderBy(x => x.Id)
            .ToListAsync();
        var documents = await ledger.Documents.AsNoTracking().Include(x => x.Lines).OrderBy(x => x.Id).ToListAsync();
        var (live, all) = (0L, 0L);
        foreach (var receivable in receivables)
        {
            var isLive = receivable.State == ReceivableState.Live;
            var stands = Invoiced(documents, receivable.Reference) ?? (isLive ? receivable.AmountMinor : 0);
            all += stands;
            live += isLive ? stands : 0;
        }

        return ((live, all), last);
    }

    private static long? Invoiced(List<Document> documents, string receivable)
    {
        var invoice = documents.FindLast(x =>
            x is { Kind: DocumentKind.Invoice, Standing: DocumentStanding.Posted }
            && x.Lines.Exists(l => l.ReceivableRef == receivable)
        );
        if (invoice is null)
        {
            return null;
        }

        var notes = documents.FindAll(x =>
            x.ReversesReference == invoice.Reference && x.Standing != DocumentStanding.Cancelled
        );
        var back = notes.Exists(x => !x.Part && x.Standing == DocumentStanding.Posted);
        return back ? null : Of(invoice) - notes.Sum(Of);

        long Of(Document x) => x.Lines.Where(l => l.ReceivableRef == receivable).Sum(l => l.AmountMinor);
    }
}
