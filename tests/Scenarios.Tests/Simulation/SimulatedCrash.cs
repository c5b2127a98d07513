namespace Collections.Scenarios.Tests.Simulation;

/// <summary>The connector's process dies here: everything that it held in memory is gone.</summary>
/// <remarks>A cancellation, because no step of a run may take it for its own failure and go on.</remarks>
internal sealed class SimulatedCrash(string where) : OperationCanceledException(where);
