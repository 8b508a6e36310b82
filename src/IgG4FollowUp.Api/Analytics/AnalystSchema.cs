using System.Security.Cryptography;
using System.Text;
using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>
/// Creates the schema <c>analytics</c> with its dictionary, and the read-only role <c>analyst</c> when the service may. Idempotent, safe
/// when several nodes start at once. A new column of a newer version is added empty; a rebuild fills it once the node has started.
/// </summary>
public sealed partial class AnalystSchema(NpgsqlDataSource database, ILogger<AnalystSchema> logger) : IHostedService
{
    /// <summary>The database role of analysts: reads this schema and nothing else.</summary>
    public const string Role = "analyst";

    // Roles belong to the whole server, and locks to one database of it: services of several databases may create it at once.
    private const string CreateRole = $"""
        do $$ begin
          if not exists (select from pg_roles where rolname = '{Role}') then create role {Role} nologin; end if;
        exception when duplicate_object or unique_violation then null;
        end $$;
        """;

    private const string Grants = $"""
        grant usage on schema {AnalystTable.Schema} to {Role};
        grant select on all tables in schema {AnalystTable.Schema} to {Role};
        alter default privileges in schema {AnalystTable.Schema} grant select on tables to {Role};
        """;

    private static readonly string Definition = WriteDefinition();

    /// <summary>What the tables are made of, in short: another one may hold other rows.</summary>
    public static string Edition { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Definition)))[..12];

    // Ends with an edition, by which a node knows that a database already has this definition.
    private static readonly string SchemaComment =
        "De-identified tables for analysts: one tidy table per kind, replaced per patient as the record grows. Null means not reported, "
        + "never no. Edition "
        + Edition + ".";

    public static string Ddl { get; } = $"{Definition}comment on schema {AnalystTable.Schema} is {Quote(SchemaComment)};\n";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            // "create ... if not exists" still races between sessions; the lock makes the second one wait.
            await ExecuteAsync(connection, "select pg_advisory_xact_lock(4712)", cancellationToken);
            // Altering a table waits for whoever uses it, be it a rebuild of an hour, and makes everybody else wait: only when there is
            // something to alter.
            if (!await IsCurrentAsync(connection, cancellationToken)) await ExecuteAsync(connection, Ddl, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await GrantAsync(connection, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A database user without the right to create roles runs the service all the same; whoever administers the server creates the role
    // then.
    private async Task GrantAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync(connection, CreateRole, cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await ExecuteAsync(connection, "select pg_advisory_xact_lock(4712)", cancellation);
            await ExecuteAsync(connection, Grants, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedObject)
        {
            LogNoRole(Role, e.MessageText);
        }
    }

    private static async Task<bool> IsCurrentAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            select coalesce(obj_description(to_regnamespace('{AnalystTable.Schema}'), 'pg_namespace') = $1, false)
               and (select bool_and(to_regclass(name) is not null) from unnest($2) name)
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SchemaComment });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. AnalystTables.Kept.Select(table => table.FullName)] });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string WriteDefinition()
    {
        var sql =
            new StringBuilder($"create schema if not exists {AnalystTable.Schema};\ncreate schema if not exists {StorageNames.Schema};\n");
        sql.Append(UnsettledConsents.Definition);
        foreach (var table in AnalystTables.Kept)
        {
            var columns = table.Columns.Select(column => $"{column.Name} {column.Type.Sql}{(column.Required ? " not null" : "")}");
            var key = string.Join(", ", table.PrimaryKey);
            sql.Append(
                $"create table if not exists {table.FullName} (\n  {string.Join(",\n  ", columns)},\n  constraint pk_{table.Name} primary "
                    + $"key ({key}));\n");
            var added = table.Columns.Select(column => $"add column if not exists {column.Name} {column.Type.Sql}");
            sql.Append($"alter table {table.FullName} {string.Join(", ", added)};\n");
            if (table.Indexed.Count > 0)
                sql.Append(
                    $"create index if not exists idx_{table.Name}_{string.Join('_', table.Indexed)} on {table.FullName} "
                        + $"({string.Join(", ", table.Indexed)});\n");
            // Whoever is not the owner sees nothing of a patient while what was said last about consent is not in the tables yet.
            if (!table.OfRefusals)
                sql.Append(
                    $"alter table {table.FullName} enable row level security;\n"
                        + $"drop policy if exists consent on {table.FullName};\n"
                        + $"create policy consent on {table.FullName} for select using (({Persons.Clinic}, {Persons.PatientId}) not in "
                        + $"(select u.clinic, u.patient_id from {UnsettledConsents.Function}() u));\n");
            sql.Append($"comment on table {table.FullName} is {Quote(table.Comment)};\n");
            foreach (var column in table.Columns)
                sql.Append($"comment on column {table.FullName}.{column.Name} is {Quote(column.Comment)};\n");
        }

        return sql.ToString();
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    [LoggerMessage(1, LogLevel.Warning,
        "The database role '{Role}' could not be created or granted, and analysts cannot sign in to the database with it: {Reason}")]
    private partial void LogNoRole(string role, string reason);
}
