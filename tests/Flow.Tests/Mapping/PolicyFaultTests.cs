using Collections.Connector.Flow.Escalation;

namespace Collections.Flow.Tests.Mapping;

/// <summary>Policies that contradict themselves, reach nobody, or have no text: refused when they are read, with what to do.</summary>
public sealed class PolicyFaultTests
{
    private const string Reminder =
        """{ "name": "reminder", "daysLate": 3, "action": "message", "channels": ["email"], "template": "reminder-1" }""";

    [Theory]
    [InlineData(
        """{ "name": "late", "daysLate": 2, "action": "message", "channels": ["email"], "template": "reminder-2" }""",
        "comes after 'reminder' and is due earlier"
    )]
    [InlineData(
        """{ "name": "late", "daysLate": 5, "action": "message", "channels": ["email"], "template": "remindre" }""",
        "The template 'remindre' does not exist"
    )]
    [InlineData(
        """{ "name": "late", "daysLate": 5, "action": "message", "channels": ["whatsapp"], "template": "reminder-1" }""",
        "goes over WhatsApp, which takes nothing but an approved text"
    )]
    [InlineData(
        """{ "name": "late", "daysLate": 5, "action": "message", "channels": ["email"], "template": "reminder-1", "approved": { "whatsapp": { "names": { "es": "HX1" } } } }""",
        "has an approved text for 'whatsapp', and does not go over it"
    )]
    [InlineData(
        """{ "name": "late", "daysLate": 5, "action": "message", "channels": ["collector-webhook"], "template": "reminder-1" }""",
        "which reaches the collector"
    )]
    [InlineData(
        """{ "name": "late", "daysLate": 5, "action": "message", "channels": ["email"], "template": "reminder-1", "when": { "owedAtLeast": { "EURO": "5.00" } } }""",
        "'EURO' is not a currency"
    )]
    [InlineData(
        """{ "name": "out", "daysLate": 5, "noticeDays": 1, "action": "handOff" }, { "name": "late", "daysLate": 9, "action": "message", "channels": ["email"], "template": "reminder-1" }""",
        "is never reached: the debt was handed off before"
    )]
    [InlineData(
        """{ "name": "out", "daysLate": 5, "action": "handOff" }""",
        "hands the debt off without leaving a day to answer"
    )]
    public void A_rung_that_cannot_be_is_told_with_its_reason(string rung, string message) =>
        Refused($$"""{ "rungs": [ {{Reminder}}, {{rung}} ] }""", message);

    [Theory]
    [InlineData("""{ "name": "a", "rungs": { "remainder": null } }""", "There is no rung 'remainder'")]
    [InlineData(
        """{ "name": "a", "when": { "payer": "company" } }, { "name": "b", "when": { "payer": "company" } }""",
        "is never reached: 'a' before it is for the same debts"
    )]
    [InlineData("""{ "name": "a" }, { "name": "a" }""", "Two variants have the name 'a'")]
    [InlineData(
        """{ "name": "a", "rungs": { "reminder": { "daysLate": 40 } } }""",
        "is due earlier with the variant 'a'"
    )]
    [InlineData(
        """{ "name": "a", "rungs": { "reminder": null } }""",
        "no message after the due date stands before it with"
    )]
    public void A_variant_s_own_ladder_is_checked_as_the_school_s(string variants, string message) =>
        Refused(
            $$"""
            { "rungs": [ {{Reminder}}, { "name": "suspend", "daysLate": 30, "noticeDays": 7, "action": "suspendAccess" } ],
              "variants": [ {{variants}} ] }
            """,
            message
        );

    [Fact]
    public void A_language_that_the_school_writes_and_that_has_no_text_is_told()
    {
        using var folder = new MappingFolder().Write("messages/pt/reminder-2.hbs", "Subject: Olá\n\nOlá.\n");

        Assert.Contains(
            folder.Load().Faults,
            x => x.Message == "The template 'reminder-1' does not exist in 'pt', which the school writes too."
        );
    }

    [Theory]
    [InlineData(20, "the law allows one after 20 days")]
    [InlineData(21, null)]
    public void A_charge_is_announced_no_earlier_than_Chile_allows(int daysLate, string? message)
    {
        using var folder = new MappingFolder()
            .Replace("school.json", "\"country\": \"ES\"", "\"country\": \"CL\"")
            .Write(
                "policy.json",
                $$"""
                { "rungs": [ {{Reminder}}, { "name": "charge", "daysLate": {{daysLate}}, "action": "message",
                  "channels": ["email"], "template": "reminder-1", "fee": { "percent": 3 } } ] }
                """
            );

        Told(folder, message);
    }

    [Theory]
    [InlineData("3", null)]
    [InlineData("3.01", "more than the law lets collecting cost: at most 3 %")]
    public void A_charge_is_no_higher_than_what_the_least_bracket_allows(string percent, string? message)
    {
        using var folder = new MappingFolder()
            .Replace("school.json", "\"country\": \"ES\"", "\"country\": \"CL\"")
            .Write(
                "policy.json",
                $$"""
                { "rungs": [ {{Reminder}}, { "name": "charge", "daysLate": 30, "action": "message",
                  "channels": ["email"], "template": "reminder-1", "fee": { "percent": {{percent}} } } ] }
                """
            );

        Told(folder, message);
    }

    [Fact]
    public void What_the_file_says_is_what_the_rules_are()
    {
        using var folder = new MappingFolder().Write(
            "policy.json",
            $$"""
            { "rungs": [ {{Reminder}},
                { "name": "call", "title": { "es": "Llamada" }, "daysLate": 5, "action": "message", "channels": ["call"], "template": "reminder-2",
                  "when": { "owedAtLeast": { "EUR": "300.00" }, "behaviours": ["recurrent"] }, "approval": true },
                { "name": "out", "daysLate": 60, "noticeDays": 10, "action": "handOff" } ],
              "variants": [ { "name": "slow", "rungs": { "reminder": { "daysLate": 4 } } } ],
              "promises": { "maxDays": 10 },
              "onPaid": { "channels": ["email"], "template": "thank-you" },
              "reward": { "afterOnTime": 6, "percent": 5 } }
            """
        );

        var policy = folder.LoadValid().Policy;

        Assert.Equal([false, true, true], policy.Rungs.Select(x => x.Approval));
        Assert.Equal("Llamada", policy.Rungs[1].Titles["es"]);
        Assert.Equal([PaymentBehaviour.Recurrent], policy.Rungs[1].When!.Behaviours);
        Assert.Equal(30_000, policy.Rungs[1].When!.OwedAtLeast["EUR"].MinorUnits);
        Assert.Equal((10, 3), (policy.Promises.MaxDays, policy.Promises.PerYear));
        Assert.Equal(new RewardTerms(6, 5, 365), policy.Reward);
        Assert.Equal("thank-you", policy.OnPaid!.Template);
        Assert.Equal(4, policy.Variants[0].Over(policy).Rungs[0].DaysLate);
    }

    [Fact]
    public void The_policy_that_the_document_shows_is_one_that_is_read()
    {
        var document = File.ReadAllText(
            Path.Combine(MappingFolder.DemoPath, "..", "..", "..", "connector", "docs", "escalation.md")
        );
        using var folder = new MappingFolder().Write("policy.json", document.Split("```json", 2)[1].Split("```", 2)[0]);

        Assert.Equal(["companies", "slow"], folder.LoadValid().Policy.Variants.Select(x => x.Name));
    }

    private static void Refused(string policy, string message)
    {
        using var folder = new MappingFolder().Write("policy.json", policy);
        Told(folder, message);
    }

    private static void Told(MappingFolder folder, string? message)
    {
        var faults = folder.Load().Faults.Where(x => x.File == "policy.json").ToList();
        if (message is null)
        {
            Assert.Empty(faults);
            return;
        }

        Assert.Contains(faults, x => x.Message.Contains(message, StringComparison.Ordinal));
        Assert.All(faults, x => Assert.NotEqual("", x.Hint));
    }
}
