using System.Text;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.SelfService;

public sealed class SelfLinkSignerTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("a key of thirty-two octets length");
    private static readonly SelfLinkSigner Signer = new(Key);
    private static readonly SelfLink Link = SelfLink.Of("demo", new AccessTarget("10", "1"), new DateOnly(2026, 9, 1));

    [Fact]
    public void A_link_of_ours_names_school_course_learner_and_end() =>
        Assert.Equal(Link, Signer.Read(Signer.Sign(Link)));

    [Fact]
    public void A_link_lasts_ninety_days_from_the_day_of_its_message() =>
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero), Link.ExpiresAt);

    [Fact]
    public void A_pay_link_opens_nothing_here_and_the_reverse()
    {
        var pay = new PayLinkSigner(Key);

        Assert.Null(Signer.Read(pay.Sign("demo", "l1")));
        Assert.Null(pay.Read(Signer.Sign(Link)));
    }

    [Fact]
    public void The_signature_of_another_purpose_over_the_same_text_opens_nothing()
    {
        var said = Signer.Sign(Link).Split('.')[0];
        var forms = Enum.GetValues<SelfAction>().Select(x => Signer.SignForm(Link, x, 1));

        Assert.All(forms, x => Assert.Null(Signer.Read($"{said}.{x}")));
        Assert.Null(Signer.Read($"{said}.{new PayLinkSigner(Key).Sign("demo", said).Split('.')[2]}"));
    }

    [Fact]
    public void A_token_with_one_character_changed_or_cut_is_refused()
    {
        var token = Signer.Sign(Link);

        Assert.All(
            Enumerable.Range(0, token.Length),
            i =>
            {
                Assert.Null(Signer.Read(token[..i]));
                Assert.Null(Signer.Read(token[..i] + (token[i] == 'x' ? 'y' : 'x') + token[(i + 1)..]));
            }
        );
    }

    [Fact]
    public void A_token_signed_with_another_key_is_refused() =>
        Assert.Null(
            Signer.Read(new SelfLinkSigner(Encoding.UTF8.GetBytes("another key of 32 octets length.")).Sign(Link))
        );

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("ñ.ñ")]
    [InlineData("a.b.c")]
    public void What_is_no_token_is_refused(string token) => Assert.Null(Signer.Read(token));

    [Fact]
    public void A_form_is_good_for_its_link_its_action_and_its_number_only()
    {
        var form = Signer.SignForm(Link, SelfAction.Grace, 1);
        var another = Link with { Target = new AccessTarget("10", "2") };

        Assert.True(Signer.IsForm(Link, SelfAction.Grace, 1, form));
        Assert.False(Signer.IsForm(Link, SelfAction.Grace, 2, form));
        Assert.False(Signer.IsForm(Link, SelfAction.Promise, 1, form));
        Assert.False(Signer.IsForm(another, SelfAction.Grace, 1, form));
        Assert.False(Signer.IsForm(Link, SelfAction.Grace, 1, ""));
    }
}
