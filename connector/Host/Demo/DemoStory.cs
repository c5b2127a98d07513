using System.Globalization;
using Collections.Connector.Host.Terminal;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Host.Demo;

/// <summary>The story: from the first enrolment to access given back, by the product's own commands on the twins.</summary>
internal sealed class DemoStory(TwinTown town, DemoSchool school, Action<DemoEvent> tell)
{
    private static readonly DateTimeOffset FirstDay = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly DemoPayers payers = new(town);

    /// <summary>The first instant of the story, UTC.</summary>
    public static DateTimeOffset Beginning => FirstDay;

    /// <summary>Tells it.</summary>
    /// <param name="serve">Starts the town's service, which payers' links and the gateway's webhooks reach.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>What the LMS itself says of access: how many learners were suspended, and how many still are at the end.</returns>
    public async Task<DemoAccess> TellAsync(Func<Task> serve, CancellationToken ct)
    {
        Say($"{DemoSchool.Learners} learners are enrolled {school.Enrolments} times in {DemoSchool.Courses} courses.");
        await CheckAsync();
        await SyncAsync(
            "Enrolments become receivables, receivables become invoices in the ERP:",
            "agreements.new",
            "customers.email",
            "customers.created",
            "documents.posted"
        );
        await SyncAsync("The same again, to see that nothing happens twice:", "documents.posted", "customers.created");

        GoTo(5);
        Say(
            $"{payers.PayByBank(payers.Owing().Take(170))} invoices are paid by bank transfer, and the accountant reconciles them."
        );
        await RemindAsync(7, "Three days before they fall due, who has not paid gets a friendly word:");

        GoTo(9);
        await serve();
        await PayByLinksAsync(payers.WrittenToSince(0).Skip(70).Take(40), ct);
        await RemindAsync(13, "Three days late, the first reminder:");
        Say(
            $"{payers.PayByBank(payers.Owing().Skip(30))} invoices are paid by bank, {payers.PayByBank(payers.Owing().Skip(20).Take(10), part: 0.5m)} only in part."
        );
        await RemindAsync(20, "Ten days late, the second reminder, with what is still open:");
        Say($"{payers.PayByBank(payers.Owing().Skip(12))} invoices are settled by bank.");
        await RemindAsync(30, "Twenty days late, the formal notice:");
        Say($"{payers.PayByBank(payers.Owing().Skip(4))} invoices are settled by bank.");
        await RemindAsync(33, "The last notice names the day on which access may be suspended:");
        Say($"{payers.PayByBank(payers.Owing().Skip(2))} invoices are settled by bank.");

        GoTo(39);
        await SyncAsync("The notice's last day: nobody is suspended yet.", "access.suspended");
        GoTo(40);
        await SyncAsync(
            "Seven full days after the last notice, and after a last look at ERP and gateway:",
            "access.suspended"
        );
        var suspended = school.LockedOut(town);
        Say($"The LMS says: learners who cannot enter a course: {suspended.Count}.");

        GoTo(41);
        await PayByLinksAsync(suspended.Take(1), ct);
        await SyncAsync(
            "The webhook alone gives access back; the next run finds nothing left to do.",
            "access.restored",
            "payments.recorded"
        );
        var still = school.LockedOut(town);
        Say($"The LMS says: learners who cannot enter a course: {still.Count}.");
        return new DemoAccess(suspended.Count, still.Count);
    }

    private void GoTo(int day) => town.Clock.MoveTo(FirstDay.AddDays(day));

    private async Task RemindAsync(int day, string text)
    {
        GoTo(day);
        var before = town.Mail.Messages.Count;
        var counts = await TypeSyncAsync();
        var letter = town.Mail.Messages.Skip(before).FirstOrDefault();
        Say(
            $"{text} {town.Mail.Messages.Count - before} e-mails{(letter is null ? "" : $", such as \"{letter.Subject}\"")}.",
            Pick(counts, [.. counts.Keys.Where(x => x.StartsWith("contacts.sent.", StringComparison.Ordinal))])
        );
    }

    private async Task PayByLinksAsync(IEnumerable<string> emails, CancellationToken ct)
    {
        var paid = 0;
        foreach (var email in emails.ToList())
        {
            paid += await payers.PayByLinkAsync(email, ct) ? 1 : 0;
        }

        var delivered = await payers.DeliverWebhooksAsync(ct);
        Say(
            $"{paid} pay by card on the page behind the link in their e-mail; the gateway delivers {delivered} signed webhooks, each twice and in the wrong order."
        );
    }

    private async Task CheckAsync()
    {
        var output = new StringWriter();
        var exit = await town.TypeAsync(output, new StringWriter(), "check", "--json");
        var check = JObject.Parse(output.ToString());
        Say($"check: exit {exit}, missing {check["missing"]}, not proven without writing {check["notProven"]}.");
    }

    private async Task SyncAsync(string text, params string[] counted) =>
        Say(text, Pick(await TypeSyncAsync(), counted));

    private async Task<Dictionary<string, long>> TypeSyncAsync()
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exit = await town.TypeAsync(output, error, "sync", "--json");
        var document = JObject.Parse(output.ToString());
        if (
            document["schools"]?[0]?["counts"] is not JObject counts
            || exit is not ((int)ExitCode.Done or (int)ExitCode.NeedsPerson)
        )
        {
            throw new InvalidOperationException($"sync ended with {exit}: {output}{error}");
        }

        return counts.Properties().ToDictionary(x => x.Name, x => (long)x.Value);
    }

    private static string Pick(Dictionary<string, long> counts, IReadOnlyCollection<string> names) =>
        string.Join(
            ", ",
            names.Select(x => $"{x} {counts.GetValueOrDefault(x).ToString(CultureInfo.InvariantCulture)}")
        );

    private void Say(string text, string figures = "") =>
        tell(new DemoEvent(DateOnly.FromDateTime(town.Clock.GetUtcNow().UtcDateTime), text, figures));
}

/// <summary>Something that happens in the story.</summary>
/// <param name="On">The day.</param>
/// <param name="Text">What.</param>
/// <param name="Figures">What the product counted; empty where it was not the product.</param>
internal sealed record DemoEvent(DateOnly On, string Text, string Figures);

/// <summary>What the LMS says of access.</summary>
/// <param name="Suspended">Learners who could not enter a course on the day of the suspension.</param>
/// <param name="StillSuspended">Learners who cannot at the end.</param>
internal sealed record DemoAccess(int Suspended, int StillSuspended)
{
    /// <summary>Gets a value indicating whether it is what the story tells: two are suspended, and the one who pays is back.</summary>
    public bool AsTold => this is { Suspended: 2, StillSuspended: 1 };
}
