using System.CommandLine;
using System.Globalization;
using Collections.Connector.Flow.Sales;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>What the verbs share by which sales outside the LMS are taken in.</summary>
internal abstract class SaleVerb : ICommandVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Option<string?> only = new("--school")
    {
        Description = "The school, where there are several.",
        HelpName = "KEY",
    };
    private readonly Option<string?> decimals = new("--decimal")
    {
        Description =
            "What stands before decimals, `.` or `,`; then the other one may group thousands. Without it only digits and a point are an amount.",
        HelpName = "SIGN",
    };
    private readonly Option<string> dates = new("--dates")
    {
        Description = "How days are written.",
        HelpName = "FORM",
        DefaultValueFactory = _ => SaleForm.DayOrders[0],
    };

    /// <summary>Initializes a new instance of the <see cref="SaleVerb"/> class.</summary>
    protected SaleVerb()
    {
        decimals.AcceptOnlyFromAmong(".", ",");
        dates.AcceptOnlyFromAmong([.. SaleForm.DayOrders]);
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public abstract string Example { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [.. Own, decimals, dates, only];

    /// <summary>Gets the verb's own options.</summary>
    protected abstract IReadOnlyList<Symbol> Own { get; }

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var school = OneOf(installation);
        var form = new SaleForm(context.Get(decimals)?[0], context.Get(dates)!);
        var read = await ReadAsync(context, ct);
        var report = await context.Output.ProgressAsync(async progress =>
        {
            var desk = school.SalesBy(context.ActsAs, new SchoolProgress(progress, school.Mapping.School.Key));
            if (IsPreview(context))
            {
                return await TakeAsync(desk, read, form, context, ct);
            }

            // Nobody plans an invoice between the look at a sale and its storing.
            await using var turn = await school.TakeTurnAsync(Patience, ct);
            return await TakeAsync(desk, read, form, context, ct);
        });
        context.Output.Write(report, page => SalePage.Show(page, report));
        return report.Faults.Count == 0 ? ExitCode.Done
            : report.Preview || report.Stored ? ExitCode.NeedsPerson
            : ExitCode.Configuration;
    }

    /// <summary>The school that is meant.</summary>
    /// <exception cref="ConfigurationException">There are several.</exception>
    internal static SchoolInstallation OneOf(Installation installation) =>
        installation.Schools is [var school]
            ? school
            : throw new ConfigurationException([
                new(
                    "--school",
                    0,
                    "There are several schools.",
                    $"Say which: {string.Join(", ", installation.Schools.Select(x => x.Mapping.School.Key))}."
                ),
            ]);

    /// <summary>Whether nothing is to be stored.</summary>
    protected abstract bool IsPreview(VerbContext context);

    /// <summary>Reads what was typed, or the file.</summary>
    protected abstract Task<SaleSheet> ReadAsync(VerbContext context, CancellationToken ct);

    /// <summary>Takes it in.</summary>
    protected abstract Task<SaleReport> TakeAsync(
        SaleDesk desk,
        SaleSheet read,
        SaleForm form,
        VerbContext context,
        CancellationToken ct
    );
}

/// <summary>Takes in one sale.</summary>
internal sealed class SaleAddVerb : SaleVerb
{
    private static readonly (SaleColumn Column, string Help, string Description)[] Texts =
    [
        (SaleColumn.Key, "KEY", "Your own key of the sale; the same key again is the same sale."),
        (SaleColumn.Learner, "KEY", "The LMS's key of the learner, who owes if no payer is named."),
        (SaleColumn.Course, "KEY", "The LMS's key of the course that is sold."),
        (SaleColumn.Description, "TEXT", "What is sold, as the invoice says it; the course's name without it."),
        (SaleColumn.Amount, "AMOUNT", "The whole price."),
        (SaleColumn.Currency, "CODE", "The currency, such as EUR."),
        (SaleColumn.Basis, "BASIS", "Whether the price is net or gross of tax; net without it."),
        (
            SaleColumn.TaxCode,
            "CODE",
            "The tax code of invoices.json; that of the course by receivables.json without it."
        ),
        (SaleColumn.Issue, "DAY", "The day of the first invoice; today without it."),
        (SaleColumn.Due, "DAY", "The day on which it is due."),
        (SaleColumn.Parts, "PARTS", "Due parts, such as 2026-12-05=100,2027-01-05=rest."),
        (SaleColumn.PayerName, "NAME", "Who owes, if it is not the learner."),
        (SaleColumn.Email, "ADDRESS", "The payer's e-mail address."),
        (SaleColumn.Phone, "NUMBER", "The payer's telephone."),
        (SaleColumn.TaxId, "ID", "The payer's tax id."),
        (SaleColumn.Country, "CODE", "The payer's country, two letters."),
        (SaleColumn.Language, "CODE", "The payer's language, such as es."),
        (SaleColumn.Address, "LINES", "The payer's postal address."),
    ];

    private readonly List<(SaleColumn Column, Option<string?> Option)> texts =
    [
        .. Texts.Select(x =>
            (
                x.Column,
                new Option<string?>($"--{SaleHeadings.NameOf(x.Column)}")
                {
                    Description = x.Description,
                    HelpName = x.Help,
                }
            )
        ),
    ];
    private readonly Option<bool> company = new("--company") { Description = "The payer is a company." };
    private readonly Option<bool> enrol = new("--enrol")
    {
        Description = "Enrol the learner in the course with the next run.",
    };
    private readonly Option<bool> enrolWhenPaid = new("--enrol-when-paid")
    {
        Description = "Enrol the learner in the course once nothing of the sale is owed.",
    };
    private readonly Option<bool> dryRun = new("--dry-run")
    {
        Description = "Show what would be stored; store nothing.",
    };

    /// <inheritdoc/>
    public override string Name => "sale add";

    /// <inheritdoc/>
    public override string Description =>
        "Store a sale outside the LMS: invoiced, reminded and reconciled as an enrolment is.";

    /// <inheritdoc/>
    public override string Example =>
        "sale add --key 2026-118 --learner 345 --course 12 --amount 350.00 --currency EUR --due 2026-12-05 --enrol-when-paid";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Own =>
        [.. texts.Select(x => x.Option), company, enrol, enrolWhenPaid, dryRun];

    /// <inheritdoc/>
    protected override bool IsPreview(VerbContext context) => context.Get(dryRun);

    /// <inheritdoc/>
    protected override Task<SaleSheet> ReadAsync(VerbContext context, CancellationToken ct)
    {
        var typed = texts
            .Where(x => !string.IsNullOrWhiteSpace(context.Get(x.Option)))
            .ToDictionary(x => x.Column, x => context.Get(x.Option)!.Trim());
        if (context.Get(company))
        {
            typed[SaleColumn.Company] = "yes";
        }

        if (context.Get(enrolWhenPaid) || context.Get(enrol))
        {
            typed[SaleColumn.Enrol] = context.Get(enrolWhenPaid) ? "when-paid" : "yes";
        }

        var names = Enum.GetValues<SaleColumn>().ToDictionary(x => x, x => $"--{SaleHeadings.NameOf(x)}");
        var row = new SaleRow(0, typed, names, new Dictionary<string, string>());
        return Task.FromResult(new SaleSheet([row], [], 1, []));
    }

    /// <inheritdoc/>
    protected override Task<SaleReport> TakeAsync(
        SaleDesk desk,
        SaleSheet read,
        SaleForm form,
        VerbContext context,
        CancellationToken ct
    ) => desk.AddAsync(read.Rows[0], form, IsPreview(context), ct);
}

/// <summary>Takes in a file of sales.</summary>
internal sealed class SaleImportVerb : SaleVerb
{
    private const string Windows = "windows-1252";

    private readonly Argument<string> file = new("file")
    {
        Description =
            "A CSV file whose first line names the columns, in English, Spanish or Portuguese: key, learner, course, description, amount, currency, basis, tax-code, issue, due, parts, payer-name, email, phone, tax-id, country, language, company, address, enrol; key, amount and currency must be there. Other columns become fields of the course for invoices.json.",
    };
    private readonly Option<bool> preview = new("--preview")
    {
        Description = "Show what would be stored, with every fault; store nothing.",
    };
    private readonly Option<bool> skipFaults = new("--skip-faults")
    {
        Description = "Store the other lines when some are at fault. Without it one fault keeps the whole file out.",
    };
    private readonly Option<string?> separator = new("--separator")
    {
        Description = "What stands between columns: `,`, `;` or tab. Found by the headings without it.",
        HelpName = "SIGN",
    };
    private readonly Option<string> encoding = new("--encoding")
    {
        Description = "How the file's letters are stored.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "utf-8",
    };

    /// <summary>Initializes a new instance of the <see cref="SaleImportVerb"/> class.</summary>
    public SaleImportVerb()
    {
        separator.AcceptOnlyFromAmong(",", ";", "tab");
        encoding.AcceptOnlyFromAmong("utf-8", Windows);
    }

    /// <inheritdoc/>
    public override string Name => "sale import";

    /// <inheritdoc/>
    public override string Description =>
        "Store the sales of a CSV file. Import it as often as you like: a key that was stored in the same words is left alone.";

    /// <inheritdoc/>
    public override string Example => "sale import ventas.csv --preview --decimal , --dates d/m/y";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Own => [file, preview, skipFaults, separator, encoding];

    /// <inheritdoc/>
    protected override bool IsPreview(VerbContext context) => context.Get(preview);

    /// <inheritdoc/>
    protected override async Task<SaleSheet> ReadAsync(VerbContext context, CancellationToken ct)
    {
        var path = Path.GetFullPath(context.Get(file)!, context.Host.WorkingDirectory);
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            throw new ConfigurationException([new("file", 0, $"There is no file {path}.", "Name one that is there.")]);
        }

        if (info.Length > SaleSheet.BytesMax)
        {
            var most = (SaleSheet.BytesMax / 1_000_000).ToString(CultureInfo.InvariantCulture);
            throw new ConfigurationException([new("file", 0, $"{path} is larger than {most} MB.", "Divide it.")]);
        }

        char? sign = context.Get(separator) switch
        {
            null => null,
            "tab" => '\t',
            var other => other[0],
        };
        return SaleSheet.Read(await File.ReadAllBytesAsync(path, ct), sign, context.Get(encoding) == Windows);
    }

    /// <inheritdoc/>
    protected override Task<SaleReport> TakeAsync(
        SaleDesk desk,
        SaleSheet read,
        SaleForm form,
        VerbContext context,
        CancellationToken ct
    ) => desk.ImportAsync(read, form, IsPreview(context), context.Get(skipFaults), ct);
}
