using System.Globalization;
using System.Text;
using System.Text.Json;
using JasperFx.Events;
using Marten.Exceptions;
using Marten.Serialization;
using Npgsql;

namespace Marten.Events;

/// <summary>Reads rows of <c>mt_events</c>; the one place that knows the order of the selected columns.</summary>
internal sealed class EventColumns
{
    private readonly EventTypes _types;
    private readonly Func<StoreSerializer> _serializer;
    private readonly int _correlation = -1;
    private readonly int _causation = -1;
    private readonly int _headers = -1;
    private readonly int _user = -1;

    public EventColumns(EventStoreOptions options, Func<StoreSerializer> serializer)
    {
        _types = options.Types;
        _serializer = serializer;
        var list = new StringBuilder(
            "e.seq_id, e.id, e.stream_id, e.version, e.data, e.type, e.timestamp, e.tenant_id, e.mt_dotnet_type, coalesce(e.is_archived, false)");
        var next = 10;
        int Optional(bool enabled, string column)
        {
            if (!enabled) return -1;
            list.Append(CultureInfo.InvariantCulture, $", e.{column}");
            return next++;
        }

        _correlation = Optional(options.MetadataConfig.CorrelationIdEnabled, "correlation_id");
        _causation = Optional(options.MetadataConfig.CausationIdEnabled, "causation_id");
        _headers = Optional(options.MetadataConfig.HeadersEnabled, "headers");
        _user = Optional(options.MetadataConfig.UserNameEnabled, "user_name");
        List = list.ToString();
        From = $"from {options.DatabaseSchemaName}.mt_events as e";
    }

    /// <summary>The columns of table alias <c>e</c>.</summary>
    public string List { get; }

    public string From { get; }

    public static long Sequence(NpgsqlDataReader reader) => reader.GetInt64(0);

    /// <exception cref="UnknownEventTypeException">No type for this event.</exception>
    /// <exception cref="EventDeserializationFailureException">The JSON does not fit the type.</exception>
    public IEvent Read(NpgsqlDataReader reader)
    {
        var sequence = reader.GetInt64(0);
        var mapping = _types.Resolve(reader.GetString(5), Text(reader, 8));
        IEvent e;
        try
        {
            e = mapping.Read(_serializer(), reader.GetFieldValue<byte[]>(4));
        }
        catch (Exception inner) when (inner is JsonException or NotSupportedException or ArgumentException or FormatException)
        {
            throw new EventDeserializationFailureException(sequence, inner);
        }

        e.Sequence = sequence;
        e.Id = reader.GetGuid(1);
        e.StreamId = reader.GetGuid(2);
        e.Version = reader.GetInt64(3);
        e.EventTypeName = reader.GetString(5);
        e.Timestamp = reader.GetFieldValue<DateTimeOffset>(6);
        e.TenantId = Text(reader, 7) ?? JasperFx.StorageConstants.DefaultTenantId;
        e.IsArchived = reader.GetBoolean(9);
        if (_correlation > 0) e.CorrelationId = Text(reader, _correlation);
        if (_causation > 0) e.CausationId = Text(reader, _causation);
        if (_user > 0) e.UserName = Text(reader, _user);
        if (_headers > 0 && !reader.IsDBNull(_headers))
            e.Headers = _serializer().Read<Dictionary<string, object>>(reader.GetFieldValue<byte[]>(_headers));
        return e;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
