using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Escalation;

/// <summary>Decides for every receivable that is open, or was decided on before; stores the answer only when it is another one.</summary>
internal sealed class EscalationDecider(CycleRun run)
{
    /// <summary>Decides.</summary>
    public async Task DecideAsync(CancellationToken ct)
    {
        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var debts = await DebtBook.LoadAsync(run, ledger, last, CycleRun.ChunkSize, ct);
            if (debts.Count == 0)
            {
                return;
            }

            last = debts[^1].Receivable.Id;
            foreach (var debt in debts)
            {
                Decide(ledger, debt);
            }

            await ledger.SaveChangesAsync(ct);
        }
    }

    private void Decide(LedgerContext ledger, Debt debt)
    {
        var answer = EscalationPolicy.Decide(debt.Facts, run.Mapping.Policy, run.Today);
        var arguments = JsonConvert.SerializeObject(answer.Arguments);
        var before = debt.Before;
        run.Report.Count($"decided.{answer.Code}");
        if (answer.Code == ReasonCode.WaitsForApproval)
        {
            run.Report.Say(
                "step.waits-for-approval",
                debt.Receivable.Reference,
                $"The step {answer.Arguments["rung"]} about {answer.Arguments["owed"]} waits for a person.",
                $"Read `explain {debt.Receivable.Reference}`, then `approve {debt.Receivable.Reference} --reason TEXT`.",
                needsPerson: true
            );
        }

        if (
            before?.Code == answer.Code.ToString()
            && before.Arguments == arguments
            && before.PolicyVersion == run.Mapping.Policy.Version
        )
        {
            return;
        }

        var decision = new Decision
        {
            School = run.School.Key,
            ReceivableRef = debt.Receivable.Reference,
            Code = answer.Code.ToString(),
            Rung = answer.Rung?.Name,
            Arguments = arguments,
            PolicyVersion = run.Mapping.Policy.Version,
            TakenOn = run.Today,
        };
        // Most decisions stay as they are: only the receivables that get another one are tracked.
        debt.Receivable.Decision = null;
        ledger.Receivables.Attach(debt.Receivable);
        debt.Receivable.Decision = decision;
        run.Report.Count("decisions.changed");
    }
}
