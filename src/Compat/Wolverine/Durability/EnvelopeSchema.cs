using JasperFx;
using Npgsql;

namespace Wolverine.Persistence.Durability;

/// <summary>Creates the message tables where they are missing, whichever of several starting nodes comes first.</summary>
internal sealed class EnvelopeSchema(string schema, bool lettersExpire)
{
    public string Incoming { get; } = $"{schema}.wolverine_incoming_envelopes";

    public string Outgoing { get; } = $"{schema}.wolverine_outgoing_envelopes";

    public string DeadLetters { get; } = $"{schema}.wolverine_dead_letters";

    public string Nodes { get; } = $"{schema}.wolverine_nodes";

    public string NodeAssignments { get; } = $"{schema}.wolverine_node_assignments";

    public string NodeRecords { get; } = $"{schema}.wolverine_node_records";

    public string Name => schema;

    public async Task MigrateAsync(NpgsqlDataSource database, AutoCreate autoCreate, CancellationToken cancellation)
    {
        if (autoCreate == AutoCreate.None) return;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);

        // "if not exists" alone still fails when two sessions create the same object at once.
        await using var locking = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, transaction)
        {
            Parameters = { new() { Value = (long)StableHash.Of($"{schema}:migration") } },
        };
        await locking.ExecuteNonQueryAsync(cancellation);
        await using var creating = new NpgsqlCommand(Ddl(), connection, transaction);
        await creating.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private string Ddl() => $"""
        create schema if not exists {schema};
        create table if not exists {Incoming} (
            id uuid not null, status varchar not null, owner_id integer not null, execution_time timestamptz,
            attempts integer default 0, body bytea not null, message_type varchar not null, received_at varchar,
            keep_until timestamptz, constraint pkey_wolverine_incoming_envelopes_id primary key (id));
        create index if not exists idx_wolverine_incoming_envelopes_owner on {Incoming} (owner_id) where owner_id <> 0;
        create table if not exists {Outgoing} (
            id uuid not null, owner_id integer not null, destination varchar not null, deliver_by timestamptz,
            body bytea not null, attempts integer default 0, message_type varchar not null,
            constraint pkey_wolverine_outgoing_envelopes_id primary key (id));
        create index if not exists idx_wolverine_outgoing_envelopes_owner on {Outgoing} (owner_id) where owner_id <> 0;
        create table if not exists {DeadLetters} (
            id uuid not null, execution_time timestamptz, body bytea not null, message_type varchar not null,
            received_at varchar, source varchar, exception_type varchar, exception_message varchar,
            sent_at timestamptz, replayable boolean{(lettersExpire ? ", expires timestamptz" : "")},
            constraint pkey_wolverine_dead_letters_id primary key (id));
        {(lettersExpire ? $"alter table {DeadLetters} add column if not exists expires timestamptz;" : "")}
        create index if not exists idx_wolverine_dead_letters_replayable on {DeadLetters} (replayable) where replayable = true;
        create table if not exists {Nodes} (
            id uuid not null, node_number serial not null, description varchar not null, uri varchar not null,
            started timestamptz not null default now(), health_check timestamptz not null default now(),
            version varchar, capabilities text[], constraint pkey_wolverine_nodes_id primary key (id));
        create table if not exists {NodeAssignments} (
            id varchar not null, node_id uuid, started timestamptz not null default now(),
            constraint pkey_wolverine_node_assignments_id primary key (id),
            constraint fkey_wolverine_node_assignments_node_id foreign key (node_id) references {Nodes} (id) on delete cascade);
        create table if not exists {NodeRecords} (
            id serial not null, node_number integer not null, event_name varchar not null,
            timestamp timestamptz not null default now(), description varchar,
            constraint pkey_wolverine_node_records_id primary key (id));
        create table if not exists {schema}.wolverine_agent_restrictions (
            id uuid not null, uri varchar not null, type varchar not null, node integer not null default 0,
            constraint pkey_wolverine_agent_restrictions_id primary key (id));
        create table if not exists {schema}.wolverine_control_queue (
            id uuid not null, message_type varchar not null, node_id uuid not null, body bytea not null,
            posted timestamptz not null default now(), expires timestamptz,
            constraint pkey_wolverine_control_queue_id primary key (id));
        """;
}

/// <summary>A hash that is the same in every process: advisory locks are found by it.</summary>
internal static class StableHash
{
    public static int Of(string text)
    {
        unchecked
        {
            var even = (5381 << 16) + 5381;
            var odd = even;
            for (var i = 0; i < text.Length; i += 2)
            {
                even = ((even << 5) + even) ^ text[i];
                if (i + 1 < text.Length) odd = ((odd << 5) + odd) ^ text[i + 1];
            }

            return even + (odd * 1566083941);
        }
    }
}
