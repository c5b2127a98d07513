using Collections.Connector.Flow.Payments;
using FsCheck;
using FsCheck.Fluent;

namespace Collections.Flow.Tests.Plans;

public sealed class AllocationPropertyTests
{
    [Fact]
    public void Allocating_conserves_money_and_never_takes_more_than_is_owed()
    {
        var cases = (
            from amount in Gen.Choose(-100, 1_000_000)
            from owed in Gen.ListOf(Gen.Choose(-500, 300_000))
            select (amount, owed: owed.Select(x => (long)x).ToList())
        ).ToArbitrary();

        Check.QuickThrowOnFailure(
            Prop.ForAll(
                cases,
                x =>
                {
                    var takes = PaymentAllocation.Divide(x.amount, x.owed);
                    var open = x.owed.Sum(o => Math.Max(0, o));
                    return takes.Sum() == Math.Min(Math.Max(0, x.amount), open)
                        && takes.Zip(x.owed).All(t => t.First >= 0 && t.First <= Math.Max(0, t.Second));
                }
            )
        );
    }

    [Fact]
    public void What_comes_first_is_paid_whole_before_the_next_gets_anything()
    {
        var cases = (
            from amount in Gen.Choose(0, 1_000)
            from owed in Gen.NonEmptyListOf(Gen.Choose(1, 300))
            select (amount, owed: owed.Select(x => (long)x).ToList())
        ).ToArbitrary();

        Check.QuickThrowOnFailure(
            Prop.ForAll(
                cases,
                x =>
                {
                    var takes = PaymentAllocation.Divide(x.amount, x.owed);
                    var whole = takes.Zip(x.owed).TakeWhile(t => t.First == t.Second).Count();
                    return takes.Skip(whole + 1).All(t => t == 0);
                }
            )
        );
    }
}
