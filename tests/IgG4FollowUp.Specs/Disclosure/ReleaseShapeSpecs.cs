using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain.Disclosure;

namespace IgG4FollowUp.Specs.Disclosure;

/// <summary>
/// Each file in StoredShapes is the counts of a release as a database may hold them. Files are added, never changed: if one of these specs
/// fails, analysts are no longer told what they were.
/// </summary>
public sealed class ReleaseShapeSpecs
{
    public static TheoryData<string> Samples { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileName(path)).Order()];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Disclosure", "StoredShapes");

    [Theory]
    [MemberData(nameof(Samples))]
    public void a_stored_release_is_read_and_says_the_same_when_written_again(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        var counts = JsonSerializer.Deserialize<ReleasedCounts>(text)!;
        counts.LifeTable(division: null)!.Persons(0).ShouldBe(counts.Persons!.Value);
        JsonNode.DeepEquals(JsonNode.Parse(JsonSerializer.Serialize(counts)), JsonNode.Parse(text)).ShouldBeTrue();
    }
}
