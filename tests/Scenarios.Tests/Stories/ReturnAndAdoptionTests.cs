using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Stories;

public sealed class ReturnAndAdoptionTests
{
    [Fact]
    public async Task A_learner_who_left_and_returns_is_billed_anew_and_the_first_invoice_stands()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        _ = story.Enrol("bruno");
        await story.SyncAsync("2026-09-01");
        story.PayByBank(ana, 121m, "2026-09-03");
        story.Town.Moodle.Unenrol(ana, story.Course);
        await story.SyncAsync("2026-09-20");

        story.Town.Clock.MoveTo(Story.Morning("2026-10-15"));
        story.Town.Moodle.Enrol(ana, story.Course);
        await story.SyncAsync("2026-10-15");
        await story.SyncAsync("2026-10-16");

        Assert.Equal(("posted", 0m), (story.Invoice(ana).State, story.Invoice(ana).Open));
        var second = story.Invoice(ana, episode: 2);
        Assert.Equal(("posted", 121m, Story.Day("2026-10-15")), (second.State, second.Open, second.InvoiceDate));
        Assert.Equal(3, story.Odoo.Invoices.Count);
    }

    [Fact]
    public async Task A_known_customer_is_bound_and_his_invoice_adopted_after_a_preview_and_nothing_is_doubled()
    {
        await using var story = await Story.BeginAsync();
        var customer = story.Odoo.AddPartner("Ana Ejemplo", email: Story.Email("ana"));
        var byHand = story.Odoo.IssueByHand(customer, 100m, Story.Day("2026-08-20"), "Matrícula CUR-1");
        var customers = story.Odoo.PartnerCount;
        Adopt(story, act: false);
        var ana = story.Enrol("ana");

        var preview = await story.SyncAsync("2026-09-01");
        var afterPreview = story.Odoo.Invoices;
        Adopt(story, act: true);
        await story.SyncAsync("2026-09-01");
        story.Odoo.PayByBank(byHand, 121m, Story.Day("2026-09-02"));
        var last = await story.SyncAsync("2026-09-02");

        var remark = Assert.Single(preview["remarks"]!, x => (string?)x["code"] == "adoption.preview");
        Assert.Equal(story.Receivable(ana), (string?)remark["where"]);
        Assert.Equal(byHand, Assert.Single(afterPreview).Key);
        Assert.Equal(byHand, Assert.Single(story.Odoo.Invoices).Key);
        Assert.Equal(customers, story.Odoo.PartnerCount);
        Assert.Equal((1, "0.00"), ((int)last["totals"]!["invoices"]!, Open(last)));
    }

    [Fact]
    public async Task An_invoice_that_differs_by_a_cent_is_not_adopted_and_the_enrolment_is_billed()
    {
        await using var story = await Story.BeginAsync();
        var customer = story.Odoo.AddPartner("Ana Ejemplo", email: Story.Email("ana"));
        var byHand = story.Odoo.IssueByHand(customer, 100.01m, Story.Day("2026-08-20"), "CUR-1");
        Adopt(story, act: true);
        var ana = story.Enrol("ana");

        await story.SyncAsync("2026-09-01");

        Assert.Equal(121m, story.Invoice(ana).Total);
        Assert.Equal(customer, story.Invoice(ana).CustomerKey);
        Assert.Equal(2, story.Odoo.Invoices.Count);
        Assert.Contains(story.Odoo.Invoices, x => x.Key == byHand);
    }

    private static string? Open(JObject report) => (string?)report["totals"]!["amounts"]![0]!["open"]!["amount"];

    private static void Adopt(Story story, bool act)
    {
        var file = Path.Combine(story.Town.Folder, "school", "school.json");
        var school = JObject.Parse(File.ReadAllText(file));
        school["adoption"] = new JObject
        {
            ["issuedFrom"] = "2026-08-01",
            ["issuedTo"] = "2026-09-01",
            ["referenceTemplate"] = "{{course.idNumber}}",
            ["act"] = act,
        };
        File.WriteAllText(file, school.ToString());
    }
}
