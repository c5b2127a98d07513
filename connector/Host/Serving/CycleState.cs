namespace Collections.Connector.Host.Serving;

/// <summary>How the cycles of this process went. Thread-safe.</summary>
internal sealed class CycleState
{
    private readonly Lock gate = new();
    private CycleReading reading = new(null, null, null, 0);

    /// <summary>What is known now.</summary>
    public CycleReading Read()
    {
        lock (gate)
        {
            return reading;
        }
    }

    /// <summary>A cycle began.</summary>
    public void Began(DateTimeOffset at)
    {
        lock (gate)
        {
            reading = reading with { RunningSince = at };
        }
    }

    /// <summary>A cycle ended.</summary>
    /// <param name="at">When.</param>
    /// <param name="failure">The failure's code; null when it went well.</param>
    public void Ended(DateTimeOffset at, string? failure)
    {
        lock (gate)
        {
            reading = new CycleReading(null, at, failure, failure is null ? 0 : reading.FailuresInARow + 1);
        }
    }
}

/// <summary>How the cycles went until now.</summary>
/// <param name="RunningSince">When the running cycle began, UTC; null when none runs.</param>
/// <param name="EndedAt">When the last one ended, UTC; null when none has.</param>
/// <param name="Failure">The last one's failure by its code; null when it went well.</param>
/// <param name="FailuresInARow">How many failed in a row.</param>
internal sealed record CycleReading(
    DateTimeOffset? RunningSince,
    DateTimeOffset? EndedAt,
    string? Failure,
    int FailuresInARow
);
