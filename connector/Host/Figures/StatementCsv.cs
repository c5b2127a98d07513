using System.Text;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Figures;

/// <summary>A statement as comma-separated values: a line for each balance, movement and open amount, told apart by <c>section</c>.</summary>
internal static class StatementCsv
{
    /// <summary>Writes it; amounts above zero are owed, and of the section <c>credit</c> in the payer's favour.</summary>
    public static string Of(StatementView view)
    {
        var csv = new StringBuilder(
            CsvText.Line([
                "school",
                "currency",
                "section",
                "on",
                "due_on",
                "kind",
                "documents",
                "about",
                "receivables",
                "source",
                "amount",
                "balance",
            ])
        );
        foreach (var account in view.Accounts)
        {
            Add("opening", view.From, null, "", [], [], [], "", null, account.Opening);
            foreach (var x in account.Lines)
            {
                Add(
                    "movement",
                    x.On,
                    null,
                    $"{x.Kind}",
                    x.Documents,
                    x.About,
                    x.Receivables,
                    x.Source,
                    x.Amount,
                    x.Balance
                );
            }

            Add("closing", view.To ?? view.Today, null, "", [], [], [], "", null, account.Closing);
            foreach (var x in account.Open)
            {
                Add("open", null, x.DueOn, "", [x.Document], [x.About], [x.Receivable], "", x.Owed, null);
            }

            foreach (var x in account.Later)
            {
                var kind = x.PlusTax ? "plus tax" : "";
                Add("later", null, x.DueOn, kind, [], [x.About], [x.Receivable], "", x.Amount, null);
            }

            foreach (var x in account.Credit)
            {
                Add("credit", x.On, null, $"{x.Kind}", [], [], [], x.Source, x.Amount, null);
            }

            void Add(
                string section,
                DateOnly? on,
                DateOnly? dueOn,
                string kind,
                IReadOnlyList<string> documents,
                IReadOnlyList<string> about,
                IReadOnlyList<string> receivables,
                string source,
                Money? amount,
                Money? balance
            ) =>
                csv.Append(
                    CsvText.Row(
                        view.School.Key,
                        account.Currency,
                        section,
                        on,
                        dueOn,
                        kind,
                        string.Join(' ', documents),
                        string.Join("; ", about),
                        string.Join(' ', receivables),
                        source,
                        amount,
                        balance
                    )
                );
        }

        return csv.ToString();
    }
}
