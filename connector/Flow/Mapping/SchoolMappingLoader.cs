using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Mapping.Billing;
using Collections.Connector.Flow.Mapping.Invoices;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Messages;

namespace Collections.Connector.Flow.Mapping;

/// <summary>What loading a school's folder gave.</summary>
/// <param name="Value">The mapping; null as soon as there is one fault.</param>
/// <param name="Faults">Every fault of every file, in the order of files and lines.</param>
public sealed record MappingLoad(SchoolMapping? Value, IReadOnlyList<ConfigurationFault> Faults);

/// <summary>What reading a policy gave.</summary>
/// <param name="Value">The policy; null as soon as there is one fault.</param>
/// <param name="Faults">Every fault, in the order of lines.</param>
public sealed record PolicyLoad(EscalationRules? Value, IReadOnlyList<ConfigurationFault> Faults);

/// <summary>Loads a folder under mappings/schools.</summary>
public static class SchoolMappingLoader
{
    /// <summary>Reads school.json, receivables.json, invoices.json, policy.json and messages/, and checks all of them.</summary>
    /// <param name="folder">The school's folder.</param>
    public static MappingLoad Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return new MappingLoad(
                null,
                [
                    new ConfigurationFault(
                        folder,
                        0,
                        "There is no such folder.",
                        "Copy mappings/schools/demo and adapt it."
                    ),
                ]
            );
        }

        var faults = new FaultList();

        // Each step goes on after the faults of the one before: a person sees all of them at once.
        var schoolFile = ConfigFile.Read(folder, "school.json", faults);
        var school = schoolFile is null ? SchoolFile.Placeholder : WithLaw(folder, SchoolFile.Read(schoolFile), faults);
        var billingFile = ConfigFile.Read(folder, "receivables.json", faults);
        var billing = billingFile is null ? null : new BillingRules(billingFile, school);
        var invoices = ConfigFile.Read(folder, "invoices.json", faults) is { } invoiceFile
            ? new InvoiceRules(invoiceFile, school)
            : null;
        var messages = MessageFiles.Read(folder, school, faults);
        var policy = ConfigFile.Read(folder, "policy.json", faults) is { } policyFile
            ? PolicyFile.Read(policyFile, new PolicyChecks(messages.NamesByLanguage, school.Compliance?.Contact))
            : null;

        return faults.Count > 0
            ? new MappingLoad(null, faults.Sorted())
            : new MappingLoad(
                new SchoolMapping(school, billing!, invoices!, policy!, messages)
                {
                    BillingVersion =
                        $"{PolicyFile.VersionOf(schoolFile!.Json)}.{PolicyFile.VersionOf(billingFile!.Json)}",
                },
                []
            );
    }

    /// <summary>Reads another policy for a school, and checks it as if it stood in the school's folder as policy.json.</summary>
    /// <param name="folder">The school's folder, which has no fault of its own: its messages are what the policy may send.</param>
    /// <param name="policyFile">The policy, a full path.</param>
    public static PolicyLoad LoadPolicy(string folder, string policyFile)
    {
        var (own, faults) = (new FaultList(), new FaultList());
        var school = ConfigFile.Read(folder, "school.json", own) is { } schoolFile
            ? WithLaw(folder, SchoolFile.Read(schoolFile), own)
            : SchoolFile.Placeholder;
        var messages = MessageFiles.Read(folder, school, own);
        var file = ConfigFile.Read(
            Path.GetDirectoryName(policyFile)!,
            Path.GetFileName(policyFile),
            "policy.schema.json",
            faults
        );
        var checks = new PolicyChecks(messages.NamesByLanguage, school.Compliance?.Contact);
        var policy = file is null ? null : PolicyFile.Read(file, checks);
        return faults.Count > 0 ? new PolicyLoad(null, faults.Sorted()) : new PolicyLoad(policy, []);
    }

    // What else decides on access: the country's law, and the calendars on whose days nobody is suspended.
    private static SchoolProfile WithLaw(string folder, SchoolProfile school, FaultList faults) =>
        school with
        {
            Compliance = ComplianceFile.Read(folder, school.Country, faults),
            Access = school.Access with
            {
                Protected =
                [
                    .. school.Access.Protected,
                    .. school.Access.Calendars.SelectMany(x => CalendarFile.Read(folder, x, school.Zone, faults)),
                ],
            },
        };
}
