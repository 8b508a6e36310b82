using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.TestSupport;
using IgG4FollowUp.Web.Words;

namespace IgG4FollowUp.Integration.Patients;

/// <summary>The row of an entry says everything that the entry holds.</summary>
public sealed class EntryWordsSpecs
{
    // Said by the heading, or only together with another member.
    private static readonly string[] SaidElsewhere =
    [
        nameof(LesionImaged) + nameof(LesionImaged.Modality), nameof(StatusAssessed) + nameof(StatusAssessed.Eq5dValueSet),
        nameof(OrganAssessed) + nameof(OrganAssessed.Missing), nameof(SafetyChecked) + nameof(SafetyChecked.DiastolicMmHg),
    ];

    [Fact]
    public void every_value_of_the_example_of_every_kind_is_in_its_words()
    {
        foreach (var route in EntryRoutes.All)
        {
            var entry = Example(route);
            ShouldSay(entry, [.. EntryValues.Members(entry.GetType()).SelectMany(member => EntryValues.Of(member, entry))]);
        }
    }

    [Fact]
    public void every_member_that_has_a_value_is_in_the_words_of_its_entry()
    {
        var silent = new List<string>();
        foreach (var route in EntryRoutes.All)
        {
            foreach (var member in EntryValues.Members(route.Kind.Type))
            {
                if (SaidElsewhere.Contains(route.Kind.Type.Name + member.Name) || Sample(member.PropertyType) is not { } sample) continue;
                var entry = Example(route);
                member.SetValue(entry, sample);
                var words = Words(entry);
                silent.AddRange(EntryValues.Of(member, entry).Where(said => !words.Contains(said, StringComparison.OrdinalIgnoreCase))
                    .Select(said => $"{route.Kind.Tag} {member.Name}: '{said}' is not in '{words}'"));
            }
        }

        silent.ShouldBeEmpty();
    }

    private static ClinicalEntry Example(EntryRoute route)
    {
        var body = JsonNode.Parse(route.Example)!.AsObject();
        body["entryId"] ??= "01980000-0000-7000-8000-0000000000ff";
        return (ClinicalEntry)body.Deserialize(route.Kind.Type, EntryJson.Options)!;
    }

    private static string Words(ClinicalEntry entry) => $"{EntryWords.Kind(entry)}: {EntryWords.Of(entry)}";

    private static void ShouldSay(ClinicalEntry entry, string[] expected)
    {
        var words = Words(entry);
        foreach (var said in expected) words.ShouldContain(said, Case.Insensitive);
    }

    private static object? Sample(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } code => Enum.GetValues(code).GetValue(Enum.GetValues(code).Length - 1),
        var t when t == typeof(bool) => true,
        var t when t == typeof(int) => 3,
        var t when t == typeof(decimal) => 3.5m,
        var t when t == typeof(string) => "as somebody wrote",
        var t when t == typeof(ClinicalDate) => ClinicalDate.Parse("2024-02"),
        var t when t == typeof(DateOnly) => new DateOnly(2024, 2, 3),
        var t when t == typeof(SpinalLevels) => SpinalLevels.Parse("T2-T4"),
        { IsGenericType: true } list when list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            && list.GenericTypeArguments[0] is { IsEnum: true } code => OneOf(code),
        _ => null,
    };

    private static Array OneOf(Type code)
    {
        var one = Array.CreateInstance(code, 1);
        one.SetValue(Enum.GetValues(code).GetValue(Enum.GetValues(code).Length - 1), 0);
        return one;
    }
}
