using System.Text.Json.Nodes;
using IgG4FollowUp.Integration.Http;

namespace IgG4FollowUp.Integration.Fuzz;

/// <summary>An operation as the service's own description has it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Address with its parameters in braces.</param>
/// <param name="Parameters">Parameters of path, query and header.</param>
/// <param name="Body">A body that is right, or nearly; null when it takes none in JSON.</param>
/// <param name="Takes">Media types of bodies.</param>
internal sealed record DescribedOperation(
    string Method, string Path, IReadOnlyList<JsonObject> Parameters, JsonNode? Body, IReadOnlyList<string> Takes)
{
    public string Name => $"{Method} {Path}";

    public string Role => Operation.RoleOf(Path);

    /// <summary>Whether one call keeps the whole service busy.</summary>
    public bool IsHeavy => (Method == "POST" && Path.StartsWith("/api/admin", StringComparison.Ordinal)) || Path == "/api/cohort/package";

    /// <summary>Whether the answer goes on until somebody hangs up.</summary>
    public bool IsEndless => Path.EndsWith("/feed", StringComparison.Ordinal);

    public static IReadOnlyList<DescribedOperation> In(JsonNode document) =>
    [
        .. from path in document["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           let content = operation.Value!["requestBody"]?["content"]?.AsObject()
           let json = content?["application/json"]
           select new DescribedOperation(
               operation.Key.ToUpperInvariant(), path.Key,
               [.. (operation.Value["parameters"]?.AsArray() ?? []).Select(parameter => Resolved(document, parameter!.AsObject()))],
               json is null ? null : json["example"]?.DeepClone() ?? Sample(document, json["schema"]!.AsObject(), 0),
               content is null ? [] : [.. content.Select(type => type.Key)]),
    ];

    private static JsonObject Resolved(JsonNode document, JsonObject found)
    {
        if (found["$ref"]?.GetValue<string>() is not { } reference) return found;
        JsonNode place = document;
        foreach (var step in reference.TrimStart('#', '/').Split('/')) place = place[step]!;
        return Resolved(document, place.AsObject());
    }

    private static JsonNode? Sample(JsonNode document, JsonObject schema, int depth)
    {
        schema = Resolved(document, schema);
        if (depth > 6) return null;
        if (schema["enum"] is JsonArray choices) return choices[0]?.DeepClone();
        if (schema["properties"] is JsonObject members)
            return new JsonObject(
                members.Select(member => KeyValuePair.Create(member.Key, Sample(document, member.Value!.AsObject(), depth + 1))));
        return schema["type"]?.ToJsonString() switch
        {
            { } type when type.Contains("string", StringComparison.Ordinal) => "text",
            { } type when type.Contains("integer", StringComparison.Ordinal) || type.Contains("number", StringComparison.Ordinal) => 1,
            { } type when type.Contains("boolean", StringComparison.Ordinal) => true,
            { } type when type.Contains("array", StringComparison.Ordinal) => new JsonArray(),
            _ => null,
        };
    }
}
