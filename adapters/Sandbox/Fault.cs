namespace Collections.Adapters.Sandbox;

/// <summary>What goes wrong on demand.</summary>
public enum FaultKind
{
    /// <summary>The answer comes after <see cref="Fault.Delay"/>.</summary>
    Slow,

    /// <summary>HTTP 429 with Retry-After; nothing is done.</summary>
    TooManyRequests,

    /// <summary>HTTP 503; nothing is done.</summary>
    ServiceUnavailable,

    /// <summary>An HTML page with HTTP 200 in the place of JSON; nothing is done.</summary>
    MaintenancePage,

    /// <summary>The connection breaks before anything is done.</summary>
    Reset,

    /// <summary>It is done, and the connection breaks before the answer.</summary>
    AnswerLost,

    /// <summary>It is done, and the answer is HTTP 500.</summary>
    ErrorAfterCommit,

    /// <summary>It is done, and the answer comes after <see cref="Fault.Delay"/>.</summary>
    SlowAfterCommit,
}

/// <summary>A fault that waits for its call.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Operation">The operation it waits for, such as <c>account.move/load</c>; null for any.</param>
/// <param name="Times">How many calls it hits.</param>
/// <param name="After">How many matching calls pass unharmed before.</param>
/// <param name="Delay">For <see cref="FaultKind.Slow"/> and <see cref="FaultKind.SlowAfterCommit"/>.</param>
/// <param name="Struck">Called when it strikes: after what is done before it, and before the delay or the break.</param>
public sealed record Fault(
    FaultKind Kind,
    string? Operation = null,
    int Times = 1,
    int After = 0,
    TimeSpan Delay = default,
    Action? Struck = null
);

/// <summary>The faults planned for a twin. Thread-safe.</summary>
public sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<Fault> planned = [];

    /// <summary>Plans a fault.</summary>
    public void Add(Fault fault)
    {
        lock (gate)
        {
            planned.Add(fault);
        }
    }

    /// <summary>Forgets every planned fault.</summary>
    public void Clear()
    {
        lock (gate)
        {
            planned.Clear();
        }
    }

    internal Fault? Take(string operation)
    {
        lock (gate)
        {
            for (var i = 0; i < planned.Count; i++)
            {
                var fault = planned[i];
                if (fault.Operation is not null && fault.Operation != operation)
                {
                    continue;
                }

                if (fault.After > 0)
                {
                    planned[i] = fault with { After = fault.After - 1 };
                    continue;
                }

                if (fault.Times > 1)
                {
                    planned[i] = fault with { Times = fault.Times - 1 };
                }
                else
                {
                    planned.RemoveAt(i);
                }

                return fault;
            }

            return null;
        }
    }
}
