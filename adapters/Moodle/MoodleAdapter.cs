using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>A Moodle site by its ports.</summary>
internal sealed class MoodleAdapter : IAdapter
{
    private readonly RemoteHost host;
    private readonly MoodleCheck check;

    /// <summary>Initializes a new instance of the <see cref="MoodleAdapter"/> class.</summary>
    public MoodleAdapter(MoodleSettings settings, AdapterContext context, RemoteHostOptions options)
    {
        var verdict = new MoodleVerdict(context.Name);
        host = new RemoteHost(options, verdict.Judge, context.Observer);
        var client = new MoodleClient(host, settings.Token, context.Name);
        var courses = new CourseCatalogue(client);
        var rosters = new RosterReader(client);
        var report = settings.ReportId is { } id ? new EnrolmentReport(client, id, settings.PageSize) : null;
        Enrolments = new MoodleEnrolments(settings, client, courses, rosters, report);
        Access = new MoodleAccess(settings, client, courses, rosters, report);
        Messages = new MoodleMessages(client);
        var siteClient = settings.SiteToken is { } token
            ? new MoodleClient(host, token, $"{context.Name} (siteToken)")
            : null;
        SiteAccess = siteClient is null ? null : new MoodleSiteAccess(client, siteClient, courses);
        check = new MoodleCheck(settings, client, siteClient, courses);
    }

    /// <inheritdoc/>
    public IEnrolmentSource Enrolments { get; }

    /// <inheritdoc/>
    public IAccessControl Access { get; }

    /// <inheritdoc/>
    public ISiteAccess? SiteAccess { get; }

    /// <inheritdoc/>
    public IMessageChannel Messages { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) => check.RunAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();
}
