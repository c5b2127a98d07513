using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Dolibarr;

/// <content>What people do in Dolibarr, and its two clocks.</content>
public sealed partial class DolibarrTwin
{
    private TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");

    /// <summary>Gets the company's own currency.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>Gets or sets the zone of PHP. The database's clock runs in UTC, and PHP reads it as its own.</summary>
    public string PhpZone
    {
        get => zone.Id;
        set => zone = TimeZoneInfo.FindSystemTimeZoneById(value);
    }

    /// <summary>Gets how many invoices there are.</summary>
    public int InvoiceCount => Locked(() => invoices.Count);

    /// <summary>Gets how many payments were entered.</summary>
    public int PaymentCount => Locked(() => payments.Count);

    /// <summary>Gets how many third parties there are.</summary>
    public int ThirdPartyCount => Locked(() => thirdParties.Count);

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);

    /// <summary>Opens a bank account, with its opening balance.</summary>
    /// <returns>Its id.</returns>
    public int AddBankAccount(string reference, string? currency = null) =>
        Locked(() =>
        {
            var account = new TwinBankAccount(accounts.Count + 2, reference, currency ?? Currency);
            accounts.Add(account);
            AddBankLine(account.Id, Today, 0m, "(InitialBankBalance)", "SOLD", null);
            return account.Id;
        });

    /// <summary>Closes a bank account.</summary>
    public void CloseBankAccount(int id) => Locked(() => accounts.Single(a => a.Id == id).IsClosed = true);

    /// <summary>Enters a line of a bank statement.</summary>
    public void AddBankLine(int account, DateOnly on, decimal amount) =>
        Locked(() =>
        {
            AddBankLine(account, on, amount, "Statement", "VIR", null);
            return true;
        });

    /// <summary>Enters a third party.</summary>
    /// <returns>Its key.</returns>
    public string AddThirdParty(
        string name,
        string? email = null,
        string vatNumber = "",
        string? code = null,
        string? refExt = null,
        bool closed = false
    ) =>
        Locked(() =>
        {
            var party = new TwinThirdParty
            {
                Id = thirdParties.Count + 1,
                Name = name,
                Email = email,
                VatNumber = vatNumber,
                CustomerCode = code,
                RefExt = refExt,
                CountryId = 4,
                Created = Now,
                IsClosed = closed,
            };
            thirdParties.Add(party);
            return Plain(party.Id);
        });

    /// <summary>Enters a payment on an invoice.</summary>
    /// <returns>The payment's number.</returns>
    public string Pay(string invoice, decimal amount, DateOnly on, string? reference = null) =>
        Locked(() =>
        {
            var paid = invoices.Single(i => Plain(i.Id) == invoice);
            Enter([(paid, amount)], on, accounts[0].Id, reference, null, close: true);
            return payments[^1].Number;
        });

    /// <summary>Validates a draft by hand.</summary>
    public void ValidateByHand(string invoice) => Locked(() => Validate(Id(invoice)));

    /// <summary>Classifies an invoice as closed for another reason than payment.</summary>
    public void Abandon(string invoice, string code) =>
        Locked(() =>
        {
            Close(invoices.Single(i => Plain(i.Id) == invoice), code);
            return true;
        });

    /// <summary>Marks an invoice as cancelled: it was replaced, or never stood.</summary>
    public void Cancel(string invoice) =>
        Locked(() =>
        {
            var found = invoices.Single(i => Plain(i.Id) == invoice);
            found.Status = 3;
            Touch(found);
            return true;
        });

    /// <summary>Writes extrafields of an invoice; the invoice's own row is not touched.</summary>
    public void SetExtras(string invoice, JObject extras) =>
        Locked(() => invoices.Single(i => Plain(i.Id) == invoice).Extras = extras);

    private T Locked<T>(Func<T> work)
    {
        lock (gate)
        {
            return work();
        }
    }

    /// <summary>A day as it is sent: seconds, or a text.</summary>
    private DateOnly DayOf(JToken value) =>
        value.Type == JTokenType.Integer
            ? DateOnly.FromDateTime(
                TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(value.Value<long>()), zone).DateTime
            )
            : DateOnly.ParseExact(value.Value<string>()![..10], "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A day as it is answered: the second at which it begins in PHP's zone.</summary>
    private long Midnight(DateOnly day) =>
        new DateTimeOffset(
            day.ToDateTime(TimeOnly.MinValue),
            zone.GetUtcOffset(day.ToDateTime(TimeOnly.MinValue))
        ).ToUnixTimeSeconds();

    /// <summary>What the database's clock says at an instant: it runs in UTC.</summary>
    private static string DatabaseClock(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The database's clock as PHP reads it: off by the difference of the two zones.</summary>
    private long AsPhpReads(long seconds)
    {
        var database = DateTimeOffset.FromUnixTimeSeconds(seconds).DateTime;
        return new DateTimeOffset(database, zone.GetUtcOffset(database)).ToUnixTimeSeconds();
    }
}
