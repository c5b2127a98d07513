using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Collections.Connector.Flow.Ledger;

/// <summary>The state of the world, in one database; the provider is chosen outside.</summary>
/// <remarks>Amounts are minor units, instants are unix milliseconds: SQLite cannot compare decimals or offsets.</remarks>
internal sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    public DbSet<CourseRow> Courses => Set<CourseRow>();
    public DbSet<LearnerRow> Learners => Set<LearnerRow>();
    public DbSet<EnrolmentRow> Enrolments => Set<EnrolmentRow>();
    public DbSet<Episode> Episodes => Set<Episode>();
    public DbSet<Agreement> Agreements => Set<Agreement>();
    public DbSet<Payer> Payers => Set<Payer>();
    public DbSet<PayerIdentifier> PayerIdentifiers => Set<PayerIdentifier>();
    public DbSet<PayerBinding> PayerBindings => Set<PayerBinding>();
    public DbSet<Receivable> Receivables => Set<Receivable>();
    public DbSet<Document> Documents => Set<Document>();
    public DbSet<DocumentLine> DocumentLines => Set<DocumentLine>();
    public DbSet<Payment> Payments => Set<Payment>();
    public DbSet<Allocation> Allocations => Set<Allocation>();
    public DbSet<InboxEvent> Inbox => Set<InboxEvent>();
    public DbSet<PayPage> PayPages => Set<PayPage>();
    public DbSet<Standing> Standings => Set<Standing>();
    public DbSet<SuspensionReview> SuspensionReviews => Set<SuspensionReview>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<PayerChannel> PayerChannels => Set<PayerChannel>();
    public DbSet<ContactReply> ContactReplies => Set<ContactReply>();
    public DbSet<ContactItem> ContactItems => Set<ContactItem>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<AccessRecord> AccessRecords => Set<AccessRecord>();
    public DbSet<Intent> Intents => Set<Intent>();
    public DbSet<JournalEntry> Journal => Set<JournalEntry>();
    public DbSet<SourceReading> Readings => Set<SourceReading>();
    public DbSet<RunRow> Runs => Set<RunRow>();
    public DbSet<LeaseRow> Leases => Set<LeaseRow>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTimeOffset>().HaveConversion<InstantAsInteger>();
        configuration.Properties<DateOnly>().HaveConversion<DayAsInteger>();
        configuration.Properties<Enum>().HaveConversion<string>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<CourseRow>().HasIndex(x => new { x.School, x.Key }).IsUnique();
        model.Entity<LearnerRow>().HasIndex(x => new { x.School, x.Key }).IsUnique();
        model
            .Entity<EnrolmentRow>()
            .HasIndex(x => new
            {
                x.School,
                x.CourseKey,
                x.LearnerKey,
                x.Method,
            })
            .IsUnique();
        model
            .Entity<Episode>()
            .HasIndex(x => new
            {
                x.School,
                x.CourseKey,
                x.LearnerKey,
                x.Number,
            })
            .IsUnique();
        model
            .Entity<Episode>()
            .HasIndex(x => new { x.School, x.Id })
            .HasFilter("NOT \"Billed\" AND \"EndedOn\" IS NULL");
        model.Entity<Episode>().HasIndex(x => new { x.School, x.LearnerKey });
        model
            .Entity<Agreement>()
            .HasIndex(x => new
            {
                x.School,
                x.Origin,
                x.OriginKey,
                x.Episode,
            })
            .IsUnique();
        model.Entity<Agreement>().HasIndex(x => new { x.School, x.ChargeFor }).HasFilter("\"ChargeFor\" IS NOT NULL");
        model.Entity<Agreement>().HasOne(x => x.EpisodeRow).WithMany().HasForeignKey(x => x.EpisodeRowId);
        model.Entity<Agreement>().HasMany(x => x.Shares).WithOne().HasForeignKey(x => x.AgreementId);
        model.Entity<Payer>().HasIndex(x => new { x.School, x.Key }).IsUnique();
        model.Entity<Payer>().HasIndex(x => new { x.School, x.Id });
        model.Entity<Payer>().HasMany(x => x.Identifiers).WithOne().HasForeignKey(x => x.PayerId);
        model.Entity<Payer>().HasMany(x => x.Bindings).WithOne().HasForeignKey(x => x.PayerId);
        model
            .Entity<PayerIdentifier>()
            .HasIndex(x => new
            {
                x.School,
                x.Kind,
                x.Value,
            });
        model.Entity<PayerBinding>().HasIndex(x => new { x.PayerId, x.System }).IsUnique();
        model
            .Entity<PayerBinding>()
            .HasIndex(x => new
            {
                x.School,
                x.System,
                x.RemoteKey,
            })
            .IsUnique();
        model.Entity<Receivable>().HasIndex(x => new { x.School, x.Reference }).IsUnique();
        model.Entity<Receivable>().HasIndex(x => new { x.School, x.Id });
        model.Entity<Receivable>().HasIndex(x => new { x.School, x.PayerKey });
        model.Entity<Receivable>().HasOne(x => x.Agreement).WithMany().HasForeignKey(x => x.AgreementId);
        model.Entity<Receivable>().HasOne(x => x.Decision).WithMany().HasForeignKey(x => x.DecisionId);
        model.Entity<Document>().HasIndex(x => new { x.School, x.Reference }).IsUnique();
        model.Entity<Document>().HasIndex(x => new { x.School, x.Id });
        model.Entity<Document>().HasIndex(x => new { x.School, x.ErpKey }).IsUnique();
        model.Entity<Document>().Property(x => x.Part).HasDefaultValue(false).ValueGeneratedNever();
        model.Entity<Document>().HasMany(x => x.Lines).WithOne().HasForeignKey(x => x.DocumentId);
        model.Entity<DocumentLine>().HasIndex(x => new { x.School, x.ReceivableRef });
        model
            .Entity<Payment>()
            .HasIndex(x => new
            {
                x.School,
                x.Source,
                x.SourceKey,
            })
            .IsUnique();
        model.Entity<Payment>().HasIndex(x => new { x.School, x.PayerKey });
        model.Entity<Payment>().HasIndex(x => new { x.School, x.Id });
        model.Entity<Payment>().HasMany(x => x.Allocations).WithOne().HasForeignKey(x => x.PaymentId);
        model.Entity<Payment>().Property(x => x.GivenBackMinor).HasDefaultValue(0L).ValueGeneratedNever();
        model.Entity<Allocation>().HasIndex(x => new { x.School, x.ReceivableRef });
        model
            .Entity<InboxEvent>()
            .HasIndex(x => new
            {
                x.School,
                x.Source,
                x.EventKey,
            })
            .IsUnique();
        model.Entity<InboxEvent>().HasIndex(x => new { x.School, x.ProcessedAt });
        model.Entity<PayPage>().HasIndex(x => new { x.School, x.Reference }).IsUnique();
        model
            .Entity<Standing>()
            .HasIndex(x => new
            {
                x.School,
                x.SubjectKind,
                x.SubjectKey,
            });
        model.Entity<Standing>().HasIndex(x => new { x.School, x.Key }).IsUnique();
        model.Entity<Contact>().HasIndex(x => new { x.School, x.Reference }).IsUnique();
        model.Entity<Contact>().HasMany(x => x.Items).WithOne().HasForeignKey(x => x.ContactId);
        model
            .Entity<ContactItem>()
            .HasIndex(x => new
            {
                x.School,
                x.ReceivableRef,
                x.Rung,
            })
            .IsUnique();
        model.Entity<Contact>().HasIndex(x => new { x.School, x.PayerKey });
        model
            .Entity<PayerChannel>()
            .HasIndex(x => new
            {
                x.School,
                x.PayerKey,
                x.Channel,
            })
            .IsUnique();
        model.Entity<ContactReply>().HasIndex(x => new { x.School, x.Key }).IsUnique();
        model.Entity<Decision>().HasIndex(x => new { x.School, x.ReceivableRef });
        model
            .Entity<AccessRecord>()
            .HasIndex(x => new
            {
                x.School,
                x.CourseKey,
                x.LearnerKey,
            });
        model
            .Entity<SuspensionReview>()
            .HasIndex(x => new
            {
                x.School,
                x.CourseKey,
                x.LearnerKey,
            })
            .IsUnique();
        model
            .Entity<Intent>()
            .HasIndex(x => new
            {
                x.School,
                x.Kind,
                x.Reference,
            })
            .IsUnique();
        model
            .Entity<Intent>()
            .HasIndex(x => new
            {
                x.School,
                x.State,
                x.Kind,
            });
        // A worker whose claim was taken from it meanwhile stores nothing over what the next one found out.
        model.Entity<Intent>().Property(x => x.LeaseOwner).IsConcurrencyToken();
        model.Entity<LeaseRow>().HasIndex(x => x.Name).IsUnique();
        model.Entity<JournalEntry>().HasIndex(x => new { x.School, x.Position }).IsUnique();
        model.Entity<JournalEntry>().HasIndex(x => new { x.School, x.Subject });
        model.Entity<SourceReading>().HasIndex(x => new { x.School, x.Source }).IsUnique();
        model.Entity<RunRow>().HasIndex(x => new { x.School, x.StartedAt });
    }

    private sealed class InstantAsInteger()
        : ValueConverter<DateTimeOffset, long>(
            x => x.ToUnixTimeMilliseconds(),
            x => DateTimeOffset.FromUnixTimeMilliseconds(x)
        );

    private sealed class DayAsInteger()
        : ValueConverter<DateOnly, int>(x => x.DayNumber, x => DateOnly.FromDayNumber(x));
}
