using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wolverine.Persistence.Durability;

/// <summary>How messages are written inside an envelope.</summary>
internal static class EnvelopeJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(object message) => JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), Options);

    public static object Read(byte[] data, Type type) =>
        JsonSerializer.Deserialize(data, type, Options) ?? throw new JsonException($"The message of type {type.FullName} is null");
}

/// <summary>
/// The stored form of an envelope: time sent, count, that many key-value pairs, length, message.
/// Rows wait for months and outlive the edition that wrote them, so the layout and the order of the keys are fixed.
/// </summary>
internal static class EnvelopeBody
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffff";

    public static byte[] Write(Envelope envelope)
    {
        var data = envelope.Data ??= EnvelopeJson.Write(envelope.Message!);
        var pairs = new List<(string Key, string Value)>(16);
        Add("source", envelope.Source);
        Add("message-type", envelope.MessageType);
        Add("reply-uri", "local://replies/");
        Add("content-type", Envelope.JsonContentType);
        Add("correlation-id", envelope.CorrelationId);
        if (envelope.ConversationId != Guid.Empty) Add("conversation-id", envelope.ConversationId.ToString());
        Add("destination", envelope.Destination?.ToString());
        Add("parent-id", envelope.ParentId);
        Add("tenant-id", envelope.TenantId);
        Add("user-name", envelope.UserName);
        Add("accepted-content-types", Envelope.JsonContentType);
        Add("id", envelope.Id.ToString());
        if (envelope.AckRequested) Add("ack-requested", "true");
        Add("group-id", envelope.GroupId);
        Add("deduplication-id", envelope.DeduplicationId);
        Add("time-to-send", envelope.ScheduledTime?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        if (envelope.Attempts > 0) Add("attempts", envelope.Attempts.ToString(CultureInfo.InvariantCulture));
        Add("deliver-by", envelope.DeliverBy?.UtcDateTime.ToString("o", CultureInfo.InvariantCulture));
        foreach (var (key, value) in envelope.HeadersOrNull ?? new Dictionary<string, string?>()) Add(key, value);

        using var stream = new MemoryStream(data.Length + 512);
        using var writer = new BinaryWriter(stream);
        writer.Write(envelope.SentAt.UtcDateTime.ToBinary());
        writer.Write(pairs.Count);
        foreach (var (key, value) in pairs)
        {
            writer.Write(key);
            writer.Write(value);
        }

        writer.Write(data.Length);
        writer.Write(data);
        writer.Flush();
        return stream.ToArray();

        void Add(string key, string? value)
        {
            if (value is not null) pairs.Add((key, value));
        }
    }

    public static Envelope Read(byte[] body)
    {
        using var reader = new BinaryReader(new MemoryStream(body));
        var envelope = new Envelope { SentAt = new DateTimeOffset(DateTime.FromBinary(reader.ReadInt64()).ToUniversalTime(), TimeSpan.Zero) };
        for (var left = reader.ReadInt32(); left > 0; left--) Apply(envelope, reader.ReadString(), reader.ReadString());
        envelope.Data = reader.ReadBytes(reader.ReadInt32());
        return envelope;
    }

    private static void Apply(Envelope envelope, string key, string value)
    {
        switch (key)
        {
            case "source":
                envelope.Source = value;
                break;
            case "message-type":
                envelope.MessageType = value;
                break;
            case "correlation-id":
                envelope.CorrelationId = value;
                break;
            case "conversation-id" when Guid.TryParse(value, out var conversation):
                envelope.ConversationId = conversation;
                break;
            case "destination":
                envelope.Destination = new Uri(value);
                break;
            case "parent-id":
                envelope.ParentId = value;
                break;
            case "tenant-id":
                envelope.TenantId = value;
                break;
            case "user-name":
                envelope.UserName = value;
                break;
            case "id" when Guid.TryParse(value, out var id):
                envelope.Id = id;
                break;
            case "ack-requested":
                envelope.AckRequested = bool.TryParse(value, out var ack) && ack;
                break;
            case "group-id":
                envelope.GroupId = value;
                break;
            case "deduplication-id":
                envelope.DeduplicationId = value;
                break;
            case "deliver-by" when DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var latest):
                envelope.DeliverBy = latest;
                break;
            case "reply-uri" or "content-type" or "accepted-content-types" or "saga-id" or "topic-name" or "reply-requested" or "is-response"
                or "partition-key" or "keep-until" or "time-to-send" or "attempts":
                // Said by the row's columns, or without meaning for a local message.
                break;
            default:
                envelope.Headers[key] = value;
                break;
        }
    }
}
