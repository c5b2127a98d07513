using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Samples;

/// <summary>Answers as JSON, in the names that a mapping's tests and <c>map preview</c> use.</summary>
internal static class AnswerJson
{
    public static JObject Of(BillingAnswer answer) =>
        answer.Terms is { } terms ? Of(terms)
        : answer.NotBillable is { } rule ? new JObject { ["notBillable"] = rule }
        : Of(answer.Faults);

    public static JObject Of(IReadOnlyList<DataFault> faults) =>
        new()
        {
            ["faults"] = new JArray(
                faults.Select(fault => new JObject
                {
                    ["code"] = fault.Code,
                    ["where"] = fault.Where,
                    ["message"] = fault.Message,
                    ["hint"] = fault.Hint,
                })
            ),
        };

    public static JObject Of(DocumentDraft draft) =>
        new()
        {
            ["kind"] = draft.Kind == DocumentKind.Invoice ? "invoice" : "creditNote",
            ["currency"] = draft.Currency.Code,
            ["issueOn"] = Day(draft.IssueOn),
            ["dueOn"] = Day(draft.DueOn),
            ["paymentTerm"] = draft.PaymentTermKey,
            ["journal"] = draft.JournalKey,
            ["reverses"] = draft.ReversesKey,
            ["lines"] = new JArray(draft.Lines.Select(Of)),
            ["fields"] = JObject.FromObject(draft.Fields),
        };

    private static JObject Of(BillingTerms terms) =>
        new()
        {
            ["description"] = terms.Description,
            ["price"] = terms.Price.ToPlainString(),
            ["currency"] = terms.Price.Currency.Code,
            ["basis"] = terms.Basis == AmountBasis.Net ? "net" : "gross",
            ["taxCode"] = terms.TaxCode,
            ["plan"] = terms.Plan,
            ["documents"] = terms.Documents == DocumentsPer.Plan ? "perPlan" : "perInstalment",
            ["discounts"] = new JArray(
                terms.Discounts.Select(x => new JObject { ["name"] = x.Reason, ["amount"] = x.Amount.ToPlainString() })
            ),
            ["issueOn"] = Day(terms.Instalments[0].IssueOn),
            ["dueOn"] = Day(terms.Instalments[0].DueOn),
            ["instalments"] = new JArray(
                terms.Instalments.Select(instalment => new JObject
                {
                    ["number"] = instalment.Number,
                    ["amount"] = instalment.Amount.ToPlainString(),
                    ["issueOn"] = Day(instalment.IssueOn),
                    ["dueOn"] = Day(instalment.DueOn),
                    ["title"] = instalment.Title,
                    ["taxCode"] = instalment.TaxCode ?? terms.TaxCode,
                })
            ),
            ["monthly"] = terms.Subscription?.Monthly.ToPlainString(),
            ["withdrawUntil"] = Day(terms.Changes?.WithdrawUntil),
            ["payer"] = Of(terms.Payer),
            ["shares"] = new JArray(
                terms.Shares.Select(x => new JObject { ["percent"] = x.BasisPoints / 100m, ["payer"] = Of(x.Payer) })
            ),
        };

    private static JObject Of(PayerTerms payer) =>
        new()
        {
            ["isLearner"] = payer.IsLearner,
            ["name"] = payer.Name,
            ["isCompany"] = payer.IsCompany,
            ["email"] = payer.Email,
            ["taxId"] = payer.TaxId,
            ["country"] = payer.Country,
            ["language"] = payer.Language,
            ["fields"] = JObject.FromObject(payer.Fields),
        };

    private static JObject Of(DocumentLineDraft line) =>
        new()
        {
            ["description"] = line.Description,
            ["quantity"] = line.Quantity,
            ["unitPrice"] = line.UnitPrice.ToPlainString(),
            ["product"] = line.ProductKey,
            ["account"] = line.AccountKey,
            ["taxes"] = new JArray(line.TaxKeys),
            ["analytic"] = line.AnalyticKey,
            ["fields"] = JObject.FromObject(line.Fields),
        };

    private static string? Day(DateOnly? day) => Values.ValueText.Of(day);
}
