using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Ledger;

/// <summary>What the flow relies on, whatever the database's make.</summary>
public abstract class LedgerContract : IAsyncLifetime
{
    private readonly List<ILedgerStorage> opened = [];

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A database of its own, without anything in it.</summary>
    private protected abstract Task<ILedgerStorage> OpenEmptyAsync();

    /// <summary>A second process's view of the same database.</summary>
    private protected abstract ILedgerStorage Again(ILedgerStorage ledger);

    /// <summary>Tables, columns, types, nullability, indexes and foreign keys, one per line, in a fixed order.</summary>
    private protected abstract Task<List<string>> SchemaAsync(ILedgerStorage ledger);

    /// <summary>Stores another schema version than the true one.</summary>
    private protected abstract Task SetVersionAsync(ILedgerStorage ledger, int version);

    [Fact]
    public async Task Every_table_gives_back_what_it_was_given()
    {
        var ledger = await MigratedAsync();

        await RoundTrip.AssertAsync(ledger, nulls: false, Ct);
    }

    [Fact]
    public async Task Every_table_keeps_what_is_not_known_apart_from_what_is_empty()
    {
        var ledger = await MigratedAsync();

        await RoundTrip.AssertAsync(ledger, nulls: true, Ct);
    }

    [Fact]
    public async Task Migrating_from_empty_gives_the_schema_of_the_model()
    {
        var model = await EmptyAsync();
        await using (var context = model.CreateDbContext())
        {
            await context.Database.EnsureCreatedAsync(Ct);
        }

        var ledger = await MigratedAsync();

        Assert.Equal(await SchemaAsync(model), await SchemaAsync(ledger));
    }

    [Fact]
    public async Task Migrating_from_every_earlier_version_gives_the_same_schema_and_keeps_the_rows()
    {
        var expected = await SchemaAsync(await MigratedAsync());
        var scripts = MigrationScripts.Of((await EmptyAsync()).GetType().Assembly);
        for (var version = 1; version < scripts.Count; version++)
        {
            var ledger = await EmptyAsync();
            await using var context = ledger.CreateDbContext();
            foreach (var script in scripts.Take(version))
            {
                await context.Database.ExecuteSqlRawAsync(script, Ct);
            }

            await context.Database.ExecuteSqlRawAsync(
                "INSERT INTO \"Readings\" (\"School\", \"Source\") VALUES ('demo', 'erp')",
                Ct
            );

            await ledger.MigrateAsync(Ct);

            Assert.Equal(expected, await SchemaAsync(ledger));
            Assert.Equal(1, await context.Readings.CountAsync(Ct));
        }
    }

    [Fact]
    public async Task Nodes_that_start_together_bring_the_schema_up_once()
    {
        var ledger = await EmptyAsync();
        var nodes = Enumerable.Range(0, 3).Select(_ => Own(Again(ledger))).Append(ledger).ToList();

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.MigrateAsync(Ct), Ct)));

        Assert.Equal(await SchemaAsync(await MigratedAsync()), await SchemaAsync(ledger));
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing()
    {
        var ledger = await MigratedAsync();
        await using var context = ledger.CreateDbContext();
        context.Readings.Add(new SourceReading { School = "demo", Source = "erp" });
        await context.SaveChangesAsync(Ct);

        await ledger.MigrateAsync(Ct);

        Assert.Equal(1, await context.Readings.CountAsync(Ct));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_not_touched()
    {
        var ledger = await MigratedAsync();
        var schema = await SchemaAsync(ledger);
        await SetVersionAsync(ledger, 999);

        var refusal = await Assert.ThrowsAsync<LedgerUnusableException>(() => ledger.MigrateAsync(Ct));

        Assert.Contains("a newer version made it. Use that one, or restore a backup.", refusal.Message);
        Assert.False(refusal.MayPass);
        Assert.Equal(schema, await SchemaAsync(ledger));
    }

    [Fact]
    public async Task A_reference_is_there_once_and_what_came_with_the_second_is_not_stored_either()
    {
        var ledger = await MigratedAsync();
        await StoreAsync(ledger, Wish("a"));

        await Assert.ThrowsAsync<DbUpdateException>(() => StoreAsync(ledger, Wish("b"), Wish("a")));

        await using var context = ledger.CreateDbContext();
        Assert.Equal(["a"], await context.Intents.Select(x => x.Reference).ToListAsync(Ct));
    }

    [Fact]
    public async Task What_a_transaction_wrote_that_was_not_committed_is_gone()
    {
        var ledger = await MigratedAsync();
        await using (var context = ledger.CreateDbContext())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Ct);
            context.Intents.Add(Wish("a"));
            await context.SaveChangesAsync(Ct);
        }

        await using var after = ledger.CreateDbContext();
        Assert.Equal(0, await after.Intents.CountAsync(Ct));
    }

    [Fact]
    public async Task A_webhook_that_arrives_at_two_nodes_at_once_is_stored_once()
    {
        var ledger = await MigratedAsync();
        var now = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
        var paid = new GatewayEvent("evt_1", now, "pi_1", PaymentState.Succeeded, default, "p1", "r1", [], "{}");

        var stored = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StoreOnceAsync(), Ct)));

        Assert.Single(stored, x => x);
        await using var after = ledger.CreateDbContext();
        Assert.Equal(1, await after.Inbox.CountAsync(Ct));

        async Task<bool> StoreOnceAsync()
        {
            await using var context = ledger.CreateDbContext();
            return await InboxRows.StoreAsync(context, [InboxRows.ToRow("demo", "stripe", paid, now)], Ct) == 1;
        }
    }

    [Fact]
    public async Task Texts_are_ordered_byte_by_byte_and_compared_with_their_case()
    {
        var ledger = await MigratedAsync();
        await StoreAsync(ledger, Wish("b"), Wish("á"), Wish("B"), Wish("a"), Wish("_"));

        await using var context = ledger.CreateDbContext();
        var ordered = await context.Intents.OrderBy(x => x.Reference).Select(x => x.Reference).ToListAsync(Ct);

        Assert.Equal(["B", "_", "a", "b", "á"], ordered);
        Assert.Equal(1, await context.Intents.CountAsync(x => x.Reference == "b", Ct));
    }

    [Fact]
    public async Task One_process_at_a_time_has_the_turn_to_run_cycles()
    {
        var ledger = await MigratedAsync();
        var other = Own(Again(ledger));

        await using (var turn = (await ledger.TryTakeTurnAsync(Terms, Ct)).Turn!)
        {
            var refused = await other.TryTakeTurnAsync(Terms, Ct);
            Assert.Null(refused.Turn);
            Assert.Contains("is running a cycle", refused.Holder);
        }

        await using var next = (await other.TryTakeTurnAsync(Terms, Ct)).Turn;
        Assert.NotNull(next);
    }

    [Fact]
    public async Task What_one_worker_is_sending_another_does_not_send()
    {
        var ledger = await MigratedAsync();
        await StoreAsync(ledger, Wish("a"), Wish("b"));
        var (first, second) = (Worker(ledger, "first"), Worker(ledger, "second"));
        await using var one = ledger.CreateDbContext();
        await using var two = ledger.CreateDbContext();
        var (ofOne, ofTwo) = (await one.Intents.ToListAsync(Ct), await two.Intents.ToListAsync(Ct));

        await Intents.SendingAsync(first, one, ofOne.Where(x => x.Reference == "a"), Ct);
        var claimed = await Intents.SendingAsync(second, two, ofTwo, Ct);

        Assert.Equal("b", Assert.Single(claimed).Reference);
        Assert.Equal(
            ["b"],
            await Intents.Due(second, two, IntentKind.Document).Select(x => x.Reference).ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task Workers_that_claim_at_the_same_time_share_and_nothing_is_claimed_twice()
    {
        var ledger = await MigratedAsync();
        await StoreAsync(ledger, [.. Enumerable.Range(0, 200).Select(i => Wish($"w{i:000}"))]);

        var claims = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => Task.Run(() => ClaimAsync(ledger, $"worker {i}"), Ct))
        );

        var all = claims.SelectMany(x => x).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Equal(200, all.Count);
    }

    [Fact]
    public async Task What_a_dead_worker_claimed_is_free_to_the_next_turn_and_the_dead_one_stores_nothing_any_more()
    {
        var ledger = await MigratedAsync();
        await StoreAsync(ledger, Wish("a"));
        await using var zombie = ledger.CreateDbContext();
        var held = await zombie.Intents.SingleAsync(Ct);
        await Intents.SendingAsync(Worker(ledger, "dead"), zombie, [held], Ct);
        var next = Worker(ledger, "next");
        await using var context = ledger.CreateDbContext();

        await Intents.TakeOverAsync(next, context, Ct);
        var due = await Intents.Due(next, context, IntentKind.Document).SingleAsync(Ct);
        var claimed = await Intents.SendingAsync(next, context, [due], Ct);
        Intents.Done(held);

        Assert.Equal((IntentState.Sent, 2), (Assert.Single(claimed).State, due.Attempts));
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => zombie.SaveChangesAsync(Ct));
    }

    [Fact]
    public async Task Who_may_not_write_any_more_marks_nothing_as_sent()
    {
        var ledger = await MigratedAsync();
        await StoreAsync(ledger, Wish("a"));
        await using var context = ledger.CreateDbContext();
        var late = Worker(ledger, "late", mayWrite: false);

        await Assert.ThrowsAsync<RemoteUnavailableException>(() =>
            Intents.SendingAsync(late, context, context.Intents, Ct)
        );

        Assert.Equal(IntentState.Planned, (await context.Intents.AsNoTracking().SingleAsync(Ct)).State);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        opened.ForEach(x => x.Release());
        return ValueTask.CompletedTask;
    }

    private protected static TurnTerms Terms =>
        new("erp.example/school/1", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), TimeProvider.System);

    private static async Task<List<string>> ClaimAsync(ILedgerStorage ledger, string name)
    {
        var (worker, claimed) = (Worker(ledger, name), new List<string>());
        while (true)
        {
            await using var context = ledger.CreateDbContext();
            var due = await Intents
                .Due(worker, context, IntentKind.Document)
                .Where(x => x.State == IntentState.Planned)
                .Take(7)
                .ToListAsync(Ct);
            if (due.Count == 0)
            {
                return claimed;
            }

            claimed.AddRange((await Intents.SendingAsync(worker, context, due, Ct)).Select(x => x.Reference));
        }
    }

    private static CycleRun Worker(ILedgerStorage ledger, string name, bool mayWrite = true) =>
        TestSchool.NewRun(ledger, new StandInTurn(name, mayWrite));

    private sealed class StandInTurn(string owner, bool mayWrite) : IWritingTurn
    {
        public string Owner => owner;

        public TimeSpan Pass() =>
            mayWrite ? Timeout.InfiniteTimeSpan : throw new RemoteUnavailableException("Another node took over.");

        public void Answered() { }

        public void EnsureMine() => Pass();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private protected static Intent Wish(string reference) =>
        new()
        {
            School = "demo",
            Kind = IntentKind.Document,
            Reference = reference,
            State = IntentState.Planned,
        };

    private protected static async Task StoreAsync(ILedgerStorage ledger, params Intent[] wishes)
    {
        await using var context = ledger.CreateDbContext();
        context.Intents.AddRange(wishes);
        await context.SaveChangesAsync(Ct);
    }

    private protected async Task<ILedgerStorage> EmptyAsync() => Own(await OpenEmptyAsync());

    private protected async Task<ILedgerStorage> MigratedAsync()
    {
        var ledger = await EmptyAsync();
        await ledger.MigrateAsync(Ct);
        return ledger;
    }

    private protected ILedgerStorage Own(ILedgerStorage ledger)
    {
        opened.Add(ledger);
        return ledger;
    }
}
