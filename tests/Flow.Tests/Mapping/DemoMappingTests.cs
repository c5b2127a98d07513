using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Mapping;

namespace Collections.Flow.Tests.Mapping;

public sealed class DemoMappingTests
{
    [Fact]
    public void The_demo_school_loads_without_a_fault()
    {
        var load = SchoolMappingLoader.Load(MappingFolder.DemoPath);

        Assert.Empty(load.Faults);
        Assert.Equal("demo", load.Value!.School.Key);
        Assert.Equal("Europe/Madrid", load.Value.School.Zone.Id);
        Assert.Equal(new DateOnly(2026, 9, 1), load.Value.School.BillFrom);
    }

    [Fact]
    public void The_demo_school_passes_its_own_tests()
    {
        var mapping = SchoolMappingLoader.Load(MappingFolder.DemoPath).Value!;

        var results = MappingTests.Run(mapping);

        Assert.Equal(13, results.Count);
        Assert.All(
            results,
            result => Assert.True(result.Passed, $"{result.Name}: {string.Join(" ", result.Differences)}")
        );
    }

    [Fact]
    public void A_mapping_test_that_fails_says_where_and_what_came_out_instead()
    {
        using var folder = new MappingFolder().Replace(
            "receivables.json",
            "\"price\": \"350.50\"",
            "\"price\": \"350.51\""
        );

        var failed = Assert.Single(MappingTests.Run(folder.LoadValid()), result => !result.Passed);

        Assert.Equal("receivables.json", failed.File);
        Assert.True(failed.Line > 1);
        Assert.Equal("price: expected \"350.51\", and got \"350.50\".", Assert.Single(failed.Differences));
    }

    [Fact]
    public void A_mapping_test_that_expects_a_fault_fails_when_all_is_well()
    {
        using var folder = new MappingFolder().Replace(
            "invoices.json",
            "\"price\": \"20000.01\"",
            "\"price\": \"20000\""
        );

        var failed = Assert.Single(MappingTests.Run(folder.LoadValid()), result => !result.Passed);

        Assert.StartsWith("Expected the fault guard.unusually-high", failed.Differences[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_of_an_expected_list_is_compared()
    {
        using var folder = new MappingFolder().Replace(
            "invoices.json",
            "\"taxes\": [\"21% S\"]\n",
            "\"taxes\": [\"10% S\"]\n"
        );

        var failed = Assert.Single(MappingTests.Run(folder.LoadValid()), result => !result.Passed);

        Assert.StartsWith("lines[0].taxes[0]:", failed.Differences[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_policy_climbs_from_a_friendly_word_to_a_suspension()
    {
        var policy = SchoolMappingLoader.Load(MappingFolder.DemoPath).Value!.Policy;

        Assert.Equal([-3, 3, 10, 20, 23, 30], policy.Rungs.Select(rung => rung.DaysLate));
        Assert.Equal(RungAction.SuspendAccess, policy.Rungs[^1].Action);
        Assert.Equal(7, policy.Rungs[^1].NoticeDays);
        Assert.Equal(500, policy.MinimumOwed["EUR"].MinorUnits);
        Assert.Matches("^[0-9a-f]{64}$", policy.Version);
    }

    [Fact]
    public void A_policy_keeps_its_version_when_only_its_layout_changes()
    {
        using var same = new MappingFolder().Edit(
            "policy.json",
            json =>
            {
                json.Remove("$schema");
                var rungs = json["rungs"]!;
                json.Remove("rungs");
                json.AddFirst(new Newtonsoft.Json.Linq.JProperty("rungs", rungs));
            }
        );
        using var other = new MappingFolder().Replace("policy.json", "\"daysLate\": 23", "\"daysLate\": 22");

        var version = SchoolMappingLoader.Load(MappingFolder.DemoPath).Value!.Policy.Version;

        Assert.Equal(version, same.LoadValid().Policy.Version);
        Assert.NotEqual(version, other.LoadValid().Policy.Version);
    }

    [Fact]
    public void A_preview_answers_for_each_enrolment_in_order()
    {
        var mapping = SchoolMappingLoader.Load(MappingFolder.DemoPath).Value!;

        var rows = MappingPreview.Of(
            mapping,
            [Facts.Source("120"), Facts.Source(isLearner: false), Facts.Source("mucho")]
        );

        var draft = Assert.Single(rows[0].Invoices).Draft!;
        Assert.Equal(12000, rows[0].Invoices[0].Expected.MinorUnits);
        Assert.Equal("INV", (string?)MappingPreview.ToJson(draft)["journal"]);
        Assert.Equal("staff", rows[1].Billing.NotBillable);
        Assert.Equal("price.not-a-number", Assert.Single(rows[2].Billing.Faults).Code);
        Assert.Empty(rows[2].Invoices);
    }
}
