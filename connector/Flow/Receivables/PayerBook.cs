using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Receivables;

/// <summary>Finds or makes the payers of a chunk of agreements. Two people are never merged: only equal identifiers make one payer.</summary>
internal sealed class PayerBook
{
    private readonly CycleRun run;
    private readonly LedgerContext ledger;
    private readonly Dictionary<(string Kind, string Value), Payer> byIdentifier = [];
    private readonly HashSet<string> keys;

    private PayerBook(CycleRun run, LedgerContext ledger, List<Payer> known, IEnumerable<string> keys)
    {
        this.run = run;
        this.ledger = ledger;
        this.keys = [.. keys];
        foreach (var payer in known)
        {
            Remember(payer);
        }
    }

    public static async Task<PayerBook> LoadAsync(
        CycleRun run,
        LedgerContext ledger,
        IReadOnlyCollection<(string LearnerKey, PayerTerms Terms)> wanted,
        CancellationToken ct
    )
    {
        var values = wanted
            .SelectMany(x => Identifiers(x.LearnerKey, x.Terms))
            .Select(x => x.Value)
            .Distinct()
            .ToList();
        var ids = await ledger
            .PayerIdentifiers.Where(x => x.School == run.School.Key && values.Contains(x.Value))
            .Select(x => x.PayerId)
            .Distinct()
            .ToListAsync(ct);
        var known = await ledger.Payers.Include(x => x.Identifiers).Where(x => ids.Contains(x.Id)).ToListAsync(ct);
        var candidates = wanted.Select(x => KeyFor(x.LearnerKey, x.Terms)).ToList();
        var taken = await ledger
            .Payers.Where(x => x.School == run.School.Key && candidates.Contains(x.Key))
            .Select(x => x.Key)
            .ToListAsync(ct);
        return new PayerBook(run, ledger, known, taken.Concat(known.Select(x => x.Key)));
    }

    /// <summary>The payer that these terms mean; null when nobody is known by them.</summary>
    public Payer? Find(string learnerKey, PayerTerms terms) => byIdentifier.GetValueOrDefault(Who(learnerKey, terms));

    /// <summary>The payer for these terms, with its details brought up to date.</summary>
    public Payer FindOrMake(string learnerKey, PayerTerms terms)
    {
        var main = Who(learnerKey, terms);
        if (!byIdentifier.TryGetValue(main, out var payer))
        {
            payer = new Payer
            {
                School = run.School.Key,
                Key = FreeKey(learnerKey, terms),
                LearnerKey = terms.IsLearner ? learnerKey : null,
            };
            ledger.Payers.Add(payer);
            run.Report.Count("payers.new");
        }

        payer.Name = terms.Name;
        payer.IsCompany = terms.IsCompany;
        payer.Email = terms.Email;
        payer.TaxId = terms.TaxId;
        payer.Country = terms.Country;
        payer.Language = terms.Language;
        payer.Phone = terms.Phone;
        payer.PostalAddress = terms.PostalAddress;
        payer.Zone = terms.Zone;
        payer.PreferredChannel = terms.PreferredChannel;
        payer.Fields = JsonConvert.SerializeObject(terms.Fields);
        foreach (
            var (kind, value) in Identifiers(learnerKey, terms)
                .Where(x => !payer.Identifiers.Exists(i => i.Kind == x.Kind && i.Value == x.Value))
        )
        {
            payer.Identifiers.Add(
                new PayerIdentifier
                {
                    School = run.School.Key,
                    Kind = kind,
                    Value = value,
                }
            );
        }

        Remember(payer);
        return payer;
    }

    /// <summary>What tells a payer from every other: the learner, the tax id, the e-mail address, or only whom it pays for.</summary>
    public static (string Kind, string Value) Who(string learnerKey, PayerTerms terms) =>
        Identifiers(learnerKey, terms).First();

    /// <summary>A tax id as it is compared: capital letters and digits only.</summary>
    public static string Normal(string taxId) => string.Concat(taxId.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    // The first one decides who it is: a learner is the learner; somebody else is the tax id, or else the address.
    private static IEnumerable<(string Kind, string Value)> Identifiers(string learnerKey, PayerTerms terms)
    {
        if (terms.IsLearner)
        {
            yield return ("learner", learnerKey);
        }

        if (terms.TaxId is { Length: > 0 } taxId)
        {
            yield return ("tax-id", Normal(taxId));
        }

        if (terms.Email is { Length: > 0 } email)
        {
            yield return ("email", email.Trim().ToLowerInvariant());
        }

        if (!terms.IsLearner)
        {
            yield return ("for-learner", learnerKey);
        }
    }

    private static string KeyFor(string learnerKey, PayerTerms terms) =>
        References.Payer(terms.IsLearner ? 'l' : 'g', learnerKey);

    private string FreeKey(string learnerKey, PayerTerms terms)
    {
        var key = KeyFor(learnerKey, terms);
        for (var next = 2; !keys.Add(key); next++)
        {
            key = References.Payer(terms.IsLearner ? 'l' : 'g', $"{References.Slug(learnerKey, 15)}-{next}");
        }

        return key;
    }

    private void Remember(Payer payer)
    {
        // A learner is found by learner key only: two learners with one tax id or address stay two payers.
        foreach (
            var id in payer.Identifiers.Where(x => payer.LearnerKey is null ? x.Kind != "learner" : x.Kind == "learner")
        )
        {
            byIdentifier.TryAdd((id.Kind, id.Value), payer);
        }
    }
}
