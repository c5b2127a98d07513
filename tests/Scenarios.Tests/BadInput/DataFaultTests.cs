using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.BadInput;

/// <summary>Data that cannot be billed as it is: that record waits for a person by name, all others are billed.</summary>
public sealed class DataFaultTests
{
    [Theory]
    [InlineData("", "", "price.missing")]
    [InlineData("gratis", "", "price.not-a-number")]
    [InlineData("1.234,50 €", "", "price.not-a-number")]
    [InlineData("100", "pesetas", "currency.unknown")]
    public async Task A_course_at_fault_waits_with_the_reason_and_is_billed_once_it_is_mended(
        string price,
        string currency,
        string code
    )
    {
        await using var town = await SmallTown.BuildAsync();
        var wrong = town.AddCourse("MAL-1", price, currency);
        var learner = town.Enrol("carla", wrong);

        var first = await town.TypeAsync("sync");
        var billedAtFirst = town.Town.Odoo.Invoices.Count;
        town.Town.Moodle.SetCourseField(wrong, "price", "100");
        if (currency.Length > 0)
        {
            town.Town.Moodle.SetCourseField(wrong, "currency", "EUR");
        }

        var mended = await town.TypeAsync("sync");

        Assert.Equal((1, 4), (first.Exit, billedAtFirst));
        var said = Assert.Single(first.Remarks, x => x.Code == "parked.bill");
        Assert.Contains($"{wrong}-{learner}", said.Where);
        Assert.Contains($"[{code}]", said.Text);
        Assert.Equal((0, 5), (mended.Exit, town.Town.Odoo.Invoices.Count));
    }

    [Fact]
    public async Task Two_learners_with_one_address_stay_two_customers()
    {
        await using var town = await SmallTown.BuildAsync();
        var before = town.Town.Odoo.PartnerCount;
        town.EnrolWith("uno", "familia@example.invalid", town.Course);
        town.EnrolWith("dos", "familia@example.invalid", town.Course);

        var sync = await town.TypeAsync("sync");
        var again = await town.TypeAsync("sync");

        Assert.Equal((0, 0), (sync.Exit, again.Exit));
        Assert.Equal(before + 4, town.Town.Odoo.PartnerCount);
        Assert.Equal(4, town.Town.Odoo.Invoices.Select(x => x.CustomerKey).Distinct().Count());
        Assert.Equal(6, town.Town.Odoo.Invoices.Count);
    }

    [Fact]
    public async Task A_learner_without_an_address_is_billed_and_reminded_inside_the_lms()
    {
        await using var town = await SmallTown.BuildAsync();
        var learner = town.EnrolWith("sincorreo", "", town.Course);

        var sync = await town.TypeAsync("sync");
        town.Town.Clock.Advance(TimeSpan.FromDays(8));
        var later = await town.TypeAsync("sync");

        Assert.Equal((0, 5), (sync.Exit, town.Town.Odoo.Invoices.Count));
        Assert.True(later.Ran("contacts"), later.Text);
        Assert.Contains(town.Town.Moodle.Messages, x => x.UserId == learner);
    }

    [Fact]
    public async Task Three_mistakes_in_a_mapping_are_all_named_with_file_and_line_and_nothing_is_done()
    {
        await using var town = await SmallTown.BuildAsync();
        Spoil(town, "school.json", "\"billFrom\": \"2026-09-01\"", "\"billFrom\": \"yesterday\"");
        Spoil(town, "receivables.json", "\"basis\": \"net\"", "\"basis\": \"netto\"");
        Spoil(town, "policy.json", "\"template\": \"reminder-2\"", "\"template\": \"reminder-9\"");

        var sync = await town.TypeAsync("sync");

        Assert.Equal(2, sync.Exit);
        var faults = (JArray)sync.Document["error"]!["faults"]!;
        Assert.Equal(
            ["policy.json", "receivables.json", "school.json"],
            faults.Select(x => Path.GetFileName(x.Value<string>("file")!)).Order(StringComparer.Ordinal)
        );
        Assert.All(faults, x => Assert.True(x.Value<int>("line") > 1 && x.Value<string>("hint")!.Length > 0, $"{x}"));
        Assert.Equal((0, 0), (town.Town.MoodleServer.Requests, town.Town.OdooServer.Requests));
    }

    private static void Spoil(SmallTown town, string name, string right, string wrong)
    {
        var file = Path.Combine(town.Town.Folder, "school", name);
        var text = File.ReadAllText(file);
        Assert.Contains(right, text);
        File.WriteAllText(file, text.Replace(right, wrong));
    }
}
