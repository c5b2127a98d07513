using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Figures.Statements;
using Collections.Connector.Flow.Ledger;
using FsCheck;
using FsCheck.Fluent;
using static Collections.Flow.Tests.Figures.Movements.Books;

namespace Collections.Flow.Tests.Figures.Movements;

public sealed class StatementTests
{
    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void For_any_movements_the_running_balance_ends_at_their_sum()
    {
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new System.Random(seed);
                    var book = ABook(random);
                    var from = First.AddDays(random.Next(-5, 70));

                    return Statement.Of(book, null, null).All(x => Adds(x, book))
                        && Statement.Of(book, from, null).All(x => Adds(x, book));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void For_any_facts_the_movements_of_a_receivable_sum_to_what_is_owed_of_it()
    {
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var book = ABook(new System.Random(seed));
                    var sums = book.Movements.ToLookup(x => x.Receivable, x => x.Amount.MinorUnits);
                    return book.Receivables.All(x =>
                        sums[x.Reference].Sum() == (x.State == ReceivableState.Live ? x.Owed?.MinorUnits ?? 0 : 0)
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void What_was_before_the_first_day_is_the_opening_balance_and_the_closing_one_stays()
    {
        var book = Book([Receivable("r1", 7_100)], [Invoice("r1", 0, 12_100)], [Paid("r1", Payment("y1", 3), 5_000)]);

        var whole = Statement.Of(book, null, null).Single();
        var onThatDay = Statement.Of(book, First.AddDays(3), null).Single();
        var dayAfter = Statement.Of(book, First.AddDays(4), null).Single();

        Assert.Equal((0, 2), (whole.Opening.MinorUnits, whole.Lines.Count));
        Assert.Equal((12_100, 1), (onThatDay.Opening.MinorUnits, onThatDay.Lines.Count));
        Assert.Equal((7_100, 0), (dayAfter.Opening.MinorUnits, dayAfter.Lines.Count));
        Assert.All([whole, onThatDay, dayAfter], x => Assert.Equal(7_100, x.Closing.MinorUnits));
    }

    [Theory]
    [InlineData(2, 12_100)]
    [InlineData(3, 7_100)]
    public void A_statement_up_to_a_day_knows_of_that_day_and_of_nothing_after_it(int to, long closing)
    {
        var book = Book([Receivable("r1", 7_100)], [Invoice("r1", 0, 12_100)], [Paid("r1", Payment("y1", 3), 5_000)]);

        var account = Statement.Of(book, null, First.AddDays(to)).Single();

        Assert.Equal(closing, account.Closing.MinorUnits);
        Assert.Equal(closing, account.Open.Single().Owed.MinorUnits);
    }

    [Fact]
    public void A_document_about_two_receivables_is_one_line_and_so_is_its_payment()
    {
        var book = Book(
            [Receivable("r1", 0, due: 10), Receivable("r2", 4_050, due: 40)],
            [Invoice("r1", 0, 6_050), Invoice("r2", 0, 6_050)],
            [Paid("r1", Payment("y1", 3), 8_050)]
        );

        var account = Statement.Of(book, null, null).Single();

        Assert.Equal([12_100, -8_050], account.Lines.Select(x => x.Amount.MinorUnits));
        Assert.Equal([12_100, 4_050], account.Lines.Select(x => x.Balance.MinorUnits));
        Assert.Equal(["r1", "r2"], account.Lines[0].Receivables);
        Assert.Equal("r2", account.Open.Single().Receivable);
    }

    [Fact]
    public void What_falls_due_later_stands_beside_and_is_not_in_the_balance()
    {
        var book = Book([Receivable("r1", 12_100), Receivable("r2", null, due: 70)], [Invoice("r1", 0, 12_100)], []);

        var account = Statement.Of(book, null, null).Single();

        Assert.Equal(12_100, account.Closing.MinorUnits);
        Assert.Equal((First.AddDays(70), 10_000), (account.Later[0].DueOn, account.Later[0].Amount.MinorUnits));
    }

    private static bool Adds(StatementAccount account, MovementBook book)
    {
        var balance = account.Opening;
        foreach (var line in account.Lines)
        {
            balance += line.Amount;
            if (line.Balance != balance)
            {
                return false;
            }
        }

        var sum = book.Movements.Where(x => x.Amount.Currency.Code == account.Currency).Sum(x => x.Amount.MinorUnits);
        return balance == account.Closing
            && balance.MinorUnits == sum
            && account.Open.Sum(x => x.Owed.MinorUnits) == sum;
    }

    // Nothing here need fit together: an ERP may tell anything.
    private static MovementBook ABook(System.Random random)
    {
        var states = Enum.GetValues<ReceivableState>();
        var receivables = Enumerable
            .Range(1, random.Next(1, 6))
            .Select(x =>
                Receivable(
                    $"r{x}",
                    random.Next(4) == 0 ? null : random.Next(-2_000, 20_000),
                    random.Next(0, 90),
                    random.Next(3) == 0 ? states[random.Next(states.Length)] : ReceivableState.Live,
                    random.Next(2) == 0 ? random.Next(0, 90) : null
                )
            )
            .ToArray();
        var documents = Enumerable
            .Range(0, random.Next(0, 8))
            .Select(_ =>
                random.Next(4) == 0
                    ? Note(Any(), random.Next(60), random.Next(1, 12_000), $"n{random.Next(3)}")
                    : Invoice(Any(), random.Next(60), random.Next(1, 12_000), $"i{random.Next(4)}")
            )
            .ToArray();
        var payments = Enumerable
            .Range(0, random.Next(0, 5))
            .Select(x =>
                Payment(
                    $"y{x}",
                    random.Next(60),
                    random.Next(2) * random.Next(900),
                    random.Next(2) * 700,
                    random.Next(60)
                )
            )
            .ToArray();
        var paid = payments
            .SelectMany(x => Enumerable.Range(0, random.Next(0, 3)).Select(_ => Paid(Any(), x, random.Next(1, 9_000))))
            .ToArray();
        return Book(receivables, documents, paid, payments);

        string Any() => receivables[random.Next(receivables.Length)].Reference;
    }
}
