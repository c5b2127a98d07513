using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Ports;
using FsCheck;
using FsCheck.Fluent;

namespace Collections.Flow.Tests.Mapping;

/// <summary>Laws that hold for every text and every amount.</summary>
public sealed class TextLawTests
{
    private static readonly SchoolProfile School = SchoolMappingLoader.Load(MappingFolder.DemoPath).Value!.School;

    private static readonly string[] Languages = ["es", "en", "pt", "de"];
    private static readonly string[] Countries = ["ES", "MX", "AR", ""];
    private static readonly string[] Currencies = ["EUR", "USD", "GBP", "BRL", "JPY", "KWD", "ARS"];

    [Fact]
    public void Cutting_never_exceeds_the_limit_and_never_splits_a_character()
    {
        Prop.ForAll<string, PositiveInt>(
                (text, limit) =>
                {
                    text = (text ?? "") + "ñ👩‍👩‍👧 e\u0301";
                    var cut = Target.Cut(text, limit.Get);

                    return cut.Length <= limit.Get
                        && text.StartsWith(cut, StringComparison.Ordinal)
                        && (
                            cut.Length == 0
                            || !char.IsHighSurrogate(cut[^1])
                            || char.IsHighSurrogate(text[^1])
                            || IsLone(text, cut)
                        );
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("cañón", 3, "cañ")]
    [InlineData("ab cd", 3, "ab")]
    [InlineData("ab👍", 3, "ab")]
    [InlineData("ab👍", 4, "ab👍")]
    [InlineData("abc", 3, "abc")]
    public void A_cut_text_ends_at_a_whole_character(string text, int limit, string cut)
    {
        Assert.Equal(cut, Target.Cut(text, limit));
    }

    [Fact]
    public void An_amount_written_for_people_reads_back_as_the_same_amount()
    {
        Prop.ForAll<int, byte, byte>(
                (minor, which, place) =>
                {
                    var money = new Money(minor * 997L, Currency.Of(Currencies[which % Currencies.Length]));
                    var language = Languages[place % Languages.Length];
                    var text = LocalText.Of(language, Countries[place % Countries.Length]).Money(money);
                    var point = language == "de" || language == "en" || Countries[place % Countries.Length] == "MX";
                    return Digits(text, point && language is not "pt") == money.Amount;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("es", "ES", "EUR", 125050, "1.250,50 €")]
    [InlineData("es", "MX", "MXN", 125050, "1,250.50 MXN")]
    [InlineData("es_AR", "AR", "ARS", 100, "1,00 ARS")]
    [InlineData("en", "ES", "EUR", 100000000, "€1,000,000.00")]
    [InlineData("en", "US", "USD", 5, "0.05 USD")]
    [InlineData("pt", "BR", "BRL", 99999, "R$ 999,99")]
    [InlineData("pt", "PT", "EUR", -150, "-1,50 €")]
    [InlineData("es", "CL", "CLP", 45000, "45.000 CLP")]
    [InlineData("de", "DE", "EUR", 125050, "1250.50 EUR")]
    public void Amounts_are_written_as_people_of_the_place_do(
        string language,
        string country,
        string code,
        long minor,
        string text
    )
    {
        Assert.Equal(text, LocalText.Of(language, country).Money(new Money(minor, Currency.Of(code))));
    }

    [Theory]
    [InlineData("es", "1 de octubre de 2026", "01/10/2026")]
    [InlineData("en", "1 October 2026", "01/10/2026")]
    [InlineData("pt", "1 de outubro de 2026", "01/10/2026")]
    [InlineData("de", "2026-10-01", "2026-10-01")]
    public void Days_are_written_as_people_of_the_place_do(string language, string longForm, string shortForm)
    {
        var text = LocalText.Of(language, "ES");
        var day = new DateOnly(2026, 10, 1);

        Assert.Equal((longForm, shortForm), (text.LongDate(day), text.ShortDate(day)));
    }

    [Fact]
    public void A_template_gives_the_same_text_for_the_same_record_whatever_the_record_holds()
    {
        var functions = new[] { "", " | upper", " | lower", " | trim", " | money", " | date", " | default \"-\"" };

        Prop.ForAll<string, byte, byte>(
                (value, first, second) =>
                {
                    var text =
                        "a {{course.fields.x"
                        + functions[first % 7]
                        + functions[second % 7]
                        + "}} {{learner.firstName}}";
                    var template = TextTemplate.Parse(text, ContextNames.BillingRoots, out _, out _)!;
                    var context = new ValueContext(School, Facts.Source(course: [("x", value ?? "")]));
                    return template.Render(context) == template.Render(context)
                        && template.Render(context).EndsWith("Ana", StringComparison.Ordinal);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_is_either_a_template_or_a_mistake_with_a_hint()
    {
        Prop.ForAll<string, byte>(
                (noise, where) =>
                {
                    var text = (noise ?? "").Insert(where % ((noise?.Length ?? 0) + 1), "{{course.name}}") + noise;
                    var template = TextTemplate.Parse(text, ContextNames.BillingRoots, out var message, out var hint);
                    return template is not null || (message.Length > 0 && hint.Length > 0);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("{{course.name | upper}}", "MATEMÁTICA I")]
    [InlineData("{{ learner.fields.none | default \"sin | dato\" }}", "sin | dato")]
    [InlineData("{{learner.fields.none}}", "")]
    [InlineData("{{enrolment.beganOn}} {{enrolment.beganOn | date}}", "2026-09-14 14 de septiembre de 2026")]
    [InlineData("{{enrolment.status}}/{{enrolment.isLearner}}/{{course.methods}}", "active/true/manual")]
    [InlineData("sin partes", "sin partes")]
    public void Templates_compute_small_texts(string text, string expected)
    {
        var template = TextTemplate.Parse(text, ContextNames.BillingRoots, out _, out _)!;

        Assert.Equal(expected, template.Render(new ValueContext(School, Facts.Source())));
    }

    [Theory]
    [InlineData("{{course.name | date \"dd MMM\"}}")]
    [InlineData("{{course.name | date \"HH:mm\"}}")]
    [InlineData("{{course.name | default}}")]
    [InlineData("{{course.name | upper \"x\"}}")]
    [InlineData("{{course.name | default x}}")]
    [InlineData("{{}}")]
    [InlineData("{{course}}")]
    [InlineData("{{course.name | }}")]
    public void A_template_that_could_fail_later_is_refused_at_once(string text)
    {
        Assert.Null(TextTemplate.Parse(text, ContextNames.BillingRoots, out var message, out var hint));
        Assert.NotEmpty(message);
        Assert.NotEmpty(hint);
    }

    [Fact]
    public void A_plain_path_and_the_same_path_as_JSON_read_the_same()
    {
        var context = new ValueContext(School, Facts.Source("12.50", course: [("a", "1")]));

        foreach (var path in new[] { "fields.price", "key", "shortName", "visible", "fields.a", "startsAt" })
        {
            var plain = RecordPath.Parse("course." + path, ContextNames.BillingRoots, out _, out _)!;
            var query = RecordPath.Parse(
                $"$.course['{path.Replace(".", "']['", StringComparison.Ordinal)}']",
                ContextNames.BillingRoots,
                out _,
                out _
            )!;

            Assert.Equal(plain.ReadText(context), query.ReadText(context));
        }
    }

    // A text may itself hold half a pair; then the cut may end in it.
    private static bool IsLone(string text, string cut) => !char.IsLowSurrogate(text[cut.Length]);

    private static decimal Digits(string text, bool point)
    {
        var digits = new string([.. text.Where(letter => char.IsAsciiDigit(letter) || letter is '-' or '.' or ',')]);
        var plain = point
            ? digits.Replace(",", "", StringComparison.Ordinal)
            : digits.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        return decimal.Parse(plain, System.Globalization.CultureInfo.InvariantCulture);
    }
}
