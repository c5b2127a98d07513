using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>What a localisation of Odoo knows of electronic invoicing, and documents over several due days.</summary>
public sealed class OdooLegalFieldTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_state_and_number_of_the_authority_are_read_with_the_document()
    {
        await using var school = await OdooSchool.OpenAsync(settings =>
        {
            settings["legalStateField"] = "edi_state";
            settings["legalNumberField"] = "l10n_mx_edi_cfdi_uuid";
        });
        school.Twin.AddDocumentField("edi_state");
        school.Twin.AddDocumentField("l10n_mx_edi_cfdi_uuid");
        var invoice = await school.NewInvoiceAsync(Stop);
        Assert.Null(invoice.LegalState);

        school.Twin.SetDocumentField(invoice.Key, "edi_state", "sent");
        school.Twin.SetDocumentField(invoice.Key, "l10n_mx_edi_cfdi_uuid", "a-uuid");
        var now = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

        Assert.Equal(("sent", "a-uuid"), (now.LegalState, now.LegalNumber));
    }

    [Fact]
    public async Task A_field_that_Odoo_does_not_have_is_a_finding()
    {
        await using var school = await OdooSchool.OpenAsync(settings => settings["legalStateField"] = "edi_state");

        var missing = Assert.Single(await school.Adapter.CheckAsync(Stop), x => x.Result == CheckResult.Missing);
        school.Twin.AddDocumentField("edi_state");
        var found = Assert.Single(await school.Adapter.CheckAsync(Stop), x => x.Code == "odoo.legal-state");

        Assert.Equal("odoo.legal-state", missing.Code);
        Assert.Contains("edi_state", missing.What, StringComparison.Ordinal);
        Assert.Equal(CheckResult.Ok, found.Result);
    }

    [Fact]
    public async Task A_setting_that_names_no_field_is_refused()
    {
        var error = await Assert.ThrowsAsync<AdapterSettingsException>(() =>
            OdooSchool.OpenAsync(settings => settings["legalNumberField"] = "l10n mx; uuid")
        );

        Assert.Contains("legalNumberField", Assert.Single(error.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_due_days_need_a_payment_term()
    {
        await using var school = await OdooSchool.OpenAsync();
        var half = Money.Exactly(50m, school.Currency);
        var draft = school.Invoice(await school.NewCustomerAsync(Stop)) with
        {
            DueParts = [new DuePart(school.Today, half), new DuePart(school.Today.AddDays(30), half)],
        };

        var refused = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.Contains("payment term", refused.Reason, StringComparison.Ordinal);
    }
}
