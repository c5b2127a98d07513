using System.Data.Common;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Collections.Connector.Storage.PostgreSql;

/// <summary>Locks the rows that a claiming query finds until its transaction ends, and leaves out those that another node has locked.</summary>
internal sealed class ClaimedRows : DbCommandInterceptor
{
    private const string Tag = $"-- {Intents.Claiming}\n";

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (command.CommandText.StartsWith(Tag, StringComparison.Ordinal))
        {
            command.CommandText += "\nFOR UPDATE SKIP LOCKED";
        }

        return ValueTask.FromResult(result);
    }
}
