using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Parses what was typed, runs the verb, and turns whatever happens into output and an exit code.</summary>
internal sealed class CommandLine
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(90);
    private readonly HostEnvironment host;
    private readonly GlobalOptions options = new();
    private readonly RootCommand root = new(
        "Sits beside a school's LMS and ERP: enrolments become invoices, payments come back."
    );

    /// <summary>Initializes a new instance of the <see cref="CommandLine"/> class.</summary>
    public CommandLine(HostEnvironment host, IEnumerable<ICommandVerb> verbs)
    {
        this.host = host;
        foreach (var option in options.All)
        {
            root.Options.Add(option);
        }

        var examples = new Dictionary<Command, string>();
        foreach (var verb in verbs)
        {
            examples[Add(verb)] = verb.Example;
        }

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExample((HelpAction)help.Action!, examples, RootCommand.ExecutableName);
    }

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken ct = default)
    {
        var parse = root.Parse(arguments.Count == 0 ? ["--help"] : arguments);
        if (parse.Action is ParseErrorAction)
        {
            var message = string.Join(" ", parse.Errors.Select(e => e.Message));
            var failure = Failure.Usage($"{message} Try: {RootCommand.ExecutableName} {WordsOf(parse)}--help");
            OutputFor(parse).Fail(failure);
            return (int)failure.Exit;
        }

        return await parse.InvokeAsync(
            new InvocationConfiguration
            {
                Output = host.Out,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = LongestStop,
            },
            ct
        );
    }

    private Command Add(ICommandVerb verb)
    {
        Command parent = root;
        var words = verb.Name.Split(' ');
        foreach (var word in words[..^1])
        {
            var group = parent.Subcommands.FirstOrDefault(c => c.Name == word);
            if (group is null)
            {
                group = new Command(word, Verbs.Groups[word]);
                parent.Subcommands.Add(group);
            }

            parent = group;
        }

        var command = new Command(words[^1], verb.Description);
        foreach (var symbol in verb.Symbols)
        {
            switch (symbol)
            {
                case Option option:
                    command.Options.Add(option);
                    break;
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
            }
        }

        command.SetAction((parse, ct) => RunAsync(verb, parse, ct));
        parent.Subcommands.Add(command);
        return command;
    }

    private async Task<int> RunAsync(ICommandVerb verb, ParseResult parse, CancellationToken ct)
    {
        var output = OutputFor(parse);
        try
        {
            using var context = new VerbContext(parse, options, host, output);
            return (int)await verb.RunAsync(context, ct);
        }
        catch (Exception exception) // The outermost boundary: nothing above could say anything useful.
        {
            var failure = Failure.Of(exception);
            output.Fail(failure);
            return (int)failure.Exit;
        }
    }

    private Output OutputFor(ParseResult parse) =>
        new(
            host.Out,
            host.Error,
            parse.GetValue(options.Json) ? OutputMode.Json
                : host.OutIsTerminal ? OutputMode.Terminal
                : OutputMode.Plain
        );

    private static string WordsOf(ParseResult parse)
    {
        var words = "";
        for (var at = parse.CommandResult; at.Parent is System.CommandLine.Parsing.CommandResult above; at = above)
        {
            words = $"{at.Command.Name} {words}";
        }

        return words;
    }

    /// <summary>The usual help, and an example below it.</summary>
    private sealed class HelpWithExample(HelpAction usual, Dictionary<Command, string> examples, string program)
        : SynchronousCommandLineAction
    {
        /// <inheritdoc/>
        public override int Invoke(ParseResult parseResult)
        {
            var code = usual.Invoke(parseResult);
            if (examples.TryGetValue(parseResult.CommandResult.Command, out var example))
            {
                var writer = parseResult.InvocationConfiguration.Output;
                writer.WriteLine("Example:");
                writer.WriteLine($"  {program} {example}");
                writer.WriteLine();
            }

            return code;
        }
    }
}
