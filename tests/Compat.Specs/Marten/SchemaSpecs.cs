using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;

namespace Compat.Specs.Storage;

/// <summary>Tables, keys, indexes and defaults as Marten 9.29 makes them: a database is shared by both editions.</summary>
public sealed class SchemaSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string Nothing = "-";
    private const string Tenant = "'*DEFAULT*'::character varying";

    [Fact]
    public async Task conjoined_event_tables_with_all_metadata_match_column_by_column()
    {
        await ApplyAsync(Conjoined(WithAllMetadata));
        (await ColumnsAsync("mt_streams")).ShouldBe(
        [
            $"tenant_id | character varying | NO | {Tenant}",
            "id | uuid | NO | -",
            "type | character varying | YES | -",
            "version | bigint | YES | -",
            "timestamp | timestamp with time zone | NO | now()",
            "created | timestamp with time zone | NO | now()",
            "is_archived | boolean | YES | false",
        ]);
        (await ColumnsAsync("mt_events")).ShouldBe(
        [
            "seq_id | bigint | NO | -",
            "id | uuid | NO | -",
            "stream_id | uuid | YES | -",
            "version | bigint | NO | -",
            "data | jsonb | NO | -",
            "bdata | bytea | YES | -",
            "type | character varying(500) | NO | -",
            "timestamp | timestamp with time zone | NO | constant",
            $"tenant_id | character varying | YES | {Tenant}",
            "mt_dotnet_type | character varying | YES | -",
            "correlation_id | character varying | YES | -",
            "causation_id | character varying | YES | -",
            "headers | jsonb | YES | -",
            "user_name | character varying | YES | -",
            "is_archived | boolean | YES | false",
        ]);
        (await IndexesAsync("mt_streams")).ShouldBe(["pkey_mt_streams_tenant_id_id | True | tenant_id, id"]);
        (await IndexesAsync("mt_events")).ShouldBe(
        [
            "pk_mt_events_stream_and_version | True | tenant_id, stream_id, version",
            "pkey_mt_events_seq_id | True | seq_id",
        ]);
        (await ForeignKeysAsync("mt_events")).ShouldBe(
            ["fkey_mt_events_stream_id_tenant_id | FOREIGN KEY (tenant_id, stream_id) REFERENCES mt_streams(tenant_id, id)"]);
    }

    [Fact]
    public async Task single_tenant_event_tables_without_metadata_match_column_by_column()
    {
        await ApplyAsync(Store(o =>
        {
            o.Events.AddEventType<Opened>();
            o.Events.EnableUniqueIndexOnEventId = true;
            o.Events.EnableEventTypeIndex = true;
        }));
        (await ColumnsAsync("mt_streams")).ShouldBe(
        [
            "id | uuid | NO | -",
            "type | character varying | YES | -",
            "version | bigint | YES | -",
            "timestamp | timestamp with time zone | NO | now()",
            "created | timestamp with time zone | NO | now()",
            $"tenant_id | character varying | YES | {Tenant}",
            "is_archived | boolean | YES | false",
        ]);
        (await ColumnsAsync("mt_events")).Select(c => c.Split(" | ")[0]).ShouldBe(
            ["seq_id", "id", "stream_id", "version", "data", "bdata", "type", "timestamp", "tenant_id", "mt_dotnet_type", "is_archived"]);
        (await IndexesAsync("mt_streams")).ShouldBe(["pkey_mt_streams_id | True | id"]);
        (await IndexesAsync("mt_events")).ShouldBe(
        [
            "idx_mt_events_event_id | True | id",
            "idx_mt_events_event_type_seq_id | False | type, seq_id",
            "pk_mt_events_stream_and_version | True | stream_id, version",
            "pkey_mt_events_seq_id | True | seq_id",
        ]);
        (await ForeignKeysAsync("mt_events")).ShouldBe(["fkey_mt_events_stream_id | FOREIGN KEY (stream_id) REFERENCES mt_streams(id) ON DELETE CASCADE"]);
    }

    [Fact]
    public async Task progression_and_skips_match_and_the_sequence_belongs_to_the_log()
    {
        await ApplyAsync(Conjoined());
        (await ColumnsAsync("mt_event_progression")).ShouldBe(
        [
            "name | character varying | NO | -",
            "last_seq_id | bigint | YES | -",
            "last_updated | timestamp with time zone | YES | transaction_timestamp()",
        ]);
        (await ColumnsAsync("mt_high_water_skips")).ShouldBe(
        [
            "ending_sequence | bigint | NO | -",
            "starting_sequence | bigint | NO | -",
            "timestamp | timestamp with time zone | YES | transaction_timestamp()",
        ]);
        (await IndexesAsync("mt_event_progression")).ShouldBe(["pk_mt_event_progression | True | name"]);
        (await IndexesAsync("mt_high_water_skips")).ShouldBe(["pkey_mt_high_water_skips_ending_sequence | True | ending_sequence"]);
        (await ScalarAsync<string>("select pg_get_serial_sequence('mt_events', 'seq_id')")).ShouldBe("public.mt_events_sequence");
    }

    [Fact]
    public async Task functions_take_the_arguments_of_the_configuration()
    {
        await ApplyAsync(Conjoined(WithAllMetadata));
        const string arguments = "select pg_get_function_arguments(oid) from pg_proc where proname = $1";
        (await LinesAsync(arguments, "mt_quick_append_events")).ShouldBe(
        [
            "stream uuid, stream_type character varying, tenantid character varying, event_ids uuid[], event_types character varying[], "
            + "dotnet_types character varying[], bodies jsonb[], bdatas bytea[], causation_ids character varying[], correlation_ids character varying[], "
            + "headers jsonb[], user_names character varying[], timestamps timestamp with time zone[], expected_version bigint DEFAULT NULL::bigint",
        ]);
        (await LinesAsync(arguments, "mt_archive_stream")).ShouldBe(["streamid uuid, tenantid character varying"]);
        (await LinesAsync(arguments, "mt_mark_event_progression")).ShouldBe(["name character varying, last_encountered bigint"]);
        (await LinesAsync(arguments, "mt_mark_progression_with_skip")).ShouldBe(["shard_name character varying, ending_sequence bigint, starting_sequence bigint"]);
    }

    [Fact]
    public async Task documents_have_the_columns_of_their_kind()
    {
        await ApplyAsync(Conjoined(o =>
        {
            o.Schema.For<Person>();
            o.Schema.For<Label>().SingleTenanted().DocumentAlias("tag");
        }));
        const string random = "(md5(((random())::text || (clock_timestamp())::text)))::uuid";
        (await ColumnsAsync("mt_doc_person")).ShouldBe(
        [
            $"tenant_id | character varying | NO | {Tenant}",
            "id | uuid | NO | -",
            "data | jsonb | NO | -",
            "mt_last_modified | timestamp with time zone | YES | transaction_timestamp()",
            $"mt_version | uuid | NO | {random}",
            "mt_dotnet_type | character varying | YES | -",
        ]);
        (await ColumnsAsync("mt_doc_account")).ShouldBe(
        [
            $"tenant_id | character varying | NO | {Tenant}",
            "id | uuid | NO | -",
            "data | jsonb | NO | -",
            "mt_last_modified | timestamp with time zone | YES | transaction_timestamp()",
            "mt_dotnet_type | character varying | YES | -",
            "mt_version | bigint | NO | 0",
        ]);
        (await ColumnsAsync("mt_doc_tag")).Select(c => c.Split(" | ")[0]).ShouldBe(["id", "data", "mt_last_modified", "mt_version", "mt_dotnet_type"]);
        (await IndexesAsync("mt_doc_person")).ShouldBe(["pkey_mt_doc_person_tenant_id_id | True | tenant_id, id"]);
        (await IndexesAsync("mt_doc_tag")).ShouldBe(["pkey_mt_doc_tag_id | True | id"]);
    }

    [Fact]
    public async Task several_nodes_may_apply_the_schema_at_once_and_again()
    {
        var nodes = Enumerable.Range(0, 6).Select(_ => Conjoined(o => o.DatabaseSchemaName = "records")).ToList();
        await Task.WhenAll(nodes.Select(node => node.Storage.ApplyAllConfiguredChangesToDatabaseAsync()));
        await nodes[0].Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        (await ScalarAsync<long>("select count(*) from pg_tables where schemaname = 'records' and tablename = 'mt_events'")).ShouldBe(1);

        var ids = await Task.WhenAll(nodes.Select(node => StartedAsync(node, "clinic-a", new Opened("x"))));
        (await ScalarAsync<long>("select count(*) from records.mt_doc_account")).ShouldBe(ids.Length);
    }

    [Fact]
    public async Task an_unchanged_schema_is_not_touched_and_new_options_add_what_is_missing()
    {
        await ApplyAsync(Conjoined());
        var id = await StartedAsync(Conjoined(), "clinic-a", new Opened("x"));
        const string versions = "select (select xmin::text || ctid::text from pg_class where relname = 'mt_events'), "
            + "(select xmin::text || ctid::text from pg_proc where proname = 'mt_quick_append_events')";
        var before = await LinesAsync(versions);
        await ApplyAsync(Conjoined());
        (await LinesAsync(versions)).ShouldBe(before);

        await using var session = Conjoined(WithAllMetadata).LightweightSession("clinic-a");
        session.LastModifiedBy = "ann";
        session.Events.Append(id, new Deposited(1));
        await session.SaveChangesAsync();
        (await LinesAsync("select user_name from mt_events order by version")).ShouldBe([Nothing, "ann"]);
        (await ScalarAsync<long>("select count(*) from pg_proc where proname = 'mt_quick_append_events'")).ShouldBe(1);
    }

    [Fact]
    public async Task a_function_whose_text_differs_is_replaced()
    {
        await ApplyAsync(Conjoined());
        await ExecuteAsync("create or replace function mt_archive_stream(streamid uuid, tenantid varchar) returns void language plpgsql as 'begin end'");
        await ApplyAsync(Conjoined());
        (await ScalarAsync<string>("select prosrc from pg_proc where proname = 'mt_archive_stream'"))!.ShouldContain("is_archived");
    }

    [Fact]
    public async Task without_an_event_type_or_a_projection_applying_the_schema_creates_no_event_tables()
    {
        await ApplyAsync(Store(_ => { }));
        (await ScalarAsync<long>("select count(*) from pg_tables where tablename = 'mt_events'")).ShouldBe(0);
    }

    [Fact]
    public async Task nothing_is_created_behind_the_back_of_a_store_that_must_not_create()
    {
        await ApplyAsync(Conjoined());
        var store = Store(o =>
        {
            o.Events.TenancyStyle = TenancyStyle.Conjoined;
            o.AutoCreateSchemaObjects = AutoCreate.None;
            o.Projections.Add<TallyProjection>(ProjectionLifecycle.Live);
        });
        var id = await StartedAsync(store, "clinic-a", new Deposited(2));
        (await store.QuerySession("clinic-a").Events.AggregateStreamAsync<Tally>(id))!.Sum.ShouldBe(2);
    }

    private static Task ApplyAsync(IDocumentStore store) => store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

    private static void WithAllMetadata(StoreOptions options)
    {
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;
    }

    /// <summary>Name, type, nullable, default; the creation time of the log's default is shown as a constant.</summary>
    private Task<List<string>> ColumnsAsync(string table) => LinesAsync(
        """
        select column_name::text, data_type || coalesce('(' || character_maximum_length || ')', ''), is_nullable::text,
               case when column_default ~ '^''\d{4}-' then 'constant' else column_default end
        from information_schema.columns where table_name = $1 order by ordinal_position
        """,
        table);

    private Task<List<string>> IndexesAsync(string table) => LinesAsync(
        """
        select c.relname::text, i.indisunique,
               (select string_agg(a.attname, ', ' order by k.ord) from unnest(i.indkey) with ordinality k(att, ord)
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.att)
        from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = $1::regclass order by 1
        """,
        table);

    private Task<List<string>> ForeignKeysAsync(string table) => LinesAsync(
        "select conname::text, pg_get_constraintdef(oid) from pg_constraint where conrelid = $1::regclass and contype = 'f' order by 1", table);
}
