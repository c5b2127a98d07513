using System.Collections.Concurrent;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Wire;

/// <summary>Gives turns to write to one company: parallel writes end in deadlocks, so there is one turn at a time in this process.</summary>
internal sealed class WriteTurns(string company, DolibarrApi api, TimeProvider clock, TimeSpan longestRun)
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new(StringComparer.OrdinalIgnoreCase);
    private readonly UnansweredWrites unanswered = new(clock, longestRun);
    private readonly SemaphoreSlim gate = Gates.GetOrAdd(company, _ => new SemaphoreSlim(1, 1));

    /// <summary>Waits for a turn; it ends when it is disposed.</summary>
    public async Task<WriteTurn> TakeAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        return new WriteTurn(api, unanswered, gate);
    }
}

/// <summary>A turn to write: one piece of work after the other. After a call without an answer no more is begun in it.</summary>
internal sealed class WriteTurn(DolibarrApi api, UnansweredWrites unanswered, SemaphoreSlim gate) : IDisposable
{
    private bool sent;
    private bool wrote;
    private string? stopped;

    /// <summary>Does one piece of work, if no earlier request for the same may still run.</summary>
    /// <param name="key">What is written, such as a document's reference.</param>
    /// <param name="work">Reads and writes.</param>
    /// <returns>Null when it ended well; else how it ended.</returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent in this turn.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent in this turn.</exception>
    public async Task<Failure?> DoAsync(string key, Func<Task> work)
    {
        if (unanswered.RunsUntil(key) is { } until)
        {
            return new Failure(
                OutcomeKind.Later,
                $"An earlier request for it got no answer and may still run in Dolibarr until {until:HH:mm:ss} UTC; then it is looked up again."
            );
        }

        if (stopped is not null)
        {
            return new Failure(OutcomeKind.Later, $"Nothing was sent for it: {stopped}");
        }

        var began = unanswered.Now;
        wrote = false;
        try
        {
            await work();
            unanswered.Forget(key);
            return null;
        }
        catch (RemoteRejectedException refused)
        {
            sent = true;
            return new Failure(OutcomeKind.Rejected, refused.Message, DolibarrVerdict.ReasonOf(refused));
        }
        catch (RemoteOutcomeUnknownException lost)
        {
            sent = true;
            stopped = lost.Message;
            unanswered.Remember(key, began);
            return new Failure(OutcomeKind.Unknown, lost.Message);
        }
        catch (OperationCanceledException)
        {
            unanswered.Remember(key, began); // Who called has gone; what was sent runs on.
            throw;
        }
        catch (RemoteException error) when (sent)
        {
            stopped = error.Message;
            return wrote
                ? new Failure(
                    OutcomeKind.Unknown,
                    $"Dolibarr took it, and then: {error.Message} Looking again is safe."
                )
                : new Failure(OutcomeKind.Later, error.Message);
        }
    }

    /// <summary>Writes, within a piece of work.</summary>
    public async Task<JToken?> WriteAsync(string operation, string resource, JObject body, CancellationToken ct)
    {
        var answer = await api.WriteAsync(operation, resource, body, ct);
        sent = wrote = true;
        return answer;
    }

    /// <summary>Notes that what was written is there.</summary>
    public void Found(string key) => unanswered.Forget(key);

    /// <inheritdoc/>
    public void Dispose() => gate.Release();
}

/// <summary>How a piece of work ended that did not end well.</summary>
/// <param name="Kind">Never done.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="Refusal">Why Dolibarr refused it, where it did.</param>
internal sealed record Failure(OutcomeKind Kind, string Reason, Refusal Refusal = Refusal.Other)
{
    /// <summary>The outcome of an item.</summary>
    public ItemOutcome<T> ToOutcome<T>(string reference)
        where T : class => ItemOutcome<T>.Not(Kind, reference, Reason);
}
