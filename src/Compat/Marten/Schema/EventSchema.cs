using System.Globalization;
using JasperFx;
using Marten.Events;

namespace Marten.Schema;

/// <summary>The tables of the event store, column by column as Marten 9.29 makes them.</summary>
internal static class EventSchema
{
    private const string DefaultTenant = $"character varying default '{StorageConstants.DefaultTenantId}'";

    public static IReadOnlyList<Table> Tables(EventStoreOptions events) => [Streams(events), Events(events), Progression(events), Skips(events)];

    public static Table Streams(EventStoreOptions events)
    {
        var table = new Table(events.DatabaseSchemaName, "mt_streams");
        if (events.IsConjoined) table.Column("tenant_id", $"character varying not null default '{StorageConstants.DefaultTenantId}'");
        table.Column("id", "uuid not null")
            .Column("type", "character varying")
            .Column("version", "bigint")
            .Column("timestamp", "timestamptz not null default now()")
            .Column("created", "timestamptz not null default now()");
        if (!events.IsConjoined) table.Column("tenant_id", DefaultTenant);
        table.Column("is_archived", "boolean default false");
        return events.IsConjoined ? table.Key("tenant_id", "id") : table.Key("id");
    }

    public static Table Events(EventStoreOptions events)
    {
        var schema = events.DatabaseSchemaName;

        // The default is a constant by contract: the moment of creation, never the moment of an insert.
        var created = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.ffffff+00", CultureInfo.InvariantCulture);
        var table = new Table(schema, "mt_events") { Sequence = ("mt_events_sequence", "seq_id") }
            .Column("seq_id", "bigint not null")
            .Column("id", "uuid not null")
            .Column("stream_id", "uuid")
            .Column("version", "bigint not null")
            .Column("data", "jsonb not null")
            .Column("bdata", "bytea")
            .Column("type", "character varying(500) not null")
            .Column("timestamp", $"timestamptz not null default '{created}'::timestamptz")
            .Column("tenant_id", DefaultTenant)
            .Column("mt_dotnet_type", "character varying");

        var metadata = events.MetadataConfig;
        if (metadata.CorrelationIdEnabled) table.Column("correlation_id", "character varying");
        if (metadata.CausationIdEnabled) table.Column("causation_id", "character varying");
        if (metadata.HeadersEnabled) table.Column("headers", "jsonb");
        if (metadata.UserNameEnabled) table.Column("user_name", "character varying");
        table.Column("is_archived", "boolean default false").Key("seq_id");

        table.Indexes.Add(new TableIndex(
            "pk_mt_events_stream_and_version", events.IsConjoined ? "(tenant_id, stream_id, version)" : "(stream_id, version)", Unique: true));
        if (events.EnableUniqueIndexOnEventId) table.Indexes.Add(new TableIndex("idx_mt_events_event_id", "(id)", Unique: true));
        if (events.EnableEventTypeIndex) table.Indexes.Add(new TableIndex("idx_mt_events_event_type_seq_id", "(type, seq_id)"));

        table.ForeignKeys.Add(events.IsConjoined
            ? new ForeignKey("fkey_mt_events_stream_id_tenant_id", $"foreign key (tenant_id, stream_id) references {schema}.mt_streams (tenant_id, id)")
            : new ForeignKey("fkey_mt_events_stream_id", $"foreign key (stream_id) references {schema}.mt_streams (id) on delete cascade"));
        return table;
    }

    private static Table Progression(EventStoreOptions events) =>
        new Table(events.DatabaseSchemaName, "mt_event_progression")
            .Column("name", "character varying not null")
            .Column("last_seq_id", "bigint")
            .Column("last_updated", "timestamptz default transaction_timestamp()")
            .KeyNamed("pk_mt_event_progression", "name");

    private static Table Skips(EventStoreOptions events) =>
        new Table(events.DatabaseSchemaName, "mt_high_water_skips")
            .Column("ending_sequence", "bigint not null")
            .Column("starting_sequence", "bigint not null")
            .Column("timestamp", "timestamptz default transaction_timestamp()")
            .Key("ending_sequence");
}
