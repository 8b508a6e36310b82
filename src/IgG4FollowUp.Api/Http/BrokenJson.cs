using System.Text.Json;

namespace IgG4FollowUp.Api.Http;

/// <summary>Says why a text is no JSON that is taken: its grammar, its depth, or a member that is given twice.</summary>
public static class BrokenJson
{
    // Deep enough to tell depth from grammar; the parser keeps its own stack.
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = Body.Limit };

    public static Problem Of(ReadOnlyMemory<byte> text, JsonException fault)
    {
        var place = $"Line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}";
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return Repeated(document.RootElement, "#", Body.Depth) is { } pointer
                ? Problem.BrokenJson("A member is given twice.") with
                {
                    Errors = [new(pointer, "repeated-member", "This member is given twice in its object; give it once.")],
                }
                : Problem.BrokenJson($"{place}: this is nested deeper than {Body.Depth}.");
        }
        catch (JsonException)
        {
            return Problem.BrokenJson($"{place}: this is not JSON.");
        }
    }

    // The first one; a name that is no text cannot be told, and neither can what lies deeper than is taken.
    private static string? Repeated(JsonElement value, string pointer, int depth)
    {
        if (depth == 0) return null;
        if (value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray().Select((item, i) => Repeated(item, $"{pointer}/{i}", depth - 1))
                .FirstOrDefault(found => found is not null);
        if (value.ValueKind != JsonValueKind.Object) return null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (ObjectShape.NameOf(member) is not { } name) continue;
            var at = $"{pointer}/{ObjectShape.Escape(name)}";
            if (!names.Add(name)) return at;
            if (Repeated(member.Value, at, depth - 1) is { } found) return found;
        }

        return null;
    }
}
