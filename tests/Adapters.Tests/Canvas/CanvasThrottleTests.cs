using Collections.Adapters.Canvas;
using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Canvas;

/// <summary>Too many calls, a missing right and a wrong token look alike, and mean three different things.</summary>
public sealed class CanvasThrottleTests
{
    private const string TooMany = "403 Forbidden (Rate Limit Exceeded)\n";
    private const string NoRight = """{"status":"unauthorized","errors":[{"message":"Ana is not authorized"}]}""";
    private const string NoToken = """{"errors":[{"message":"Invalid access token."}]}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    public async Task A_read_that_was_one_too_many_is_tried_again(int status)
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.ThrottleStatus = status;
        canvas.Twin.ThrottleNext = 1;

        var courses = await canvas.Enrolments.ReadCoursesAsync(Ct);

        Assert.Single(courses);
        Assert.Equal([status, 200], canvas.Calls.OrderBy(call => call.Attempt).Select(call => call.Status));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    public async Task A_quota_that_stays_used_up_is_an_outage_and_no_fault_of_the_configuration(int status)
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.ThrottleStatus = status;
        canvas.Twin.ThrottleNext = 99;

        var later = await Assert.ThrowsAsync<RemoteUnavailableException>(() => canvas.Enrolments.ReadCoursesAsync(Ct));

        Assert.Contains("too many calls", later.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "0")]
    [InlineData(350.5, "0")]
    [InlineData(100, "10")]
    [InlineData(0, "20")]
    [InlineData(-150, "20")]
    public void Little_left_of_the_quota_makes_the_next_call_wait_until_it_drained(double remaining, string seconds)
    {
        Assert.Equal(
            TimeSpan.FromSeconds(int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)),
            CanvasPace.PauseFor(remaining)
        );
    }

    [Fact]
    public async Task What_an_answer_says_of_the_quota_is_heard_and_waited_for_once()
    {
        var pace = new CanvasPace();
        pace.Hear(Answer(200, "[]", ("x-rate-limit-remaining", "150.0")));

        var first = pace.WaitAsync(Ct);
        var second = pace.WaitAsync(Ct);

        Assert.Equal((false, true), (first.IsCompleted, second.IsCompleted));
        await second;
    }

    [Theory]
    [InlineData(403, "text/plain", TooMany, typeof(RemoteUnavailableException), "")]
    [InlineData(429, "text/plain", "", typeof(RemoteUnavailableException), "")]
    [InlineData(403, "application/json", NoRight, typeof(RemoteMisconfiguredException), CanvasVerdict.NoRight)]
    [InlineData(401, "application/json", NoRight, typeof(RemoteMisconfiguredException), CanvasVerdict.NoRight)]
    [InlineData(401, "application/json", NoToken, typeof(RemoteMisconfiguredException), "")]
    [InlineData(404, "application/json", """{"errors":[]}""", typeof(RemoteRejectedException), CanvasVerdict.NotFound)]
    [InlineData(
        400,
        "application/json",
        """{"error":"x"}""",
        typeof(RemoteRejectedException),
        CanvasVerdict.BadRequest
    )]
    [InlineData(404, "text/html", "<h1>Page Not Found</h1>", typeof(RemoteMisconfiguredException), "")]
    [InlineData(403, "text/html", "<h1>Forbidden</h1>", typeof(RemoteMisconfiguredException), "")]
    [InlineData(302, "text/html", "", typeof(RemoteMisconfiguredException), "")]
    public void An_answer_means_the_same_to_reads_and_writes(
        int status,
        string type,
        string body,
        Type expected,
        string code
    )
    {
        foreach (var isWrite in new[] { false, true })
        {
            var error = new CanvasVerdict("lms").Judge(Answer(status, body) with { ContentType = type }, isWrite);

            Assert.IsType(expected, error);
            Assert.Equal(code, CanvasVerdict.CodeOf(error!));
            Assert.DoesNotContain("Ana", error!.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(500, typeof(RemoteUnavailableException), typeof(RemoteOutcomeUnknownException))]
    [InlineData(502, typeof(RemoteUnavailableException), typeof(RemoteOutcomeUnknownException))]
    [InlineData(503, typeof(RemoteUnavailableException), typeof(RemoteOutcomeUnknownException))]
    public void A_server_in_trouble_may_have_done_a_write(int status, Type read, Type write)
    {
        var verdict = new CanvasVerdict("lms");
        var answer = Answer(status, "<h1>x</h1>") with { ContentType = "text/html" };

        Assert.IsType(read, verdict.Judge(answer, isWrite: false));
        Assert.IsType(write, verdict.Judge(answer, isWrite: true));
    }

    [Fact]
    public void A_token_is_wrong_whatever_language_its_answer_is_in()
    {
        var answer = Answer(
            401,
            """{"errors":[{"message":"no"}]}""",
            ("www-authenticate", "Bearer realm=\"canvas-lms\"")
        );

        var error = new CanvasVerdict("lms").Judge(answer, isWrite: false);

        Assert.Equal("", CanvasVerdict.CodeOf(Assert.IsType<RemoteMisconfiguredException>(error)));
        Assert.Contains("token", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_stands_in_no_address_and_no_report_of_a_call()
    {
        await using var canvas = await CanvasStage.StartAsync();

        await canvas.Enrolments.ReadCoursesAsync(Ct);

        Assert.All(
            canvas.Calls,
            call => Assert.DoesNotContain(canvas.Twin.Token, call.ToString(), StringComparison.Ordinal)
        );
    }

    private static RemoteAnswer Answer(int status, string body, params (string Name, string Value)[] headers) =>
        new("a/route", status, "application/json", body, headers.ToDictionary(h => h.Name, h => h.Value));
}
