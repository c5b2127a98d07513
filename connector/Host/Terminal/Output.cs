using Spectre.Console;

namespace Collections.Connector.Host.Terminal;

/// <summary>Where results go.</summary>
internal enum OutputMode
{
    /// <summary>A person at a terminal: tables, colours, progress bars.</summary>
    Terminal,

    /// <summary>A file or a pipe: plain text on standard output, progress on standard error.</summary>
    Plain,

    /// <summary>One JSON document on standard output, and nothing else there.</summary>
    Json,
}

/// <summary>A verb's result, in the form that was asked for. One result per run.</summary>
/// <param name="standardOutput">Standard output.</param>
/// <param name="standardError">Standard error.</param>
/// <param name="mode">The form.</param>
internal sealed class Output(TextWriter standardOutput, TextWriter standardError, OutputMode mode)
{
    private readonly IAnsiConsole? console =
        mode == OutputMode.Terminal
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(standardOutput) })
            : null;

    private bool written;

    /// <summary>Gets the form.</summary>
    public OutputMode Mode => mode;

    /// <summary>Writes the result.</summary>
    /// <param name="document">For <see cref="OutputMode.Json"/>.</param>
    /// <param name="people">For people.</param>
    /// <exception cref="InvalidOperationException">A JSON document was written before: a bug of the verb.</exception>
    public void Write(object document, Action<IPage> people)
    {
        if (mode != OutputMode.Json)
        {
            people(Page(standardOutput));
            return;
        }

        if (written)
        {
            throw new InvalidOperationException("A verb writes one JSON document.");
        }

        written = true;
        standardOutput.WriteLine(JsonDocuments.Write(document));
    }

    /// <summary>Tells people something while the work goes on; nothing where a document is wanted.</summary>
    public void Tell(Action<IPage> people)
    {
        if (mode != OutputMode.Json)
        {
            people(Page(standardOutput));
        }
    }

    /// <summary>Writes a failure: to standard error for people; as the one document where JSON is wanted.</summary>
    public void Fail(Failure failure)
    {
        var page = new PlainPage(standardError);
        page.Line(failure.Message);
        foreach (var fault in failure.Faults)
        {
            page.Line($"  {fault}");
        }

        if (mode == OutputMode.Json && !written)
        {
            Write(failure.ToDocument(), static _ => { });
        }
    }

    /// <summary>Works while showing how far it is.</summary>
    public async Task<T> ProgressAsync<T>(Func<IProgressDisplay, Task<T>> work)
    {
        switch (mode)
        {
            case OutputMode.Terminal:
                return await console!
                    .Progress()
                    .AutoClear(true)
                    .Columns(
                        new TaskDescriptionColumn(),
                        new ProgressBarColumn(),
                        new PercentageColumn(),
                        new SpinnerColumn()
                    )
                    .StartAsync(async context =>
                    {
                        var bars = new BarProgress(context);
                        var result = await work(bars);
                        bars.Finish();
                        return result;
                    });
            case OutputMode.Plain:
                return await work(new LineProgress(standardError));
            default:
                return await work(new SilentProgress());
        }
    }

    private IPage Page(TextWriter writer) => console is null ? new PlainPage(writer) : new TerminalPage(console);
}
