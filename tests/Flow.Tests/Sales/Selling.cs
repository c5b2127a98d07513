using System.Text;
using Collections.Connector.Flow.Sales;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Sales;

/// <summary>Takes sales in as the command line does.</summary>
internal static class Selling
{
    /// <summary>A school with course 10 of 100 EUR and learner 7, who is enrolled nowhere; the courses are read.</summary>
    public static async Task<TestSchool> OpenAsync()
    {
        var school = await TestSchool.OpenAsync();
        school.Lms.AddCourse("10", 100);
        school.Lms.AddLearner("7");
        await school.RunAsync();
        return school;
    }

    public static Task<SaleReport> ImportAsync(
        this TestSchool school,
        string csv,
        SaleForm? form = null,
        bool preview = false,
        bool skipFaults = false
    ) =>
        new SaleDesk(school.NewRun()).ImportAsync(
            SaleSheet.Read(Encoding.UTF8.GetBytes(csv)),
            form ?? new SaleForm(),
            preview,
            skipFaults,
            TestContext.Current.CancellationToken
        );

    public static Task<SaleReport> AddAsync(this TestSchool school, params (SaleColumn Column, string Text)[] typed) =>
        new SaleDesk(school.NewRun()).AddAsync(
            Row(typed),
            new SaleForm(),
            preview: false,
            TestContext.Current.CancellationToken
        );

    /// <summary>A sale with what every sale needs, and what is typed besides; an empty text takes away.</summary>
    public static SaleRow Row(params (SaleColumn Column, string Text)[] typed)
    {
        var texts = new Dictionary<SaleColumn, string>
        {
            [SaleColumn.Key] = "k-1",
            [SaleColumn.Description] = "Summer camp",
            [SaleColumn.Amount] = "350.00",
            [SaleColumn.Currency] = "EUR",
            [SaleColumn.Due] = "2026-09-11",
            [SaleColumn.PayerName] = "Acme",
        };
        foreach (var (column, text) in typed)
        {
            texts[column] = text;
        }

        return new SaleRow(
            0,
            texts.Where(x => x.Value.Length > 0).ToDictionary(x => x.Key, x => x.Value),
            new Dictionary<SaleColumn, string>(),
            new Dictionary<string, string>()
        );
    }
}
