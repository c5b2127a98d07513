using Collections.Adapters.Dolibarr.Wire;
using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>What an answer means, whatever its status says; and what may stand in a filter.</summary>
public sealed class DolibarrVerdictTests
{
    private const string Json = "application/json";
    private const string Html = "text/html";

    private const string Error =
        """{ "error": { "code": 500, "message": "WORDS", "0": "DETAIL" }, "debug": { "source": "api_x.class.php:1 at call stage" } }""";

    [Theory]
    [InlineData(200, Json, "14", false, null)]
    [InlineData(200, Json, "14", true, null)]
    [InlineData(200, Json, "<b>Warning</b> {}", false, typeof(RemoteUnavailableException))]
    [InlineData(200, Json, "<b>Warning</b> {}", true, typeof(RemoteOutcomeUnknownException))]
    [InlineData(200, Json, "", true, typeof(RemoteOutcomeUnknownException))]
    [InlineData(200, Html, "<h1>Login</h1>", false, typeof(RemoteUnavailableException))]
    [InlineData(304, "", "", true, null)]
    [InlineData(304, "", "", false, typeof(RemoteMisconfiguredException))]
    [InlineData(400, Json, Error, true, typeof(RemoteRejectedException))]
    [InlineData(401, Json, Error, true, typeof(RemoteMisconfiguredException))]
    [InlineData(403, Json, Error, true, typeof(RemoteMisconfiguredException))]
    [InlineData(404, Json, Error, false, null)]
    [InlineData(404, Json, Error, true, typeof(RemoteRejectedException))]
    [InlineData(404, Html, "<h1>404</h1>", false, typeof(RemoteMisconfiguredException))]
    [InlineData(405, Json, Error, true, typeof(RemoteRejectedException))]
    [InlineData(429, Json, Error, true, typeof(RemoteUnavailableException))]
    [InlineData(500, Json, Error, true, typeof(RemoteRejectedException))]
    [InlineData(500, Json, "<b>Warning</b>" + Error, true, typeof(RemoteOutcomeUnknownException))]
    [InlineData(500, Json, "<b>Warning</b>" + Error, false, typeof(RemoteUnavailableException))]
    [InlineData(501, Json, "\"API not found\"", false, typeof(RemoteMisconfiguredException))]
    [InlineData(503, Json, Error, false, typeof(RemoteUnavailableException))]
    [InlineData(503, Html, "<h1>503</h1>", true, typeof(RemoteOutcomeUnknownException))]
    public void An_answer_is_judged_by_what_it_is(int status, string type, string body, bool isWrite, Type? expected)
    {
        var judged = Judge(status, type, body, isWrite);

        Assert.Equal(expected, judged?.GetType());
    }

    [Theory]
    [InlineData(500, "Deadlock found when trying to get lock", true, typeof(RemoteOutcomeUnknownException))]
    [InlineData(500, "Lock wait timeout exceeded", false, typeof(RemoteUnavailableException))]
    [InlineData(503, "You have an error in your SQL syntax", false, typeof(RemoteRejectedException))]
    [InlineData(503, "Unknown column 't.x'", false, typeof(RemoteRejectedException))]
    public void A_busy_database_is_no_bad_record(int status, string detail, bool isWrite, Type expected)
    {
        var judged = Judge(status, Json, Error.Replace("DETAIL", detail, StringComparison.Ordinal), isWrite);

        Assert.Equal(expected, judged?.GetType());
    }

    [Fact]
    public void What_Dolibarr_says_is_never_repeated_since_it_quotes_people()
    {
        var judged = Judge(
            500,
            Json,
            Error.Replace("DETAIL", "ErrorBadEMail ana@example.org", StringComparison.Ordinal),
            true
        );

        Assert.DoesNotContain("ana@example.org", judged!.Message, StringComparison.Ordinal);
        Assert.Contains("api_x.class.php:1", judged.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a')) OR (1=1")]
    [InlineData("O'Brien")]
    [InlineData("a:b")]
    [InlineData("Ana")]
    [InlineData("a b")]
    [InlineData("")]
    public void A_value_that_is_no_reference_never_reaches_a_filter(string value)
    {
        Assert.False(DolibarrFilter.IsReference(value));
        Assert.Throws<RemoteRejectedException>(() => DolibarrFilter.In("t.ref_ext", [value]));
        Assert.Throws<RemoteRejectedException>(() => DolibarrFilter.BeginsWith("t.ref_ext", value));
    }

    [Fact]
    public void Other_signs_of_an_address_become_any_sign()
    {
        Assert.Equal(
            "(t.email:like:'o%brien%%1%@example.org')",
            DolibarrFilter.LooksLike("t.email", "o'brien):1(@example.org")
        );
        Assert.Equal("(t.tva_intra:like:'%B%1%2%')", DolibarrFilter.Holds("t.tva_intra", "B-1'2"));
    }

    private static RemoteException? Judge(int status, string type, string body, bool isWrite) =>
        DolibarrVerdict.Judge(
            new RemoteAnswer("invoices.create", status, type, body, new Dictionary<string, string>()),
            isWrite
        );
}
