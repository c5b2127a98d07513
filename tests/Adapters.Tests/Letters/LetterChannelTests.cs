using System.Text;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Letters;

public sealed class LetterChannelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Letters_are_finished_by_hand_and_need_a_postal_address()
    {
        using var desk = new LetterDesk();

        Assert.Equal("letter", desk.Channel.Name);
        Assert.Equal(RecipientKind.PostalAddress, desk.Channel.Recipient);
        Assert.True(desk.Channel.IsByHand);
    }

    [Fact]
    public async Task A_letter_lies_in_the_folder_under_the_contacts_reference_and_is_a_PDF()
    {
        using var desk = new LetterDesk();

        var outcome = await desk.SendAsync(Letter("demo-c-1"));

        Assert.Equal("demo-c-1.pdf", outcome.Value!.ProviderKey);
        Assert.Equal(["demo-c-1.pdf"], desk.Files);
        var file = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(desk.PathOf("demo-c-1.pdf"), Ct));
        Assert.StartsWith("%PDF-1.7", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_services_user_reads_a_letter()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        using var desk = new LetterDesk();

        await desk.SendAsync(Letter("demo-c-1"));

        if (!OperatingSystem.IsWindows())
        {
            var mode = File.GetUnixFileMode(desk.PathOf("demo-c-1.pdf"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        }
    }

    [Fact]
    public async Task A_repetition_leaves_the_letter_that_is_there()
    {
        using var desk = new LetterDesk();
        await desk.SendAsync(Letter("demo-c-1"));
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(desk.PathOf("demo-c-1.pdf"), written);

        var again = await desk.SendAsync(Letter("demo-c-1"));

        Assert.Equal(OutcomeKind.Done, again.Kind);
        Assert.Equal(written, File.GetLastWriteTimeUtc(desk.PathOf("demo-c-1.pdf")));
    }

    [Fact]
    public async Task A_letter_of_another_text_takes_the_place_of_the_first()
    {
        using var desk = new LetterDesk();
        await desk.SendAsync(Letter("demo-c-1"));
        var first = await File.ReadAllBytesAsync(desk.PathOf("demo-c-1.pdf"), Ct);

        await desk.SendAsync(Letter("demo-c-1") with { Text = "La cuota está pagada en parte." });

        Assert.NotEqual(first, await File.ReadAllBytesAsync(desk.PathOf("demo-c-1.pdf"), Ct));
        Assert.Equal(["demo-c-1.pdf"], desk.Files);
    }

    [Theory]
    [InlineData("2026-11-22T04:59:59Z", 21)]
    [InlineData("2026-11-22T05:00:00Z", 22)]
    public async Task The_date_is_that_of_the_schools_zone(string now, int day)
    {
        using var desk = new LetterDesk(
            now: DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)
        );

        await desk.SendAsync(Letter("demo-c-1"));

        var file = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(desk.PathOf("demo-c-1.pdf"), Ct));
        Assert.Contains($"(D:202611{day}000000Z)", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Calle Mayor 1\n28013 Madrid", OutcomeKind.Rejected)]
    [InlineData("Ana Ruiz", "Calle Mayor 1", OutcomeKind.Rejected)]
    [InlineData("Ana Ruiz", "Calle Mayor 1\n \n", OutcomeKind.Rejected)]
    [InlineData("Ana Ruiz", "Calle Mayor 1\n28013 Madrid", OutcomeKind.Done)]
    [InlineData("Ana Ruiz", "a\nb\nc\nd\ne", OutcomeKind.Done)]
    [InlineData("Ana Ruiz", "a\nb\nc\nd\ne\nf", OutcomeKind.Rejected)]
    public async Task An_address_needs_three_lines_with_the_name_and_has_room_for_six(
        string name,
        string address,
        OutcomeKind kind
    )
    {
        using var desk = new LetterDesk();

        var outcome = await desk.SendAsync(Letter("demo-c-1") with { RecipientName = name, Recipient = address });

        Assert.Equal(kind, outcome.Kind);
        Assert.Equal(kind == OutcomeKind.Done ? 1 : 0, desk.Files.Length);
    }

    [Fact]
    public async Task A_letter_with_signs_that_the_font_lacks_is_rejected_by_their_numbers_and_not_by_the_name()
    {
        using var desk = new LetterDesk();

        var outcome = await desk.SendAsync(Letter("demo-c-1") with { RecipientName = "王芳" });

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains("U+738B", outcome.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("王", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_unavailable_and_the_message_tells_which()
    {
        using var desk = new LetterDesk();
        desk.Folder.Delete();
        desk.Folder.Refresh();

        var gone = await Assert.ThrowsAsync<RemoteUnavailableException>(() => desk.SendAsync(Letter("demo-c-1")));

        Assert.Contains(desk.Folder.FullName, gone.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Muñoz", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_written_after_another_letter_waits_for_the_next_run()
    {
        using var desk = new LetterDesk();
        Directory.CreateDirectory(desk.PathOf("demo-c-2.pdf")); // A folder is in the way of the second letter.

        var outcomes = await desk.Channel.SendAsync([Letter("demo-c-1"), Letter("demo-c-2"), Letter("demo-c-3")], Ct);

        Assert.Equal([OutcomeKind.Done, OutcomeKind.Later, OutcomeKind.Later], outcomes.Select(o => o.Kind));
        Assert.Equal(["demo-c-1.pdf"], desk.Files);
    }

    [Fact]
    public async Task A_reference_that_no_file_may_be_named_after_stays_inside_the_folder()
    {
        using var desk = new LetterDesk();

        var outcome = await desk.SendAsync(Letter("../../etc/passwd"));

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Matches("^[0-9a-f]{64}\\.pdf$", Assert.Single(desk.Files));
    }

    [Fact]
    public async Task A_logo_that_cannot_be_printed_stops_the_adapter_before_any_letter()
    {
        using var logos = new LetterDesk();
        await File.WriteAllTextAsync(logos.PathOf("logo.png"), "no picture", Ct);
        using var desk = new LetterDesk(s => s["logo"] = logos.PathOf("logo.png"));

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => desk.SendAsync(Letter("demo-c-1")));

        Assert.Empty(desk.Files);
    }

    [Fact]
    public async Task The_observer_hears_of_a_letter_without_what_is_in_it()
    {
        using var desk = new LetterDesk();

        await desk.SendAsync(Letter("demo-c-1"));

        var call = Assert.Single(desk.Calls.Calls);
        Assert.Equal(("letter", "letter.write", true), (call.Adapter, call.Operation, call.IsWrite));
    }

    private static OutgoingMessage Letter(string reference) =>
        new(
            reference,
            "Avenida de la Constitución 12\n41001 Sevilla",
            "Recordatorio de la cuota de octubre",
            "Estimada familia:\n\nSigue pendiente la cuota de octubre por 1.234,50 €.\n\nAtentamente,",
            "es"
        )
        {
            RecipientName = "Familia Muñoz",
        };
}
