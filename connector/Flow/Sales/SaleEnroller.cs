using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Sales;

/// <summary>Enrols the learners of sales outside the LMS: at once, or once nothing of the sale is owed. Looks before it writes, and reads back.</summary>
internal sealed class SaleEnroller(CycleRun run)
{
    private const int EnrolmentsPerCall = 50;

    private const string ByHand = "Enrol the learner in the LMS; `parked retry` then looks again.";

    /// <summary>Enrols whoever is due; with the access switch on propose it only says whom.</summary>
    public async Task EnrolAsync(CancellationToken ct)
    {
        if (run.Switches.Access == SwitchLevel.Off || run.Ports.Access is not { } access)
        {
            await CountWaitingAsync(ct);
            return;
        }

        foreach (var ids in (await DueAsync(ct)).Chunk(EnrolmentsPerCall))
        {
            await using var ledger = run.OpenLedger();
            var due = await Intents.Due(run, ledger, IntentKind.Enrol).Where(x => ids.Contains(x.Id)).ToListAsync(ct);
            if (run.Switches.Access == SwitchLevel.Act)
            {
                await EnrolAsync(ledger, due, access, ct);
            }
            else
            {
                Propose(due);
            }
        }
    }

    // What waits for a switch is told, so that nobody waits for a course in silence.
    private async Task CountWaitingAsync(CancellationToken ct)
    {
        var waiting = await DueAsync(ct);
        if (waiting.Count == 0)
        {
            return;
        }

        run.Report.Count("enrolments.waiting", waiting.Count);
        run.Report.Say(
            "enrolments.waiting",
            $"school {run.School.Key}",
            $"{waiting.Count} learners were sold a course and are not enrolled: the access switch is off, or the LMS adapter has no access.",
            "Set `switches.access` to act, or enrol them in the LMS and dismiss the wishes.",
            needsPerson: true
        );
    }

    private void Propose(List<Intent> due)
    {
        foreach (var intent in due)
        {
            run.Report.Count("enrolments.proposed");
            run.Report.Say(
                "enrolment.proposed",
                intent.Reference,
                $"An acting run would enrol {EnrolWish.Parse(intent.Payload).Target}.",
                "Set `switches.access` to act."
            );
        }
    }

    private async Task<List<long>> DueAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var parts = ledger.Receivables.Where(x => x.School == run.School.Key);
        var wishes = await Intents
            .Due(run, ledger, IntentKind.Enrol)
            .Select(x => new
            {
                x.Id,
                Stands = parts.Any(s =>
                    s.Reference == x.Reference && s.State == ReceivableState.Live && s.Agreement.EndedOn == null
                ),
                // Each part of a prepaid sale must be invoiced and settled.
                Waits = x.Payload.Contains(EnrolWish.WhenPaid)
                    && parts.Any(s =>
                        s.Reference == x.Reference
                        && parts.Any(part =>
                            part.AgreementId == s.AgreementId
                            && (part.SettledOn == null || part.State != ReceivableState.Live)
                        )
                    ),
            })
            .Where(x => !x.Stands || !x.Waits)
            .ToListAsync(ct);
        await EndAsync(ledger, [.. wishes.Where(x => !x.Stands).Select(x => x.Id)], ct);
        return [.. wishes.Where(x => x.Stands).Select(x => x.Id)];
    }

    // Nobody is enrolled in what was cancelled.
    private static async Task EndAsync(LedgerContext ledger, List<long> ids, CancellationToken ct)
    {
        if (ids.Count > 0)
        {
            await ledger
                .Intents.Where(x => ids.Contains(x.Id))
                .ExecuteUpdateAsync(
                    x =>
                        x.SetProperty(i => i.State, IntentState.Dismissed)
                            .SetProperty(i => i.LastAnswer, "The sale was cancelled."),
                    ct
                );
        }
    }

    private async Task EnrolAsync(LedgerContext ledger, List<Intent> due, IAccessControl access, CancellationToken ct)
    {
        var wishes = due.ToDictionary(x => x, x => EnrolWish.Parse(x.Payload).Target);
        var readings = (await access.ReadAsync([.. wishes.Values.Distinct()], ct)).ToDictionary(x => x.Target);
        var absent = new List<Intent>();
        foreach (var (intent, target) in wishes)
        {
            switch (readings[target].State)
            {
                case AccessState.NotEnrolled:
                    absent.Add(intent);
                    break;
                case AccessState.Closed:
                    Intents.Park(
                        run,
                        ledger,
                        intent,
                        "The learner is enrolled in the course, and has no access: suspended, or outside the window.",
                        "Look at the enrolment in the LMS, then `parked retry`, or dismiss it."
                    );
                    break;
                default:
                    Enrolled(ledger, intent, target);
                    break;
            }
        }

        await ledger.SaveChangesAsync(ct);
        var claimed = await Intents.SendingAsync(run, ledger, absent, ct);
        await WriteAsync(ledger, absent.FindAll(claimed.Contains), wishes, access, ct);
    }

    private async Task WriteAsync(
        LedgerContext ledger,
        List<Intent> claimed,
        Dictionary<Intent, AccessTarget> wishes,
        IAccessControl access,
        CancellationToken ct
    )
    {
        if (claimed.Count == 0)
        {
            return;
        }

        // Two sales may pay for one enrolment: it is asked for once.
        var outcomes = await access.EnrolAsync([.. claimed.Select(x => wishes[x]).Distinct()], ct);
        foreach (var intent in claimed)
        {
            var target = wishes[intent];
            var outcome = outcomes.Single(x => x.Reference == target.ToString());
            if (outcome.Kind == OutcomeKind.Done)
            {
                Enrolled(ledger, intent, target);
            }
            else
            {
                Intents.NotDone(run, ledger, intent, outcome.Kind, outcome.Reason!, ByHand);
            }
        }

        await ledger.SaveChangesAsync(ct);
    }

    private void Enrolled(LedgerContext ledger, Intent intent, AccessTarget target)
    {
        Intents.Done(intent);
        run.Journal(ledger, "access.enrolled", target.ToString(), new { sale = intent.Reference });
        run.Report.Count("access.enrolled");
    }
}
