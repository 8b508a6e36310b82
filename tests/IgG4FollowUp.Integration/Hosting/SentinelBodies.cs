using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>Bodies of writes whose every string is a word that stands nowhere else.</summary>
internal static class SentinelBodies
{
    /// <summary>Part of every string, short enough for every member and fit for a study number.</summary>
    public const string Sentinel = "Qz7Sentinel";

    private static int _made;

    /// <summary>A string that nobody else sends.</summary>
    public static string Next() => $"{Sentinel}-{Interlocked.Increment(ref _made)}";

    /// <summary>The example, with every free text in it that there can be: a body that the shape lets through.</summary>
    public static JsonNode Accepted(JsonShape shape, JsonNode example) => Fill(shape, example, everywhere: false)!;

    /// <summary>Every member there can be and one that cannot, with a sentinel for every string, date and choice.</summary>
    public static JsonNode Refused(JsonShape shape, JsonNode example)
    {
        var filled = Fill(shape, example, everywhere: true)!;
        filled[Next()] = Next();
        return filled;
    }

    private static JsonNode? Fill(JsonShape shape, JsonNode? example, bool everywhere) => shape switch
    {
        TextShape code when IsCode(code) => everywhere ? Next() : example?.DeepClone(),
        TextShape text => Fitting(text),
        ParsedTextShape or ChoiceShape when everywhere => Next(),
        TrueOrFalseShape when everywhere => true,
        NumberShape number when everywhere => number.Minimum,
        ListShape list => List(list, example?.AsArray(), everywhere),
        ObjectShape @object when example is not null || everywhere => Object(@object, example?.AsObject(), everywhere),
        TaggedShape tagged when example is not null => Tagged(tagged, example.AsObject(), everywhere),
        _ => example?.DeepClone(),
    };

    private static JsonObject Object(ObjectShape shape, JsonObject? example, bool everywhere)
    {
        var filled = new JsonObject();
        foreach (var member in shape.Members)
        {
            if (Fill(member.Shape, example?[member.Name], everywhere) is { } value) filled.Add(member.Name, value);
        }

        return filled;
    }

    private static JsonArray? List(ListShape shape, JsonArray? example, bool everywhere) =>
        example is not null ? [.. example.Select(item => Fill(shape.Item, item, everywhere))]
        : everywhere ? [Fill(shape.Item, null, everywhere)]
        : null;

    // The tag says which shape the others have, so it alone stays as it is.
    private static JsonObject Tagged(TaggedShape shape, JsonObject example, bool everywhere)
    {
        var tag = example[shape.Tag]!.GetValue<string>();
        var filled = Object(shape.Shapes[tag], example, everywhere);
        filled[shape.Tag] = tag;
        return filled;
    }

    // A text of which a pattern lets only few forms through is a code, such as a profile of five digits, and holds no words.
    private static bool IsCode(TextShape shape) => shape.Pattern?.IsMatch(Sentinel) == false;

    private static string Fitting(TextShape shape)
    {
        var text = Next();
        text = text.PadRight(shape.MinLength, 'x');
        shape.MaxLength.ShouldBeGreaterThanOrEqualTo(text.Length, "A sentinel that is cut off is found nowhere.");
        return text;
    }
}
