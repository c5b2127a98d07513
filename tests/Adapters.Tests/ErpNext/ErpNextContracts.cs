using Collections.Adapters.Tests.Contracts;

namespace Collections.Adapters.Tests.ErpNext;

public sealed class ErpNextCustomerBookTests : CustomerBookContract
{
    protected override async Task<ErpHarness> StartAsync() => await ErpNextSchool.OpenAsync();
}

public sealed class ErpNextInvoiceBookTests : InvoiceBookContract
{
    protected override async Task<ErpHarness> StartAsync() => await ErpNextSchool.OpenAsync();
}

public sealed class ErpNextPaymentLedgerTests : PaymentLedgerContract
{
    protected override async Task<ErpHarness> StartAsync() => await ErpNextSchool.OpenAsync();
}
