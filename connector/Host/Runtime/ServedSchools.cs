using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Serving;

namespace Collections.Connector.Host.Runtime;

/// <summary>Makes what <c>serve</c> serves out of the configuration.</summary>
internal static class ServedSchools
{
    /// <summary>Opens the installation and its cycles.</summary>
    public static async Task<ServeParts> OpenAsync(
        VerbContext context,
        ConnectorConfiguration configuration,
        CancellationToken ct
    )
    {
        var installation = await Installation.OpenAsync(context, null, ct);
        var cycles = new SchoolCycles(
            installation,
            context.Host.Clock,
            context.Logs.CreateLogger("Collections.Cycles")
        );
        return new ServeParts(cycles, cycles, cycles, installation, cycles)
        {
            SelfService = cycles.SelfService,
            StopLinks = cycles.StopLinks,
        };
    }
}
