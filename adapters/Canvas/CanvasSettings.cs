using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>The adapter's settings, checked whole.</summary>
/// <param name="BaseUrl">The Canvas's own address, such as <c>https://school.instructure.com/</c>.</param>
/// <param name="Token">The access token.</param>
/// <param name="AccountId">The account whose courses are read, with its sub-accounts; <c>self</c> is the address's root account.</param>
/// <param name="Courses">The only courses that are read, by id; empty for all of the account.</param>
/// <param name="CustomDataNamespace">The namespace of custom data read for learners; empty for none.</param>
/// <param name="CustomDataScope">The path within the custom data, such as <c>billing</c>; empty for all of it.</param>
/// <param name="ParallelCalls">How many calls may run at once.</param>
/// <param name="PageSize">How many rows a page is asked for.</param>
/// <param name="AllowPlainHttp">Whether plain HTTP is allowed to hosts other than loopback.</param>
internal sealed record CanvasSettings(
    Uri BaseUrl,
    string Token,
    string AccountId,
    IReadOnlyList<string> Courses,
    string CustomDataNamespace,
    string CustomDataScope,
    int ParallelCalls,
    int PageSize,
    bool AllowPlainHttp
)
{
    /// <summary>Reads and checks.</summary>
    /// <exception cref="AdapterSettingsException">Every fault at once.</exception>
    public static CanvasSettings Read(AdapterContext context)
    {
        var reader = new SettingsReader(context.Name, context.SettingsJson);
        var settings = new CanvasSettings(
            Address(reader),
            reader.Text("token"),
            reader.OptionalText("accountId", "self"),
            reader.OptionalTexts("courses"),
            reader.OptionalText("customDataNamespace"),
            reader.OptionalText("customDataScope").Trim('/'),
            // Canvas charges parallel calls in advance: one at a time is the documentation's own advice.
            reader.Number("parallelCalls", 1, 1, 8),
            reader.Number("pageSize", 100, 1, 100),
            reader.Flag("allowPlainHttp", otherwise: false)
        );
        if (settings.AccountId != "self" && !CanvasKeys.IsKey(settings.AccountId))
        {
            reader.Fault("accountId", "must be an account's number, or \"self\" for the root account");
        }

        if (settings.Courses.Any(id => !CanvasKeys.IsKey(id)))
        {
            reader.Fault("courses", "must hold course numbers as texts, such as [\"101\", \"102\"]");
        }

        if (settings.CustomDataScope.Length > 0 && settings.CustomDataNamespace.Length == 0)
        {
            reader.Fault("customDataScope", "needs 'customDataNamespace' too");
        }

        reader.Finish();
        settings.ToHostOptions(context).Validate();
        return settings;
    }

    /// <summary>Gives how the Canvas is called: patiently, since a full bucket of cost drains within a minute.</summary>
    public RemoteHostOptions ToHostOptions(AdapterContext context) =>
        new()
        {
            Adapter = context.Name,
            BaseUrl = BaseUrl,
            AllowedHosts = context.AllowedHosts,
            Gate = context.Gate,
            AllowPlainHttp = AllowPlainHttp,
            ParallelCalls = ParallelCalls,
            ReadRetries = 5,
            RetryDelay = TimeSpan.FromSeconds(2),
        };

    private static Uri Address(SettingsReader reader)
    {
        var address = reader.Address("baseUrl", "");
        if (address.Query.Length > 0 || address.UserInfo.Length > 0)
        {
            reader.Fault("baseUrl", "must be the Canvas's address alone, without user, query or token");
        }

        // The API stands at the host's root; a path that people copy from the browser would be called with it.
        return new Uri(address.GetLeftPart(UriPartial.Authority));
    }
}
