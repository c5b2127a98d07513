using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Changes;

/// <summary>Follows what changed since an agreement was made: enrolments that ended, and prices that are others now.</summary>
internal sealed class AgreementChanges(CycleRun run)
{
    /// <summary>Fewer changes than this are never too many for one run.</summary>
    public const int TooManyFrom = 5;

    /// <summary>More changes than this, in percent of the agreements that run, wait for a person.</summary>
    public const int TooManyPercent = 10;

    /// <summary>Follows, where documents may be issued.</summary>
    public async Task FollowAsync(CancellationToken ct)
    {
        if (run.Switches.Invoices == SwitchLevel.Off)
        {
            return;
        }

        await new EndedEnrolments(run).FollowAsync(ct);
        await new PriceChanges(run).FollowAsync(ct);
    }

    /// <summary>Whether so many changes may not be made in this run without a person: rather the LMS or the mapping is wrong.</summary>
    /// <param name="run">The run; a person may have confirmed it.</param>
    /// <param name="changes">How many agreements would change.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<bool> AreTooManyAsync(CycleRun run, int changes, CancellationToken ct)
    {
        if (run.Options.ChangesConfirmed || changes < TooManyFrom)
        {
            return false;
        }

        await using var ledger = run.OpenLedger();
        var running = await ledger.Agreements.CountAsync(
            x => x.School == run.School.Key && x.EndedOn == null && x.EpisodeRow!.Billed,
            ct
        );
        return AreTooMany(changes, running);
    }

    /// <summary>Whether so many of those that run are too many at once.</summary>
    public static bool AreTooMany(int changes, int running) =>
        changes >= TooManyFrom && changes * 100L > (long)running * TooManyPercent;
}
