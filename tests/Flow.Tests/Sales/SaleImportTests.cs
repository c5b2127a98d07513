using System.Globalization;
using System.Text;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Flow.Sales;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Sales;

public sealed class SaleImportTests
{
    private const string Headings = "key,learner,course,description,amount,currency,due,payer-name,email,enrol\n";
    private const string One = Headings + "v-1,7,10,,350.00,EUR,2026-09-11,,,\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_imported_twice_is_one_sale()
    {
        await using var school = await Selling.OpenAsync();

        var first = await school.ImportAsync(One);
        school.GoTo(TestSchool.Start.AddDays(2));
        var second = await school.ImportAsync(One);

        Assert.Equal((1, 0), (first.New, first.Unchanged));
        Assert.Equal((0, 1), (second.New, second.Unchanged));
        Assert.Equal(TestSchool.Start, (await ReceivableAsync(school)).IssueOn);
        await school.RunAsync();
        Assert.Equal((0, 1), ((await school.ImportAsync(One)).New, (await school.ImportAsync(One)).Unchanged));
        Assert.Single(school.Erp.Documents);
    }

    [Fact]
    public async Task Other_terms_before_the_invoice_replace_those_before()
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(One);

        var report = await school.ImportAsync(One.Replace("350.00", "400.00", StringComparison.Ordinal));
        await school.RunAsync();

        Assert.Equal((1, "400.00 EUR"), (report.Changed, report.Totals.Single().ToString()));
        Assert.Equal(484m, Assert.Single(school.Erp.Documents).Total.Amount);
    }

    [Fact]
    public async Task Other_terms_after_the_invoice_are_a_fault_that_names_what_to_do()
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(One);
        await school.RunAsync();

        var report = await school.ImportAsync(One.Replace("350.00", "400.00", StringComparison.Ordinal));

        var fault = Assert.Single(report.Faults);
        Assert.Equal(("sale.invoiced", 2, "key"), (fault.Code, fault.Line, fault.Column));
        Assert.Contains("`cancel`", fault.Hint, StringComparison.Ordinal);
        Assert.False(report.Stored);
    }

    [Fact]
    public async Task A_correction_bills_a_sale_on_its_own_terms_and_not_on_the_price_of_the_course()
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(One);
        await school.RunAsync();

        var answer = await new InvoiceCorrection(school.NewRun()).PlanAsync("demo_csv_v-1_1_1_1", "a test", Ct);

        Assert.Equal(CorrectionKind.Nothing, answer!.Kind);
    }

    [Fact]
    public async Task A_preview_stores_nothing_and_shows_what_would_be()
    {
        await using var school = await Selling.OpenAsync();

        var report = await school.ImportAsync(One, preview: true);

        Assert.True(report is { Preview: true, Stored: false, New: 1 });
        Assert.Equal("demo_csv_v-1_1_1_1", Assert.Single(report.Sales).Reference);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.False(await ledger.Agreements.AnyAsync(Ct) || await ledger.Payers.AnyAsync(Ct));
    }

    [Fact]
    public async Task Ten_faults_in_ten_lines_are_told_at_once_by_line_and_column_and_keep_the_whole_file_out()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Lms.AddLearner("7");
        await school.RunAsync();
        var csv =
            Headings
            + "ok,7,10,,1,EUR,2026-09-11,,,\n" // 2
            + ",7,10,,1,EUR,2026-09-11,,,\n"
            + "f4,7,10,,1.234,50,2026-09-11,,,\n"
            + "f5,7,10,,1,EURO,2026-09-11,,,\n"
            + "f6,7,10,,1,EUR,11/09/2026,,,\n"
            + "f7,7,99,,1,EUR,2026-09-11,,,\n"
            + "f8,99,10,,1,EUR,2026-09-11,,,\n"
            + "f9,,,Camp,1,EUR,2026-09-11,Ana,nobody,\n"
            + "f10,7,,Camp,1,EUR,2026-09-11,,,yes\n"
            + "ok,7,10,,2,EUR,2026-09-11,,,\n"
            + "f12,1,10,,1,EUR,2026-09-11,,,\n";

        var report = await school.ImportAsync(csv);

        Assert.Equal(
            [
                (3, "key", "key.missing"),
                (4, "currency", "currency.unknown"),
                (5, "currency", "currency.unknown"),
                (6, "due", "day.none"),
                (7, "course", "course.unknown"),
                (8, "learner", "learner.unknown"),
                (9, "email", "email.none"),
                (10, "enrol", "enrol.whom"),
                (11, "key", "key.twice"),
                (12, "course", "enrolment.billed"),
            ],
            report.Faults.Select(x => (x.Line, x.Column, x.Code))
        );
        Assert.Equal((11, 10, 1, false), (report.Lines, report.AtFault, report.New, report.Stored));
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.False(await ledger.Agreements.AnyAsync(x => x.Origin == "csv", Ct));
    }

    [Fact]
    public async Task The_other_lines_are_stored_only_by_a_person_s_word()
    {
        await using var school = await Selling.OpenAsync();

        var report = await school.ImportAsync(One + "v-2,7,10,,none,EUR,2026-09-11,,,\n", skipFaults: true);

        Assert.Equal((true, 1, 1), (report.Stored, report.New, report.AtFault));
        Assert.Equal("demo_csv_v-1_1_1_1", (await ReceivableAsync(school)).Reference);
    }

    [Fact]
    public async Task A_due_day_that_is_past_needs_the_day_of_the_invoice_too()
    {
        await using var school = await Selling.OpenAsync();

        var report = await school.ImportAsync(Headings + "v-1,7,10,,350.00,EUR,2026-08-01,,,\n");

        Assert.Equal("due.past", Assert.Single(report.Faults).Code);
        Assert.Empty((await school.AddAsync((SaleColumn.Due, "2026-08-01"), (SaleColumn.Issue, "2026-07-20"))).Faults);
    }

    [Fact]
    public async Task What_invoices_json_would_refuse_is_told_before_anything_is_stored()
    {
        await using var school = await Selling.OpenAsync();
        school.InvoiceFault = new DataFault("tax.unknown", "receivable sale", "No tax has this code.", "Correct it.");

        var report = await school.ImportAsync(One);

        Assert.Equal(
            ("tax.unknown", 2, false),
            (Assert.Single(report.Faults).Code, report.Faults[0].Line, report.Stored)
        );
    }

    [Fact]
    public async Task A_key_is_one_key_whether_it_was_typed_or_imported()
    {
        await using var school = await Selling.OpenAsync();
        Assert.Empty((await school.AddAsync((SaleColumn.Key, "v-1"))).Faults);

        var report = await school.ImportAsync(One);

        Assert.Equal("key.other-origin", Assert.Single(report.Faults).Code);
    }

    [Fact]
    public async Task Columns_of_the_file_s_own_are_fields_of_the_course_for_the_mapping()
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(
            "key,learner,course,amount,currency,due,Centro de coste\nv-1,7,10,350.00,EUR,2026-09-11,CC-7\n"
        );

        await using var ledger = school.Ledger.CreateDbContext();
        var source = AgreementSnapshot.Parse((await ledger.Agreements.SingleAsync(Ct)).Terms).Source;

        Assert.Equal(("CC-7", "100"), (source.Course.Fields["Centro de coste"], source.Course.Fields["price"]));
        Assert.Equal(("Course 10", "Name7"), (source.Course.Name, source.Learner.FirstName));
    }

    [Fact]
    public async Task Payers_of_one_tax_id_are_one_and_what_a_sale_does_not_say_of_them_stays()
    {
        await using var school = await Selling.OpenAsync();
        await school.AddAsync(
            (SaleColumn.Key, "a"),
            (SaleColumn.TaxId, "B-1234"),
            (SaleColumn.Email, "a@acme.es"),
            (SaleColumn.Phone, "+34600111222")
        );
        await school.AddAsync((SaleColumn.Key, "b"), (SaleColumn.TaxId, "b1234"), (SaleColumn.Company, "yes"));
        await school.AddAsync((SaleColumn.Key, "e"), (SaleColumn.TaxId, "B1234"));
        await school.AddAsync((SaleColumn.Key, "c"));
        await school.AddAsync((SaleColumn.Key, "d"));

        await using var ledger = school.Ledger.CreateDbContext();
        var payers = await ledger.Payers.OrderBy(x => x.Id).ToListAsync(Ct);

        Assert.Equal(3, payers.Count); // Two of one name and nothing else are never taken for one.
        Assert.Equal(("a@acme.es", "+34600111222", true), (payers[0].Email, payers[0].Phone, payers[0].IsCompany));
    }

    [Fact]
    public async Task Parts_are_invoiced_each_some_days_before_it_is_due()
    {
        await using var school = await Selling.OpenAsync();
        await school.AddAsync((SaleColumn.Due, ""), (SaleColumn.Parts, "2026-09-11=100,2026-10-11=rest"));

        await school.RunDaysAsync(0, 1);
        var first = school.Erp.Documents.Count;
        school.GoTo(new DateOnly(2026, 9, 30));
        await school.RunAsync();
        var before = school.Erp.Documents.Count;
        school.GoTo(new DateOnly(2026, 10, 1));
        await school.RunAsync();

        Assert.Equal((1, 1, 2), (first, before, school.Erp.Documents.Count));
        Assert.Equal([121m, 302.5m], school.Erp.Documents.Select(x => x.Total.Amount));
    }

    [Fact]
    public async Task Ten_thousand_lines_cost_database_commands_by_the_chunk_when_nothing_is_new()
    {
        await using var school = await Selling.OpenAsync();
        using var count = new CommandCount(school.Ledger);

        var preview = await school.ImportAsync(Lines(10_000), preview: true);
        var previewed = count.Commands;
        await school.ImportAsync(Lines(1_000));
        var stored = count.Commands - previewed;
        var again = await school.ImportAsync(Lines(1_000));
        var unchanged = count.Commands - previewed - stored;

        Assert.Equal((10_000, 0), (preview.New, preview.AtFault));
        Assert.Equal(1_000, again.Unchanged);
        Assert.InRange(previewed, 1, 20 * 10);
        // SQLite writes row by row: payer, identifiers, agreement, share, receivable, journal.
        Assert.InRange(stored, 1, 1_000 * 8);
        Assert.InRange(unchanged, 1, 2 * 10);
    }

    private static string Lines(int count)
    {
        var text = new StringBuilder(Headings);
        for (var i = 1; i <= count; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"v-{i},,,Camp,{i}.00,EUR,2026-09-11,Family {i},f{i}@example.org,\n"
            );
        }

        return text.ToString();
    }

    private static async Task<Connector.Flow.Ledger.Receivable> ReceivableAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return await ledger.Receivables.SingleAsync(Ct);
    }
}
