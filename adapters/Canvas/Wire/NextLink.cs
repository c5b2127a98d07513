namespace Collections.Adapters.Canvas;

/// <summary>Finds the next page in a Link header (RFC 8288). The address is taken as it is: Canvas calls it opaque.</summary>
internal static class NextLink
{
    /// <summary>Reads the address of the next page; null on the last one.</summary>
    /// <param name="header">The header, or several joined by commas; null when there was none.</param>
    public static string? Read(string? header)
    {
        var rest = (header ?? "").AsSpan();
        while (rest.IndexOf('<') is var opens and >= 0)
        {
            rest = rest[(opens + 1)..];
            var closes = rest.IndexOf('>');
            if (closes < 0)
            {
                return null;
            }

            var address = rest[..closes];
            rest = rest[(closes + 1)..];
            var next = rest.IndexOf('<');
            if (IsNext(next < 0 ? rest : rest[..next]))
            {
                return address.Trim().ToString();
            }
        }

        return null;
    }

    private static bool IsNext(ReadOnlySpan<char> parameters)
    {
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim(" ,");
            if (
                parameter.StartsWith("rel", StringComparison.OrdinalIgnoreCase)
                && parameter.IndexOf('=') is var equals and > 0
                && parameter[(equals + 1)..].Trim(" \"").Equals("next", StringComparison.OrdinalIgnoreCase)
            )
            {
                return true;
            }
        }

        return false;
    }
}
