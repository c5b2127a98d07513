using System.Data.Common;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Cycle;

/// <summary>Runs the steps one after another, so that a remote system that fails ends its own step and no other.</summary>
internal sealed class StepRunner(CycleRun run, RunLog log)
{
    /// <summary>Runs a step.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="step">What it does.</param>
    /// <param name="ct">Stops the run.</param>
    /// <param name="needs">Whether the facts that it acts on were read; false leaves it out and says so.</param>
    /// <returns>Whether its facts are there: true too when it was not asked for.</returns>
    public async Task<bool> RunAsync(
        string name,
        Func<CancellationToken, Task> step,
        CancellationToken ct,
        bool needs = true
    )
    {
        if (run.Options.Steps is { } wanted && !wanted.Contains(name))
        {
            return true;
        }

        if (!needs)
        {
            Fail(name, "Left out: the facts that it acts on could not be read.", StepFailure.StaleFacts);
            return false;
        }

        run.Tell(name, 0);
        try
        {
            await step(ct);
            run.Report.Steps.Add(new StepReport(name, null, null));
            return true;
        }
        catch (RemoteUnavailableException problem)
        {
            return Fail(name, problem.Message, StepFailure.Unavailable);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Fail(name, "Another node took this work over meanwhile; it goes on there.", StepFailure.Unavailable);
        }
        catch (RemoteOutcomeUnknownException problem)
        {
            return Fail(name, problem.Message, StepFailure.Unavailable);
        }
        catch (RemoteRejectedException problem)
        {
            return Fail(name, problem.Message, StepFailure.Misconfigured);
        }
        catch (RemoteMisconfiguredException problem)
        {
            return Fail(name, problem.Message, StepFailure.Misconfigured);
        }
        catch (Exception problem) when (IsDefect(problem))
        {
            // The steps' outermost boundary: a defect met in one step must not keep those who paid out of their course.
            run.Report.Say(
                "step.defect",
                $"step {name}",
                $"It met a defect ({problem.GetBaseException().GetType().Name}) and was ended.",
                "Please report it with the run's report; the other steps went on.",
                needsPerson: true
            );
            return Fail(name, Describe(problem.GetBaseException()), StepFailure.Defect);
        }
    }

    /// <summary>Stores the report.</summary>
    public async Task<CycleReport> EndAsync(CancellationToken ct)
    {
        run.Report.EndedAt = run.Now;
        await log.EndAsync(run, ct);
        return run.Report;
    }

    // Without the ledger nothing can go on, and a stop is no defect. A record that the ledger refuses is one.
    private static bool IsDefect(Exception problem) =>
        problem is not (OperationCanceledException or OutOfMemoryException)
        && (
            DatabaseFault(problem) is { } database
                ? IsRefusedRecord(database)
                : problem.GetBaseException() is not IOException
        );

    // A connection that broke stands in the middle of the chain: the socket's own error is below it.
    private static DbException? DatabaseFault(Exception? problem) =>
        problem is null or DbException ? problem as DbException : DatabaseFault(problem.InnerException);

    // PostgreSQL has SQLSTATE classes for it: 22 a value that it cannot hold, 23 a broken constraint, 54 a key that is too long.
    // SQLite says "constraint failed" (result code 19).
    private static bool IsRefusedRecord(DbException database) =>
        database.SqlState?[..2] is { } state
            ? state is "22" or "23" or "54"
            : database.Message.Contains("constraint failed", StringComparison.Ordinal);

    // The message is left out: it may quote data.
    private static string Describe(Exception problem) =>
        $"{problem.GetType().Name} {problem.StackTrace?.Split('\n')[0].Trim()}";

    private bool Fail(string name, string problem, StepFailure failure)
    {
        run.Report.Steps.Add(new StepReport(name, problem, failure));
        return false;
    }
}
