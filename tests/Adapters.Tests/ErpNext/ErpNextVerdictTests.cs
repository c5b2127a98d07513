using Collections.Adapters.ErpNext;
using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.ErpNext;

public sealed class ErpNextVerdictTests
{
    [Theory]
    [InlineData(417, "ValidationError", typeof(RemoteRejectedException))]
    [InlineData(417, "LinkValidationError", typeof(RemoteRejectedException))]
    [InlineData(417, "UniqueValidationError", typeof(RemoteRejectedException))]
    [InlineData(417, "TimestampMismatchError", typeof(RemoteRejectedException))]
    [InlineData(409, "DuplicateEntryError", typeof(RemoteRejectedException))]
    [InlineData(404, "DoesNotExistError", typeof(RemoteRejectedException))]
    [InlineData(403, "PermissionError", typeof(RemoteMisconfiguredException))]
    [InlineData(401, "AuthenticationError", typeof(RemoteMisconfiguredException))]
    [InlineData(500, "QueryDeadlockError", typeof(RemoteUnavailableException))]
    [InlineData(503, "InReadOnlyMode", typeof(RemoteUnavailableException))]
    [InlineData(500, "TypeError", typeof(RemoteRejectedException))]
    public void An_error_with_a_name_says_that_nothing_was_done_whatever_its_status(int status, string name, Type kind)
    {
        var answer = Answer(status, $$"""{ "exc_type": "{{name}}", "exception": "x: Ana Diaz" }""");

        var judged = ErpNextVerdict.Judge(answer, isWrite: true);

        Assert.IsType(kind, judged);
        Assert.True(ErpNextVerdict.IsNamed(judged, name));
        Assert.DoesNotContain("Ana", judged.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(502, true, typeof(RemoteOutcomeUnknownException))]
    [InlineData(502, false, typeof(RemoteUnavailableException))]
    [InlineData(404, true, typeof(RemoteMisconfiguredException))]
    public void A_proxys_page_says_nothing_of_what_was_done(int status, bool isWrite, Type kind)
    {
        var answer = Answer(status, "<h1>Bad gateway</h1>") with { ContentType = "text/html" };

        Assert.IsType(kind, ErpNextVerdict.Judge(answer, isWrite));
    }

    [Theory]
    [InlineData("(1054, \\\"Unknown column\\\")", typeof(RemoteMisconfiguredException))]
    [InlineData("(2006, \\\"MySQL server has gone away\\\")", typeof(RemoteUnavailableException))]
    public void A_field_that_is_not_there_is_told_from_a_database_that_is_away(string text, Type kind)
    {
        var answer = Answer(500, $$"""{ "exc_type": "OperationalError", "exception": "{{text}}" }""");

        Assert.IsType(kind, ErpNextVerdict.Judge(answer, isWrite: false));
    }

    [Fact]
    public void A_message_list_is_usable() => Assert.Null(ErpNextVerdict.Judge(Answer(200, "{}"), isWrite: false));

    private static RemoteAnswer Answer(int status, string body) =>
        new("Sales Invoice create", status, "application/json", body, new Dictionary<string, string>());
}
