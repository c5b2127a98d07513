using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Wire;

/// <summary>What Dolibarr's answers mean. Its statuses lie: 404 is an empty list, 500 a bad record, 304 a success, 401 a missing right.</summary>
/// <remarks>
/// Recorded on 16.0.3. An error is Dolibarr's own where its body is JSON with <c>error</c>; HTML before the JSON, in an answer that
/// calls itself JSON, is a PHP failure in the midst of a write. Dolibarr's text is looked at for known words and never repeated: it quotes data.
/// </remarks>
internal static class DolibarrVerdict
{
    /// <summary>Key in <see cref="Exception.Data"/> under which the reason stands, one of <see cref="Refusal"/>.</summary>
    private const string RefusalKey = "dolibarr.refusal";

    private static readonly (string Words, Refusal Refusal, string Sentence)[] Known =
    [
        ("Duplicate value in a unique field", Refusal.Other, "the customer code is taken already"),
        ("fk_soc", Refusal.Other, "the customer is not there"),
        ("must have lines", Refusal.Other, "the document has no lines"),
        ("is higher than remain to pay", Refusal.PaidMeanwhile, "less is open than was to be paid"),
        ("TotalAmountEmpty", Refusal.PaidMeanwhile, "nothing is open any more"),
        ("CustomerCode", Refusal.Other, "the customer code does not fit its rules: set useCustomerCode to false"),
    ];

    /// <summary>The <see cref="AnswerVerdict"/>.</summary>
    public static RemoteException? Judge(RemoteAnswer answer, bool isWrite)
    {
        var error = answer.Status is >= 400 and not 501 ? OwnError(answer) : null;
        var what = $"{answer.Operation} answered HTTP {answer.Status}";
        return answer.Status switch
        {
            >= 200 and < 300 when !answer.IsJson || !LooksLikeJson(answer.Body) => NoJson(answer, isWrite),
            304 when isWrite => null, // Nothing was left to do.
            404 when error is not null && !isWrite => null,
            404 when error is null => new RemoteMisconfiguredException(
                $"{what}: no Dolibarr answers there. Check baseUrl, and that the module API/Web services is enabled."
            ),
            501 => new RemoteMisconfiguredException(
                $"{what}: this Dolibarr has no such function. Enable its module, or check the version."
            ),
            _ when error is not null && answer.Status is not (401 or 403 or 429) => Refused(
                answer,
                error,
                isWrite,
                what
            ),
            _ => StatusVerdict.Judge(answer, isWrite),
        };
    }

    /// <summary>Why Dolibarr refused, as far as its words are known.</summary>
    public static Refusal ReasonOf(RemoteException error) =>
        error.Data[RefusalKey] is Refusal refusal ? refusal : Refusal.Other;

    private static RemoteException Refused(RemoteAnswer answer, JObject error, bool isWrite, string what)
    {
        var told = error["error"]!.ToString();
        var place = error["debug"]?["source"]?.ToString().Split(' ')[0] ?? "an unknown place";
        if (Has(told, "Deadlock found") || Has(told, "Lock wait timeout"))
        {
            // The database took back the whole of it, or says so: the record is looked for all the same.
            return isWrite
                ? new RemoteOutcomeUnknownException($"{what}: Dolibarr's database was busy ({place}).")
                : new RemoteUnavailableException($"{what}: Dolibarr's database was busy ({place}).");
        }

        if (answer.Status == 503 && !isWrite && !Has(told, "SQL syntax") && !Has(told, "Unknown column"))
        {
            return new RemoteUnavailableException($"{what} ({place}).");
        }

        var known = Array.Find(Known, k => Has(told, k.Words));
        var refused = new RemoteRejectedException(
            known.Words is null
                ? $"{what}: Dolibarr refused it at {place}; its own log says why."
                : $"{what}: {known.Sentence} ({place})."
        );
        refused.Data[RefusalKey] = known.Words is null ? Refusal.Other : known.Refusal;
        return refused;
    }

    private static RemoteException NoJson(RemoteAnswer answer, bool isWrite)
    {
        var what = $"{answer.Operation} answered HTTP {answer.Status} with a page where JSON was due";
        return isWrite
            ? new RemoteOutcomeUnknownException($"{what}; it may have been done.")
            : new RemoteUnavailableException($"{what}.");
    }

    private static JObject? OwnError(RemoteAnswer answer) =>
        answer.IsJson && DolibarrJson.TryParse(answer.Body) is JObject error && error["error"] is JObject
            ? error
            : null;

    private static bool LooksLikeJson(string body) =>
        body.AsSpan().TrimStart() is { Length: > 0 } text
        && (text[0] is '{' or '[' or '"' or '-' or 'n' or >= '0' and <= '9');

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Why Dolibarr refused a record.</summary>
internal enum Refusal
{
    /// <summary>Anything that waiting does not mend.</summary>
    Other,

    /// <summary>Somebody paid since we looked.</summary>
    PaidMeanwhile,
}
