namespace Collections.Scenarios.Tests.BadInput;

/// <summary>Records of the ERP that somebody archived, deleted, edited or closed there: told by name, and the rest goes on.</summary>
public sealed class ErpRecordTests
{
    [Fact]
    public async Task A_tax_that_was_archived_parks_its_invoices_by_name_and_nothing_is_posted_without_it()
    {
        await using var town = await SmallTown.BuildAsync();
        town.Town.Odoo.ArchiveTax("21% S");

        var sync = await town.TypeAsync("sync");

        Assert.Equal((1, 0), (sync.Exit, town.Town.Odoo.Invoices.Count));
        Assert.Contains("21% S", sync.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_who_was_deleted_in_the_ERP_waits_with_what_to_do_and_the_others_are_billed()
    {
        await using var town = await SmallTown.BuildAsync();
        var carla = town.Enrol("carla", town.Course);
        await town.TypeAsync("sync", "--step", "receivables", "--step", "customers");
        town.Town.Odoo.DeletePartner(town.Town.Odoo.CustomerKey($"demo_l{carla}"));

        var sync = await town.TypeAsync("sync");

        Assert.Equal((1, 4), (sync.Exit, town.Town.Odoo.Invoices.Count));
        var parked = Assert.Single(sync.Remarks, x => x.Code == "parked.document");
        Assert.Contains($"-{carla}_", parked.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invoice_that_was_edited_in_the_ERP_is_told_and_never_written_over()
    {
        await using var town = await SmallTown.BuildAsync();
        await town.TypeAsync("sync");
        var edited = town.Town.Odoo.Invoices[0];
        town.Town.Odoo.EditPosted(edited.Key, 10m);

        var sync = await town.TypeAsync("sync");
        var again = await town.TypeAsync("sync");

        Assert.Contains(sync.Remarks, x => x.Code == "document.edited-in-erp" && x.Where == edited.Reference);
        Assert.DoesNotContain(again.Remarks, x => x.Code == "document.edited-in-erp");
        Assert.Equal(edited.Total + 10m, town.Town.Odoo.Invoice(edited.Key).Total);
    }

    [Fact]
    public async Task A_period_that_was_locked_parks_its_invoices_until_it_is_open_again()
    {
        await using var town = await SmallTown.BuildAsync();
        town.Town.Odoo.Lock(new DateOnly(2026, 9, 30));

        var locked = await town.TypeAsync("sync");
        town.Town.Odoo.Lock(null);
        foreach (var parked in locked.Remarks.Where(x => x.Code == "parked.document"))
        {
            await town.TypeAsync("parked", "retry", parked.Where, "--reason", "the period is open");
        }

        var open = await town.TypeAsync("sync");

        Assert.Equal((1, 0, 4), (locked.Exit, open.Exit, town.Town.Odoo.Invoices.Count));
        Assert.Contains("2026-09-30", locked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_currency_that_the_ERP_does_not_have_parks_that_course_and_bills_the_others()
    {
        await using var town = await SmallTown.BuildAsync();
        var course = town.AddCourse("YEN-1", "5000", "JPY");
        town.Enrol("carla", course);

        var sync = await town.TypeAsync("sync");

        Assert.Equal((1, 4), (sync.Exit, town.Town.Odoo.Invoices.Count));
        Assert.Contains("JPY", sync.Text, StringComparison.Ordinal);
    }
}
