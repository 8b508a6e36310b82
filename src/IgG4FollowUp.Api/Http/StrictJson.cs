using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace IgG4FollowUp.Api.Http;

/// <summary>What came of reading a JSON text that has to have a shape: the object, or what is wrong with it.</summary>
/// <param name="Json">The object; null when something is wrong.</param>
/// <param name="Broken">Why the text is no JSON that can be read; null when it is.</param>
/// <param name="Errors">Members that do not have their shape; empty when there are none.</param>
public readonly record struct ReadJson(JsonObject? Json, string? Broken, IReadOnlyList<ProblemItem> Errors);

/// <summary>The one reader of JSON that somebody else wrote. Every text gives an answer, none an exception.</summary>
public static class StrictJson
{
    private const int MaximumDepth = 32;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaximumDepth };

    /// <summary>Reads a text of UTF-8.</summary>
    public static ReadJson Read(ReadOnlyMemory<byte> text, JsonShape shape)
    {
        if (!Utf8.IsValid(text.Span)) return Refuse("The text is not valid UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var errors = new List<ProblemItem>();
            shape.Check(document.RootElement, "#", errors);
            if (errors.Count > 0) return new(null, null, errors);
            var json = JsonObject.Create(document.RootElement.Clone())!;
            LeaveOutNulls(json);
            return new(json, null, []);
        }
        catch (JsonException e) when (e.LineNumber is { } line)
        {
            return Refuse($"Line {line + 1}, byte {e.BytePositionInLine + 1}: not JSON, or nested deeper than {MaximumDepth}.");
        }
        catch (JsonException)
        {
            return Refuse("A member is given twice.");
        }
        catch (InvalidOperationException)
        {
            // The reader takes a name apart to look for its double, and says so of one that is no text.
            return Refuse("The name of a member holds half of a surrogate pair, which is no text.");
        }

        static ReadJson Refuse(string reason) => new(null, reason, []);
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
