using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Loading;

namespace Collections.Flow.Tests.Mapping;

public sealed class MappingFaultTests
{
    [Fact]
    public void Three_mistakes_in_one_mapping_are_all_reported_with_file_and_line()
    {
        using var folder = new MappingFolder()
            .Replace("school.json", "\"zone\": \"Europe/Madrid\"", "\"zone\": \"Europa/Madrid\"")
            .Replace("receivables.json", "\"basis\": \"net\",\n    \"free", "\"bases\": \"net\",\n    \"free")
            .Replace("policy.json", "\"template\": \"formal-notice\"", "\"template\": \"formal-notise\"");

        var load = folder.Load();

        Assert.Null(load.Value);
        AssertFault(
            load,
            "school.json",
            folder.LineOf("school.json", "Europa/Madrid"),
            "'Europa/Madrid' is not a time zone."
        );
        AssertFault(
            load,
            "receivables.json",
            folder.LineOf("receivables.json", "bases"),
            "'bases' is not a known key here."
        );
        AssertFault(
            load,
            "policy.json",
            folder.LineOf("policy.json", "formal-notise"),
            "The template 'formal-notise' does not"
        );
        Assert.Equal(4, load.Faults.Count); // The fourth: 'basis' is missing.
    }

    [Fact]
    public void A_schema_mistake_does_not_hide_a_mistake_of_meaning_in_the_same_file()
    {
        using var folder = new MappingFolder()
            .Replace("receivables.json", "\"taxCode\"", "\"taxcode\"")
            .Replace("receivables.json", "course.fields.billable", "cours.fields.billable");

        var load = folder.Load();

        Assert.Contains(load.Faults, fault => fault.Hint.Contains("Did you mean 'taxCode'?", StringComparison.Ordinal));
        Assert.Contains(load.Faults, fault => fault.Hint.Contains("Did you mean 'course'?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("school.json", "\"key\": \"demo\"", "\"key\": \"Demo\"", "'key' is not written")]
    [InlineData("school.json", "\"key\": \"demo\"", "\"key\": \"demodemodemo1\"", "'key' is not written")]
    [InlineData(
        "school.json",
        "\"billFrom\": \"2026-09-01\"",
        "\"billFrom\": \"2026-02-30\"",
        "'billFrom' is not a date"
    )]
    [InlineData("school.json", "\"access\": \"act\"", "\"access\": \"yes\"", "'switches.access' has a value that")]
    [InlineData(
        "school.json",
        "\"contactsPerRun\": 500",
        "\"contactsPerRun\": 0",
        "'limits.contactsPerRun' is too small"
    )]
    [InlineData("school.json", "\"contactsPerRun\": 500", "\"contactsPerRun\": \"500\"", "must be a whole number")]
    [InlineData("school.json", "\"country\": \"ES\"", "\"country\": \"España\"", "'country' is not written")]
    [InlineData("school.json", "\"name\": \"Instituto Ñandú\",", "", "'name' is missing")]
    [InlineData("school.json", "\"name\": \"Instituto Ñandú\"", "\"name\": 7", "'name' must be text")]
    [InlineData(
        "receivables.json",
        "{ \"value\": \"vat21\" }",
        "{ \"value\": \"a\", \"path\": \"course.key\" }",
        "exactly one way"
    )]
    [InlineData("receivables.json", "{ \"value\": \"vat21\" }", "{}", "exactly one way")]
    [InlineData("receivables.json", "\"onMiss\": \"default\", ", "", "does not say what happens when no row fits")]
    [InlineData("receivables.json", ", \"default\": null", "", "but not both")]
    [InlineData(
        "receivables.json",
        "\"table\": \"currencies\"",
        "\"table\": \"currency\"",
        "There is no table 'currency'"
    )]
    [InlineData(
        "receivables.json",
        "\"path\": \"course.fields.price\"",
        "\"path\": \"course.price\"",
        "'course' has no 'price'"
    )]
    [InlineData(
        "receivables.json",
        "\"path\": \"course.fields.price\"",
        "\"path\": \"course.fields\"",
        "names all custom"
    )]
    [InlineData(
        "receivables.json",
        "\"path\": \"course.fields.price\"",
        "\"path\": \"course.key.x\"",
        "goes on after 'key'"
    )]
    [InlineData(
        "receivables.json",
        "\"path\": \"course.fields.price\"",
        "\"path\": \"course.fields['price\"",
        "is not JSONPath"
    )]
    [InlineData(
        "receivables.json",
        "\"path\": \"course.fields.price\"",
        "\"path\": \"terms.price\"",
        "begins with 'terms'"
    )]
    [InlineData("receivables.json", "({{course.shortName}})", "({{course.shortName)", "without its }}")]
    [InlineData(
        "receivables.json",
        "({{course.shortName}})",
        "({{course.shortName | uper}})",
        "'uper' is not a function"
    )]
    [InlineData("receivables.json", "({{course.shortName}})", "(course.shortName}})", "without its {{")]
    [InlineData(
        "receivables.json",
        "\"maxLength\": 200,\n    \"onOverflow\": \"cut\"",
        "\"maxLength\": 200",
        "\"maxLength\" or \"onOverflow\""
    )]
    [InlineData(
        "receivables.json",
        "\"currency\": {",
        "\"currency\": { \"value\": \"EUR\" }, \"x\": {",
        "'x' is not a known key"
    )]
    [InlineData("receivables.json", "\"equals\": false", "\"matches\": \"(a\"", "is not a pattern")]
    [InlineData(
        "receivables.json",
        "\"name\": \"scholarship\"",
        "\"name\": \"paid-in-the-lms\"",
        "Two rules have the name"
    )]
    [InlineData(
        "receivables.json",
        "\"elseDaysAfterStart\": 10,",
        "\"elseDaysAfterStart\": 10, \"fieldZone\": \"Marte\",",
        "'Marte' is not a time"
    )]
    [InlineData(
        "receivables.json",
        "\"beganOn\": \"2026-09-20\"",
        "\"beganOn\": \"20/09/2026\"",
        "The record given cannot be read"
    )]
    [InlineData("invoices.json", "\"atMost\": 20000", "\"atMost\": 20000, \"atLeast\": 1", "exactly one way")]
    [InlineData("policy.json", "\"daysLate\": 10", "\"daysLate\": 2", "is due earlier (2 < 3)")]
    [InlineData("policy.json", "\"name\": \"reminder-2\"", "\"name\": \"reminder-1\"", "Two rungs have the name")]
    [InlineData("policy.json", "\"EUR\": \"5.00\"", "\"EUX\": \"5.00\"", "'EUX' is not a currency")]
    [InlineData("policy.json", "\"EUR\": \"5.00\"", "\"EUR\": \"5.005\"", "'5.005' is not an amount of EUR")]
    [InlineData(
        "policy.json",
        "\"noticeDays\": 7,\n      \"action\": \"suspendAccess\"",
        "\"noticeDays\": 0,\n      \"action\": \"suspendAccess\"",
        "without leaving a day"
    )]
    [InlineData(
        "policy.json",
        "\"action\": \"suspendAccess\"",
        "\"action\": \"suspendAccess\", \"template\": \"suspended\"",
        "sends nothing"
    )]
    [InlineData("policy.json", "\"lms-message\"", "\"webhook\"", "reaches the school's staff")]
    [InlineData("messages/es/reminder-1.hbs", "{{payerName}}", "{{payername}}", "'payername' is not a name")]
    [InlineData("messages/en/reminder-2.hbs", "{{oldestDaysLate}}", "{{oldest}}", "'oldest' is not a name")]
    [InlineData("messages/es/suspended.hbs", "{{money owed}}", "{{money description}}", "cannot write")]
    [InlineData("messages/pt/thank-you.hbs", "Subject: ", "Assunto: ", "The first line is not the subject")]
    [InlineData("messages/es/last-notice.hbs", "{{#if suspendOn}}\n", "{{#if suspendOn}\n", "not complete")]
    public void A_mistake_is_named(string file, string old, string with, string message)
    {
        using var folder = new MappingFolder(realMessages: file.EndsWith(".hbs", StringComparison.Ordinal)).Replace(
            file,
            old,
            with
        );

        var load = folder.Load();

        Assert.Null(load.Value);
        Assert.Contains(
            load.Faults,
            fault => fault.File == file && fault.Message.Contains(message, StringComparison.Ordinal)
        );
        Assert.All(load.Faults, fault => Assert.True(fault.Line > 0 && fault.Hint.Length > 0, fault.ToString()));
    }

    [Fact]
    public void A_suspension_that_nobody_was_warned_of_is_refused()
    {
        using var folder = new MappingFolder().Write(
            "policy.json",
            """
            { "rungs": [
              { "name": "before-due", "daysLate": -3, "action": "message", "channels": ["email"], "template": "before-due" },
              { "name": "suspend", "daysLate": 30, "noticeDays": 7, "action": "suspendAccess" }
            ] }
            """
        );

        var fault = Assert.Single(folder.Load().Faults);

        Assert.Equal(("policy.json", 3), (fault.File, fault.Line));
        Assert.Contains("no message after the due date", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_with_a_fault_is_reported_on_the_line_of_the_unknown_name()
    {
        using var folder = new MappingFolder().Write(
            "messages/es/reminder-1.hbs",
            "Subject: Hola\n\nUno\n{{#each items}}\n{{importe}}\n{{/each}}\n"
        );

        var fault = Assert.Single(folder.Load().Faults);

        Assert.Equal(("messages/es/reminder-1.hbs", 5), (fault.File, fault.Line));
    }

    [Fact]
    public void A_block_that_is_never_closed_is_reported_where_it_opens()
    {
        using var folder = new MappingFolder().Write(
            "messages/es/reminder-1.hbs",
            "Subject: Hola\n\nUno\n{{#if payUrl}}\nDos\n"
        );

        var fault = Assert.Single(folder.Load().Faults);

        Assert.Equal(4, fault.Line);
    }

    [Fact]
    public void A_name_that_only_one_branch_uses_is_found_too()
    {
        using var folder = new MappingFolder().Write(
            "messages/es/reminder-1.hbs",
            "Subject: Hola\n\n{{#if payUrl}}Pague{{else}}{{iban}}{{/if}}\n"
        );

        Assert.Contains("'iban'", Assert.Single(folder.Load().Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_JSON_is_reported_and_the_others_are_still_checked()
    {
        using var folder = new MappingFolder()
            .Write("invoices.json", "{\n  \"line\": {\n")
            .Replace("policy.json", "\"action\": \"suspendAccess\"", "\"action\": \"suspend\"");

        var load = folder.Load();

        Assert.Contains(load.Faults, fault => fault is { File: "invoices.json", Line: > 0 });
        Assert.Contains(load.Faults, fault => fault.File == "policy.json");
    }

    [Fact]
    public void A_key_given_twice_is_a_mistake()
    {
        using var folder = new MappingFolder().Replace(
            "school.json",
            "\"key\": \"demo\",",
            "\"key\": \"demo\",\n  \"key\": \"otra\","
        );

        var fault = folder.Load().Faults[0];

        Assert.Equal("school.json", fault.File);
        Assert.Equal(4, fault.Line);
    }

    [Fact]
    public void Missing_files_are_all_named()
    {
        using var folder = new MappingFolder().Delete("school.json").Delete("policy.json");

        var files = folder
            .Load()
            .Faults.Where(fault => fault.Message == "The file is missing.")
            .Select(fault => fault.File);

        Assert.Equal(["policy.json", "school.json"], files);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_one_clear_fault()
    {
        var load = SchoolMappingLoader.Load(Path.Combine(MappingFolder.DemoPath, "nowhere"));

        Assert.Equal("There is no such folder.", Assert.Single(load.Faults).Message);
    }

    [Fact]
    public void A_file_that_is_not_UTF8_is_named()
    {
        using var folder = new MappingFolder();
        File.WriteAllBytes(Path.Combine(folder.Root, "messages/es/restored.hbs"), [0x53, 0xF1, 0x0A]);

        Assert.Contains(folder.Load().Faults, fault => fault.Message == "The file is not UTF-8.");
    }

    [Fact]
    public void A_constant_currency_that_is_none_is_found_before_anything_is_billed()
    {
        using var folder = new MappingFolder().Set("receivables.json", "currency", "{ \"value\": \"EURO\" }");

        Assert.Equal("'EURO' is not a currency of ISO 4217.", Assert.Single(folder.Load().Faults).Message);
    }

    [Fact]
    public void Defaults_of_a_school_propose_and_never_act()
    {
        using var folder = new MappingFolder().Write(
            "school.json",
            """
            { "key": "s1", "name": "S", "zone": "America/Bogota", "language": "es", "country": "CO",
              "sector": "school", "billFrom": "2026-01-01" }
            """
        );

        var school = folder.LoadValid().School;

        Assert.Equal(new Switches(SwitchLevel.Propose, SwitchLevel.Propose, SwitchLevel.Off), school.Switches);
        Assert.Equal(new RunLimits(1000, 200, 10, 2), school.Limits);
        Assert.Null(school.Adoption);
    }

    [Fact]
    public void An_adoption_rule_is_checked_and_read()
    {
        using var folder = new MappingFolder().Set(
            "school.json",
            "adoption",
            "{ \"issuedFrom\": \"2026-08-01\", \"issuedTo\": \"2026-09-30\", \"referenceTemplate\": \"{{course.idNumber}}\" }"
        );

        var school = folder.LoadValid().School;

        Assert.Equal(
            new AdoptionRule(new(2026, 8, 1), new(2026, 9, 30), "{{course.idNumber}}", true, false),
            school.Adoption
        );
        Assert.Equal("MAT-101", AdoptionText.Of(school.Adoption!, school, Facts.Source()));
    }

    [Fact]
    public void An_adoption_rule_that_ends_before_it_begins_or_names_the_payer_is_refused()
    {
        using var folder = new MappingFolder().Set(
            "school.json",
            "adoption",
            "{ \"issuedFrom\": \"2026-08-02\", \"issuedTo\": \"2026-08-01\", \"referenceTemplate\": \"{{payer.name}}\" }"
        );

        Assert.Equal(2, folder.Load().Faults.Count);
    }

    [Theory]
    [InlineData("excludWhen", "excludeWhen")]
    [InlineData("BASIS", "basis")]
    public void A_slip_is_answered_with_the_nearest_name(string written, string meant)
    {
        Assert.Equal(meant, NearestName.Of(written, ["excludeWhen", "excludeUnless", "basis", "name"]));
        Assert.Null(NearestName.Of("zzzzzz", ["excludeWhen", "basis"]));
    }

    private static void AssertFault(MappingLoad load, string file, int line, string message) =>
        Assert.Contains(
            load.Faults,
            fault =>
                fault.File == file && fault.Line == line && fault.Message.Contains(message, StringComparison.Ordinal)
        );
}
