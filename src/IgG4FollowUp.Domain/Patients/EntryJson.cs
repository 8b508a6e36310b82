using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>The stored JSON form of events and charts: camel case, nulls left out, enumerations by name.</summary>
public static class EntryJson
{
    /// <summary>Options every reader and writer of stored shapes uses.</summary>
    public static JsonSerializerOptions Options { get; } = Frozen();

    /// <summary>Sets options up for stored shapes.</summary>
    /// <param name="options">The options to set up.</param>
    public static void Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(EntryKinds.Tagged);
        // PostgreSQL's jsonb reorders members, so the discriminator need not come first.
        options.AllowOutOfOrderMetadataProperties = true;
    }

    /// <summary>True when two entries say the same in every member.</summary>
    /// <param name="left">One entry.</param>
    /// <param name="right">The other.</param>
    public static bool Same(ClinicalEntry left, ClinicalEntry right) =>
        JsonSerializer.SerializeToUtf8Bytes(left, Options).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(right, Options));

    /// <summary>
    /// What an entry says, in one form for all ways of writing it: whichever entry it is and since whenever it was known, amounts are one
    /// in every unit, levels in every order of their parts, lists in every order of their items, texts as
    /// <see cref="WrittenText.Alike"/> takes them.
    /// </summary>
    /// <param name="entry">The entry.</param>
    public static string Said(ClinicalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Said(Members(entry));
    }

    /// <summary>What an entry says, as <see cref="Said(ClinicalEntry)"/> gives it, whenever it says so.</summary>
    /// <param name="entry">The entry.</param>
    public static string SaidOnAnyDate(ClinicalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var members = Members(entry).AsObject();
        members.Remove(EntryKinds.Of(entry).DateMember);
        return Said(members);
    }

    private static JsonNode Members(ClinicalEntry entry) =>
        JsonSerializer.SerializeToNode(entry with { EntryId = Guid.Empty, KnownBy = null }, Measured)!;

    private static readonly JsonSerializerOptions Measured = new(Options)
    {
        Converters =
        {
            new Writer<Quantity>(Amount),
            new Writer<LabResult>(result => LabResult.Code(result.Comparator) + Amount(result.Quantity)),
            new Writer<SpinalLevels>(levels => string.Join('&', levels.ToString().Split(" and ").Order(StringComparer.Ordinal))),
        },
    };

    private static string Amount(Quantity quantity) =>
        string.Create(CultureInfo.InvariantCulture, $"{quantity.InBaseUnits:G29} {quantity.Dimension}");

    private static string Said(JsonNode? json) => json switch
    {
        // How it was written is no part of what was said.
        JsonObject members => $"{{{string.Join(',', members.Where(member => !member.Key.EndsWith("AsGiven", StringComparison.Ordinal))
            .Select(member => $"{member.Key}:{Said(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(Said).Order(StringComparer.Ordinal))}]",
        JsonValue value when value.TryGetValue<string>(out var text) => JsonSerializer.Serialize(WrittenText.Key(text)),
        JsonValue value when value.TryGetValue<decimal>(out var number) => number.ToString("G29", CultureInfo.InvariantCulture),
        _ => json?.ToJsonString() ?? "",
    };

    private static JsonSerializerOptions Frozen()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class Writer<T>(Func<T, string> text) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("This form is for comparing.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(text(value));
    }
}
