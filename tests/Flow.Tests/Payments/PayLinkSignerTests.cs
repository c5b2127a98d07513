using System.Text;
using Collections.Connector.Flow.Payments;

namespace Collections.Flow.Tests.Payments;

public sealed class PayLinkSignerTests
{
    private static readonly PayLinkSigner Signer = new(Encoding.UTF8.GetBytes("a key of thirty-two octets length"));

    [Fact]
    public void A_link_of_ours_names_its_school_and_payer() =>
        Assert.Equal(("demo", "l1"), Signer.Read(Signer.Sign("demo", "l1")));

    [Fact]
    public void A_token_cut_short_anywhere_is_refused()
    {
        var token = Signer.Sign("demo", "l1");

        Assert.All(Enumerable.Range(0, token.Length), length => Assert.Null(Signer.Read(token[..length])));
    }

    [Fact]
    public void A_token_with_one_character_changed_is_refused()
    {
        var token = Signer.Sign("demo", "l1");

        Assert.All(
            Enumerable.Range(0, token.Length),
            i => Assert.Null(Signer.Read(token[..i] + (token[i] == 'x' ? 'y' : 'x') + token[(i + 1)..]))
        );
    }

    [Fact]
    public void The_signature_of_one_payer_or_school_opens_no_other()
    {
        var signature = Signer.Sign("demo", "l1").Split('.')[2];

        Assert.Null(Signer.Read($"demo.l2.{signature}"));
        Assert.Null(Signer.Read($"other.l1.{signature}"));
        Assert.Null(Signer.Read($"demol.1.{signature}"));
    }

    [Fact]
    public void A_token_signed_with_another_key_is_refused()
    {
        var other = new PayLinkSigner(Encoding.UTF8.GetBytes("another key of thirty-two octets."));

        Assert.Null(Signer.Read(other.Sign("demo", "l1")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("demo.l1.")]
    [InlineData("demo.l1.ñ")]
    [InlineData("demo.l1.a.b")]
    public void What_is_no_token_is_refused(string token) => Assert.Null(Signer.Read(token));
}
