using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>
/// Each file in StoredShapes is an event of an alert as a database may hold it. Files are added, never changed: if one of these specs
/// fails, stored alerts can no longer be read.
/// </summary>
public sealed class AlertShapeSpecs
{
    public static IReadOnlyList<Type> EventTypes { get; } =
    [
        typeof(AlertRaised), typeof(AlertRestated), typeof(AlertReopened), typeof(AlertAcknowledged), typeof(AlertSnoozed),
        typeof(AlertAssigned),
        typeof(AlertEscalated), typeof(AlertClosed), typeof(AlertClosedByState), typeof(AlertSettingsChanged),
    ];

    public static TheoryData<string> Samples { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileName(path)).Order()];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Alerts", "StoredShapes");

    private static string Alias(Type type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name);

    [Fact]
    public void every_event_has_a_stored_sample_with_every_member()
    {
        var stored = Samples.Select(row => row.Data)
            .ToLookup(file => file.Split('.')[0], file => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!.AsObject());
        foreach (var type in EventTypes)
        {
            EntryJson.Options.GetTypeInfo(type).Properties.Where(member => member.Get is not null).Select(member => member.Name)
                .ShouldBeSubsetOf(stored[Alias(type)].SelectMany(sample => sample.Select(member => member.Key)), type.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void a_stored_event_is_read_and_says_the_same_when_written_again(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        var type = EventTypes.Single(type => Alias(type) == file.Split('.')[0]);
        var written = JsonSerializer.Serialize(JsonSerializer.Deserialize(text, type, EntryJson.Options), type, EntryJson.Options);
        JsonNode.DeepEquals(Of(JsonNode.Parse(text)!, JsonNode.Parse(written)!), JsonNode.Parse(text)).ShouldBeTrue(written);
    }

    // A threshold that was added later is not in an older sample and has its default.
    private static JsonNode Of(JsonNode sample, JsonNode written)
    {
        if (sample["settings"] is not JsonObject known || written["settings"] is not JsonObject settings) return written;
        foreach (var added in settings.Select(member => member.Key).Except(known.Select(member => member.Key)).ToList())
            settings.Remove(added);
        return written;
    }
}
