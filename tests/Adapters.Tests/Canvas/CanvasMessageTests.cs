using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Canvas;

public sealed class CanvasMessageTests
{
    private const string Create = "conversations/create";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_message_is_a_conversation_of_its_own_with_its_text_as_it_is()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var text = "Cuota vencida: $ 1.234,50 <hoy> & «mañana»\nSaludos";

        await canvas.Channel.SendAsync([Message("c-1", canvas.User, text), Message("c-2", canvas.User, "second")], Ct);

        Assert.Equal(
            [(canvas.User, "Recordatorio", text), (canvas.User, "Recordatorio", "second")],
            canvas.Twin.Conversations.Select(c => (c.UserId, c.Subject, c.Body))
        );
    }

    [Fact]
    public async Task A_subject_too_long_for_Canvas_is_cut()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var message = Message("c-1", canvas.User) with { Subject = new string('x', 300) };

        await canvas.Channel.SendAsync([message], Ct);

        Assert.Equal(255, Assert.Single(canvas.Twin.Conversations).Subject.Length);
    }

    [Theory]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ErrorAfterCommit)]
    [InlineData(FaultKind.Reset)]
    public async Task A_message_without_an_answer_is_unknown_and_not_sent_again(FaultKind fault)
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Faults.Add(new Fault(fault, Create));

        var outcomes = await canvas.Channel.SendAsync([Message("c-1", canvas.User), Message("c-2", canvas.User)], Ct);

        Assert.Equal([OutcomeKind.Unknown, OutcomeKind.Done], outcomes.Select(outcome => outcome.Kind));
        Assert.Equal(2, canvas.Counts[Create]);
    }

    [Fact]
    public async Task Too_many_calls_in_the_middle_leave_the_rest_for_later_and_at_the_start_are_an_outage()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Faults.Add(new Fault(FaultKind.TooManyRequests, Create, After: 1));
        OutgoingMessage[] three =
        [
            Message("c-1", canvas.User),
            Message("c-2", canvas.User),
            Message("c-3", canvas.User),
        ];

        var outcomes = await canvas.Channel.SendAsync(three, Ct);
        canvas.Faults.Add(new Fault(FaultKind.TooManyRequests, Create));

        Assert.Equal([OutcomeKind.Done, OutcomeKind.Later, OutcomeKind.Later], outcomes.Select(o => o.Kind));
        await Assert.ThrowsAsync<RemoteUnavailableException>(() => canvas.Channel.SendAsync(three, Ct));
        Assert.Single(canvas.Twin.Conversations);
    }

    private static OutgoingMessage Message(string reference, long user, string text = "first") =>
        new(reference, $"{user}", "Recordatorio", text, "es");
}
