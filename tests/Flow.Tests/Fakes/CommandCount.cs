using System.Data.Common;
using System.Diagnostics;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Collections.Flow.Tests.Fakes;

/// <summary>Counts the commands that the flow sends to one database, as EF tells them; other tests' databases do not count.</summary>
internal sealed class CommandCount
    : IObserver<DiagnosticListener>,
        IObserver<KeyValuePair<string, object?>>,
        IDisposable
{
    private readonly string database;
    private readonly List<IDisposable> subscriptions = [];
    private int commands;

    public CommandCount(ILedgerStorage ledger)
    {
        using var context = ledger.CreateDbContext();
        database = NameOf(context.Database.GetDbConnection());
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
        if (value is { Value: CommandExecutedEventData told } && NameOf(told.Connection) == database)
        {
            Interlocked.Increment(ref commands);
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose() => subscriptions.ForEach(x => x.Dispose());

    private static string NameOf(DbConnection connection) => $"{connection.DataSource}/{connection.Database}";
}
