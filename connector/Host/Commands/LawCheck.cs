using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Commands;

/// <summary>What <c>check</c> says of contacts and of suspending access in the school's country: the rule, how sure it is, and what is still to be confirmed.</summary>
internal static class LawCheck
{
    private const string Nobody = "Nobody is suspended.";

    /// <summary>Looks; nothing when the school neither contacts nor suspends anybody.</summary>
    public static IReadOnlyList<CheckFinding> Of(SchoolProfile school, DateOnly today) =>
        [
            .. school.Switches.Contacts == SwitchLevel.Off ? [] : new[] { Contact(school) },
            .. school.Switches.Access == SwitchLevel.Off ? [] : Access(school, today),
        ];

    private static CheckFinding Contact(SchoolProfile school) =>
        school.Compliance?.Contact is { } rule
            ? new(
                rule.Confidence == Confidence.Low ? CheckResult.NotProven : CheckResult.Note,
                "law.contact",
                $"{school.Country}: {ContactSummary.Of(rule)}. Confidence {rule.Confidence}, as of {rule.AsOf:yyyy-MM-dd} "
                    + $"({string.Join("; ", rule.Sources)}). {rule.Note}",
                "",
                "To be confirmed by your counsel; write what differs into compliance.json of the school's folder."
            )
            : new(
                CheckResult.NotProven,
                "law.contact",
                $"There is no profile of contacts for {school.Country}.",
                "No hours and no counts of a law are kept, except for payers of a country that has a profile.",
                "Ask your counsel, and write compliance.json into the school's folder."
            );

    private static IReadOnlyList<CheckFinding> Access(SchoolProfile school, DateOnly today)
    {
        var law = AccessLaw.Of(school, today);
        return law.Allows ? [Rule(school, law), Person(law), Bank(school.Access)] : [Rule(school, law)];
    }

    private static CheckFinding Rule(SchoolProfile school, AccessLaw law)
    {
        var what = law.Rule is { } rule
            ? $"{school.Country}, {school.Sector}: {rule.Suspension}, confidence {rule.Confidence}, as of {rule.AsOf:yyyy-MM-dd} "
                + $"({string.Join("; ", rule.Sources)}). {rule.Note}"
            : $"There is no profile for {school.Country}.";
        return (law.Allows, law.Counsel) switch
        {
            (false, _) when law.Rule?.Suspension == SuspensionAllowance.Never => new(
                CheckResult.Missing,
                "law.access",
                what,
                Nobody,
                "Set switches.access to off."
            ),
            (false, _) => new(
                CheckResult.Missing,
                "law.access",
                what,
                Nobody,
                "Ask your counsel, and record the answer in school.json under access.counsel."
            ),
            (true, null) => new(
                CheckResult.NotProven,
                "law.access",
                what,
                "",
                "To be confirmed by your counsel; record it in school.json under access.counsel."
            ),
            (true, { } counsel) => new(
                CheckResult.Ok,
                "law.access",
                $"{what} Confirmed by {counsel.By} on {counsel.On:yyyy-MM-dd}.",
                "",
                ""
            ),
        };
    }

    private static CheckFinding Person(AccessLaw law) =>
        new(
            CheckResult.Note,
            "law.person",
            law.AsksAPerson ? "A person approves each suspension." : "The connector suspends by itself.",
            "",
            law.AsksAPerson ? "Look at `access list` every day." : ""
        );

    private static CheckFinding Bank(AccessTerms terms) =>
        new(
            CheckResult.Note,
            "law.bank",
            terms.Bank switch
            {
                BankBooks.Erp =>
                    $"The ERP's bank lines say up to when the bank is booked; {terms.SettlementDays} days of settlement.",
                BankBooks.NotUsed => "Nobody pays by bank transfer, says school.json.",
                _ => $"A person says up to when the bank is booked; {terms.SettlementDays} days of settlement.",
            },
            "",
            terms.Bank == BankBooks.Attested ? "Type `attest --bank-until YYYY-MM-DD` after each reconciliation." : ""
        );
}
