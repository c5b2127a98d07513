namespace Collections.Connector.Ports;

/// <summary>A currency of ISO 4217 with the number of decimals its minor unit has.</summary>
/// <remarks>
/// Exponents after ISO 4217's active list (amendment 176); only currencies whose exponent is not 2 are listed by name,
/// and a code must be one of the known ones: an unknown code is an error, never a guess.
/// </remarks>
public readonly record struct Currency
{
    private const string TwoDecimals =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
        + "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
        + "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
        + "NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
        + "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";

    private const string NoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
    private const string ThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

    private static readonly Dictionary<string, int> Exponents = Table();

    private Currency(string code, int exponent)
    {
        Code = code;
        Exponent = exponent;
    }

    /// <summary>Gets the three capital letters of ISO 4217.</summary>
    public string Code { get; }

    /// <summary>Gets the number of decimals of the minor unit: 0, 2 or 3.</summary>
    public int Exponent { get; }

    /// <summary>Finds a currency by its code, in any case.</summary>
    /// <param name="code">Three letters, such as <c>EUR</c>.</param>
    /// <exception cref="ArgumentException">The code is not in the table.</exception>
    public static Currency Of(string code) =>
        TryOf(code, out var currency)
            ? currency
            : throw new ArgumentException($"'{code}' is not a currency of ISO 4217.", nameof(code));

    /// <summary>Finds a currency by its code, in any case; false when the code is unknown or null.</summary>
    public static bool TryOf(string? code, out Currency currency)
    {
        var key = code?.Trim().ToUpperInvariant() ?? "";
        var known = Exponents.TryGetValue(key, out var exponent);
        currency = known ? new Currency(key, exponent) : default;
        return known;
    }

    /// <inheritdoc/>
    public override string ToString() => Code;

    private static Dictionary<string, int> Table()
    {
        var table = new Dictionary<string, int>(StringComparer.Ordinal);
        Add(TwoDecimals, 2);
        Add(NoDecimals, 0);
        Add(ThreeDecimals, 3);
        return table;

        void Add(string codes, int exponent)
        {
            foreach (var code in codes.Split(' '))
            {
                table.Add(code, exponent);
            }
        }
    }
}
