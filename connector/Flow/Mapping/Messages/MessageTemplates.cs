using System.Collections.Frozen;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Mapping.Values;

namespace Collections.Connector.Flow.Mapping.Messages;

/// <summary>messages/&lt;language&gt;/*.hbs, compiled once.</summary>
internal sealed class MessageTemplates : IMessageTemplates
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, MessageTemplate>> byLanguage;
    private readonly string schoolLanguage;

    public MessageTemplates(IReadOnlyDictionary<string, List<MessageTemplate>> templates, string schoolLanguage)
    {
        byLanguage = templates.ToFrozenDictionary(
            entry => entry.Key,
            entry => entry.Value.ToFrozenDictionary(template => template.Name, StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        this.schoolLanguage = LocalText.BaseOf(schoolLanguage);
    }

    /// <summary>The templates that the school's own language has: those that a policy may name.</summary>
    public IReadOnlySet<string> Names =>
        byLanguage.TryGetValue(schoolLanguage, out var templates)
            ? templates.Keys.ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public RenderedMessage Render(string template, string? language, MessageModel model)
    {
        var found =
            Find(template, LocalText.BaseOf(language ?? ""))
            ?? Find(template, schoolLanguage)
            ?? throw new InvalidOperationException(
                $"There is no template '{template}' in the school's language '{schoolLanguage}'."
            );
        return found.Render(model);
    }

    private MessageTemplate? Find(string template, string language) =>
        byLanguage.TryGetValue(language, out var templates) ? templates.GetValueOrDefault(template) : null;
}
