using System.Text;
using Marten.Events;

namespace Marten.Schema;

/// <summary>The functions of the event store. Arguments are written the way PostgreSQL prints them back.</summary>
internal static class EventFunctions
{
    public static IReadOnlyList<Function> All(EventStoreOptions events) =>
        [QuickAppend(events), Archive(events), MarkProgression(events), MarkProgressionWithSkip(events)];

    public static Function QuickAppend(EventStoreOptions events)
    {
        var schema = events.DatabaseSchemaName;
        var arguments = new StringBuilder(
            "stream uuid, stream_type character varying, tenantid character varying, event_ids uuid[], event_types character varying[], "
            + "dotnet_types character varying[], bodies jsonb[], bdatas bytea[]");
        var columns = new StringBuilder("seq_id, id, stream_id, version, data, bdata, type, tenant_id, mt_dotnet_type, is_archived");
        var values = new StringBuilder(
            "seq, event_ids[i], stream, current_version + i, bodies[i], bdatas[i], event_types[i], tenantid, dotnet_types[i], false");

        void Optional(bool enabled, string argument, string type, string column, string value)
        {
            if (enabled) arguments.Append(", ").Append(argument).Append(' ').Append(type);
            if (!enabled && value.Length == 0) return;
            columns.Append(", ").Append(column);
            values.Append(", ").Append(enabled ? $"{argument}[i]" : value);
        }

        var metadata = events.MetadataConfig;
        Optional(metadata.CausationIdEnabled, "causation_ids", "character varying[]", "causation_id", "");
        Optional(metadata.CorrelationIdEnabled, "correlation_ids", "character varying[]", "correlation_id", "");
        Optional(metadata.HeadersEnabled, "headers", "jsonb[]", "headers", "");
        Optional(metadata.UserNameEnabled, "user_names", "character varying[]", "user_name", "");
        Optional(events.SendsTimestamps, "timestamps", "timestamp with time zone[]", "timestamp", "now()");
        arguments.Append(", expected_version bigint DEFAULT NULL::bigint");

        var thisStream = events.IsConjoined ? "s.id = stream and s.tenant_id = tenantid" : "s.id = stream";
        var foreignTenant = events.IsConjoined
            ? ""
            : """

                elsif owner is distinct from tenantid then
                    raise exception 'The tenant of stream % is %, not %', stream, owner, tenantid;
            """;

        var body =
            $"""

            declare
                current_version bigint;
                archived boolean;
                owner varchar;
                seq bigint;
                appended bigint[] := '{"{}"}';
                amount integer := coalesce(array_length(event_ids, 1), 0);
            begin
                select s.version, s.is_archived, s.tenant_id into current_version, archived, owner
                from {schema}.mt_streams s where {thisStream};

                if expected_version is not null and coalesce(current_version, 0) <> expected_version then
                    raise exception 'Stream % is at version %, not %', stream, coalesce(current_version, 0), expected_version using errcode = 'MT003';
                end if;

                if current_version is null then
                    insert into {schema}.mt_streams (id, type, version, tenant_id, timestamp, created) values (stream, stream_type, 0, tenantid, now(), now());
                    current_version := 0;
                elsif archived then
                    raise exception 'Stream % is archived', stream using errcode = 'MT001';{foreignTenant}
                end if;

                for i in 1..amount loop
                    seq := nextval('{schema}.mt_events_sequence');
                    appended := appended || seq;
                    insert into {schema}.mt_events ({columns}) values ({values});
                end loop;

                if amount > 0 then
                    update {schema}.mt_streams s set version = current_version + amount, timestamp = now() where {thisStream};
                end if;

                return (current_version + amount) || appended;
            end

            """;
        return new Function(schema, "mt_quick_append_events", arguments.ToString(), "bigint[]", body);
    }

    private static Function Archive(EventStoreOptions events)
    {
        var schema = events.DatabaseSchemaName;
        var tenant = events.IsConjoined ? " and tenant_id = tenantid" : "";
        var body =
            $"""

            begin
                update {schema}.mt_streams set is_archived = true where id = streamid{tenant};
                update {schema}.mt_events set is_archived = true where stream_id = streamid{tenant};
            end

            """;
        return new Function(schema, "mt_archive_stream", events.IsConjoined ? "streamid uuid, tenantid character varying" : "streamid uuid", "void", body);
    }

    private static Function MarkProgression(EventStoreOptions events)
    {
        var schema = events.DatabaseSchemaName;
        var body =
            $"""

            begin
                insert into {schema}.mt_event_progression as p (name, last_seq_id, last_updated)
                values (mt_mark_event_progression.name, last_encountered, transaction_timestamp())
                on conflict on constraint pk_mt_event_progression
                do update set last_seq_id = last_encountered, last_updated = transaction_timestamp();
            end

            """;
        return new Function(schema, "mt_mark_event_progression", "name character varying, last_encountered bigint", "void", body);
    }

    private static Function MarkProgressionWithSkip(EventStoreOptions events)
    {
        var schema = events.DatabaseSchemaName;
        var body =
            $"""

            declare
                mark bigint;
            begin
                update {schema}.mt_event_progression p set last_seq_id = mt_mark_progression_with_skip.ending_sequence, last_updated = transaction_timestamp()
                where p.name = shard_name and p.last_seq_id = mt_mark_progression_with_skip.starting_sequence
                returning p.last_seq_id into mark;

                if mark is null then
                    select p.last_seq_id into mark from {schema}.mt_event_progression p where p.name = shard_name;
                    return mark;
                end if;

                insert into {schema}.mt_high_water_skips as s (ending_sequence, starting_sequence)
                values (mt_mark_progression_with_skip.ending_sequence, mt_mark_progression_with_skip.starting_sequence)
                on conflict on constraint pkey_mt_high_water_skips_ending_sequence do nothing;
                return mark;
            end

            """;
        return new Function(
            schema, "mt_mark_progression_with_skip", "shard_name character varying, ending_sequence bigint, starting_sequence bigint", "bigint", body);
    }
}
