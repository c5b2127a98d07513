using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Ledger;

public sealed class BulkInsertTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(123)]
    public async Task Rows_inserted_in_bulk_are_read_as_they_were_written(int rows)
    {
        await using var school = await TestSchool.OpenAsync();
        var written = Enumerable.Range(1, rows).Select(Row).ToList();
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await using var transaction = await ledger.Database.BeginTransactionAsync(Ct);
            await BulkInsert.InsertAsync(ledger, written, Ct);
            await transaction.CommitAsync(Ct);
        }

        await using var reading = school.Ledger.CreateDbContext();
        var read = await reading.Enrolments.OrderBy(x => x.Id).ToListAsync(Ct);

        Assert.Equal(written.Select(x => x.ToFact()), read.Select(x => x.ToFact()));
        Assert.Equal(
            written.Select(x => (x.School, x.FirstSeenAt, x.GoneAt)),
            read.Select(x => (x.School, x.FirstSeenAt, x.GoneAt))
        );
        Assert.All(read, x => Assert.NotEqual(0, x.Id));
    }

    [Fact]
    public async Task Half_a_character_in_a_bulk_insert_stops_nobody_on_any_database()
    {
        await using var school = await TestSchool.OpenAsync();
        var odd = Row(1);
        odd.Method = "a\uD800b";
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await using var transaction = await ledger.Database.BeginTransactionAsync(Ct);
            await BulkInsert.InsertAsync(ledger, [odd, Row(2)], Ct);
            await transaction.CommitAsync(Ct);
        }

        await using var reading = school.Ledger.CreateDbContext();

        Assert.Equal(["a\uFFFDb", "manual"], await reading.Enrolments.Select(x => x.Method).Order().ToListAsync(Ct));
    }

    [Fact]
    public async Task Rows_whose_transaction_is_not_committed_are_not_there()
    {
        await using var school = await TestSchool.OpenAsync();
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await using var transaction = await ledger.Database.BeginTransactionAsync(Ct);
            await BulkInsert.InsertAsync(ledger, [Row(1)], Ct);
        }

        await using var reading = school.Ledger.CreateDbContext();

        Assert.Equal(0, await reading.Enrolments.CountAsync(Ct));
    }

    [Fact]
    public async Task Without_a_transaction_nothing_is_inserted()
    {
        await using var school = await TestSchool.OpenAsync();
        await using var ledger = school.Ledger.CreateDbContext();

        await Assert.ThrowsAsync<InvalidOperationException>(() => BulkInsert.InsertAsync(ledger, [Row(1)], Ct));
    }

    // Every other one has nulls, and every text what a statement could stumble over.
    private static EnrolmentRow Row(int number) =>
        new()
        {
            School = "demo",
            CourseKey = $"c'{number}\"",
            LearnerKey = $"ñ{number}",
            Method = "manual",
            Status = number % 3 == 0 ? EnrolmentStatus.Suspended : EnrolmentStatus.Active,
            StartsAt = number % 2 == 0 ? null : TestSchool.Start.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            EndsAt = null,
            WindowKnown = number % 2 == 0,
            IsLearner = number % 2 == 0 ? null : number % 3 == 0,
            FirstSeenAt = new DateTimeOffset(2026, 9, 1, 8, 0, 0, 123, TimeSpan.Zero),
            GoneAt = number % 5 == 0 ? new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero) : null,
        };
}
