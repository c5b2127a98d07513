using Collections.Connector.Ports;

namespace Collections.Adapters.Smtp;

/// <summary>Makes the adapter for e-mail over SMTP.</summary>
public sealed class SmtpAdapterFactory : IAdapterFactory
{
    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context) =>
        new SmtpAdapter(SmtpSettings.Read(context.Name, context.SettingsJson, context.AllowedHosts), context);
}

/// <summary>E-mail, by its one port.</summary>
internal sealed class SmtpAdapter(SmtpSettings settings, AdapterContext context) : IAdapter
{
    /// <inheritdoc/>
    public IMessageChannel Messages { get; } = new SmtpChannel(settings, context.Name, context.Observer);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) => new SmtpCheck(settings).RunAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
