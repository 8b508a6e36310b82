using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace IgG4FollowUp.Api.Http;

/// <summary>What came of reading a JSON text that has to have a shape: the object, or what is wrong with it.</summary>
/// <param name="Json">The object; null when something is wrong.</param>
/// <param name="Broken">Why the text is no JSON that can be read; null when it is.</param>
/// <param name="Errors">Members that do not have their shape; empty when there are none.</param>
public readonly record struct ReadJson(JsonObject? Json, Problem? Broken, IReadOnlyList<ProblemItem> Errors);

/// <summary>The one reader of JSON that somebody else wrote. Every text gives an answer, none an exception.</summary>
public static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = Body.Depth };

    /// <summary>Reads a text of UTF-8; a byte order mark before it is passed over, as RFC 8259, 8.1, allows.</summary>
    public static ReadJson Read(ReadOnlyMemory<byte> text, JsonShape shape)
    {
        if (text.Span.StartsWith("\uFEFF"u8)) text = text[3..];
        if (!Utf8.IsValid(text.Span)) return Refuse(Problem.BrokenJson("The text is not valid UTF-8."));
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var errors = new List<ProblemItem>();
            if (shape.Take(document.RootElement, errors) is not { } json) return new(null, null, errors);
            LeaveOutNulls(json);
            return new(json, null, []);
        }
        catch (JsonException e)
        {
            return Refuse(BrokenJson.Of(text, e));
        }
        catch (InvalidOperationException)
        {
            // The reader takes a name apart to look for its double, and says so of one that is no text.
            return Refuse(Problem.BrokenJson("The name of a member holds half of a surrogate pair, which is no text."));
        }

        static ReadJson Refuse(Problem problem) => new(null, problem, []);
    }

    // Null says what leaving the member out says, also where the member has a value when it is left out.
    private static void LeaveOutNulls(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) LeaveOutNulls(item);
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is null) members.Remove(name);
                else LeaveOutNulls(value);
            }
        }
    }
}
