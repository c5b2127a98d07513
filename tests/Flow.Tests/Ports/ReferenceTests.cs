using Collections.Connector.Ports;
using FsCheck;
using FsCheck.Fluent;

namespace Collections.Flow.Tests.Ports;

public sealed class ReferenceTests
{
    [Fact]
    public void Any_key_of_an_origin_gives_a_reference_that_every_system_can_hold()
    {
        Prop.ForAll(
                Arb.From(Keys()),
                key =>
                {
                    var reference = References.Receivable("demo", "enr", key, 1, 12, 1);
                    return reference.Length <= References.ReceivableLengthMax && reference.All(IsAllowed);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Different_keys_give_different_references_and_the_same_key_always_the_same()
    {
        Prop.ForAll(
                Arb.From(Keys()),
                Arb.From(Keys()),
                (one, other) =>
                    (Receivable(one) == Receivable(other)) == (one == other)
                    && Receivable(one) == Receivable(new string(one.AsSpan()))
                    && (Payment(one) == Payment(other)) == (one == other)
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("10-1")]
    [InlineData("10-A")]
    [InlineData("")]
    public void Episode_instalment_and_share_tell_receivables_of_one_key_apart(string key)
    {
        string[] references =
        [
            .. from episode in Enumerable.Range(1, 11)
            from instalment in Enumerable.Range(1, 11)
            from share in Enumerable.Range(1, 11)
            select References.Receivable("demo", "enr", key, episode, instalment, share),
        ];

        Assert.Equal(references.Length, references.Distinct().Count());
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void A_key_is_kept_as_it_is_as_long_as_it_fits(int length, bool kept)
    {
        var key = new string('7', length);

        var slug = References.Slug(key, 20);

        Assert.Equal(kept, slug == key);
        Assert.InRange(slug.Length, 1, 20);
    }

    [Fact]
    public void Capitals_and_small_letters_of_a_key_are_told_apart() =>
        Assert.NotEqual(Receivable("ABC"), Receivable("abc"));

    [Fact]
    public void An_invoice_and_its_credit_note_have_names_of_their_own() =>
        Assert.Equal(
            ["r_inv1", "r_inv2", "r_cn1"],
            [
                References.Document("r", DocumentKind.Invoice, 1),
                References.Document("r", DocumentKind.Invoice, 2),
                References.Document("r", DocumentKind.CreditNote, 1),
            ]
        );

    [Fact]
    public void A_payer_has_at_most_twenty_characters() =>
        Prop.ForAll(
                Arb.From(Keys()),
                key =>
                {
                    var payer = References.Payer('l', key);
                    return payer.Length is > 1 and <= 20 && payer.All(IsAllowed);
                }
            )
            .QuickCheckThrowOnFailure();

    private static string Receivable(string key) => References.Receivable("demo", "enr", key, 1, 1, 1);

    private static string Payment(string key) => References.Payment("demo", "stripe", key);

    private static bool IsAllowed(char c) => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '_';

    // Keys as systems have them: numbers in plenty, and anything at all.
    private static Gen<string> Keys() =>
        Gen.OneOf(
            Gen.Choose(0, 2000).Select(x => $"{x}-{x % 7}"),
            ArbMap.Default.GeneratorFor<string>().Select(x => x ?? ""),
            Gen.Choose(1, 80).Select(x => new string('k', x)),
            Gen.Elements("Ñandú_1", "a_b", "a-b", "x", "10/1", "😀", " ", "\n")
        );
}
