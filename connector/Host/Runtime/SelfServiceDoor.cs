using System.Globalization;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Host.Serving.SelfPages;

namespace Collections.Connector.Host.Runtime;

/// <summary>The schools' self-service desks behind their links.</summary>
/// <param name="schools">The schools.</param>
/// <param name="signer">Reads links and signs forms.</param>
/// <param name="publicUrl">The address that the world knows.</param>
/// <param name="clock">The clock.</param>
/// <param name="acted">Told of the school where a learner did something: access may come back at once.</param>
internal sealed class SelfServiceDoor(
    IReadOnlyList<SchoolInstallation> schools,
    SelfLinkSigner signer,
    Uri publicUrl,
    TimeProvider clock,
    Func<string, CancellationToken, ValueTask> acted
) : ISelfService
{
    /// <inheritdoc/>
    public Uri? PublicUrl => publicUrl;

    /// <inheritdoc/>
    public async Task<SelfVisit> OpenAsync(string token, CancellationToken ct)
    {
        if (signer.Read(token) is not { } link || Find(link) is not { } school)
        {
            return SelfVisit.Closed(SelfDoor.Unknown);
        }

        if (clock.GetUtcNow() >= link.ExpiresAt)
        {
            return SelfVisit.Closed(SelfDoor.Expired);
        }

        return await school.SelfService.OpenAsync(link.Target, ct) is { } view
            ? new SelfVisit(
                SelfDoor.Open,
                view,
                school.PayLink is { } payLink ? [.. view.Payers.Select(x => payLink(link.School, x))] : [],
                (action, number) => signer.SignForm(link, action, number)
            )
            : SelfVisit.Closed(SelfDoor.Unknown);
    }

    /// <inheritdoc/>
    public async Task<SelfOutcome?> ActAsync(string token, SelfWish wish, CancellationToken ct)
    {
        if (
            signer.Read(token) is not { } link
            || clock.GetUtcNow() >= link.ExpiresAt
            || Find(link)?.SelfService is not { } desk
            || !signer.IsForm(link, wish.Action, wish.Number, wish.FormToken)
        )
        {
            return null;
        }

        var outcome = wish.Action switch
        {
            SelfAction.Promise => Day(wish.Text) is { } until
                ? await desk.PromiseAsync(link.Target, wish.Number, until, ct)
                : SelfOutcome.WrongDay,
            SelfAction.Grace => await desk.UseGraceAsync(link.Target, wish.Number, ct),
            _ => await desk.ObjectAsync(link.Target, wish.Number, wish.Text, ct),
        };
        if (outcome == SelfOutcome.Done)
        {
            await acted(link.School, ct);
        }

        return outcome;
    }

    private SchoolInstallation? Find(SelfLink link) => schools.FirstOrDefault(x => x.Mapping.School.Key == link.School);

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
