using Collections.Connector.Ports;
using Npgsql;

namespace Collections.Connector.Storage.PostgreSql;

/// <summary>What the database's user may do: enough, and not more than it needs.</summary>
internal static class DatabaseRights
{
    private const string Question = """
        SELECT r.rolsuper, r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls,
               has_schema_privilege(current_schema(), 'CREATE') AND has_schema_privilege(current_schema(), 'USAGE'),
               pg_get_userbyid(n.nspowner) = current_user OR pg_has_role(n.nspowner, 'USAGE')
        FROM pg_roles r, pg_namespace n WHERE r.rolname = current_user AND n.nspname = current_schema()
        """;

    /// <summary>Looks.</summary>
    public static async Task<IReadOnlyList<CheckFinding>> FindAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Question, connection);
        await using var answer = await command.ExecuteReaderAsync(ct);
        await answer.ReadAsync(ct);
        var (super, more, create, owner) = (
            answer.GetBoolean(0),
            answer.GetBoolean(1),
            answer.GetBoolean(2),
            answer.GetBoolean(3)
        );
        return
        [
            new CheckFinding(
                create && owner ? CheckResult.Ok : CheckResult.Missing,
                "database.schema",
                "the user owns its schema and may make tables in it",
                "The next version cannot bring its tables up to date.",
                "As administrator: CREATE SCHEMA name AUTHORIZATION name, or make the user the owner of its own database."
            ),
            new CheckFinding(
                super || more ? CheckResult.Note : CheckResult.Ok,
                "database.rights",
                super ? "the user is a superuser: more than it needs"
                    : more
                        ? "the user may make roles or databases, replicate or bypass row security: more than it needs"
                    : "the user has no right beyond its schema",
                "Whoever gets hold of the connector's password gets hold of the whole server.",
                "Give it a role of its own: CREATE ROLE collections LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB."
            ),
        ];
    }
}
