using System.Reflection;
using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Service = IgG4FollowUp.Api.Hosting.Service;

namespace IgG4FollowUp.Contract;

/// <summary>The columns that the service reads with SQL of its own.</summary>
public sealed class StorageShapeSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    [Fact]
    public async Task the_log_has_the_columns_that_are_read_raw()
    {
        await StoreAsync();

        (await ColumnsAsync(
            "mt_events",
            "seq_id", "id", "stream_id", "version", "data", "type", "timestamp", "tenant_id", "is_archived", "user_name")).ShouldBe(
        [
            "data jsonb", "id uuid", "is_archived boolean", "seq_id bigint", "stream_id uuid", "tenant_id character varying",
            "timestamp timestamp with time zone", "type character varying", "user_name character varying", "version bigint",
        ]);
        (await ColumnsAsync("mt_streams", "id", "tenant_id", "version")).ShouldBe(
            ["id uuid", "tenant_id character varying", "version bigint"]);
        (await ColumnsAsync("mt_event_progression", "name", "last_seq_id", "last_updated")).ShouldBe(
            ["last_seq_id bigint", "last_updated timestamp with time zone", "name character varying"]);
    }

    [Fact]
    public async Task documents_have_the_columns_that_are_read_raw_and_duplicated_ones_are_named_after_their_members()
    {
        await StoreAsync(options =>
        {
            options.Projections.Add<AccountProjection>(ProjectionLifecycle.Inline);
            options.Schema.For<Card>().UseNumericRevisions(true)
                .Duplicate(card => card.Number, notNull: true).Duplicate(card => card.DueOn);
        });

        (await ColumnsAsync("mt_doc_account", "tenant_id", "id", "data", "mt_version")).ShouldBe(
            ["data jsonb", "id uuid", "mt_version bigint", "tenant_id character varying"]);
        (await ColumnsAsync("mt_doc_card", "tenant_id", "id", "data", "mt_version", "number", "due_on")).ShouldBe(
            ["data jsonb", "due_on date", "id uuid", "mt_version bigint", "number character varying", "tenant_id character varying"]);
    }

    [Fact]
    public async Task no_upcaster_or_binary_serializer_is_registered_while_histories_are_read_raw()
    {
        var guarded = await StoreAsync(options =>
            options.Events.Upcast<Deposited, Withdrawn>("deposited", old => new Withdrawn(-old.Amount)));
        ChangedOnReading(guarded).ShouldBe(["deposited"], "the guard below sees an upcaster");

        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
            await using var service = Service.Build(builder, Database.ConnectionString, folder.FullName);
            ChangedOnReading(((IHost)service).Store()).ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Names of events that are read otherwise than from their JSON alone.</summary>
    private static IEnumerable<string> ChangedOnReading(IDocumentStore store)
    {
        // No public member tells of upcasters.
        const BindingFlags hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        var mappingOf = typeof(EventGraph).GetMethod("EventMappingFor", hidden, [typeof(string)])!;
        var isUpcast = typeof(EventMapping).GetProperty("IsUpcastTarget", hidden)!;
        var names = store.Options.Events.AllKnownEventTypes().Select(type => type.EventTypeName).ToList();
        names.ShouldNotBeEmpty();
        return names.Where(name => mappingOf.Invoke(store.Options.Events, [name]) is EventMapping mapping
            && (mapping.IsBinary || (bool)isUpcast.GetValue(mapping)!));
    }

    private Task<List<string>> ColumnsAsync(string table, params string[] columns) => Database.ColumnAsync<string>(
        """
        select column_name || ' ' || data_type from information_schema.columns where table_name = $1 and column_name = any($2) order by 1
        """,
        table, columns);
}
