namespace Collections.Flow.Tests.Ledger;

/// <summary>A clock that stands until the test turns it; who waits on it is woken when the test says so.</summary>
internal sealed class HandTurnedClock : TimeProvider
{
    private readonly Lock gate = new();
    private List<(TimerCallback Callback, object? State)> waiting = [];
    private TaskCompletionSource rests = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            waiting.Add((callback, state));
            rests.TrySetResult();
        }

        return new Ring();
    }

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    /// <summary>Wakes who waits.</summary>
    /// <returns>Ends when somebody waits again.</returns>
    public Task WakeAsync()
    {
        List<(TimerCallback Callback, object? State)> woken;
        lock (gate)
        {
            (woken, waiting) = (waiting, []);
            rests = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        var again = rests.Task;
        woken.ForEach(x => x.Callback(x.State));
        return again;
    }

    private sealed class Ring : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
