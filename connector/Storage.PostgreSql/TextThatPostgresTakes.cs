using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Collections.Connector.Storage.PostgreSql;

/// <summary>
/// PostgreSQL refuses text with a NUL or half a surrogate pair. Somebody's name may hold one, and must not stop
/// everybody else's invoices: such a character becomes U+FFFD.
/// </summary>
internal sealed class TextThatPostgresTakes : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        Mend(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Mend(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Mend(command);
        return ValueTask.FromResult(result);
    }

    /// <summary>The text, fit for PostgreSQL; the same object when it was already.</summary>
    internal static string Fit(string text)
    {
        var span = text.AsSpan();
        if (!span.Contains('\0') && (span.IndexOfAnyInRange('\uD800', '\uDFFF') < 0 || IsWhole(span)))
        {
            return text;
        }

        // Enumerating runes gives U+FFFD for half a pair.
        var fit = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            fit.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return fit.ToString();
    }

    private static bool IsWhole(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var used) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[used..];
        }

        return true;
    }

    private static void Mend(DbCommand command)
    {
        foreach (DbParameter parameter in command.Parameters)
        {
            parameter.Value = parameter.Value switch
            {
                string text => Fit(text),
                IEnumerable<string?> texts when texts.Any(x => x is not null && !ReferenceEquals(Fit(x), x)) => texts
                    .Select(x => x is null ? null : Fit(x))
                    .ToArray(),
                var other => other,
            };
        }
    }
}
