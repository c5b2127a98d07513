using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Crashes;

/// <summary>
/// Numbers the moments of this process at which dying matters: before and after each commit, and before and after each write to
/// another system. Listens to what EF Core and HttpClient tell anybody who listens; the product has nothing in it for this.
/// </summary>
/// <param name="reached">Is told each moment's name as it comes.</param>
internal sealed partial class CrashPoints(Action<string> reached)
    : IObserver<DiagnosticListener>,
        IObserver<KeyValuePair<string, object?>>
{
    private readonly Lock gate = new();
    private readonly Dictionary<HttpRequestMessage, string> writes = [];
    private readonly SortedSet<string> tables = new(StringComparer.Ordinal);
    private string? single;
    private int commits;
    private int sent;

    /// <summary>Begins to listen.</summary>
    public IDisposable Listen() => DiagnosticListener.AllListeners.Subscribe(this);

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name is "Microsoft.EntityFrameworkCore" or "HttpHandlerDiagnosticListener")
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        lock (gate)
        {
            Take(value.Key, value.Value);
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    private void Take(string name, object? payload)
    {
        switch (payload)
        {
            case CommandEventData command when name == RelationalEventId.CommandExecuting.Name:
                Begin(command);
                break;
            case CommandExecutedEventData { CommandSource: not CommandSource.SaveChanges }
                when name == RelationalEventId.CommandExecuted.Name:
            case SaveChangesCompletedEventData when name == CoreEventId.SaveChangesCompleted.Name:
                EndSingle();
                break;
            case TransactionEventData when name == RelationalEventId.TransactionCommitting.Name:
                reached($"{Commit()} before");
                break;
            case TransactionEndEventData when name == RelationalEventId.TransactionCommitted.Name:
                reached($"{Commit()} after");
                Next();
                break;
            case { } when name.StartsWith("System.Net.Http.HttpRequestOut.", StringComparison.Ordinal):
                Request(name, payload);
                break;
        }
    }

    // One statement outside a transaction is its own commit.
    private void Begin(CommandEventData command)
    {
        var changed = Changed().Match(command.Command.CommandText);
        if (!changed.Success)
        {
            return;
        }

        tables.Add(changed.Groups[1].Value);
        if (command.Command.Transaction is null)
        {
            single = Commit();
            reached($"{single} before");
        }
    }

    private void EndSingle()
    {
        if (single is not null)
        {
            reached($"{single} after");
            single = null;
            Next();
        }
    }

    private string Commit() => $"commit {commits + 1} ({string.Join(", ", tables)})";

    private void Next()
    {
        commits++;
        tables.Clear();
    }

    private void Request(string name, object payload)
    {
        if (payload.GetType().GetProperty("Request")?.GetValue(payload) is not HttpRequestMessage request)
        {
            return;
        }

        if (name.EndsWith(".Start", StringComparison.Ordinal))
        {
            if (Written(request) is { } operation)
            {
                writes[request] = $"write {++sent} {operation}";
                reached($"{writes[request]} before");
            }
        }
        else if (writes.Remove(request, out var write))
        {
            reached($"{write} after");
        }
    }

    private static string? Written(HttpRequestMessage request)
    {
        if (request.Method == HttpMethod.Get || request.Content is null)
        {
            return null;
        }

        using var reader = new StreamReader(request.Content.ReadAsStream(), leaveOpen: true);
        var body = reader.ReadToEnd();
        request.Content.ReadAsStream().Position = 0;
        if (body.StartsWith('{'))
        {
            var args = JObject.Parse(body)["params"]?["args"] as JArray;
            var method = (string?)args?.ElementAtOrDefault(4);
            return method is "load" or "action_post" or "js_assign_outstanding_line"
                ? $"Odoo {args![3]}.{method}"
                : null;
        }

        var function = Function().Match(body);
        return !function.Success ? $"{request.Method} {request.RequestUri!.AbsolutePath}"
            : function.Value is "enrol_manual_enrol_users" or "core_message_send_instant_messages"
                ? $"Moodle {function.Value}"
            : null;
    }

    [GeneratedRegex("(?:INSERT INTO|UPDATE|DELETE FROM) \"(\\w+)\"")]
    private static partial Regex Changed();

    [GeneratedRegex("(?<=wsfunction=)[a-z_]+")]
    private static partial Regex Function();
}
