using Collections.Connector.Ports;

namespace Collections.Adapters.Letters;

/// <summary>Makes the adapter for letters on paper.</summary>
public sealed class LettersAdapterFactory : IAdapterFactory
{
    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context) =>
        new LettersAdapter(LettersSettings.Read(context.Name, context.SettingsJson, context.ZoneId), context);
}

/// <summary>Letters on paper, by their one port.</summary>
internal sealed class LettersAdapter(LettersSettings settings, AdapterContext context) : IAdapter
{
    /// <inheritdoc/>
    public IMessageChannel Messages { get; } = new LetterChannel(settings, context);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) =>
        new LettersCheck(settings).RunAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
