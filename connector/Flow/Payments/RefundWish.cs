using System.Text.RegularExpressions;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Payments;

/// <summary>What is wished for of money that goes back: the payload of an intent of kind <see cref="IntentKind.Refund"/>, fixed before it is first sent.</summary>
/// <param name="Payment">Our reference of the payment.</param>
/// <param name="Way">What it is.</param>
/// <param name="AmountMinor">In the payment's currency; below zero for money that came back to the school.</param>
/// <param name="PaidOn">The day on which it went, in the school's zone.</param>
/// <param name="SeenBeforeMinor">For a request to the gateway, what had been given back before it; 0 otherwise.</param>
/// <param name="JournalKey">The ERP's journal that it leaves from; null for the gateway's own.</param>
/// <param name="By">Who asked for it; empty where the gateway told it.</param>
internal sealed partial record RefundWish(
    string Payment,
    RefundWay Way,
    long AmountMinor,
    DateOnly PaidOn,
    long SeenBeforeMinor = 0,
    string? JournalKey = null,
    string By = ""
)
{
    /// <summary>Names an entry in the ERP.</summary>
    /// <param name="payment">The payment's reference.</param>
    /// <param name="number">From 1; counts the entries of the payment.</param>
    public static string EntryReference(string payment, int number) => $"{payment}_r{number}";

    /// <summary>Names a request to the gateway.</summary>
    /// <inheritdoc cref="EntryReference(string, int)"/>
    public static string RequestReference(string payment, int number) => $"{payment}_a{number}";

    /// <summary>The payment's reference of what the ERP has under a reference of a payment or of its refund.</summary>
    public static string PaymentOf(string reference) => Entry().Replace(reference, "");

    /// <summary>Reads an intent's wish.</summary>
    public static RefundWish Of(Intent intent) => JsonConvert.DeserializeObject<RefundWish>(intent.Payload)!;

    /// <summary>Whether an intent is about money that came back, which only a person can undo.</summary>
    public static bool CameBack(Intent intent) =>
        intent.Kind == IntentKind.Refund && Of(intent).Way == RefundWay.CameBack;

    /// <summary>The wish as an intent keeps it.</summary>
    public string ToPayload() => JsonConvert.SerializeObject(this);

    /// <summary>The wishes of a payment, oldest first.</summary>
    public static async Task<List<(Intent Intent, RefundWish Wish)>> OfPaymentAsync(
        LedgerContext ledger,
        string school,
        string payment,
        CancellationToken ct
    )
    {
        var intents = await ledger
            .Intents.Where(x => x.School == school && x.Kind == IntentKind.Refund)
            .Where(x => x.Reference.StartsWith(payment + "_"))
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        return intents.ConvertAll(x => (x, Of(x)));
    }

    /// <summary>A person says that the ERP has it: what was parked was entered there by hand, or undone.</summary>
    public static async Task AcceptAsync(LedgerContext ledger, Intent intent, CancellationToken ct)
    {
        var wish = Of(intent);
        if (wish.Way != RefundWay.Request)
        {
            var payment = await ledger.Payments.SingleAsync(
                x => x.School == intent.School && x.Reference == wish.Payment && x.Source != DocumentStore.ErpSource,
                ct
            );
            payment.GivenBackMinor += wish.AmountMinor;
        }
    }

    [GeneratedRegex("_r[0-9]+$")]
    private static partial Regex Entry();
}

/// <summary>What a <see cref="RefundWish"/> is.</summary>
internal enum RefundWay
{
    /// <summary>The gateway is to give money back.</summary>
    Request,

    /// <summary>The gateway gave money back, or a bank took it: it is to be entered in the ERP.</summary>
    Gateway,

    /// <summary>A person gave money back otherwise: it is to be entered in the ERP.</summary>
    ByHand,

    /// <summary>What was entered as taken back came back to the school: a person undoes it in the ERP.</summary>
    CameBack,
}
