using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Payments;

/// <summary>Reads up to which day each bank account is booked.</summary>
internal sealed class BankBookReader(DolibarrApi api, DolibarrSettings settings, DolibarrDays days, TimeProvider clock)
{
    private const long Cash = 2;

    /// <summary>Every open bank account: by its journal key where it has one, else by Dolibarr's reference.</summary>
    public async Task<IReadOnlyList<BankBook>> ReadAsync(CancellationToken ct)
    {
        var accounts = await api.ListAsync("bankaccounts.list", "bankaccounts", [], ct);
        var books = new List<BankBook>();
        foreach (var account in accounts.Where(a => a.Text("clos") != "1" && a.Number("type") != Cash))
        {
            books.Add(new BankBook(JournalOf(account), await BookedToAsync(account.Number("id"), ct)));
        }

        return books;
    }

    private string JournalOf(JToken account)
    {
        var journal = settings.BankAccounts.FirstOrDefault(a => a.Value == account.Number("id")).Key;
        return journal ?? account.Text("ref");
    }

    /// <summary>The newest line's day. The opening balance says nothing of the bank, nor does what is booked ahead.</summary>
    private async Task<DateOnly?> BookedToAsync(long account, CancellationToken ct)
    {
        var today = days.DayOf(clock.GetUtcNow());
        var lines = await api.ListAsync(
            "bankaccounts.lines",
            $"bankaccounts/{DolibarrJson.Key(account)}/lines",
            [],
            ct
        );
        return lines
            .Where(line => line.Text("fk_type") != "SOLD")
            .Select(line => line.Day("dateo"))
            .Where(day => day <= today)
            .Max();
    }
}
