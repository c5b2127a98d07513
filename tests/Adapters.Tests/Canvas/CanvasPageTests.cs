using Collections.Adapters.Canvas;
using Collections.Adapters.Sandbox;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Tests.Canvas;

/// <summary>Listings in pages: followed as Canvas says, to the end or not at all.</summary>
public sealed class CanvasPageTests
{
    [Fact]
    public async Task A_course_of_250_learners_is_read_in_three_pages_and_nobody_twice()
    {
        await using var canvas = await CanvasStage.StartAsync();
        for (var i = 1; i < 250; i++)
        {
            canvas.Twin.Enrol(canvas.Twin.AddUser($"p{i}", $"L{i % 7}"), canvas.Course);
        }

        var (facts, listings) = await canvas.ReadAsync();

        Assert.Equal((250, 3), (facts.Count, canvas.Counts["courses/enrollments"]));
        Assert.Distinct(facts.Select(fact => fact.LearnerKey));
        Assert.True(Assert.Single(listings).Complete);
    }

    [Fact]
    public async Task A_page_that_does_not_come_leaves_no_course_complete()
    {
        await using var canvas = await CanvasStage.StartAsync(settings => settings["pageSize"] = 1);
        canvas.Twin.Enrol(canvas.Twin.AddUser("second"), canvas.Course);
        canvas.Faults.Add(new Fault(FaultKind.ServiceUnavailable, "courses/enrollments", Times: 9, After: 1));

        await Assert.ThrowsAsync<RemoteUnavailableException>(canvas.ReadAsync);
    }

    [Fact]
    public async Task A_page_that_comes_at_the_second_try_is_enough()
    {
        await using var canvas = await CanvasStage.StartAsync(settings => settings["pageSize"] = 1);
        canvas.Twin.Enrol(canvas.Twin.AddUser("second"), canvas.Course);
        canvas.Faults.Add(new Fault(FaultKind.ServiceUnavailable, "courses/enrollments", After: 1));

        var (facts, listings) = await canvas.ReadAsync();

        Assert.Equal(2, facts.Count);
        Assert.True(Assert.Single(listings).Complete);
    }

    [Fact]
    public async Task Pages_that_go_in_a_circle_end_and_the_listing_is_not_complete()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var courses = await canvas.Enrolments.ReadCoursesAsync(TestContext.Current.CancellationToken);
        canvas.Twin.BeforeAnswer = operation => canvas.Twin.PagesInACircle = operation == "courses/enrollments";

        var (facts, listings) = await canvas.Enrolments.ReadAllAsync(courses, TestContext.Current.CancellationToken);

        Assert.Empty(facts);
        Assert.False(Assert.Single(listings).Complete);
        Assert.Contains("circle", listings[0].Reason, StringComparison.Ordinal);
        Assert.Equal(2, canvas.Counts["courses/enrollments"]);
    }

    [Theory]
    [InlineData("http://elsewhere.example")]
    [InlineData("https://127.0.0.1")]
    [InlineData("ftp://127.0.0.1")]
    public async Task The_token_never_goes_to_a_next_page_at_another_address(string address)
    {
        await using var canvas = await CanvasStage.StartAsync(settings => settings["pageSize"] = 1);
        canvas.Twin.AddCourse("SECOND");
        canvas.Twin.PagesAt = address;

        var stopped = await Assert.ThrowsAsync<RemoteMisconfiguredException>(canvas.ReadAsync);

        Assert.Contains("another address than baseUrl", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(1, canvas.Requests);
    }

    [Fact]
    public async Task A_course_closed_to_the_tokens_user_is_not_complete_and_the_others_are()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var closed = canvas.Twin.AddCourse("CLOSED");
        canvas.Twin.RemoveRight("read_roster", closed);

        var (facts, listings) = await canvas.ReadAsync();

        Assert.Single(facts);
        Assert.Equal([$"{closed}"], listings.Where(listing => !listing.Complete).Select(listing => listing.CourseKey));
    }

    [Fact]
    public async Task A_course_deleted_since_it_was_listed_is_not_complete()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var courses = await canvas.Enrolments.ReadCoursesAsync(TestContext.Current.CancellationToken);
        canvas.Twin.SetCourseState(canvas.Course, "deleted");

        var (facts, listings) = await canvas.Enrolments.ReadAllAsync(courses, TestContext.Current.CancellationToken);

        Assert.Empty(facts);
        Assert.False(Assert.Single(listings).Complete);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("<https://c.example/a?page=1>; rel=\"current\",<https://c.example/a?page=1>; rel=\"first\"", null)]
    [InlineData(
        "<https://c.example/a?x=1>; rel=\"current\",<https://c.example/a?x=2>; rel=\"next\"",
        "https://c.example/a?x=2"
    )]
    [InlineData("<https://c.example/a?x=1,2;3>; rel=\"next\"", "https://c.example/a?x=1,2;3")]
    [InlineData("<https://c.example/a>; title=\"next\"; rel=\"last\"", null)]
    [InlineData("<https://c.example/a> ; REL=next", "https://c.example/a")]
    [InlineData("<https://c.example/a", null)]
    public void The_next_page_is_read_from_the_header_whatever_else_stands_there(string? header, string? expected)
    {
        Assert.Equal(expected, NextLink.Read(header));
    }

    [Theory]
    [InlineData(
        "https://c.example/api/v1/courses/7/enrollments?state%5B%5D=active&state%5B%5D=invited&page=bookmark%3AWyJhIiw5XQ%3D%3D"
    )]
    [InlineData("https://c.example/api/v1/courses/7/enrollments?page=bookmark:WyJhIiw5XQ+/==&per_page=100")]
    [InlineData("https://c.example/api/v1/courses/7/enrollments?a=1%2B2&b=%C3%B1&c=&state[]=active")]
    public void The_next_pages_address_is_called_as_it_was_given(string address)
    {
        using var client = new RestClient("https://c.example");

        Assert.Equal(address, client.BuildUri(new RestRequest(address)).OriginalString);
    }
}
