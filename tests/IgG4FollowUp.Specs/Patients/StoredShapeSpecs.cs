using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>
/// Each file in StoredShapes is an event as a database may hold it. Files are added, never changed: if one of these specs
/// fails, stored patients can no longer be read. A further shape of an event is a further file, <c>event.2.json</c> and so on.
/// </summary>
public sealed class StoredShapeSpecs
{
    public static IReadOnlyList<Type> EntryKinds { get; } = [.. Domain.Patients.EntryKinds.All.Select(kind => kind.Type)];

    public static IEnumerable<Type> EventTypes { get; } = [.. EntryKinds, typeof(EntryCorrected), typeof(EntryRetracted)];

    public static TheoryData<string> Samples { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileName(path)).Order()];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Patients", "StoredShapes");

    private static Type TypeOf(string file) => EventTypes.Single(type => Alias(type) == file.Split('.')[0]);

    private static string Alias(Type type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name);

    public static object Sample(Type type) =>
        JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(Folder, Alias(type) + ".json")), type, EntryJson.Options)!;

    [Fact]
    public void every_event_has_a_stored_sample() =>
        EventTypes.Select(Alias).ShouldBeSubsetOf(Samples.Select(row => row.Data.Split('.')[0]));

    [Fact]
    public void every_entry_has_a_kind_of_its_own()
    {
        EntryKinds.Count.ShouldBe(typeof(ClinicalEntry).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(ClinicalEntry))));
        EntryKinds.ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void a_stored_event_is_read_and_says_the_same_when_written_again(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        var type = TypeOf(file);
        var written = JsonSerializer.Serialize(JsonSerializer.Deserialize(text, type, EntryJson.Options), type, EntryJson.Options);
        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(text)).ShouldBeTrue(written);
    }

    [Fact]
    public void every_member_that_is_stored_stands_in_a_sample()
    {
        var stored = Samples.Select(row => row.Data)
            .ToLookup(TypeOf, file => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!.AsObject());
        foreach (var type in EventTypes)
        {
            EntryJson.Options.GetTypeInfo(type).Properties.Where(member => member.Get is not null).Select(member => member.Name)
                .ShouldBeSubsetOf(stored[type].SelectMany(sample => sample.Select(member => member.Key)), type.Name);
        }
    }

    [Fact]
    public void every_entry_survives_json_with_its_members_in_the_order_of_jsonb() => Generated.ForAll(Generated.Entries, entries =>
    {
        foreach (var entry in entries)
        {
            var asEntry = JsonSerializer.Serialize(entry, EntryJson.Options);
            EntryJson.Same(JsonSerializer.Deserialize<ClinicalEntry>(AsJsonb(asEntry), EntryJson.Options)!, entry).ShouldBeTrue();

            var asEvent = JsonSerializer.Serialize(entry, entry.GetType(), EntryJson.Options);
            asEvent.ShouldNotContain("\"kind\"");
            EntryJson.Same((ClinicalEntry)JsonSerializer.Deserialize(AsJsonb(asEvent), entry.GetType(), EntryJson.Options)!, entry)
                .ShouldBeTrue();

            var correction = new EntryCorrected(entry.EntryId, entry, "a slip");
            var read = JsonSerializer.Deserialize<EntryCorrected>(AsJsonb(Given.Json(correction)), EntryJson.Options)!;
            Given.Json(read).ShouldBe(Given.Json(correction));
        }
    });

    [Fact]
    public void an_unknown_kind_or_number_for_a_name_is_refused()
    {
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<ClinicalEntry>("{\"kind\":\"horoscope\"}", EntryJson.Options));
        var graded = JsonSerializer.Serialize<ClinicalEntry>(Given.Graded(1, "2024", Domain.Neurology.AsiaGrade.C), EntryJson.Options);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<ClinicalEntry>(graded.Replace("\"C\"", "2"), EntryJson.Options));
    }

    // jsonb keeps members by length of their name, then by bytes.
    private static string AsJsonb(string json) => Reorder(JsonNode.Parse(json))!.ToJsonString();

    private static JsonNode? Reorder(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key.Length).ThenBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Reorder(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Reorder)]),
        _ => node?.DeepClone(),
    };
}
