using Collections.Adapters.Tests.Contracts;

namespace Collections.Adapters.Tests.Odoo;

public sealed class OdooCustomerBookTests : CustomerBookContract
{
    protected override async Task<ErpHarness> StartAsync() => await OdooSchool.OpenAsync();
}

public sealed class OdooInvoiceBookTests : InvoiceBookContract
{
    protected override async Task<ErpHarness> StartAsync() => await OdooSchool.OpenAsync();
}

public sealed class OdooPaymentLedgerTests : PaymentLedgerContract
{
    protected override async Task<ErpHarness> StartAsync() => await OdooSchool.OpenAsync();
}
