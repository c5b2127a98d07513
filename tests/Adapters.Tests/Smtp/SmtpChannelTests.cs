using Collections.Adapters.Sandbox.Smtp;
using Collections.Adapters.Smtp;
using Collections.Adapters.Tests.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Smtp;

public sealed class SmtpChannelTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_arrives_as_it_was_written()
    {
        await using var sink = SmtpSink.Start();
        await using var adapter = Adapter(
            sink,
            """, "fromName": "Colegio Ñandú", "replyTo": "caja@school.example", "bounceAddress": "bounces@school.example" """
        );
        var subject =
            "Recordatorio: la cuota de octubre venció — por favor, póngase en contacto con administración (año 2026) ✓";
        var text = "Estimada familia:\n\n.una línea que empieza con punto\n" + new string('ñ', 300) + "\n¡Gracias!\n";

        var outcome = Assert.Single(await Send(adapter, Message("c-1") with { Subject = subject, Text = text }));

        var arrived = Assert.Single(sink.Messages);
        Assert.Equal((OutcomeKind.Done, "<c-1@school.example>"), (outcome.Kind, outcome.Value!.ProviderKey));
        Assert.Equal(subject, arrived.Subject);
        Assert.Equal(text.TrimEnd('\n'), arrived.Text.TrimEnd('\n'));
        Assert.Equal(["ana@family.example"], arrived.Recipients);
        Assert.Equal("bounces@school.example", arrived.Sender);
        Assert.Contains("Colegio Ñandú", arrived.From, StringComparison.Ordinal);
        Assert.Contains("caja@school.example", arrived.Headers["reply-to"], StringComparison.Ordinal);
        Assert.Equal("auto-generated", arrived.Headers["auto-submitted"]);
        Assert.Equal("<c-1@school.example>", arrived.Headers["message-id"]);
        Assert.StartsWith("text/plain", arrived.Headers["content-type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_sent_again_can_be_recognised()
    {
        await using var sink = SmtpSink.Start();
        await using var adapter = Adapter(sink);

        await Send(adapter, Message("c-1"));
        await Send(adapter, Message("c-1"));

        Assert.Single(sink.Messages.Select(m => m.Headers["message-id"]).Distinct());
        Assert.Equal(2, sink.Messages.Count);
    }

    [Fact]
    public async Task A_batch_goes_over_one_connection_with_one_outcome_each()
    {
        await using var sink = SmtpSink.Start();
        await using var adapter = Adapter(sink);

        var outcomes = await Send(adapter, [.. Enumerable.Range(0, 20).Select(i => Message($"c-{i}"))]);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"c-{i}"), outcomes.Select(o => o.Reference));
        Assert.All(outcomes, o => Assert.Equal(OutcomeKind.Done, o.Kind));
        Assert.Equal(1, sink.Connections);
    }

    [Theory]
    [InlineData(SmtpFault.RefuseRecipient, OutcomeKind.Rejected, 2)]
    [InlineData(SmtpFault.RefuseMessage, OutcomeKind.Rejected, 2)]
    [InlineData(SmtpFault.Greylist, OutcomeKind.Later, 2)]
    [InlineData(SmtpFault.DropAfterData, OutcomeKind.Unknown, 3)]
    public async Task One_bad_message_does_not_stop_the_others(SmtpFault fault, OutcomeKind expected, int arrived)
    {
        await using var sink = SmtpSink.Start();
        await using var adapter = Adapter(sink);
        sink.Add(fault);

        var outcomes = await Send(adapter, Message("c-1"), Message("c-2"), Message("c-3"));

        Assert.Equal([expected, OutcomeKind.Done, OutcomeKind.Done], outcomes.Select(o => o.Kind));
        Assert.Equal(arrived, sink.Messages.Count);
        Assert.DoesNotContain("ana@", string.Concat(outcomes.Select(o => o.Reason)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("")]
    [InlineData("a@b.example, c@d.example")]
    [InlineData("Ana <ana@family.example>")]
    [InlineData("ana@family.example\r\nRCPT TO:<x@y.example>")]
    [InlineData("ñandú@family.example")]
    public async Task What_is_no_address_is_rejected_without_a_conversation(string recipient)
    {
        await using var sink = SmtpSink.Start();
        await using var adapter = Adapter(sink);

        var outcome = Assert.Single(await Send(adapter, Message("c-1") with { Recipient = recipient }));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task A_subject_cannot_smuggle_a_header()
    {
        await using var sink = SmtpSink.Start();
        await using var adapter = Adapter(sink);

        await Send(adapter, Message("c-1") with { Subject = "Hello\r\nBcc: x@y.example" });

        var arrived = Assert.Single(sink.Messages);
        Assert.Equal("Hello Bcc: x@y.example", arrived.Subject);
        Assert.False(arrived.Headers.ContainsKey("bcc"));
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        await using var sink = SmtpSink.Start();
        await using var adapter = Adapter(sink);
        sink.RefuseConnections();

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => Send(adapter, Message("c-1")));
    }

    [Fact]
    public async Task A_busy_server_is_unavailable()
    {
        await using var sink = SmtpSink.Start();
        await using var adapter = Adapter(sink);
        sink.Add(SmtpFault.Busy);

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => Send(adapter, Message("c-1"), Message("c-2")));

        Assert.Empty(sink.Messages);
    }

    [Fact]
    public async Task When_the_server_goes_away_within_a_batch_the_rest_waits_and_what_happened_before_is_told()
    {
        await using var sink = SmtpSink.Start();
        await using var adapter = Adapter(sink);
        sink.Add(SmtpFault.DropAfterData);
        sink.Add(SmtpFault.Busy);

        var outcomes = await Send(adapter, Message("c-1"), Message("c-2"), Message("c-3"));

        Assert.Equal([OutcomeKind.Unknown, OutcomeKind.Later, OutcomeKind.Later], outcomes.Select(o => o.Kind));
        Assert.Single(sink.Messages);
    }

    [Theory]
    [InlineData("right", true)]
    [InlineData("wrong", false)]
    public async Task A_wrong_password_stops_the_adapter(string password, bool accepted)
    {
        await using var sink = SmtpSink.Start("cobros", "right");
        await using var adapter = Adapter(sink, $$""", "user": "cobros", "password": "{{password}}" """);

        var error = await Record.ExceptionAsync(() => Send(adapter, Message("c-1")));

        Assert.Equal(accepted ? null : typeof(RemoteMisconfiguredException), error?.GetType());
        Assert.Equal(accepted ? 1 : 0, sink.Messages.Count);
    }

    [Fact]
    public async Task A_server_that_wants_a_user_and_gets_none_stops_the_adapter()
    {
        await using var sink = SmtpSink.Start("cobros", "right");
        await using var adapter = Adapter(sink);

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => Send(adapter, Message("c-1")));
    }

    [Fact]
    public async Task A_server_without_encryption_gets_neither_password_nor_message()
    {
        await using var sink = SmtpSink.Start("cobros", "right");
        await using var adapter = Adapter(sink, """, "user": "cobros", "password": "right" """, security: "starttls");

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => Send(adapter, Message("c-1")));

        Assert.Empty(sink.Messages);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_gets_neither_password_nor_message()
    {
        await using var sink = SmtpSink.Start("cobros", "right", offersTls: true);
        await using var adapter = Adapter(sink, """, "user": "cobros", "password": "right" """, security: "starttls");

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => Send(adapter, Message("c-1")));
        var findings = await adapter.CheckAsync(Stop);

        Assert.Contains(findings, f => f is { Code: "smtp.certificate", Result: CheckResult.Missing });
        Assert.Empty(sink.Messages);
    }

    [Fact]
    public async Task A_trusted_server_gets_password_and_message_encrypted_only()
    {
        await using var sink = SmtpSink.Start("cobros", "right", offersTls: true);
        using var trust = TrustedCertificates.Trust(sink.Certificate!);
        await using var adapter = Adapter(sink, """, "user": "cobros", "password": "right" """, security: "starttls");

        var outcome = Assert.Single(await Send(adapter, Message("c-1")));

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.True(Assert.Single(sink.Messages).Encrypted);
    }

    [Fact]
    public async Task The_check_signs_in_and_sends_nothing()
    {
        await using var sink = SmtpSink.Start("cobros", "right");
        await using var good = Adapter(sink, """, "user": "cobros", "password": "right" """);
        await using var bad = Adapter(sink, """, "user": "cobros", "password": "wrong" """);

        var found = (await good.CheckAsync(Stop)).ToDictionary(f => f.Code);
        var refused = (await bad.CheckAsync(Stop)).ToDictionary(f => f.Code);

        Assert.Equal(CheckResult.Ok, found["smtp.signin"].Result);
        Assert.Equal(CheckResult.NotProven, found["smtp.sender"].Result);
        Assert.Equal(CheckResult.Missing, refused["smtp.signin"].Result);
        Assert.Empty(sink.Messages);
    }

    [Fact]
    public async Task The_check_names_what_is_missing()
    {
        await using var plainOnly = SmtpSink.Start("cobros", "right");
        plainOnly.OffersLogin = false;
        await using var gone = SmtpSink.Start();
        gone.RefuseConnections();
        await using var signIn = Adapter(plainOnly, """, "user": "cobros", "password": "right" """);
        await using var encrypted = Adapter(plainOnly, security: "starttls");
        await using var nobody = Adapter(gone);

        var findings = new[] { signIn, encrypted, nobody }.Select(a => a.CheckAsync(Stop)).ToList();
        await Task.WhenAll(findings);

        Assert.Contains(await findings[0], f => f is { Code: "smtp.signin", Result: CheckResult.Missing });
        Assert.Contains(await findings[1], f => f is { Code: "smtp.starttls", Result: CheckResult.Missing });
        Assert.Contains(await findings[2], f => f is { Code: "smtp.connection", Result: CheckResult.Missing });
    }

    [Fact]
    public async Task Sending_is_told_without_address_or_text()
    {
        await using var sink = SmtpSink.Start();
        var log = new CallLog();
        await using var adapter = Adapter(sink, log: log);

        await Send(adapter, Message("c-1"));

        var told = Assert.Single(log.Calls);
        Assert.Equal(("smtp.send", true, 250), (told.Operation, told.IsWrite, told.Status));
        Assert.DoesNotContain("ana@", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_settings_are_told_all_at_once()
    {
        var error = Assert.Throws<AdapterSettingsException>(() =>
            Create(
                """{ "host": "mail.school.example", "security": "none", "user": "x", "from": "nobody", "ssl": true }""",
                null
            )
        );

        Assert.Equal(4, error.Faults.Count);
    }

    [Theory]
    [InlineData("mail.school.example", "starttls", false, true)]
    [InlineData("mail.school.example", "none", false, false)]
    [InlineData("mail.school.example", "none", true, true)]
    [InlineData("127.0.0.1", "none", false, true)]
    [InlineData("other.example", "starttls", false, false)]
    public void Only_allowed_hosts_are_written_to_and_in_plain_text_only_where_allowed(
        string host,
        string security,
        bool allowPlain,
        bool accepted
    )
    {
        var error = Record.Exception(() =>
            Create(
                $$"""{ "host": "{{host}}", "security": "{{security}}", "allowPlain": {{(allowPlain ? "true" : "false")}}, "from": "a@b.example" }""",
                null
            )
        );

        Assert.Equal(accepted ? null : typeof(AdapterSettingsException), error?.GetType());
    }

    private static Task<IReadOnlyList<ItemOutcome<SentMessage>>> Send(
        IAdapter adapter,
        params OutgoingMessage[] messages
    ) => adapter.Messages!.SendAsync(messages, Stop);

    private static OutgoingMessage Message(string reference) =>
        new(reference, "ana@family.example", "Reminder", "Please pay.", "es");

    private static IAdapter Adapter(SmtpSink sink, string more = "", string security = "none", CallLog? log = null) =>
        Create(
            $$"""{ "host": "127.0.0.1", "port": {{sink.Port}}, "security": "{{security}}", "from": "cobros@school.example" {{more}} }""",
            log
        );

    private static IAdapter Create(string settings, CallLog? log) =>
        new SmtpAdapterFactory().Create(
            new AdapterContext(
                "mail",
                settings,
                ["127.0.0.1", "mail.school.example"],
                "Europe/Madrid",
                "demo",
                TimeProvider.System,
                log ?? new CallLog()
            )
        );
}
