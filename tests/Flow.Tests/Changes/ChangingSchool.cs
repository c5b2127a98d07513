using System.Globalization;
using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Changes;

/// <summary>A school that bills in instalments of thirty days, and has rules for changes of mind.</summary>
internal static class ChangingSchool
{
    public static readonly DateOnly Start = TestSchool.Start;

    /// <summary>Half of the days are over on the fifteenth day after the start.</summary>
    public static readonly ChangeTerms Used = new(
        null,
        LeavingRule.KeepUsed,
        LeavingRule.KeepUsed,
        false,
        Start,
        Start.AddDays(29)
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A school with learners 1 to N in course 10 of 100 EUR.</summary>
    public static async Task<TestSchool> OpenAsync(int learners, int instalments, ChangeTerms? changes)
    {
        var school = await TestSchool.WithLearnersAsync(learners);
        Bill(school, instalments, changes);
        return school;
    }

    /// <summary>Lets a school bill so from now on.</summary>
    public static void Bill(TestSchool school, int instalments, ChangeTerms? changes) =>
        school.Billing = source => new BillingAnswer(Terms(source, instalments) with { Changes = changes }, null, []);

    /// <summary>Terms of as many equal instalments, each issued when the one before is thirty days old.</summary>
    public static BillingTerms Terms(BillingSource source, int instalments)
    {
        var price = decimal.Parse(source.Course.Fields["price"], CultureInfo.InvariantCulture);
        var money = Money.Exactly(price, Currency.Of("EUR"));
        var each = money with { MinorUnits = money.MinorUnits / instalments };
        var first = money with { MinorUnits = money.MinorUnits - (each.MinorUnits * (instalments - 1)) };
        var payer = new PayerTerms(
            true,
            source.Learner.FirstName,
            false,
            source.Learner.Email,
            null,
            "ES",
            "es",
            new Dictionary<string, string>()
        );
        return new BillingTerms(
            source.Course.Name,
            money,
            AmountBasis.Net,
            "vat",
            [
                .. Enumerable
                    .Range(0, instalments)
                    .Select(i => new InstalmentTerms(
                        i + 1,
                        i == 0 ? first : each,
                        source.BeganOn.AddDays(30 * i),
                        source.BeganOn.AddDays((30 * i) + 10),
                        source.BeganOn.AddDays(30 * i)
                    )),
            ],
            payer
        );
    }

    /// <summary>Cancels by a person's word, today.</summary>
    public static async Task<ChangeAnswer> CancelAsync(this TestSchool school, string subject, DateOnly? on = null)
    {
        var run = school.NewRun();
        return (await new Cancellation(run).CancelAsync(subject, on ?? run.Today, "they asked", "en", Ct))!;
    }

    /// <summary>What the connector says is owed, with tax, of a learner's receivables that are asked for.</summary>
    public static async Task<decimal> OwedAsync(this TestSchool school, string learner = "1")
    {
        await using var ledger = school.Ledger.CreateDbContext();
        var live = await ledger
            .Receivables.Where(x => x.LearnerKey == learner && x.State == ReceivableState.Live)
            .Select(x => x.Reference)
            .ToListAsync(Ct);
        return (await OpenItems.OwedAsync(ledger, "demo", live, Ct)).Values.Sum(x => x.Amount);
    }

    /// <summary>The ERP's documents as kind, receivable's instalment and amount without tax, in order.</summary>
    public static string[] Papers(this TestSchool school) =>
        [
            .. school
                .Erp.Documents.Where(x => x.State == DocumentState.Posted)
                .Select(x => $"{Tail(x.Reference)} {x.Untaxed.ToPlainString()}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The states of an agreement's receivables, by instalment.</summary>
    public static async Task<string[]> StatesAsync(this TestSchool school, string learner = "1")
    {
        await using var ledger = school.Ledger.CreateDbContext();
        var rows = await ledger
            .Receivables.Where(x => x.LearnerKey == learner)
            .OrderBy(x => x.Agreement.Episode)
            .ThenBy(x => x.Instalment)
            .ToListAsync(Ct);
        return [.. rows.Select(x => $"{x.Instalment} {x.State} {x.Amount.ToPlainString()}")];
    }

    // demo_enr_10-1_1_2_1_cn1 is the second instalment's first credit note.
    private static string Tail(string reference)
    {
        var parts = reference.Split('_');
        return $"{parts[^3]}.{parts[^1]}";
    }
}
