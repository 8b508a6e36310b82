using JasperFx;
using Marten.Schema;
using Npgsql;

namespace Wolverine.Persistence.Durability;

/// <summary>The message tables, created where they are missing.</summary>
internal sealed class EnvelopeSchema(string schema, bool lettersExpire)
{
    public string Incoming { get; } = $"{schema}.wolverine_incoming_envelopes";

    public string Outgoing { get; } = $"{schema}.wolverine_outgoing_envelopes";

    public string DeadLetters { get; } = $"{schema}.wolverine_dead_letters";

    public string Nodes { get; } = $"{schema}.wolverine_nodes";

    public string NodeAssignments { get; } = $"{schema}.wolverine_node_assignments";

    public string NodeRecords { get; } = $"{schema}.wolverine_node_records";

    public string Name => schema;

    public Task MigrateAsync(NpgsqlDataSource database, AutoCreate autoCreate, CancellationToken cancellation) =>
        new SchemaMigrator(database).ApplyAsync(
            [IncomingTable(), OutgoingTable(), DeadLetterTable(), NodeTable(), AssignmentTable(), RecordTable(), RestrictionTable(), ControlTable()],
            [], autoCreate, cancellation);

    private Table IncomingTable() => new Table(schema, "wolverine_incoming_envelopes")
    {
        Indexes = { new TableIndex("idx_wolverine_incoming_envelopes_owner", "(owner_id) where owner_id <> 0") },
    }
        .Column("id", "uuid not null").Column("status", "varchar not null").Column("owner_id", "integer not null")
        .Column("execution_time", "timestamptz").Column("attempts", "integer default 0").Column("body", "bytea not null")
        .Column("message_type", "varchar not null").Column("received_at", "varchar").Column("keep_until", "timestamptz").Key("id");

    private Table OutgoingTable() => new Table(schema, "wolverine_outgoing_envelopes")
    {
        Indexes = { new TableIndex("idx_wolverine_outgoing_envelopes_owner", "(owner_id) where owner_id <> 0") },
    }
        .Column("id", "uuid not null").Column("owner_id", "integer not null").Column("destination", "varchar not null")
        .Column("deliver_by", "timestamptz").Column("body", "bytea not null").Column("attempts", "integer default 0")
        .Column("message_type", "varchar not null").Key("id");

    private Table DeadLetterTable()
    {
        var table = new Table(schema, "wolverine_dead_letters")
        {
            Indexes = { new TableIndex("idx_wolverine_dead_letters_replayable", "(replayable) where replayable = true") },
        }
            .Column("id", "uuid not null").Column("execution_time", "timestamptz").Column("body", "bytea not null")
            .Column("message_type", "varchar not null").Column("received_at", "varchar").Column("source", "varchar")
            .Column("exception_type", "varchar").Column("exception_message", "varchar").Column("sent_at", "timestamptz")
            .Column("replayable", "boolean").Key("id");
        return lettersExpire ? table.Column("expires", "timestamptz") : table;
    }

    private Table NodeTable() => new Table(schema, "wolverine_nodes")
        .Column("id", "uuid not null").Column("node_number", "serial not null").Column("description", "varchar not null")
        .Column("uri", "varchar not null").Column("started", "timestamptz not null default now()")
        .Column("health_check", "timestamptz not null default now()").Column("version", "varchar").Column("capabilities", "text[]").Key("id");

    private Table AssignmentTable() => new Table(schema, "wolverine_node_assignments")
    {
        ForeignKeys =
        {
            new ForeignKey("fkey_wolverine_node_assignments_node_id", $"foreign key (node_id) references {Nodes} (id) on delete cascade"),
        },
    }
        .Column("id", "varchar not null").Column("node_id", "uuid").Column("started", "timestamptz not null default now()").Key("id");

    private Table RecordTable() => new Table(schema, "wolverine_node_records")
        .Column("id", "serial not null").Column("node_number", "integer not null").Column("event_name", "varchar not null")
        .Column("timestamp", "timestamptz not null default now()").Column("description", "varchar").Key("id");

    private Table RestrictionTable() => new Table(schema, "wolverine_agent_restrictions")
        .Column("id", "uuid not null").Column("uri", "varchar not null").Column("type", "varchar not null")
        .Column("node", "integer not null default 0").Key("id");

    private Table ControlTable() => new Table(schema, "wolverine_control_queue")
        .Column("id", "uuid not null").Column("message_type", "varchar not null").Column("node_id", "uuid not null")
        .Column("body", "bytea not null").Column("posted", "timestamptz not null default now()").Column("expires", "timestamptz").Key("id");
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
