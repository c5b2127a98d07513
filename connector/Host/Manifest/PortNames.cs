using System.Reflection;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Manifest;

/// <summary>The ports by their names in the manifest: those of <see cref="IAdapter"/>'s properties, or of the interfaces.</summary>
internal static class PortNames
{
    // The ports are interfaces; what an adapter says of itself in words is none.
    private static readonly IReadOnlyList<PropertyInfo> Ports =
    [
        .. typeof(IAdapter).GetProperties().Where(p => p.PropertyType.IsInterface),
    ];

    private static readonly IReadOnlyDictionary<string, string> Interfaces = Ports.ToDictionary(
        p => p.PropertyType.Name,
        p => p.Name,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Gets every port's name, such as <c>Enrolments</c>.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Ports.Select(p => p.Name)];

    /// <summary>The port that a name in the manifest means; null when there is none.</summary>
    public static string? Resolve(string name) =>
        All.FirstOrDefault(port => string.Equals(port, name, StringComparison.OrdinalIgnoreCase))
        ?? Interfaces.GetValueOrDefault(name);

    /// <summary>The ports that a part of a school needs.</summary>
    public static IReadOnlyList<string> NeededBy(string part) =>
        part switch
        {
            "lms" => [nameof(IAdapter.Enrolments)],
            "erp" => [nameof(IAdapter.Customers), nameof(IAdapter.Documents)],
            "gateway" => [nameof(IAdapter.Gateway)],
            "email" or "sms" or "whatsapp" or "letter" or "webhook" or "payer-webhook" or "collector-webhook" =>
            [
                nameof(IAdapter.Messages),
            ],
            _ => [],
        };

    /// <summary>The ports that an adapter's class has: those that it does not leave to the interface's default of null.</summary>
    public static IReadOnlyList<string> OfferedBy(Type adapter)
    {
        var map = adapter.GetInterfaceMap(typeof(IAdapter));
        return
        [
            .. Ports
                .Where(p =>
                    map.TargetMethods[Array.IndexOf(map.InterfaceMethods, p.GetMethod)] is { } target
                    && target.DeclaringType != typeof(IAdapter)
                )
                .Select(p => p.Name),
        ];
    }
}
