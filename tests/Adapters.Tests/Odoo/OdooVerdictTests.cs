using Collections.Adapters.Http;
using Collections.Adapters.Odoo;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>Each lie of Odoo's answers, and what it means.</summary>
public sealed class OdooVerdictTests
{
    [Theory]
    [InlineData("odoo.exceptions.AccessDenied", typeof(RemoteMisconfiguredException))]
    [InlineData("odoo.exceptions.AccessError", typeof(RemoteMisconfiguredException))]
    [InlineData("odoo.exceptions.MissingError", typeof(RemoteRejectedException))]
    [InlineData("odoo.exceptions.ValidationError", typeof(RemoteRejectedException))]
    [InlineData("odoo.exceptions.UserError", typeof(RemoteRejectedException))]
    [InlineData("builtins.ValueError", typeof(RemoteRejectedException))]
    [InlineData("builtins.KeyError", typeof(RemoteRejectedException))]
    [InlineData("psycopg2.errors.SerializationFailure", typeof(RemoteUnavailableException))]
    public void An_error_in_an_answer_with_HTTP_200_is_judged_by_its_name(string name, Type expected)
    {
        var body =
            """{"jsonrpc":"2.0","id":1,"error":{"code":200,"message":"Odoo Server Error","data":{"name":"@@","debug":"Traceback /opt/secret","message":"Ana Pérez","arguments":[],"context":{}}}}""".Replace(
                "@@",
                name,
                StringComparison.Ordinal
            );

        var error = Judge(body, isWrite: true);

        Assert.IsType(expected, error);
        Assert.DoesNotContain("Ana", error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\\"school\\\"", typeof(RemoteMisconfiguredException))]
    [InlineData("too many clients", typeof(RemoteUnavailableException))]
    public void A_database_that_does_not_exist_is_told_from_one_that_is_busy(string text, Type expected)
    {
        var body =
            """{"jsonrpc":"2.0","id":1,"error":{"code":200,"data":{"name":"psycopg2.OperationalError","message":"FATAL: @@"}}}""".Replace(
                "@@",
                text,
                StringComparison.Ordinal
            );

        Assert.IsType(expected, Judge(body, isWrite: false));
    }

    [Theory]
    [InlineData("account.payment.action_post", true)]
    [InlineData("account.move.js_assign_outstanding_line", true)]
    [InlineData("account.move.load", false)]
    public void An_answer_with_neither_result_nor_error_is_a_success_only_where_nothing_is_returned(
        string operation,
        bool success
    )
    {
        var error = Judge("""{"jsonrpc":"2.0","id":26}""", isWrite: true, operation);

        Assert.Equal(success, error is null);
        Assert.True(success || error is RemoteOutcomeUnknownException);
    }

    [Theory]
    [InlineData("", true, typeof(RemoteOutcomeUnknownException))]
    [InlineData("{\"jsonrpc\":", true, typeof(RemoteOutcomeUnknownException))]
    [InlineData("[1]", true, typeof(RemoteOutcomeUnknownException))]
    [InlineData("{\"jsonrpc\":", false, typeof(RemoteUnavailableException))]
    public void JSON_that_breaks_off_is_no_answer(string body, bool isWrite, Type expected) =>
        Assert.IsType(expected, Judge(body, isWrite));

    [Theory]
    [InlineData(404, typeof(RemoteMisconfiguredException))]
    [InlineData(400, typeof(RemoteRejectedException))]
    [InlineData(502, typeof(RemoteOutcomeUnknownException))]
    public void A_page_in_the_place_of_an_answer_is_judged_by_its_status(int status, Type expected)
    {
        var answer = new RemoteAnswer(
            "account.move.load",
            status,
            "text/html",
            "<h1>",
            new Dictionary<string, string>()
        );

        Assert.IsType(expected, new OdooVerdict("school").Judge(answer, isWrite: true));
    }

    private static RemoteException? Judge(string body, bool isWrite, string operation = "account.move.load") =>
        new OdooVerdict("school").Judge(
            new RemoteAnswer(operation, 200, "application/json", body, new Dictionary<string, string>()),
            isWrite
        );
}
