using System.Collections.Concurrent;

namespace Collections.Adapters.Dolibarr.Wire;

/// <summary>Writes that got no answer: Dolibarr may work on them still, unseen, so they are not sent again before its longest run is over.</summary>
internal sealed class UnansweredWrites(TimeProvider clock, TimeSpan longestRun)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> began = new(StringComparer.Ordinal);

    /// <summary>Gets the time.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Until when a write may still run; null when none does.</summary>
    public DateTimeOffset? RunsUntil(string key) =>
        began.TryGetValue(key, out var start) && Now < start + longestRun ? start + longestRun : null;

    /// <summary>Notes when an unanswered write began.</summary>
    public void Remember(string key, DateTimeOffset start) => began[key] = start;

    /// <summary>Forgets a write whose end is known.</summary>
    public void Forget(string key) => began.TryRemove(key, out _);
}
