using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Weasel.Core;

namespace Marten.Serialization;

/// <summary>System.Text.Json with the defaults of Marten 9.29, straight to and from UTF-8.</summary>
internal sealed class StoreSerializer
{
    private readonly JsonSerializerOptions _options;

    private StoreSerializer(JsonSerializerOptions options) => _options = options;

    public static StoreSerializer Default { get; } = For(null, EnumStorage.AsInteger, Casing.Default, null);

    public static StoreSerializer For(
        JsonSerializerOptions? given, EnumStorage enumStorage, Casing casing, Action<JsonSerializerOptions>? configure)
    {
        var options = given is null ? new JsonSerializerOptions() : new JsonSerializerOptions(given);
        if (given is null || casing != Casing.Default) options.PropertyNamingPolicy = Naming(casing);
        if (enumStorage == EnumStorage.AsString) options.Converters.Add(new JsonStringEnumConverter(options.PropertyNamingPolicy));
        options.Converters.Add(new HeaderValueConverter());
        configure?.Invoke(options);
        options.TypeInfoResolver ??= new DefaultJsonTypeInfoResolver();
        return new StoreSerializer(options);
    }

    public byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T)));

    public T? Read<T>(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize(utf8, (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T)));

    private static JsonNamingPolicy? Naming(Casing casing) => casing switch
    {
        Casing.CamelCase => JsonNamingPolicy.CamelCase,
        Casing.SnakeCase => JsonNamingPolicy.SnakeCaseLower,
        _ => null,
    };

    /// <summary>Values typed as <see cref="object"/> (headers) come back as numbers, strings and booleans, not as JSON nodes.</summary>
    private sealed class HeaderValueConverter : JsonConverter<object>
    {
        public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => reader.TryGetInt64(out var whole) ? whole : reader.GetDouble(),
            _ => JsonElement.ParseValue(ref reader),
        };

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
        {
            if (value.GetType() == typeof(object))
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
                return;
            }

            JsonSerializer.Serialize(writer, value, value.GetType(), options);
        }
    }
}
