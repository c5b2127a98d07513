using Collections.Adapters.Sandbox;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Stories;

public sealed class CorrectionTests
{
    [Fact]
    public async Task A_correction_takes_the_invoice_back_and_issues_the_next_revision_at_the_price_of_today()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        await story.SyncAsync("2026-09-01");
        story.Town.Moodle.SetCourseField(story.Course, "price", "80");

        await story.SyncAsync("2026-09-03");
        var beforeCorrection = story.Invoice(ana).Open;
        var corrected = await CorrectAsync(story, story.Invoice(ana).Number);
        var last = await story.SyncAsync("2026-09-04");

        Assert.Equal(121m, beforeCorrection);
        Assert.Equal("planned", Kind(corrected));
        Assert.Equal(("out_invoice", "posted", 121m, 0m), Stands(story, ana, "inv1"));
        Assert.Equal(("out_refund", "posted", 121m, 0m), Stands(story, ana, "cn1"));
        Assert.Equal(("out_invoice", "posted", 96.8m, 96.8m), Stands(story, ana, "inv2"));
        Assert.Equal(
            (Story.Day("2026-09-03"), Story.Day("2026-09-13")),
            (story.Invoice(ana, revision: 2).InvoiceDate, story.Invoice(ana, revision: 2).DueDate)
        );
        Assert.Equal(3, story.Odoo.Invoices.Count);
        Assert.Equal((1, 1, "96.80", "96.80"), Totals(last));
    }

    [Fact]
    public async Task A_corrected_receivable_is_reminded_of_paid_and_explained_by_what_stands()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        await story.SyncAsync("2026-09-01");
        story.Town.Moodle.SetCourseField(story.Course, "price", "80");
        story.Town.Clock.MoveTo(Story.Morning("2026-09-03"));
        await CorrectAsync(story, story.Receivable(ana));

        await story.SyncAsync("2026-09-10");
        story.PayRevision(ana, 2, 96.8m, "2026-09-11");
        var last = await story.SyncAsync("2026-09-11");
        var explained = (await story.TypeAsync("explain", story.Receivable(ana), "--json")).ToString();

        var mail = Assert.Single(story.MailsTo("ana"));
        Assert.Contains("96,80", mail.Text, StringComparison.Ordinal);
        Assert.Contains(story.Invoice(ana, revision: 2).Number, mail.Text, StringComparison.Ordinal);
        Assert.Equal((1, 1, "96.80", "0.00"), Totals(last));
        Assert.Contains("document.correction-planned", explained, StringComparison.Ordinal);
        Assert.Contains("wrong price", explained, StringComparison.Ordinal);
        Assert.DoesNotContain("creditnote", explained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correcting_what_is_right_makes_nothing()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        await story.SyncAsync("2026-09-01");
        story.Town.Moodle.SetCourseField(story.Course, "price", "80");
        await CorrectAsync(story, story.Receivable(ana));

        var again = await CorrectAsync(story, story.Receivable(ana));

        Assert.Equal("nothing", Kind(again));
        Assert.Equal(3, story.Odoo.Invoices.Count);
    }

    [Theory]
    [InlineData("account.move/load", FaultKind.AnswerLost)]
    [InlineData("account.move/load", FaultKind.ErrorAfterCommit)]
    [InlineData("account.move/load", FaultKind.Reset)]
    [InlineData("account.move/action_post", FaultKind.AnswerLost)]
    [InlineData("account.move/action_post", FaultKind.ErrorAfterCommit)]
    public async Task A_credit_note_whose_answer_is_lost_is_never_made_twice(string operation, FaultKind fault)
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        await story.SyncAsync("2026-09-01");
        story.Town.Moodle.SetCourseField(story.Course, "price", "80");
        story.Town.OdooServer.Faults.Add(new Fault(fault, operation));

        var words = new[] { "correct", story.Receivable(ana), "--why", "wrong price", "--json" };
        await story.Town.TypeAsync(TextWriter.Null, TextWriter.Null, words);
        await story.Town.TypeAsync(TextWriter.Null, TextWriter.Null, words);
        var last = await story.SyncAsync("2026-09-02");

        Assert.Equal(("out_refund", "posted", 121m, 0m), Stands(story, ana, "cn1"));
        Assert.Equal(("out_invoice", "posted", 96.8m, 96.8m), Stands(story, ana, "inv2"));
        Assert.Equal(3, story.Odoo.Invoices.Count);
        Assert.Equal((1, 1, "96.80", "96.80"), Totals(last));
    }

    [Fact]
    public async Task A_course_that_is_no_longer_for_sale_is_taken_back_and_not_billed_again()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        await story.SyncAsync("2026-09-01");
        story.Town.Moodle.SetCourseField(story.Course, "billable", "0");

        await CorrectAsync(story, story.Receivable(ana));
        var last = await story.SyncAsync("2026-09-25");

        Assert.Equal(("out_invoice", "posted", 121m, 0m), Stands(story, ana, "inv1"));
        Assert.Equal(2, story.Odoo.Invoices.Count);
        Assert.Empty(story.Town.Mail.Messages);
        Assert.Equal((0, 0, "0.00", "0.00"), Totals(last));
    }

    [Fact]
    public async Task What_was_paid_before_a_correction_becomes_credit_and_the_person_is_told()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        await story.SyncAsync("2026-09-01");
        story.PayByBank(ana, 50m, "2026-09-02");
        story.Town.Moodle.SetCourseField(story.Course, "price", "80");
        story.Town.Clock.MoveTo(Story.Morning("2026-09-03"));

        var corrected = await CorrectAsync(story, story.Receivable(ana));
        var last = await story.SyncAsync("2026-09-04");

        Assert.Contains("50.00 EUR was settled before", Message(corrected), StringComparison.Ordinal);
        Assert.Equal(("out_refund", "posted", 121m, 50m), Stands(story, ana, "cn1"));
        Assert.Equal((1, 1, "96.80", "46.80"), Totals(last));
        Assert.Equal(46.8m, story.Odoo.OpenTotal());
    }

    [Fact]
    public async Task An_invoice_edited_in_the_ERP_is_left_to_the_person_who_edited_it()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        await story.SyncAsync("2026-09-01");
        story.Odoo.EditPosted(story.Invoice(ana).Key, 5m);
        story.Town.Moodle.SetCourseField(story.Course, "price", "80");
        story.Town.Clock.MoveTo(Story.Morning("2026-09-03"));

        var refused = await CorrectAsync(story, story.Receivable(ana));

        Assert.Equal("refused", Kind(refused));
        Assert.Contains("edited in the ERP", Message(refused), StringComparison.Ordinal);
        Assert.Single(story.Odoo.Invoices);
    }

    private static async Task<JObject> CorrectAsync(Story story, string reference) =>
        await story.TypeAsync("correct", reference, "--why", "wrong price", "--json");

    private static (string, string, decimal, decimal) Stands(Story story, long user, string kind)
    {
        var document = story.Document($"{story.Receivable(user)}_{kind}");
        return (document.Type, document.State, document.Total, document.Open);
    }

    private static string? Kind(JObject answer) => (string?)answer["correction"]!["kind"];

    private static string Message(JObject answer) => (string)answer["correction"]!["message"]!;

    private static (int, int, string?, string?) Totals(JObject report)
    {
        var totals = report["totals"]!;
        var amounts = totals["amounts"]![0]!;
        return (
            (int)totals["receivables"]!,
            (int)totals["invoices"]!,
            (string?)amounts["invoiced"]!["amount"],
            (string?)amounts["open"]!["amount"]
        );
    }
}
