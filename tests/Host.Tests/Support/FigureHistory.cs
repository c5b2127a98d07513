using Collections.Connector.Flow.Ledger;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Ports;

namespace Collections.Host.Tests.Support;

/// <summary>Fills an installation's ledger with receivables, counted in days from today, and the messages about them.</summary>
internal sealed class FigureHistory : IAsyncDisposable
{
    private readonly LedgerContext ledger;
    private readonly ILedgerStorage storage;
    private int count;

    private FigureHistory(ILedgerStorage storage)
    {
        this.storage = storage;
        ledger = storage.CreateDbContext();
    }

    public static DateOnly Today { get; } = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    public static async Task<FigureHistory> OpenAsync(Installation installation, CancellationToken ct)
    {
        var storage = Storages.Of(installation.Load().Database, durable: false);
        await storage.MigrateAsync(ct);
        return new FigureHistory(storage);
    }

    /// <summary>Adds a receivable of 100 EUR.</summary>
    /// <param name="payer">The payer's key.</param>
    /// <param name="due">Its due day, from today.</param>
    /// <param name="settled">Its settlement, from today; null while it is open.</param>
    /// <param name="contacted">When a message went out about it, from today; null for never.</param>
    /// <param name="channel">Over which channel.</param>
    public FigureHistory Add(string payer, int due, int? settled, int? contacted = null, string channel = "email")
    {
        var reference = $"demo_csv_{++count}";
        if (!ledger.Payers.Local.Any(x => x.Key == payer))
        {
            ledger.Payers.Add(
                new Payer
                {
                    School = "demo",
                    Key = payer,
                    Name = $"Secret {payer}",
                }
            );
        }

        ledger.Receivables.Add(
            new Receivable
            {
                School = "demo",
                Reference = reference,
                PayerKey = payer,
                CourseKey = $"c{count}",
                LearnerKey = payer,
                AmountMinor = 10_000,
                Currency = "EUR",
                IssueOn = Today.AddDays(due - 10),
                DueOn = Today.AddDays(due),
                TaxOn = Today.AddDays(due - 10),
                SettledOn = settled is { } on ? Today.AddDays(on) : null,
                Agreement = new Agreement
                {
                    School = "demo",
                    Origin = "csv",
                    OriginKey = $"{count}",
                    Episode = 1,
                },
            }
        );
        var document = new Document
        {
            School = "demo",
            Reference = $"{reference}_i1",
            Kind = DocumentKind.Invoice,
            Revision = 1,
            PayerKey = payer,
            Currency = "EUR",
            Standing = DocumentStanding.Posted,
            ErpKey = $"{count}",
            IssueOn = Today.AddDays(due - 10),
            TotalMinor = 10_000,
        };
        document.Lines.Add(
            new DocumentLine
            {
                School = "demo",
                ReceivableRef = reference,
                AmountMinor = 10_000,
                OpenMinor = settled is null ? 10_000 : 0,
            }
        );
        ledger.Documents.Add(document);
        if (contacted is { } day)
        {
            AddContact(payer, reference, day, channel);
        }

        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await ledger.SaveChangesAsync();
        await ledger.DisposeAsync();
        storage.Release();
    }

    private void AddContact(string payer, string reference, int day, string channel)
    {
        var at = new DateTimeOffset(Today.AddDays(day).ToDateTime(new TimeOnly(9, 30)), TimeSpan.Zero);
        var contact = new Contact
        {
            School = "demo",
            Reference = $"demo_ct_{count}",
            PayerKey = payer,
            Rung = "reminder-1",
            Template = "reminder-1",
            Channel = channel,
            State = ContactState.Sent,
            PlannedAt = at,
            SentAt = at,
            Segment = "New",
        };
        contact.Items.Add(
            new ContactItem
            {
                School = "demo",
                ReceivableRef = reference,
                Rung = "reminder-1",
            }
        );
        ledger.Contacts.Add(contact);
    }
}
