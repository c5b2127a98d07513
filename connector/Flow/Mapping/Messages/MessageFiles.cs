using System.Text.RegularExpressions;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Mapping.Loading;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;

namespace Collections.Connector.Flow.Mapping.Messages;

/// <summary>Reads messages/&lt;language&gt;/*.hbs, and renders each once with and without every optional part.</summary>
internal static partial class MessageFiles
{
    private const string Root = "messages";
    private const string SubjectMark = "Subject:";
    private const int MaximumFiles = 500;

    public static MessageTemplates Read(string folder, SchoolProfile school, FaultList faults)
    {
        var root = Path.Combine(folder, Root);
        var templates = new Dictionary<string, List<MessageTemplate>>(StringComparer.Ordinal);

        if (!Directory.Exists(root))
        {
            faults.Add(
                Root,
                0,
                "The folder is missing.",
                $"Create {Root}/{school.Language} with a .hbs file per template."
            );
            return new MessageTemplates(templates, school.Language);
        }

        foreach (var directory in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            var code = Path.GetFileName(directory);

            if (!LanguageCode().IsMatch(code))
            {
                faults.Add($"{Root}/{code}", 0, $"'{code}' is not a language code.", "Name the folder es, en, pt ...");
                continue;
            }

            templates[code] = ReadLanguage(folder, directory, new MessageLanguage(code, school.Country), faults);
        }

        return new MessageTemplates(templates, school.Language);
    }

    private static List<MessageTemplate> ReadLanguage(
        string folder,
        string directory,
        MessageLanguage language,
        FaultList faults
    )
    {
        var templates = new List<MessageTemplate>();

        foreach (
            var path in Directory.EnumerateFiles(directory, "*.hbs").Order(StringComparer.Ordinal).Take(MaximumFiles)
        )
        {
            var file = $"{Root}/{language.Code}/{Path.GetFileName(path)}";

            if (ConfigFile.ReadText(folder, file, faults)?.ReplaceLineEndings("\n") is { } text)
            {
                Compile(file, text, language, templates, faults);
            }
        }

        return templates;
    }

    private static void Compile(
        string file,
        string text,
        MessageLanguage language,
        List<MessageTemplate> templates,
        FaultList faults
    )
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var first = end < 0 ? text : text[..end];
        var rest = end < 0 ? "" : text[(end + 1)..];

        if (!first.StartsWith(SubjectMark, StringComparison.Ordinal) || first.Length == SubjectMark.Length)
        {
            faults.Add(
                file,
                1,
                "The first line is not the subject.",
                "Begin the file with 'Subject: ' and the subject."
            );
        }

        if (rest.Length == 0 || rest[0] != '\n' || string.IsNullOrWhiteSpace(rest))
        {
            faults.Add(
                file,
                2,
                "There is no blank line and text after the subject.",
                "Leave line 2 empty, then the text."
            );
        }

        var subject = first.StartsWith(SubjectMark, StringComparison.Ordinal) ? first[SubjectMark.Length..] : first;

        try
        {
            var template = new MessageTemplate(name, subject.Trim(), rest, language);
            templates.Add(template);

            foreach (var sample in MessageSamples.All)
            {
                CheckRendered(template.Render(sample), file, faults);
            }
        }
        catch (HandlebarsException exception)
        {
            TellMistake(LineOfOpenEnd(exception.Message, text.Split('\n')), Incomplete(exception));
        }
        catch (InvalidOperationException exception)
        {
            // The engine (2.4.3) breaks on some half-written blocks, such as {{#if}} without a name.
            TellMistake(LineOfOpenEnd(exception.Message, text.Split('\n')), Incomplete(exception));
        }
        catch (ArgumentException exception)
        {
            TellMistake(LineOfOpenEnd(exception.Message, text.Split('\n')), Incomplete(exception));
        }
        catch (HandlebarsUndefinedBindingException exception)
        {
            var unknown = exception.MissingKey ?? exception.Path;
            var line = Array.FindIndex(text.Split('\n'), each => WordWithin(each, unknown)) + 1;
            TellMistake(line, $"'{unknown}' is not a name that messages know.");
        }

        void TellMistake(int line, string message)
        {
            faults.Add(
                file,
                line,
                message,
                "Names: see mappings/README.md. Every {{#if}} and {{#each}} needs its end."
            );

            // It still has its name: the policy's reference to it is not a second mistake.
            templates.RemoveAll(template => template.Name == name);
            templates.Add(new MessageTemplate(name, "-", "-", language));
        }
    }

    private static void CheckRendered(RenderedMessage message, string file, FaultList faults)
    {
        if (message.Subject.Length == 0)
        {
            faults.Add(file, 1, "The subject may come out empty.", "Write some text that is always there.");
        }

        if (string.IsNullOrWhiteSpace(message.Text))
        {
            faults.Add(file, 3, "The text may come out empty.", "Write some text that is always there.");
        }
    }

    private static string Incomplete(Exception exception) =>
        $"The template is not complete: {exception.Message.Split('\n')[0].TrimEnd('.', '\r')}.";

    // The engine counts lines within an expression only, so the place is looked for here.
    private static int LineOfOpenEnd(string message, string[] lines)
    {
        var named = QuotedName().Match(message);
        var name = named.Groups[1].Value;

        var line =
            !named.Success ? Array.FindIndex(lines, each => each.Split("{{").Length != each.Split("}}").Length)
            : Array.FindLastIndex(lines, each => each.Contains("{{#" + name, StringComparison.Ordinal))
                is var open
                    and >= 0
                ? open
            : Array.FindIndex(lines, each => WordWithin(each, name));
        return line + 1;
    }

    private static bool WordWithin(string line, string word) =>
        ExpressionsOf().Matches(line).Any(match => Words().Matches(match.Value).Any(found => found.Value == word));

    [GeneratedRegex("^[a-z]{2,3}$")]
    private static partial Regex LanguageCode();

    [GeneratedRegex(@"'(\w+)'")]
    private static partial Regex QuotedName();

    [GeneratedRegex(@"\{\{[^}]*\}\}")]
    private static partial Regex ExpressionsOf();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
