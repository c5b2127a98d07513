using Collections.Adapters.Tests.Contracts;

namespace Collections.Adapters.Tests.Dolibarr;

public sealed class DolibarrCustomerBookTests : CustomerBookContract
{
    protected override async Task<ErpHarness> StartAsync() => await DolibarrSchool.OpenAsync();
}

public sealed class DolibarrInvoiceBookTests : InvoiceBookContract
{
    protected override async Task<ErpHarness> StartAsync() => await DolibarrSchool.OpenAsync();
}

public sealed class DolibarrPaymentLedgerTests : PaymentLedgerContract
{
    protected override async Task<ErpHarness> StartAsync() => await DolibarrSchool.OpenAsync();
}
