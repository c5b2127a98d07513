using System.Globalization;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Desk;

/// <summary>What somebody at the school says of a debt: promise, hold, dispute, exemption, assignment of a variant, write-off. Each with who, when and why in the journal.</summary>
internal sealed class StandingDesk(IDbContextFactory<LedgerContext> ledgers, SchoolMapping mapping, TimeProvider clock)
{
    private readonly string school = mapping.School.Key;

    private DateOnly Today => mapping.School.DayOf(clock.GetUtcNow());

    /// <summary>What a text that a person typed means: a receivable's reference, an invoice's reference or number, or a payer's key.</summary>
    /// <returns>Null when nothing is known by it.</returns>
    public async Task<DeskSubject?> SubjectAsync(string text, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        return await DeskSubject.OfAsync(ledger, school, text, ct);
    }

    /// <summary>Takes a promise to pay, within the policy's limits.</summary>
    /// <param name="subject">What is promised for.</param>
    /// <param name="parts">Days and amounts, the first day first; one part without an amount promises all that is owed.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="why">Why.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Null when it is stored; otherwise why it is refused, and what to do.</returns>
    public async Task<DeskRefusal?> PromiseAsync(
        DeskSubject subject,
        IReadOnlyList<(DateOnly On, Money? Amount)> parts,
        string by,
        string why,
        CancellationToken ct
    )
    {
        var terms = mapping.Policy.Promises;
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var lastYear = clock.GetUtcNow().AddYears(-1);
        var references = await SubjectDebts
            .Of(ledger, school, StandingBook.Payer, subject.PayerKey)
            .Select(x => x.Reference)
            .ToListAsync(ct);
        var made = await ledger
            .Standings.Where(x => x.School == school && x.Kind == StandingKind.Promise && x.CreatedAt > lastYear)
            .Where(x =>
                (x.SubjectKind == StandingBook.Payer && x.SubjectKey == subject.PayerKey)
                || (x.SubjectKind == StandingBook.Receivable && references.Contains(x.SubjectKey))
            )
            .ToListAsync(ct);
        if (PromiseLimits.Refusal(terms, subject.Owed, parts, made.Count, Today) is { } refusal)
        {
            return refusal;
        }

        if (
            made.Exists(x =>
                x.EndedAt is null && x.SubjectKind == subject.Kind && x.SubjectKey == subject.Key && x.Until >= Today
            )
        )
        {
            return new DeskRefusal(
                "A promise about it runs already.",
                "Type `standing list`, and end it with `release` first."
            );
        }

        var standing = New(StandingKind.Promise, subject, by, why);
        standing.Until = parts.Max(x => x.On).AddDays(terms.GraceDays);
        standing.Currency = subject.Owed.Currency.Code;
        standing.OwedMinor = subject.Owed.MinorUnits;
        var amounts = parts.Select(x => new PromisePart(x.On, (x.Amount ?? subject.Owed).MinorUnits)).ToList();
        standing.AmountMinor = amounts.Sum(x => x.AmountMinor);
        standing.Parts = JsonConvert.SerializeObject(amounts);
        await StoreAsync(
            ledger,
            standing,
            "promise.made",
            new { until = Text(parts.Max(x => x.On)), parts = parts.Count },
            ct
        );
        return null;
    }

    /// <summary>Puts a debt on hold up to and including a day.</summary>
    public async Task<DeskRefusal?> HoldAsync(
        DeskSubject subject,
        DateOnly until,
        string by,
        string why,
        CancellationToken ct
    )
    {
        if (until < Today)
        {
            return new DeskRefusal($"{Text(until)} is over.", "Name today or a day to come.");
        }

        if (!subject.IsAsked)
        {
            return new DeskRefusal("It is not asked for any more.", "Look at it with `explain`.");
        }

        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var standing = New(StandingKind.Hold, subject, by, why);
        standing.Until = until;
        await StoreAsync(ledger, standing, "hold.set", new { until = Text(until) }, ct);
        return null;
    }

    /// <summary>Notes that a debt, or a part of it, is disputed.</summary>
    public async Task<DeskRefusal?> DisputeAsync(
        DeskSubject subject,
        string category,
        Money? amount,
        string by,
        string why,
        CancellationToken ct
    )
    {
        if (!subject.IsAsked)
        {
            return new DeskRefusal("It is not asked for any more.", "Look at it with `explain`.");
        }

        if (amount is { } part)
        {
            if (subject.Kind != StandingBook.Receivable)
            {
                return new DeskRefusal(
                    "An amount is disputed of one receivable, not of a payer.",
                    "Name the receivable or the invoice, or leave the amount out."
                );
            }

            if (!part.IsPositive || part.Currency != subject.Owed.Currency || part > subject.Owed)
            {
                return new DeskRefusal(
                    $"{part} cannot be disputed: {subject.Owed} is owed.",
                    "Name an amount above zero and not above what is owed."
                );
            }
        }

        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var open = await ledger
            .Standings.Where(x => x.School == school && x.Kind == StandingKind.Dispute && x.EndedAt == null)
            .Where(x => x.SubjectKind == subject.Kind && x.SubjectKey == subject.Key)
            .ToListAsync(ct);
        var before = open.Exists(x => x.AmountMinor is null)
            ? subject.Owed.MinorUnits
            : open.Sum(x => x.AmountMinor!.Value);
        if (before > 0 && before + (amount ?? subject.Owed).MinorUnits > subject.Owed.MinorUnits)
        {
            return new DeskRefusal(
                "More would be disputed than is owed: a dispute about it is open already.",
                "Type `standing list`, and end that one with `release` first."
            );
        }

        var standing = New(StandingKind.Dispute, subject, by, why);
        standing.Category = category;

        // Who disputes all of it disputes what becomes of it too.
        var partly = amount is { } some && some < subject.Owed;
        standing.AmountMinor = partly ? amount!.Value.MinorUnits : null;
        standing.Currency = partly ? amount!.Value.Currency.Code : null;
        await StoreAsync(ledger, standing, "dispute.opened", new { category, amount = $"{amount}" }, ct);
        return null;
    }

    /// <summary>Exempts from suspensions, from contacts, or from both.</summary>
    /// <param name="subject">Who or what.</param>
    /// <param name="from"><see cref="StandingBook.FromSuspension"/>, <see cref="StandingBook.FromContact"/>, or null for both.</param>
    /// <param name="until">The last day; null for no end.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="why">Why.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Null when it is stored; otherwise why it is refused, and what to do.</returns>
    public async Task<DeskRefusal?> ExemptAsync(
        DeskSubject subject,
        string? from,
        DateOnly? until,
        string by,
        string why,
        CancellationToken ct
    )
    {
        if (until < Today)
        {
            return new DeskRefusal($"{Text(until.Value)} is over.", "Name today or a day to come, or no day.");
        }

        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var standing = New(StandingKind.Exemption, subject, by, why);
        standing.Category = from;
        standing.Until = until;
        await StoreAsync(ledger, standing, "exemption.set", new { from = from ?? "all" }, ct);
        return null;
    }

    /// <summary>Assigns a variant of the policy; one assigned before to the same subject ends.</summary>
    public async Task<DeskRefusal?> AssignAsync(
        DeskSubject subject,
        string variant,
        string by,
        string why,
        CancellationToken ct
    )
    {
        var names = mapping.Policy.Variants.Select(x => x.Name).ToList();
        if (!names.Contains(variant))
        {
            return new DeskRefusal(
                $"The policy has no variant '{variant}'.",
                names.Count == 0 ? "policy.json has no variants." : $"There are: {string.Join(", ", names)}."
            );
        }

        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        await ledger
            .Standings.Where(x => x.School == school && x.Kind == StandingKind.Assignment && x.EndedAt == null)
            .Where(x => x.SubjectKind == subject.Kind && x.SubjectKey == subject.Key)
            .ForEachAsync(x => (x.EndedAt, x.Outcome) = (now, "replaced"), ct);
        var standing = New(StandingKind.Assignment, subject, by, why);
        standing.Category = variant;
        await StoreAsync(ledger, standing, "variant.assigned", new { variant }, ct);
        return null;
    }

    /// <summary>Approves the step that waits for a person about a receivable.</summary>
    /// <returns>The step; null when none waits.</returns>
    public async Task<string?> ApproveStepAsync(string reference, string by, string why, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var waiting = nameof(ReasonCode.WaitsForApproval);
        var arguments = await ledger
            .Receivables.Where(x => x.School == school && x.Reference == reference && x.Decision!.Code == waiting)
            .Select(x => x.Decision!.Arguments)
            .SingleOrDefaultAsync(ct);
        if (arguments is null)
        {
            return null;
        }

        var rung = JsonConvert.DeserializeObject<Dictionary<string, string>>(arguments)!["rung"];
        var standing = New(
            StandingKind.Approval,
            new DeskSubject(StandingBook.Step, reference, "", default, true),
            by,
            why
        );
        standing.Category = rung;
        standing.Until = Today.AddDays(mapping.School.Access.ApprovalDays - 1);
        await StoreAsync(ledger, standing, "step.approved", new { rung }, ct);
        return rung;
    }

    /// <summary>Ends what was said.</summary>
    /// <returns>Whether it held.</returns>
    public async Task<bool> ReleaseAsync(long id, string by, string why, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var standing = await ledger.Standings.SingleOrDefaultAsync(
            x => x.School == school && x.Id == id && x.EndedAt == null && x.Kind != StandingKind.HandOff,
            ct
        );
        if (standing is null)
        {
            return false;
        }

        standing.EndedAt = clock.GetUtcNow();
        standing.Outcome = "released";
        Note(ledger, by, $"{standing.Kind.ToString().ToLowerInvariant()}.released", standing.SubjectKey, new { why });
        await ledger.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>Gives a receivable up, or takes that back. The ERP's own entry is the accountant's.</summary>
    /// <returns>Whether there was one to change: nothing is given up of which nothing is owed.</returns>
    public async Task<bool> WriteOffAsync(string reference, bool undo, string by, string why, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var owed = await OpenItems.OwedAsync(ledger, school, [reference], ct);
        if (!undo && (!owed.TryGetValue(reference, out var amount) || !amount.IsPositive))
        {
            return false;
        }

        var (from, to) = undo
            ? (ReceivableState.WrittenOff, ReceivableState.Live)
            : (ReceivableState.Live, ReceivableState.WrittenOff);
        var receivable = await ledger.Receivables.SingleOrDefaultAsync(
            x => x.School == school && x.Reference == reference && x.State == from,
            ct
        );
        if (receivable is null)
        {
            return false;
        }

        receivable.State = to;
        Note(ledger, by, undo ? "receivable.write-off-undone" : "receivable.written-off", reference, new { why });
        await ledger.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>What holds now, the newest first.</summary>
    public async Task<IReadOnlyList<StandingLine>> ListAsync(CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var (today, now) = (Today, clock.GetUtcNow());
        var rows = await ledger
            .Standings.AsNoTracking()
            .Where(x => x.School == school && x.EndedAt == null && x.Kind != StandingKind.Reward)
            .Where(x => x.Until == null || x.Until >= today)
            .Where(x => x.EndsAt == null || x.EndsAt > now)
            .OrderByDescending(x => x.Id)
            .ToListAsync(ct);
        return
        [
            .. rows.Select(x => new StandingLine(
                x.Id,
                school,
                x.Kind.ToString(),
                x.SubjectKind,
                x.SubjectKey,
                x.Category,
                x is { AmountMinor: { } minor, Currency: { } code } ? new Money(minor, Currency.Of(code)) : null,
                x.Until,
                x.By,
                x.Why,
                x.CreatedAt
            )),
        ];
    }

    private Standing New(StandingKind kind, DeskSubject subject, string by, string why) =>
        new()
        {
            School = school,
            Kind = kind,
            SubjectKind = subject.Kind,
            SubjectKey = subject.Key,
            By = by,
            Why = why,
            CreatedAt = clock.GetUtcNow(),
        };

    private async Task StoreAsync(
        LedgerContext ledger,
        Standing standing,
        string kind,
        object facts,
        CancellationToken ct
    )
    {
        ledger.Standings.Add(standing);
        Note(ledger, standing.By, kind, standing.SubjectKey, new { facts, why = standing.Why });
        await ledger.SaveChangesAsync(ct);
    }

    private void Note(LedgerContext ledger, string by, string kind, string subject, object facts) =>
        ledger.Journal.Add(JournalEntry.Of(school, clock.GetUtcNow(), by, kind, subject, facts));

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
