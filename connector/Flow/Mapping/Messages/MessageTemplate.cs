using System.Text.RegularExpressions;
using Collections.Connector.Flow.Contacts;
using HandlebarsDotNet;

namespace Collections.Connector.Flow.Mapping.Messages;

/// <summary>One message in one language: a subject and a body in Handlebars, as plain text.</summary>
internal sealed partial class MessageTemplate
{
    private readonly HandlebarsTemplate<object, object> subject;
    private readonly HandlebarsTemplate<object, object> body;
    private readonly MessageView view;

    public MessageTemplate(string name, string subject, string body, MessageLanguage language)
    {
        Name = name;
        Language = language.Code;
        view = new MessageView(language.Text);
        this.subject = language.Engine.Compile(subject);
        this.body = language.Engine.Compile(body);
    }

    public string Name { get; }

    public string Language { get; }

    /// <exception cref="HandlebarsException">A name that the model does not have.</exception>
    public RenderedMessage Render(MessageModel model)
    {
        var values = view.Of(model);

        return new RenderedMessage(Language, OneLine(subject(values)), Paragraphs(body(values)));
    }

    /// <summary>What approved texts may use, in this template's language.</summary>
    public IReadOnlyDictionary<string, string> Words(MessageModel model) => view.Words(model);

    // A part that is left out leaves its blank lines behind; one is enough between paragraphs.
    private static string Paragraphs(string text) =>
        BlankLines().Replace(text.ReplaceLineEndings("\n"), "\n\n").Trim() + "\n";

    // A name with a line break in it must not become a header of the e-mail.
    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Replace("\0", "", StringComparison.Ordinal);

    [GeneratedRegex("(\n[ \t]*){3,}")]
    private static partial Regex BlankLines();
}
