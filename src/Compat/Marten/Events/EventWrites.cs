using JasperFx.Events;
using Marten.Exceptions;
using Marten.Serialization;
using Marten.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Events;

/// <summary>The statements that write streams and events, made once per store.</summary>
internal sealed class EventWrites
{
    public EventWrites(EventStoreOptions options, Func<StoreSerializer> serializer)
    {
        Options = options;
        Serializer = serializer;
        var schema = options.DatabaseSchemaName;
        InsertStream = $"insert into {schema}.mt_streams (id, type, version, tenant_id, timestamp, created) values ($1, $2, $3, $4, now(), now())";

        var metadata = options.MetadataConfig;
        var (columns, values, next) = ("", "", 9);
        void Optional(bool enabled, string column)
        {
            if (!enabled) return;
            columns += $", {column}";
            values += $", ${next++}";
        }

        Optional(metadata.CausationIdEnabled, "causation_id");
        Optional(metadata.CorrelationIdEnabled, "correlation_id");
        Optional(metadata.HeadersEnabled, "headers");
        Optional(metadata.UserNameEnabled, "user_name");
        InsertEvent = $"insert into {schema}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type{columns}, is_archived) "
            + $"values (nextval('{schema}.mt_events_sequence'), $1, $2, $3, $4, $5, $6, $7, $8{values}, false)";

        // The arguments of mt_quick_append_events, in its order; the expected version comes last.
        var count = 8 + (next - 9) + (options.SendsTimestamps ? 1 : 0) + 1;
        QuickAppend = $"select {schema}.mt_quick_append_events({string.Join(", ", Enumerable.Range(1, count).Select(i => $"${i}"))})";
        StreamVersion = options.IsConjoined
            ? $"select version, is_archived from {schema}.mt_streams where id = $1 and tenant_id = $2"
            : $"select version, is_archived from {schema}.mt_streams where id = $1";
        Archive = options.IsConjoined ? $"select {schema}.mt_archive_stream($1, $2)" : $"select {schema}.mt_archive_stream($1)";
    }

    public EventStoreOptions Options { get; }
    public Func<StoreSerializer> Serializer { get; }
    public string InsertStream { get; }
    public string InsertEvent { get; }
    public string QuickAppend { get; }
    public string StreamVersion { get; }
    public string Archive { get; }

    public byte[] Body(IEvent e) => Options.Types.For(e.EventType).Write(Serializer(), e);

    public byte[]? Headers(IEvent e) => e.Headers is null ? null : Serializer().Write(e.Headers);

    public NpgsqlBatchCommand ForStream(string sql, Guid id, string tenantId)
    {
        var command = new NpgsqlBatchCommand(sql).With(id);
        return Options.IsConjoined ? command.WithText(tenantId) : command;
    }

    /// <summary>The operations of one stream, in order.</summary>
    public IEnumerable<StorageOperation> For(StreamAction stream)
    {
        if (stream.Events.Count == 0)
        {
            if (stream.AlwaysEnforceConsistency) yield return new AssertStreamVersion(this, stream);
        }
        else if (stream.ActionType == StreamActionType.Start)
        {
            yield return new InsertStreamOperation(this, stream);
            foreach (var e in stream.Events) yield return new InsertEventOperation(this, e);
        }
        else
        {
            yield return new QuickAppendOperation(this, stream);
        }
    }
}

internal sealed class InsertStreamOperation(EventWrites writes, StreamAction stream) : StorageOperation
{
    public override NpgsqlBatchCommand ToCommand() =>
        new NpgsqlBatchCommand(writes.InsertStream)
            .With(stream.Id)
            .WithText(stream.AggregateType is null ? null : TypeNames.SnakeCase(stream.AggregateType))
            .With((long)stream.Events.Count)
            .WithText(stream.TenantId);

    public override Exception? Translate(PostgresException e) =>
        // An append that creates its stream violates the same key, from inside the function.
        e is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "mt_streams" }
        && e.Where?.Contains("mt_quick_append_events", StringComparison.Ordinal) != true
            ? new ExistingStreamIdCollisionException(stream.Id, stream.AggregateType, e)
            : null;
}

internal sealed class InsertEventOperation(EventWrites writes, IEvent e) : StorageOperation
{
    public override NpgsqlBatchCommand ToCommand()
    {
        var metadata = writes.Options.MetadataConfig;
        var command = new NpgsqlBatchCommand(writes.InsertEvent)
            .With(e.Id).With(e.StreamId).With(e.Version).WithJson(writes.Body(e)).WithText(e.EventTypeName)
            .With(e.Timestamp.ToUniversalTime()).WithText(e.TenantId).WithText(e.DotNetTypeName);
        if (metadata.CausationIdEnabled) command.WithText(e.CausationId);
        if (metadata.CorrelationIdEnabled) command.WithText(e.CorrelationId);
        if (metadata.HeadersEnabled) command.WithJson(writes.Headers(e));
        if (metadata.UserNameEnabled) command.WithText(e.UserName);
        return command;
    }
}

internal sealed class QuickAppendOperation(EventWrites writes, StreamAction stream) : StorageOperation
{
    private static readonly byte[] JsonNull = "null"u8.ToArray();

    public override bool ReturnsRows => true;

    public override NpgsqlBatchCommand ToCommand()
    {
        const NpgsqlDbType texts = NpgsqlDbType.Array | NpgsqlDbType.Varchar;
        const NpgsqlDbType jsons = NpgsqlDbType.Array | NpgsqlDbType.Jsonb;
        var options = writes.Options;
        var metadata = options.MetadataConfig;
        var command = new NpgsqlBatchCommand(writes.QuickAppend)
            .With(stream.Id)
            .WithText(stream.AggregateType is null ? null : TypeNames.SnakeCase(stream.AggregateType))
            .WithText(stream.TenantId)
            .With(Each(static e => e.Id))
            .With(Each(static e => e.EventTypeName), texts)
            .With(Each(static e => e.DotNetTypeName), texts)
            .With(Each(writes.Body), jsons)
            .With(new byte[]?[stream.Events.Count], NpgsqlDbType.Array | NpgsqlDbType.Bytea);
        if (metadata.CausationIdEnabled) command.With(Each(static e => e.CausationId), texts);
        if (metadata.CorrelationIdEnabled) command.With(Each(static e => e.CorrelationId), texts);
        if (metadata.HeadersEnabled) command.With(Each(e => writes.Headers(e) ?? JsonNull), jsons);
        if (metadata.UserNameEnabled) command.With(Each(static e => e.UserName), texts);
        if (options.SendsTimestamps) command.With(Each(static e => e.Timestamp.ToUniversalTime()));
        command.Parameters.Add(stream.ExpectedVersionOnServer is { } expected
            ? new NpgsqlParameter<long> { TypedValue = expected }
            : new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        return command;
    }

    public override async ValueTask ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        await reader.ReadAsync(cancellation);
        var answer = reader.GetFieldValue<long[]>(0);
        var events = stream.Events;
        stream.Version = answer[0];
        for (var i = 0; i < events.Count; i++)
        {
            events[i].Version = answer[0] - events.Count + i + 1;
            events[i].Sequence = answer[i + 1];
        }
    }

    public override Exception? Translate(PostgresException e) => e switch
    {
        { SqlState: "MT003" } or { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_mt_events_stream_and_version" } =>
            new EventStreamUnexpectedMaxEventIdException(e.MessageText, stream.AggregateType, stream.Id),
        { SqlState: "MT001" } => new InvalidStreamOperationException(e.MessageText, e),
        _ => null,
    };

    private TValue[] Each<TValue>(Func<IEvent, TValue> value)
    {
        var values = new TValue[stream.Events.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(stream.Events[i]);
        return values;
    }
}

/// <summary>Nothing was appended, but the stream must still stand where it was fetched.</summary>
internal sealed class AssertStreamVersion(EventWrites writes, StreamAction stream) : StorageOperation
{
    public override bool ReturnsRows => true;
    public override bool VerifiesResult => true;

    public override NpgsqlBatchCommand ToCommand() => writes.ForStream(writes.StreamVersion, stream.Id, stream.TenantId);

    public override async ValueTask ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var version = await reader.ReadAsync(cancellation) ? reader.GetInt64(0) : 0;
        if (version != (stream.ExpectedVersionOnServer ?? 0))
            throw new EventStreamUnexpectedMaxEventIdException(stream.Id, stream.AggregateType, stream.ExpectedVersionOnServer ?? 0, version);
    }
}

internal sealed class ArchiveStreamOperation(EventWrites writes, Guid id, string tenantId) : StorageOperation
{
    public override bool ReturnsRows => true;

    public override NpgsqlBatchCommand ToCommand() => writes.ForStream(writes.Archive, id, tenantId);
}
