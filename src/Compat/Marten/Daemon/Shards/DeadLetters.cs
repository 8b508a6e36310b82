using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;

namespace Marten.Events.Daemon.Shards;

internal static class DeadLetters
{
    /// <summary>One table for all tenants beside the events, whatever the policies say of documents.</summary>
    public static void Map(StoreOptions options)
    {
        // A store without projections has no use for the table.
        if (options.Projections.All.Count == 0) return;
        var mapping = options.Documents.For(typeof(DeadLetterEvent));
        mapping.Tenancy = TenancyStyle.Single;
        mapping.SchemaName = options.EventOptions.DatabaseSchemaName;
    }

    /// <summary>The store's serializer may be told to write names in another casing.</summary>
    public static string ProjectionNameOf(string data) =>
        $"coalesce({data} ->> 'ProjectionName', {data} ->> 'projectionName', {data} ->> 'projection_name')";

    public static DeadLetterEvent From(ShardName shard, ApplyEventException e) =>
        From(shard, e.Event.Sequence, e.Event.TenantId, e.Message, e.InnerException ?? e);

    public static DeadLetterEvent From(ShardName shard, long sequence, string? tenantId, string message, Exception cause) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectionName = shard.Name,
        ShardName = shard.ShardKey,
        Timestamp = DateTimeOffset.UtcNow,
        EventSequence = sequence,
        TenantId = tenantId,
        ExceptionMessage = message,
        ExceptionType = cause.GetType().FullName!,
    };
}
