using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Reconciliation;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Reconciliation;

public sealed class DocumentCausesTests
{
    private const string Reference = "demo_enr_4-7_1_1_1_inv1";

    [Fact]
    public void Equal_to_the_cent_is_no_difference() => Assert.Null(Of(Billed(), Erp()));

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, nameof(DifferenceCause.TaxDiffers))]
    [InlineData(-1, nameof(DifferenceCause.TaxDiffers))]
    public void One_cent_of_tax_is_a_difference(long cents, string? expected)
    {
        var difference = Of(Billed(), Erp(total: 12_100 + cents));

        Assert.Equal(expected, difference?.Cause.ToString());
        Assert.Equal(expected is null ? null : Euro(cents), difference?.Amount);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, nameof(DifferenceCause.AmountDiffers))]
    [InlineData(-1, nameof(DifferenceCause.AmountDiffers))]
    public void What_was_agreed_differs_by_a_cent_even_where_the_ledger_follows_the_ERP(long cents, string? expected)
    {
        var billed = Billed();
        billed.UntaxedMinor += cents;

        var difference = Of(billed, Erp(untaxed: 10_000 + cents));

        Assert.Equal(expected, difference?.Cause.ToString());
        Assert.Null(difference?.Command);
    }

    [Fact]
    public void On_gross_prices_the_total_is_what_was_agreed()
    {
        var billed = Billed();
        (billed.ExpectedBasis, billed.ExpectedMinor) = (AmountBasis.Gross, 12_100);

        Assert.Null(Of(billed, Erp()));
        billed.ExpectedMinor = 12_101;
        Assert.Equal(Euro(-1), Of(billed, Erp())?.Amount);
    }

    [Fact]
    public void An_adopted_invoice_was_accepted_as_it_stood()
    {
        var billed = Billed();
        (billed.Adopted, billed.ExpectedMinor) = (true, 9_000);

        Assert.Null(Of(billed, Erp()));
    }

    [Fact]
    public void Another_amount_customer_or_currency_was_edited_behind_our_back()
    {
        var dollar = Currency.Of("USD");
        var inDollars = Erp() with
        {
            Untaxed = new Money(10_000, dollar),
            Total = new Money(12_100, dollar),
            Open = new Money(12_100, dollar),
        };

        Assert.Equal(Euro(-1), Edited(Erp(untaxed: 9_999, total: 12_099)).Amount);
        Assert.Equal(Euro(0), Edited(Erp() with { CustomerKey = "c2" }).Amount);
        Assert.Equal(new Money(12_100, dollar), Edited(inDollars).Amount);
    }

    [Theory]
    [InlineData(nameof(DocumentStanding.Posted), nameof(IntentState.Done), "sync")]
    [InlineData(nameof(DocumentStanding.Cancelled), nameof(IntentState.Done), "sync")]
    [InlineData(
        nameof(DocumentStanding.Cancelled),
        nameof(IntentState.Parked),
        $"parked retry {Reference} --why \"...\""
    )]
    public void Cancelled_in_the_ERP_is_named_until_somebody_decides(string standing, string intent, string command)
    {
        var difference = Of(
            Billed(Enum.Parse<DocumentStanding>(standing)),
            Erp(state: DocumentState.Cancelled),
            Enum.Parse<IntentState>(intent)
        );

        Assert.Equal((DifferenceCause.CancelledInErp, command), (difference!.Cause, difference.Command));
    }

    [Fact]
    public void Cancelled_and_decided_is_no_difference()
    {
        var cancelled = Erp(state: DocumentState.Cancelled);

        Assert.Null(Of(Billed(DocumentStanding.Cancelled), cancelled, IntentState.Dismissed));
        Assert.Null(
            DocumentCauses.Of(
                new DocumentFacts(
                    Reference,
                    Billed(DocumentStanding.Cancelled),
                    cancelled,
                    Receivable: ReceivableState.Cancelled
                )
            )
        );
    }

    [Fact]
    public void An_issued_document_that_the_ERP_has_not_was_deleted_there()
    {
        var difference = Of(Billed(), null);

        Assert.Equal(
            (DifferenceCause.BilledNotInErp, "sync --reread", Euro(12_100)),
            (difference!.Cause, difference.Command, difference.Amount)
        );
    }

    [Theory]
    [InlineData(nameof(IntentState.Planned), "sync")]
    [InlineData(nameof(IntentState.Sent), "sync")]
    [InlineData(nameof(IntentState.Unknown), "sync")]
    [InlineData(nameof(IntentState.Parked), $"parked retry {Reference} --why \"...\"")]
    [InlineData(nameof(IntentState.Dismissed), null)]
    public void A_planned_document_goes_on_unless_a_person_must_act(string intent, string? command)
    {
        var wish = Enum.Parse<IntentState>(intent);

        Assert.Equal(command, Of(Billed(DocumentStanding.Planned), null, wish)?.Command);
        Assert.Equal(command, Of(Billed(DocumentStanding.Draft), Erp(state: DocumentState.Draft), wish)?.Command);
    }

    [Fact]
    public void A_draft_that_was_issued_once_was_taken_back_in_the_ERP()
    {
        var draft = Erp(state: DocumentState.Draft);

        Assert.Equal(DifferenceCause.BackToDraftInErp, Of(Billed(), draft)?.Cause);
        Assert.Equal(DifferenceCause.BackToDraftInErp, Of(Billed(DocumentStanding.Draft), draft)?.Cause);
    }

    [Fact]
    public void Issued_there_and_not_read_here_is_an_answer_not_taken_in() =>
        Assert.Equal(
            (DifferenceCause.AnswerNotTakenIn, "sync"),
            Short(Of(Billed(DocumentStanding.Planned), Erp(), IntentState.Sent))
        );

    [Fact]
    public void A_document_under_our_reference_that_nobody_knows_is_named_unless_it_is_cancelled()
    {
        var stray = new DocumentFacts(Reference, null, Erp());

        Assert.Equal((DifferenceCause.UnknownInLedger, null), Short(DocumentCauses.Of(stray)));
        Assert.Equal(
            (DifferenceCause.UnknownInLedger, "sync"),
            Short(DocumentCauses.Of(stray with { Unbilled = true }))
        );
        Assert.Equal(
            (DifferenceCause.DuplicateReference, null),
            Short(DocumentCauses.Of(stray with { BilledNumber = "INV/1" }))
        );
        Assert.Null(DocumentCauses.Of(stray with { Erp = Erp(state: DocumentState.Cancelled) }));
    }

    [Theory]
    [InlineData(12_100, true, null)]
    [InlineData(12_099, false, nameof(DifferenceCause.OpenDiffers))]
    [InlineData(0, false, nameof(DifferenceCause.OpenDiffers))]
    public void An_open_amount_that_moved_is_read_by_the_next_run(long open, bool same, string? expected)
    {
        var difference = Of(Billed(), Erp(open: open));

        Assert.Equal(expected, difference?.Cause.ToString());
        Assert.Equal(same ? null : Euro(open - 12_100), difference?.Amount);
    }

    [Theory]
    [InlineData(12_100, true, nameof(DifferenceCause.NoLongerEnrolled))]
    [InlineData(1, true, nameof(DifferenceCause.NoLongerEnrolled))]
    [InlineData(0, true, null)]
    [InlineData(12_100, false, null)]
    public void An_open_invoice_of_somebody_who_left_is_named(long open, bool hasLeft, string? expected)
    {
        var billed = Billed();
        billed.OpenMinor = open;

        var difference = DocumentCauses.Of(new DocumentFacts(Reference, billed, Erp(open: open), HasLeft: hasLeft));

        Assert.Equal(expected, difference?.Cause.ToString());
    }

    private static Difference? Of(Document billed, ErpDocument? erp, IntentState intent = IntentState.Done) =>
        DocumentCauses.Of(
            new DocumentFacts(Reference, billed, erp, new Intent { State = intent, Reference = Reference })
        );

    private static Difference Edited(ErpDocument erp)
    {
        var difference = Of(Billed(), erp);
        Assert.Equal((DifferenceCause.EditedInErp, "sync"), Short(difference));
        return difference!;
    }

    private static (DifferenceCause?, string?) Short(Difference? difference) =>
        (difference?.Cause, difference?.Command);

    private static Document Billed(DocumentStanding standing = DocumentStanding.Posted) =>
        new()
        {
            Reference = Reference,
            Standing = standing,
            CustomerKey = "c1",
            Currency = "EUR",
            ExpectedMinor = 10_000,
            ExpectedBasis = AmountBasis.Net,
            UntaxedMinor = 10_000,
            TotalMinor = 12_100,
            OpenMinor = standing == DocumentStanding.Cancelled ? 0 : 12_100,
            ErpKey = standing == DocumentStanding.Planned ? null : "9",
            Number = "INV/9",
        };

    private static ErpDocument Erp(
        long untaxed = 10_000,
        long total = 12_100,
        long? open = null,
        DocumentState state = DocumentState.Posted
    ) =>
        new(
            "9",
            Reference,
            DocumentKind.Invoice,
            state,
            "INV/9",
            "c1",
            new DateOnly(2026, 9, 1),
            Euro(untaxed),
            Euro(total),
            state == DocumentState.Cancelled ? Euro(0) : Euro(open ?? 12_100),
            [],
            [],
            null,
            "v1"
        );

    private static Money Euro(long cents) => new(cents, Currency.Of("EUR"));
}
