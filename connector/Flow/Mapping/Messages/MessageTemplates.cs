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

    /// <summary>The templates that each language has, the school's own language first, whether it has a folder or not.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> NamesByLanguage =>
        new OrderedDictionary<string, IReadOnlySet<string>>(
            byLanguage
                .Where(x => x.Key != schoolLanguage && x.Value.Count > 0)
                .Select(x => x.Key)
                .Order(StringComparer.Ordinal)
                .Prepend(schoolLanguage)
                .Select(x => KeyValuePair.Create(x, NamesOf(x)))
        );

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

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Words(string language, MessageModel model) =>
        byLanguage.TryGetValue(LocalText.BaseOf(language), out var templates) && templates.Count > 0
            ? templates.Values[0].Words(model)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    private IReadOnlySet<string> NamesOf(string language) =>
        byLanguage.TryGetValue(language, out var templates)
            ? templates.Keys.ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal);

    private MessageTemplate? Find(string template, string language) =>
        byLanguage.TryGetValue(language, out var templates) ? templates.GetValueOrDefault(template) : null;
}
