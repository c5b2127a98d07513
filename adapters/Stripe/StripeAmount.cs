using Collections.Connector.Ports;

namespace Collections.Adapters.Stripe;

/// <summary>Amounts as Stripe counts them, which is not always ISO 4217's minor unit.</summary>
/// <remarks>
/// After docs.stripe.com/currencies: "zero-decimal currencies" are given whole; three-decimal ones times 1,000 with a last
/// digit of 0; ISK and UGX are without decimals in ISO 4217, yet Stripe keeps them with two that must be 00.
/// (HUF and TWD are special for payouts only, and MGA is zero-decimal at Stripe where ISO 4217 gives it two.)
/// </remarks>
internal static class StripeAmount
{
    private const string ZeroDecimal = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF";
    private const string ThreeDecimal = "BHD JOD KWD OMR TND";

    /// <summary>Counts an amount in Stripe's units.</summary>
    /// <exception cref="RemoteRejectedException">Stripe cannot take this amount in this currency.</exception>
    public static long ToStripe(Money amount)
    {
        var code = amount.Currency.Code;
        var scaled = amount.Amount * Scale(code);
        if (!amount.IsPositive)
        {
            throw new RemoteRejectedException($"Stripe takes only amounts above zero, not {amount}.");
        }

        if (decimal.Truncate(scaled) != scaled || (Scale(code) == 1000 && scaled % 10 != 0))
        {
            throw new RemoteRejectedException(
                $"Stripe cannot take {amount}: it has more decimals than Stripe keeps for {code}. Round the price in the mapping."
            );
        }

        return decimal.ToInt64(scaled);
    }

    /// <summary>Reads an amount in Stripe's units.</summary>
    /// <exception cref="RemoteRejectedException">The currency is unknown, or the amount has decimals that it cannot have.</exception>
    public static Money FromStripe(long units, string? currency)
    {
        if (!Currency.TryOf(currency, out var known))
        {
            throw new RemoteRejectedException("Stripe names a currency that ISO 4217 does not have.");
        }

        var major = units / Scale(known.Code);
        var minor = major * (decimal)Math.Pow(10, known.Exponent);
        return decimal.Truncate(minor) == minor
            ? Money.Exactly(major, known)
            : throw new RemoteRejectedException($"Stripe tells an amount with more decimals than {known} has.");
    }

    private static decimal Scale(string code) =>
        ZeroDecimal.Contains(code, StringComparison.Ordinal) ? 1m
        : ThreeDecimal.Contains(code, StringComparison.Ordinal) ? 1000m
        : 100m;
}
