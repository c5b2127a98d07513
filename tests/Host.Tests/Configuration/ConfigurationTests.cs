using Collections.Host.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Collections.Host.Tests.Configuration;

public sealed class ConfigurationTests
{
    [Fact]
    public void Paths_are_relative_to_the_file_and_hosts_come_from_manifest_setting_and_configuration()
    {
        using var installation = new Installation();

        var configuration = installation.Load();

        var school = Assert.Single(configuration.Schools);
        Assert.Equal(installation.PathOf("data/collections.db"), configuration.Database.Path);
        Assert.Equal(installation.PathOf("schools/demo"), school.MappingFolder);
        Assert.Equal(["always.example", "lms.example"], school.Adapters["lms"].AllowedHosts);
        Assert.Equal(["always.example", "erp.example", "mirror.example"], school.Adapters["erp"].AllowedHosts);
        Assert.Equal(TimeSpan.FromMinutes(15), configuration.CycleEvery);
        Assert.Equal(("127.0.0.1", 8085), (configuration.ServeAddress, configuration.ServePort));
    }

    [Fact]
    public void Secrets_come_from_the_environment_and_from_files_without_their_last_line_end()
    {
        using var installation = new Installation();

        var adapters = installation.Load().Schools[0].Adapters;

        Assert.Equal("lms-secret-value", (string?)JObject.Parse(adapters["lms"].SettingsJson)["token"]);
        Assert.Equal("erp-secret-value", (string?)JObject.Parse(adapters["erp"].SettingsJson)["token"]);
    }

    [Fact]
    public void Nothing_that_is_printed_of_a_configuration_holds_a_secret()
    {
        using var installation = new Installation();

        var configuration = installation.Load();

        var printed = $"{configuration} {configuration.Schools[0]} {configuration.Schools[0].Adapters["lms"]}";
        Assert.DoesNotContain("secret-value", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void An_environment_variable_lies_over_the_file_without_regard_to_case_and_as_the_type_that_is_wanted()
    {
        using var installation = new Installation();
        installation.Variables["COLLECTIONS__SERVE__PORT"] = "9000";
        installation.Variables["COLLECTIONS__SCHEDULE__EVERY"] = "00:01:00";
        installation.Variables["COLLECTIONS__SCHOOLS__0__ADAPTERS__LMS__SETTINGS__PAGESIZE"] = "250";
        installation.Variables["COLLECTIONS__SCHOOLS__0__ADAPTERS__LMS__ALLOWEDHOSTS__0"] = "more.example";
        installation.Variables["COLLECTIONS__SCHOOLS__0__ADAPTERS__LMS__SETTINGS__TOKEN"] = "12345";

        var configuration = installation.Load();

        var lms = configuration.Schools[0].Adapters["lms"];
        var settings = JObject.Parse(lms.SettingsJson);
        Assert.Equal(9000, configuration.ServePort);
        Assert.Equal(TimeSpan.FromMinutes(1), configuration.CycleEvery);
        Assert.Equal(250, settings["pageSize"]);
        Assert.Equal("12345", settings["token"]);
        Assert.Contains("more.example", lms.AllowedHosts);
    }

    [Theory]
    [InlineData("COLLECTIONS__SCHOOLS__2__MAPPING")]
    [InlineData("COLLECTIONS__SCHOOLS__X__MAPPING")]
    [InlineData("COLLECTIONS__DATABASE____PATH")]
    public void An_environment_variable_that_names_no_place_is_a_fault_of_that_variable(string variable)
    {
        using var installation = new Installation();
        installation.Variables[variable] = "x";

        var fault = Assert.Single(installation.Faults());

        Assert.StartsWith($"{variable}: This environment variable names no place", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_environment_variable_with_an_unknown_name_or_a_wrong_value_is_a_fault_of_that_variable()
    {
        using var installation = new Installation();
        installation.Variables["COLLECTIONS__SERVE__PRT"] = "9000";
        installation.Variables["COLLECTIONS__SERVE__PORT"] = "nine";

        var faults = installation.Faults();

        Assert.Equal(2, faults.Count);
        Assert.Contains(
            faults,
            f =>
                f.StartsWith("COLLECTIONS__SERVE__PORT: 'serve.port' must be a whole number.", StringComparison.Ordinal)
        );
        Assert.Contains(
            faults,
            f => f.StartsWith("COLLECTIONS__SERVE__PRT: There is no setting 'serve.PRT'.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_literal_secret_is_refused_at_its_line_wherever_the_schema_marks_it_and_is_never_repeated()
    {
        using var installation = new Installation(
            """
            {
              "database": { "provider": "sqlite", "path": "c.db" },
              "signingKey": "literal-one-0123456789-0123456789-0123456789",
              "schools": [ { "mapping": "schools/demo", "adapters": {
                "lms": { "use": "standin", "settings": {
                  "baseUrl": "https://lms.example",
                  "token": "literal-two",
                  "login": { "user": "connector", "password": "literal-three" } } },
                "erp": { "use": "standin", "settings": { "baseUrl": "https://erp.example", "token": "${env:LMS_TOKEN}" } } } } ]
            }
            """
        );

        var faults = installation.Faults();

        Assert.Equal(
            [
                "connector.json:3: 'signingKey' is a secret",
                "connector.json:7: 'schools[0].adapters.lms.settings.token' is a secret",
                "connector.json:8: 'schools[0].adapters.lms.settings.login.password' is a secret",
            ],
            faults.Select(f => f[..f.IndexOf(" and must", StringComparison.Ordinal)])
        );
        Assert.DoesNotContain(faults, f => f.Contains("literal-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ }")]
    [InlineData("""{ "path": "c.db", "postgres": "${env:POSTGRES}" }""")]
    [InlineData("""{ "provider": "sqlite", "postgres": "${env:POSTGRES}" }""")]
    public void A_configuration_names_one_database_and_exactly_one(string database)
    {
        using var installation = new Installation(WithDatabase(database));
        installation.Variables["POSTGRES"] = "Host=db.example;Username=collections";

        Assert.Equal(
            [
                "connector.json:2: 'database' names one database, and exactly one. Write either \"path\": \"data/collections.db\" or \"postgres\": \"${env:COLLECTIONS_POSTGRES}\".",
            ],
            installation.Faults()
        );
    }

    [Fact]
    public void A_connection_to_PostgreSQL_comes_from_a_reference_only()
    {
        using var installation = new Installation(WithDatabase("""{ "postgres": "Host=db;Password=literal-one" }"""));

        var fault = Assert.Single(installation.Faults());

        Assert.StartsWith("connector.json:2: 'database.postgres' is a secret and must not stand in this file.", fault);
        Assert.DoesNotContain("literal-one", fault);
    }

    [Theory]
    [InlineData("postgres://collections:secret-one@db/collections")]
    [InlineData("Host=db;Username=collections;Password=secret-one;Colour=blue")]
    [InlineData("Database=collections;Password=secret-one")]
    public void A_connection_that_cannot_be_read_is_said_without_repeating_it(string connection)
    {
        using var installation = new Installation(WithDatabase("""{ "postgres": "${env:POSTGRES}" }"""));
        installation.Variables["POSTGRES"] = connection;

        var fault = Assert.Single(installation.Faults());

        Assert.StartsWith("connector.json:2: 'database.postgres' cannot be read: it", fault);
        Assert.DoesNotContain("secret-one", fault);
    }

    [Fact]
    public void A_connection_to_PostgreSQL_is_taken_and_never_shown()
    {
        using var installation = new Installation(WithDatabase("""{ "postgres": "${env:POSTGRES}" }"""));
        installation.Variables["POSTGRES"] = "Host=db.example;Username=collections;Password=secret-one";

        var database = installation.Load().Database;

        Assert.Equal((null, installation.Variables["POSTGRES"]), (database.Path, database.Postgres));
        Assert.DoesNotContain("secret-one", $"{installation.Load()}{database}");
    }

    [Fact]
    public void All_faults_are_told_at_once_with_line_and_hint()
    {
        using var installation = new Installation(
            """
            {
              "database": { "provider": "oracle", "path": "c.db" },
              "schedule": { "every": "00:00:59" },
              "colour": "blue",
              "schools": [ { "mapping": "schools/demo", "adapters": {
                "lms": { "use": "canvas", "settings": {} },
                "erp": { "use": "standin", "settings": { "baseUrl": "ftp://erp.example", "token": "${env:NOT_SET}", "pageSize": 501, "extra": 1 } },
                "gateway": { "use": "standin", "settings": { "baseUrl": "https://pay.example", "token": "${file:none.key}" } },
                "email": { "use": "standin", "settings": { "baseUrl": "https://mail.example" } } } } ]
            }
            """
        );

        var faults = installation.Faults();

        string[] expected =
        [
            "connector.json:1: 'publicUrl' is missing, and a school has a gateway.",
            "connector.json:1: 'signingKey' is missing, and a school has a gateway.",
            "connector.json:2: 'database.provider' has a value that is not one of those allowed. Allowed are: sqlite.",
            "connector.json:3: 'schedule.every' is out of its range.",
            "connector.json:4: There is no setting 'colour'. There are: database, dataFolder, publicUrl, signingKey, schedule, nodes, serve, schools.",
            "connector.json:6: 'schools[0].adapters.lms.use' names an adapter that plugin.manifest.json does not list. There are: standin.",
            "connector.json:7: 'schools[0].adapters.erp.settings.token' asks for the environment variable NOT_SET, which is not set.",
            "connector.json:7: 'schools[0].adapters.erp.settings.baseUrl' is not written as it must be.",
            "connector.json:7: 'schools[0].adapters.erp.settings.pageSize' is out of its range. From 1 to 500.",
            "connector.json:7: There is no setting 'schools[0].adapters.erp.settings.extra'.",
            "connector.json:8: 'schools[0].adapters.gateway.settings.token' asks for the file none.key, which cannot be read.",
            "connector.json:9: The adapter 'standin' cannot be the email: it lacks Messages.",
            "connector.json:9: 'schools[0].adapters.email.settings.token' is missing. Add it.",
        ];
        Assert.Equal(expected.Length, faults.Count);
        Assert.All(expected, e => Assert.Contains(faults, f => f.StartsWith(e, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("00:00:59", false)]
    [InlineData("00:01:00", true)]
    [InlineData("7.00:00:00", true)]
    [InlineData("7.00:00:01", false)]
    public void A_cycle_runs_at_most_each_minute_and_at_least_each_week(string every, bool allowed)
    {
        using var installation = new Installation();
        installation.Variables["COLLECTIONS__SCHEDULE__EVERY"] = every;

        if (allowed)
        {
            Assert.NotEqual(TimeSpan.Zero, installation.Load().CycleEvery);
        }
        else
        {
            Assert.Contains(
                "'schedule.every' is out of its range",
                Assert.Single(installation.Faults()),
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(32, true)]
    public void A_signing_key_has_at_least_32_characters(int length, bool allowed)
    {
        using var installation = new Installation();
        installation.Variables["COLLECTIONS__SIGNINGKEY"] = new string('k', length);

        if (allowed)
        {
            Assert.Equal(length, installation.Load().SigningKey!.Length);
        }
        else
        {
            Assert.Contains(
                "'signingKey' is too short",
                Assert.Single(installation.Faults()),
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("{\n  \"database\": {,}\n}", "connector.json:2: This is not valid JSON.")]
    [InlineData("{ \"a\": 1, \"a\": 2 }", "connector.json:1: A key stands twice in one object.")]
    [InlineData("[]", "connector.json")]
    [InlineData("{} {}", "connector.json:1: This is not valid JSON.")]
    public void A_file_that_is_no_JSON_object_is_one_fault(string text, string fault)
    {
        using var installation = new Installation(text);

        Assert.StartsWith(fault, Assert.Single(installation.Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_a_fault_that_says_so()
    {
        using var installation = new Installation();
        File.Delete(installation.PathOf("connector.json"));

        Assert.Contains("cannot be read", Assert.Single(installation.Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_schools_do_not_share_a_folder()
    {
        using var installation = new Installation();
        var document = JObject.Parse(Installation.Configuration);
        ((JArray)document["schools"]!).Add(document["schools"]![0]!.DeepClone());
        installation.Write("connector.json", document.ToString());

        var fault = Assert.Single(installation.Faults());

        Assert.Contains("'schools[1].mapping' is a folder that another school has", fault, StringComparison.Ordinal);
    }

    private static string WithDatabase(string database) =>
        Installation.Configuration.Replace("""{ "provider": "sqlite", "path": "data/collections.db" }""", database);
}
