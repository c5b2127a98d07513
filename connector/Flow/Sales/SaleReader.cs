using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Sales;

/// <summary>Reads a sale's texts. Pure; tells every fault of a sale at once, and quotes none of what was written.</summary>
internal sealed class SaleReader
{
    /// <summary>How long a sale's key may be.</summary>
    public const int KeyLengthMax = 60;

    private const int TextLengthMax = 500;

    private static readonly HashSet<string> Yes = new(StringComparer.Ordinal)
    {
        "yes",
        "y",
        "true",
        "1",
        "x",
        "si",
        "s",
        "sim",
    };
    private static readonly HashSet<string> No = new(StringComparer.Ordinal) { "no", "n", "false", "0", "nao", "" };
    private static readonly HashSet<string> Net = new(StringComparer.Ordinal)
    {
        "net",
        "neto",
        "liquido",
        "sin-iva",
        "sem-iva",
    };
    private static readonly HashSet<string> Gross = new(StringComparer.Ordinal)
    {
        "gross",
        "bruto",
        "con-iva",
        "com-iva",
    };
    private static readonly HashSet<string> Now = new(StringComparer.Ordinal) { "at-once", "now", "ya", "ja" };
    private static readonly HashSet<string> Paid = new(StringComparer.Ordinal)
    {
        "when-paid",
        "paid",
        "al-pagar",
        "pagado",
        "ao-pagar",
        "pago",
    };

    private readonly SaleRow row;
    private readonly SaleForm form;
    private readonly List<SaleFault> faults = [];

    private SaleReader(SaleRow row, SaleForm form)
    {
        this.row = row;
        this.form = form;
    }

    /// <summary>Reads a sale.</summary>
    /// <returns>The sale, and no fault; or null and every fault.</returns>
    public static (SaleOrder? Order, IReadOnlyList<SaleFault> Faults) Read(SaleRow row, SaleForm form)
    {
        var reader = new SaleReader(row, form);
        var order = reader.Read();
        return (reader.faults.Count == 0 ? order : null, reader.faults);
    }

    private SaleOrder? Read()
    {
        CheckTexts();
        if (row[SaleColumn.Key] is not { } key)
        {
            Fault(
                SaleColumn.Key,
                "key.missing",
                "The sale has no key.",
                "Give each its own: it is what makes it once."
            );
        }
        else if (key.Length > KeyLengthMax)
        {
            Fault(SaleColumn.Key, "key.too-long", $"The key is longer than {KeyLengthMax}.", "Shorten it.");
        }

        if (row[SaleColumn.Course] is null && row[SaleColumn.Description] is null)
        {
            Fault(SaleColumn.Course, "course.missing", "Nothing says what is sold.", "Give a course or a description.");
        }

        if (row[SaleColumn.Learner] is null && row[SaleColumn.PayerName] is null)
        {
            Fault(SaleColumn.Learner, "learner.missing", "Nothing says who owes.", "Give a learner or a payer's name.");
        }

        var payer = Payer();
        var enrol = Enrol();
        var basis = Basis();
        var price = Price();
        var issue = Day(SaleColumn.Issue);
        if (price is null)
        {
            Day(SaleColumn.Due);
            return null;
        }

        var parts = new SaleParts(row, form, faults).Read(price.Value, issue);
        return new SaleOrder
        {
            Key = row[SaleColumn.Key] ?? "",
            LearnerKey = row[SaleColumn.Learner],
            CourseKey = row[SaleColumn.Course],
            Description = row[SaleColumn.Description],
            Price = price.Value,
            Basis = basis,
            TaxCode = row[SaleColumn.TaxCode],
            IssueOn = issue,
            Parts = parts,
            Payer = payer,
            Enrol = enrol,
            Fields = new SortedDictionary<string, string>(
                row.Extra.ToDictionary(x => x.Key, x => x.Value),
                StringComparer.Ordinal
            ),
        };
    }

    private void CheckTexts()
    {
        foreach (var (column, text) in row.Texts)
        {
            if (text.Length > TextLengthMax)
            {
                Fault(
                    column,
                    "text.too-long",
                    $"It is longer than {TextLengthMax}.",
                    "A quotation mark may be missing."
                );
            }
            else if (text.Any(x => char.IsControl(x) && !(column == SaleColumn.Address && x is '\r' or '\n')))
            {
                Fault(
                    column,
                    "text.control",
                    "It holds a line break or a sign that cannot be printed.",
                    "Take it out."
                );
            }
        }

        if (row.Extra.Any(x => x.Value.Length > TextLengthMax || x.Value.Any(char.IsControl)))
        {
            faults.Add(
                new SaleFault(
                    row.Line,
                    "",
                    "text.field",
                    $"A field of your own is longer than {TextLengthMax}, or holds a line break.",
                    "Shorten it."
                )
            );
        }
    }

    private Money? Price()
    {
        if (row[SaleColumn.Currency] is not { } code || !Currency.TryOf(code, out var currency))
        {
            Fault(
                SaleColumn.Currency,
                "currency.unknown",
                "It is no currency of ISO 4217.",
                "Write a code such as EUR."
            );
            return null;
        }

        if (row[SaleColumn.Amount] is not { } text)
        {
            Fault(SaleColumn.Amount, "amount.missing", "The sale has no amount.", "Give the whole price.");
            return null;
        }

        return new SaleParts(row, form, faults).Amount(SaleColumn.Amount, text, currency);
    }

    private AmountBasis Basis()
    {
        var text = SaleHeadings.Plain(row[SaleColumn.Basis] ?? "net");
        if (!Net.Contains(text) && !Gross.Contains(text))
        {
            Fault(
                SaleColumn.Basis,
                "basis.unknown",
                "It is neither net nor gross.",
                "Write net or gross (neto, bruto)."
            );
        }

        return Gross.Contains(text) ? AmountBasis.Gross : AmountBasis.Net;
    }

    private SaleEnrolment Enrol()
    {
        var text = SaleHeadings.Plain(row[SaleColumn.Enrol] ?? "");
        var wish =
            Paid.Contains(text) ? SaleEnrolment.WhenPaid
            : Now.Contains(text) || Yes.Contains(text) ? SaleEnrolment.AtOnce
            : SaleEnrolment.None;
        if (wish == SaleEnrolment.None && !No.Contains(text))
        {
            Fault(SaleColumn.Enrol, "enrol.unknown", "It is none of the words for it.", "Write no, yes or when-paid.");
        }

        if (wish != SaleEnrolment.None && (row[SaleColumn.Learner] is null || row[SaleColumn.Course] is null))
        {
            Fault(
                SaleColumn.Enrol,
                "enrol.whom",
                "To enrol somebody needs a learner and a course.",
                "Give the LMS's keys of both."
            );
        }

        return wish;
    }

    private SalePayer Payer()
    {
        var email = row[SaleColumn.Email];
        if (email is not null && !IsAddress(email))
        {
            Fault(SaleColumn.Email, "email.none", "It is no e-mail address.", "Correct it, or leave it empty.");
        }

        var country = row[SaleColumn.Country]?.ToUpperInvariant();
        if (country is not null && !(country.Length == 2 && country.All(char.IsAsciiLetterUpper)))
        {
            Fault(
                SaleColumn.Country,
                "country.none",
                "It is no code of two letters.",
                "Write it such as ES, MX or BR."
            );
        }

        var company = SaleHeadings.Plain(row[SaleColumn.Company] ?? "");
        if (!Yes.Contains(company) && !No.Contains(company))
        {
            Fault(SaleColumn.Company, "company.unknown", "It is neither yes nor no.", "Write yes or no.");
        }

        // Somebody without either could not be told from the learner's other payers.
        if (
            row[SaleColumn.Learner] is not null
            && row[SaleColumn.PayerName] is not null
            && email is null
            && row[SaleColumn.TaxId] is null
        )
        {
            Fault(
                SaleColumn.PayerName,
                "payer.not-recognised",
                "Who pays for a learner is recognised by tax id or e-mail address, and has neither.",
                "Give one of them."
            );
        }

        return new SalePayer(
            row[SaleColumn.PayerName],
            email,
            row[SaleColumn.Phone],
            row[SaleColumn.TaxId],
            country,
            row[SaleColumn.Language]?.ToLowerInvariant(),
            company.Length == 0 ? null : Yes.Contains(company),
            row[SaleColumn.Address]?.ReplaceLineEndings("\n")
        );
    }

    private DateOnly? Day(SaleColumn column)
    {
        if (row[column] is not { } text)
        {
            return null;
        }

        var day = form.Day(text);
        if (day is null)
        {
            Fault(column, "day.none", $"It is no day as {form.DayExample}.", "Write it so, or say `--dates`.");
        }

        return day;
    }

    // Only what can never be delivered is refused; the rest is the mail server's to say.
    private static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && at == text.LastIndexOf('@')
            && at < text.Length - 1
            && text.Length <= 254
            && !text.Any(x => char.IsWhiteSpace(x) || x is ',' or ';' or '<' or '>');
    }

    private void Fault(SaleColumn column, string code, string message, string hint) =>
        faults.Add(new SaleFault(row.Line, row.NameOf(column), code, message, hint));
}
