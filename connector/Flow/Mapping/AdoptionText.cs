using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;

namespace Collections.Connector.Flow.Mapping;

/// <summary>What an existing document of the ERP must say to be adopted for an enrolment.</summary>
internal static class AdoptionText
{
    /// <summary>The text that the document must contain; null when the rule asks for none.</summary>
    /// <exception cref="InvalidOperationException">The template was not checked by the loader.</exception>
    public static string? Of(AdoptionRule rule, SchoolProfile school, BillingSource source)
    {
        if (rule.ReferenceTemplate is not { } text)
        {
            return null;
        }

        var template =
            TextTemplate.Parse(text, ContextNames.BillingRoots, out var message, out _)
            ?? throw new InvalidOperationException(message);
        return template.Render(new ValueContext(school, source));
    }
}
