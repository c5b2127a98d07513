using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Sales;

/// <summary>What became of sales that were taken in, or would become. Holds keys and amounts, and no personal data.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Preview">Whether nothing was to be stored.</param>
/// <param name="Stored">Whether what could be stored was; false also when a fault forbade it.</param>
/// <param name="Lines">How many sales there are.</param>
/// <param name="New">How many are new.</param>
/// <param name="Changed">How many replace what was given before.</param>
/// <param name="Unchanged">How many were stored before, in the same words.</param>
/// <param name="AtFault">How many are at fault.</param>
/// <param name="Totals">What the new and the changed ones sum to, by currency.</param>
/// <param name="Fields">Headings that the mapping reads as fields of the course.</param>
/// <param name="Sales">Each well-formed sale, in the order of the file.</param>
/// <param name="Faults">Every fault, by line.</param>
internal sealed record SaleReport(
    string School,
    bool Preview,
    bool Stored,
    int Lines,
    int New,
    int Changed,
    int Unchanged,
    int AtFault,
    IReadOnlyList<Money> Totals,
    IReadOnlyList<string> Fields,
    IReadOnlyList<ReportedSale> Sales,
    IReadOnlyList<SaleFault> Faults
)
{
    /// <summary>Puts it together.</summary>
    public static SaleReport Of(
        string school,
        SaleSheet sheet,
        IReadOnlyList<(int Line, JudgedSale Sale)> judged,
        IReadOnlyList<SaleFault> faults,
        bool preview,
        bool stored
    )
    {
        var taken = judged.Where(x => x.Sale.Verdict is SaleVerdict.New or SaleVerdict.Changed).ToList();
        return new SaleReport(
            school,
            preview,
            stored,
            sheet.Lines,
            Count(judged, SaleVerdict.New),
            Count(judged, SaleVerdict.Changed),
            Count(judged, SaleVerdict.Unchanged),
            faults.Where(x => x.Line > 0 || sheet.Lines == 1).Select(x => x.Line).Distinct().Count(),
            [
                .. taken
                    .GroupBy(x => x.Sale.Order.Price.Currency)
                    .Select(x => x.Select(s => s.Sale.Order.Price).Aggregate((a, b) => a + b))
                    .OrderBy(x => x.Currency.Code, StringComparer.Ordinal),
            ],
            sheet.Fields,
            [.. judged.Select(x => ReportedSale.Of(school, x.Line, x.Sale))],
            faults
        );
    }

    private static int Count(IReadOnlyList<(int Line, JudgedSale Sale)> judged, SaleVerdict verdict) =>
        judged.Count(x => x.Sale.Verdict == verdict);
}

/// <summary>A sale in a report.</summary>
/// <param name="Line">Line of the file, from 1; 0 when it was typed.</param>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="Reference">Its first receivable.</param>
/// <param name="Course">The LMS's key of the course; empty when none is sold.</param>
/// <param name="Amount">The price.</param>
/// <param name="Basis">With or without tax.</param>
/// <param name="DueOn">Its due days.</param>
/// <param name="Enrol">Whether the learner is enrolled.</param>
internal sealed record ReportedSale(
    int Line,
    SaleVerdict Verdict,
    string Reference,
    string Course,
    Money Amount,
    AmountBasis Basis,
    IReadOnlyList<DateOnly> DueOn,
    SaleEnrolment Enrol
)
{
    /// <summary>What is shown of a sale.</summary>
    public static ReportedSale Of(string school, int line, JudgedSale sale) =>
        new(
            line,
            sale.Verdict,
            EnrolWish.ReferenceOf(school, sale.Subject),
            sale.Subject.CourseKey,
            sale.Order.Price,
            sale.Order.Basis,
            [.. sale.Order.Parts.Select(x => x.DueOn)],
            sale.Order.Enrol
        );
}
