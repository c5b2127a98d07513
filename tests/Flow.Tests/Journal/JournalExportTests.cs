using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Collections.Flow.Tests.Fakes;
using Newtonsoft.Json.Linq;

namespace Collections.Flow.Tests.Journal;

public sealed class JournalExportTests
{
    private static readonly JournalExportWish Everything = new(JournalFormat.Jsonl, null, null, true);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // As docs/journal.md tells an auditor, with nothing of the connector but the export.
    [Fact]
    public async Task An_auditor_recomputes_every_digest_from_the_export_alone()
    {
        await using var school = await Tampering.AfterAMonthAsync();

        var lines = await LinesAsync(school, Everything);

        var before = "";
        Assert.True(lines.Count > 5);
        foreach (var line in lines)
        {
            Assert.Equal(Sha256((string)line["payload"]!), line["payload_digest"]);
            string[] names = ["school", "position", "at_ms", "actor", "kind", "subject", "payload_digest"];
            var text = string.Join('\n', names.Select(x => (string)line[x]!).Prepend(before));
            Assert.Equal(before, line["before"]);
            Assert.Equal(Sha256(text), line["digest"]);
            before = (string)line["digest"]!;
        }
    }

    [Fact]
    public async Task A_part_of_the_journal_is_verified_from_its_own_first_line_on()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        var day = TestSchool.Start.AddDays(13);

        var all = await LinesAsync(school, Everything);
        var part = await LinesAsync(school, Everything with { From = day, To = day.AddDays(7) });

        Assert.InRange(part.Count, 1, all.Count - 1);
        Assert.All(part, x => Assert.InRange((string)x["at_local"]!, "2026-09-14", "2026-09-22"));
        Assert.Equal(all.Single(x => (string)x["digest"]! == (string)part[0]["before"]!)["digest"], part[0]["before"]);
    }

    [Fact]
    public async Task Days_are_those_of_the_schools_zone()
    {
        await using var school = await TestSchool.OpenAsync();
        await AddAsync(school, "intent.retried", new { why = "late" }, new(2026, 9, 1, 22, 30, 0, TimeSpan.Zero));

        var second = await LinesAsync(school, Everything with { From = new(2026, 9, 2), To = new(2026, 9, 2) });

        var line = Assert.Single(second);
        Assert.Equal("2026-09-01T22:30:00.000Z", line["at_utc"]);
        Assert.Equal("2026-09-02T00:30:00.000+02:00", line["at_local"]);
        Assert.Equal("", (string?)line["position"] ?? "");
    }

    [Fact]
    public async Task Reasons_that_people_wrote_and_kinds_that_nobody_declared_are_withheld_unless_asked_for()
    {
        await using var school = await TestSchool.OpenAsync();
        await AddAsync(school, "intent.dismissed", new { why = "Ana is ill" });
        await AddAsync(school, "some.new-kind", new { name = "Ana" });
        await AddAsync(school, "document.posted", new { number = "INV/1" });

        var without = await LinesAsync(school, Everything with { WithPersonalData = false });
        var with = await LinesAsync(school, Everything);

        Assert.Equal(["withheld", "withheld", "present"], without.Select(x => (string)x["payload_state"]!));
        Assert.DoesNotContain(without, x => x.ToString().Contains("Ana", StringComparison.Ordinal));
        Assert.All(with, x => Assert.Equal("present", x["payload_state"]));
    }

    [Fact]
    public async Task An_erased_payload_says_so()
    {
        await using var school = await TestSchool.OpenAsync();
        await AddAsync(school, "document.posted", new { number = "INV/1" });
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            ledger.Journal.Single().Payload = null;
            await ledger.SaveChangesAsync(Ct);
        }

        Assert.Equal("erased", Assert.Single(await LinesAsync(school, Everything))["payload_state"]);
    }

    [Theory]
    [InlineData("=1+2", "'=1+2")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@sum", "'@sum")]
    [InlineData("\tx", "'\tx")]
    [InlineData("'quoted", "''quoted")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"a\"", "\"say \"\"a\"\"\"")]
    [InlineData("=cmd|'/C calc'!A1,x", "\"'=cmd|'/C calc'!A1,x\"")]
    [InlineData("a=b", "a=b")]
    [InlineData(null, "")]
    public void A_csv_value_never_runs_as_a_formula_and_can_be_read_back(string? value, string expected)
    {
        Assert.Equal($"{expected}\r\n", CsvText.Line([value]));
    }

    [Fact]
    public async Task A_csv_has_a_heading_and_a_line_per_entry()
    {
        await using var school = await TestSchool.OpenAsync();
        await AddAsync(school, "document.posted", new { number = "INV/1" });

        var text = await TextAsync(school, Everything with { Format = JournalFormat.Csv });

        var lines = text.Split("\r\n");
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("school,position,at_ms,at_utc,at_local,actor", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("\"{\"\"number\"\":\"\"INV/1\"\"}\"", lines[1], StringComparison.Ordinal);
    }

    private static async Task AddAsync(TestSchool school, string kind, object facts, DateTimeOffset? at = null)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        ledger.Journal.Add(JournalEntry.Of("demo", at ?? school.Now, "test", kind, "subject", facts));
        await ledger.SaveChangesAsync(Ct);
    }

    private static async Task<List<JObject>> LinesAsync(TestSchool school, JournalExportWish wish) =>
        [
            .. (await TextAsync(school, wish))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(x =>
                    Newtonsoft.Json.JsonConvert.DeserializeObject<JObject>(
                        x,
                        new Newtonsoft.Json.JsonSerializerSettings
                        {
                            DateParseHandling = Newtonsoft.Json.DateParseHandling.None,
                        }
                    )!
                ),
        ];

    private static async Task<string> TextAsync(TestSchool school, JournalExportWish wish)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        var output = new StringWriter();
        JournalExport.WriteHeading(output, wish.Format);
        await new JournalExport(school.Profile, wish).WriteAsync(ledger, output, Ct);
        return output.ToString();
    }

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
