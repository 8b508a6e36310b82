using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

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
        options.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(EntryKinds.Tagged);
        // PostgreSQL's jsonb reorders members, so the discriminator need not come first.
        options.AllowOutOfOrderMetadataProperties = true;
    }

    /// <summary>True when two entries say the same in every member.</summary>
    /// <param name="left">One entry.</param>
    /// <param name="right">The other.</param>
    public static bool Same(ClinicalEntry left, ClinicalEntry right) =>
        JsonSerializer.SerializeToUtf8Bytes(left, Options).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(right, Options));

    /// <summary>All that an entry says but which entry it is, and since when it was known.</summary>
    /// <param name="entry">The entry.</param>
    public static string WithoutId(ClinicalEntry entry) =>
        JsonSerializer.Serialize(entry with { EntryId = Guid.Empty, KnownBy = null }, Options);

    private static JsonSerializerOptions Frozen()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
