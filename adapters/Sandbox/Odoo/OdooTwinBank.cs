namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>The school's bank: what the feed brings, and what customers transfer.</summary>
public sealed partial class OdooTwin
{
    /// <summary>Gets or sets the day up to which the school's bank is booked; null books each day by itself, as a bank feed does.</summary>
    public DateOnly? BankIsBookedTo { get; set; }

    // A bank has lines of others every day: fees, rents, wages. They touch no customer.
    private void BookBankDay()
    {
        var day = BankIsBookedTo ?? ledger.Today;
        if (lastBankDay == day)
        {
            return;
        }

        lastBankDay = day;
        ledger.Add(
            new Move
            {
                Id = ledger.NextId(),
                Company = Company,
                Journal = Bank,
                Currency = Company.Currency,
                Date = day,
                Name = $"BNK1/{day:yyyy-MM-dd}",
                State = "posted",
                StatementLine = new Named { Id = ledger.NextId(), Name = $"FEED/{day:yyyy-MM-dd}" },
            }
        );
    }

    private DateOnly? lastBankDay;

    /// <summary>The customer pays by bank: a bank line is reconciled with the invoice, and no payment record exists.</summary>
    public void PayByBank(string invoiceKey, decimal amount, DateOnly on, string text = "TRANSFER") =>
        Locked(() =>
        {
            var invoice = Document(invoiceKey);
            var entry = Posted(ledger.MoneyEntry(Bank, invoice.Partner, Company.Currency, amount, on, text));
            entry.StatementLine = new Named { Id = ledger.NextId(), Name = entry.Name };
            ledger.Reconcile(invoice.Receivable, entry.Receivable);
        });
}
