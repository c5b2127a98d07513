using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Host.Tests.Support;

/// <summary>An adapter that the tests' manifest lists. Its setting <c>finding</c> says how its check ends.</summary>
public sealed class StandInFactory : IAdapterFactory
{
    public IAdapter Create(AdapterContext context)
    {
        var settings = JObject.Parse(context.SettingsJson);
        return (string?)settings["finding"] == "refuse"
            ? throw new AdapterSettingsException([$"{context.Name}: first fault.", $"{context.Name}: second fault."])
            : new StandIn(context, (string?)settings["finding"] ?? "Ok");
    }
}

internal sealed class StandIn(AdapterContext context, string finding) : IAdapter
{
    public IEnrolmentSource? Enrolments => throw new NotSupportedException();

    public ICustomerBook? Customers => throw new NotSupportedException();

    public IInvoiceBook? Documents => throw new NotSupportedException();

    public IPaymentGateway? Gateway => throw new NotSupportedException();

    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct)
    {
        context.Observer.Completed(new RemoteCall(context.Name, "site.info", false, 1, 200, null, TimeSpan.Zero, 10));
        return Task.FromResult<IReadOnlyList<CheckFinding>>([
            new CheckFinding(
                Enum.Parse<CheckResult>(finding),
                "standin.zone",
                $"zone {context.ZoneId} of {context.ReferencePrefix}",
                "Nothing works.",
                $"Allow {string.Join(' ', context.AllowedHosts)}."
            ),
        ]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
