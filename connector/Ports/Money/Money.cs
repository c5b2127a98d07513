using System.Globalization;

namespace Collections.Connector.Ports;

/// <summary>An amount in one currency, counted in minor units (cents, or what the currency has).</summary>
/// <remarks>Arithmetic is checked; mixing currencies is a bug of the caller and throws at once.</remarks>
/// <param name="MinorUnits">The amount times ten to the currency's exponent; may be negative.</param>
/// <param name="Currency">The currency.</param>
public readonly record struct Money(long MinorUnits, Currency Currency) : IComparable<Money>
{
    /// <summary>Gets the amount in major units, exact.</summary>
    public decimal Amount => MinorUnits / Scale(Currency);

    /// <summary>Gets a value indicating whether nothing is there.</summary>
    public bool IsZero => MinorUnits == 0;

    /// <summary>Gets a value indicating whether the amount is above zero.</summary>
    public bool IsPositive => MinorUnits > 0;

    /// <summary>Nothing, in a currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>Converts an amount in major units that needs no rounding.</summary>
    /// <exception cref="ArgumentException">The amount has more decimals than the currency.</exception>
    /// <exception cref="OverflowException">The amount does not fit.</exception>
    public static Money Exactly(decimal amount, Currency currency)
    {
        var minor = amount * Scale(currency);
        return decimal.Truncate(minor) == minor
            ? new Money(decimal.ToInt64(minor), currency)
            : throw new ArgumentException(
                $"{amount.ToString(CultureInfo.InvariantCulture)} has more decimals than {currency} allows.",
                nameof(amount)
            );
    }

    /// <summary>Converts an amount in major units, rounding half away from zero, as ERPs round prices.</summary>
    /// <exception cref="OverflowException">The amount does not fit.</exception>
    public static Money Rounded(decimal amount, Currency currency) =>
        new(decimal.ToInt64(decimal.Round(amount * Scale(currency), 0, MidpointRounding.AwayFromZero)), currency);

    /// <summary>Adds two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) =>
        new(left.MinorUnits + Same(left, right).MinorUnits, left.Currency);

    /// <summary>Subtracts one amount from another of the same currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money left, Money right) =>
        new(left.MinorUnits - Same(left, right).MinorUnits, left.Currency);

    /// <summary>Turns the sign.</summary>
    public static Money operator -(Money value) => new(-value.MinorUnits, value.Currency);

    /// <summary>Compares two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    /// <summary>Compares two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    /// <summary>Compares two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    /// <summary>Compares two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    /// <summary>Compares two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public int CompareTo(Money other) => MinorUnits.CompareTo(Same(this, other).MinorUnits);

    /// <summary>Writes the amount with a point and the currency's decimals, such as <c>1250.50 EUR</c>.</summary>
    public override string ToString() => $"{ToPlainString()} {Currency}";

    /// <summary>Writes the amount with a point and the currency's decimals and no currency, such as <c>1250.50</c>.</summary>
    public string ToPlainString() => Amount.ToString("F" + Currency.Exponent, CultureInfo.InvariantCulture);

    private static Money Same(Money left, Money right) =>
        left.Currency == right.Currency
            ? right
            : throw new InvalidOperationException(
                $"An amount in {left.Currency} and one in {right.Currency} do not mix."
            );

    private static decimal Scale(Currency currency) =>
        currency.Exponent switch
        {
            0 => 1m,
            2 => 100m,
            3 => 1000m,
            var other => throw new InvalidOperationException($"No currency has {other} decimals."),
        };
}
