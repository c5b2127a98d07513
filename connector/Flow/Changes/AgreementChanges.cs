using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Mapping;

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

    /// <summary>Whether so many changes may not be made in one run without a person: rather the LMS or the mapping is wrong.</summary>
    /// <param name="changes">How many agreements would change.</param>
    /// <param name="running">How many run.</param>
    public static bool AreTooMany(int changes, int running) =>
        changes >= TooManyFrom && changes * 100L > (long)running * TooManyPercent;
}
