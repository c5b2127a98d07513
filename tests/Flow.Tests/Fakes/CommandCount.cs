using System.Diagnostics;
using Collections.Connector.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Collections.Flow.Tests.Fakes;

/// <summary>Counts the commands that the flow sends to one database, as EF tells them; other tests' databases do not count.</summary>
internal sealed class CommandCount
    : IObserver<DiagnosticListener>,
        IObserver<KeyValuePair<string, object?>>,
        IDisposable
{
    private readonly string file;
    private readonly List<IDisposable> subscriptions = [];
    private int commands;

    public CommandCount(SqliteLedger ledger)
    {
        using var context = ledger.CreateDbContext();
        file = context.Database.GetDbConnection().DataSource;
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public int Commands => Volatile.Read(ref commands);

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Value: CommandExecutedEventData told } && told.Connection.DataSource == file)
        {
            Interlocked.Increment(ref commands);
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose() => subscriptions.ForEach(x => x.Dispose());
}
