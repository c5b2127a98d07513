namespace Collections.Connector.Host.Logging;

/// <summary>Logs go to standard error, structured; standard output belongs to results.</summary>
internal static class ConsoleLogs
{
    /// <summary>Sets logging up.</summary>
    /// <param name="logging">The builder.</param>
    /// <param name="level">The lowest level of our own messages.</param>
    /// <param name="forPeople">One line per message for a terminal; otherwise one JSON object per message.</param>
    public static void Configure(ILoggingBuilder logging, LogLevel level, bool forPeople)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);

        // Only our own messages may be louder: the web server's would show paths, and pay links are secrets.
        logging.AddFilter("Collections", level);

        // A start that fails is said by the verb, in one sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = forPeople ? "simple" : "json";
        });
        logging.AddSimpleConsole(line =>
        {
            line.SingleLine = true;
            line.UseUtcTimestamp = true;
            line.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
        logging.AddJsonConsole(json =>
        {
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        logging.AddConsole(console => console.FormatterName = forPeople ? "simple" : "json");
    }
}
