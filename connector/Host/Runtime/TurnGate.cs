using Collections.Connector.Ports;

namespace Collections.Connector.Host.Runtime;

/// <summary>Asks the turn of the run that is under way, on behalf of the adapters, which live longer than a run.</summary>
internal sealed class TurnGate : IWriteGate
{
    private volatile IWriteGate? turn;

    /// <summary>Opens it for a run; closed again when the result is disposed.</summary>
    public IDisposable OpenFor(IWriteGate of)
    {
        turn = of;
        return new Closing(this);
    }

    /// <inheritdoc/>
    public TimeSpan Pass() =>
        (
            turn ?? throw new RemoteUnavailableException("Nothing is written outside of a run. The next run goes on.")
        ).Pass();

    /// <inheritdoc/>
    public void Answered() => turn?.Answered();

    private sealed class Closing(TurnGate gate) : IDisposable
    {
        public void Dispose() => gate.turn = null;
    }
}
