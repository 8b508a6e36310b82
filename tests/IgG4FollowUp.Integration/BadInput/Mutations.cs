using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Integration.BadInput;

/// <summary>A body that is wrong in one place.</summary>
/// <param name="Label">What was done to it.</param>
/// <param name="Json">The body.</param>
/// <param name="Pointer">The member at fault.</param>
public sealed record Mutation(string Label, string Json, string Pointer);

/// <summary>Makes every wrong body that a JSON Schema rules out, one wrong place at a time, from a right one.</summary>
public static partial class Mutations
{
    private const string Surrogate = "@@lone-surrogate@@";
    private const string Escaped = "@@escaped@@";

    private static readonly string[] Names = ["", "a\0b", "a\n", "~/%", new('x', 300), "\u200b",
        string.Concat(Enumerable.Repeat("\U0001F9E0", 60))];

    // Spaces of all kinds, characters without width, marks without a letter, letters that show nothing.
    private static readonly string[] Blank =
    [
        "   ", "\t\r\n", "\u00a0\u00a0\u00a0", "\u2003\u3000\u2028", "\u200b\u200b\u200b", "\u2060\ufeff\u00ad", "\u200e\u202e\u2066",
        "\u0301\u0301\u0301", "\u20dd\u20dd\u20dd", "\ufe0f\ufe0f\ufe0f", "\u3164\u115f\uffa0", "\u2800\u2800\u2800", "\u0085\u0007\u001b",
        "\U000E0041\U000E0041\U000E0041", "\ue000\ue000\ue000",
    ];

    public static IEnumerable<Mutation> Of(JsonObject schema, JsonNode example) =>
        Visit(schema, example, []).Select(found =>
        {
            var body = found.Value.Json.ToJsonString().Replace(Surrogate, "\\ud800", StringComparison.Ordinal)
                .Replace("\"@@huge-number@@\"", "1e400", StringComparison.Ordinal);
            body = EscapedLetter().Replace(body, match => $"\\u{(int)match.ValueSpan[^1]:x4}");
            return new Mutation(found.Value.Label, body, "#/" + string.Join('/', found.Path));
        });

    private static IEnumerable<(IReadOnlyList<string> Path, (string Label, JsonNode Json) Value)> Visit(JsonObject schema, JsonNode example,
        string[] path)
    {
        schema = Choose(schema, At(example, path));
        foreach (var (label, bad) in BadValues(schema).Concat(BadForms(schema, At(example, path))))
        {
            if (path.Length > 0) yield return (path, (label, With(example, path, bad)));
        }

        if (schema["properties"] is JsonObject properties && At(example, path) is JsonObject here)
        {
            foreach (var name in schema["required"]?.AsArray().Select(n => n!.GetValue<string>()) ?? [])
            {
                yield return ([.. path, name], ("missing", Without(example, [.. path, name])));
                yield return ([.. path, name], ("null", With(example, [.. path, name], null)));
            }

            yield return ([.. path, "unknownMember"], ("extra member", With(example, [.. path, "unknownMember"], 1)));
            foreach (var name in Names)
                yield return (path, ($"a member named {name.Length} characters", With(example, [.. path, name], 1)));
            foreach (var (name, member) in properties)
            {
                foreach (var found in Visit(member!.AsObject(), example, [.. path, name])) yield return found;
            }
        }

        if (schema["items"] is JsonObject items && At(example, path) is JsonArray { Count: > 0 } list)
        {
            foreach (var found in Visit(items, example, [.. path, "0"])) yield return found;
            var tooMany = new JsonArray([.. Enumerable.Repeat(0, (int)schema["maxItems"]! + 1).Select(_ => list[0]!.DeepClone())]);
            yield return (path, ("too many items", With(example, path, tooMany)));
            if (schema["minItems"] is not null) yield return (path, ("no items", With(example, path, new JsonArray())));
            if (schema["uniqueItems"]?.GetValue<bool>() == true && list[0]!.GetValueKind() == JsonValueKind.String)
            {
                // The same words, one letter of them written as an escape.
                var again = new JsonArray([.. list.Select(item => item!.DeepClone()), Escaped + list[0]!.GetValue<string>()]);
                yield return ([.. path, list.Count.ToString(CultureInfo.InvariantCulture)],
                    ("an item in other writing", With(example, path, again)));
            }
        }
    }

    private static JsonObject Choose(JsonObject schema, JsonNode? value)
    {
        if (schema["oneOf"] is not JsonArray choices) return schema;
        var kind = value?["kind"]?.GetValue<string>();
        return choices.Select(choice => choice!.AsObject())
            .First(choice => choice["properties"]!["kind"]!["enum"]![0]!.GetValue<string>() == kind);
    }

    private static IEnumerable<(string Label, JsonNode? Bad)> BadValues(JsonObject schema)
    {
        var type = schema["type"] is JsonArray types ? types[0]!.GetValue<string>() : schema["type"]!.GetValue<string>();
        if (type == "null") type = schema["type"]![1]!.GetValue<string>();
        yield return ("nested deeply", Deep(20));
        if (type != "string") yield return ("a string", "x");
        if (type is not ("number" or "integer")) yield return ("a number", 1);
        if (type != "boolean") yield return ("true", true);
        if (type != "array") yield return ("an array", new JsonArray());
        if (type != "object") yield return ("an object", new JsonObject());
        switch (type)
        {
            case "string":
                yield return ("empty", "");
                yield return ("huge", new string('x', 100_000));
                yield return ("U+0000", "a\0b");
                yield return ("half a surrogate pair", Surrogate);
                if (schema["maxLength"] is { } max) yield return ("one too long", new string('x', max.GetValue<int>() + 1));
                if (schema["pattern"]?.GetValue<string>() is { } pattern)
                {
                    if (pattern.EndsWith('$')) yield return ("off pattern", "☃ ☃");
                    foreach (var blank in Blank) yield return ($"blank: U+{(int)blank[0]:X4}", blank);
                }
                if (schema["enum"] is not null) yield return ("no such choice", "no-such-choice");
                foreach (var bad in OfFormat(schema["format"]?.GetValue<string>())) yield return (bad, bad);
                break;
            case "integer" or "number":
                var (minimum, maximum) = (Number(schema["minimum"]!), Number(schema["maximum"]!));
                yield return ("below the minimum", minimum - 1);
                yield return ("above the maximum", maximum + 1);
                yield return ("beyond any number", "@@huge-number@@");
                if (type == "integer") yield return ("a fraction", minimum + 0.5m);
                break;
        }
    }

    // Right values in a form that only looks right.
    private static IEnumerable<(string Label, JsonNode? Bad)> BadForms(JsonObject schema, JsonNode? value)
    {
        var format = schema["format"]?.GetValue<string>();
        var closed = schema["enum"] is not null || schema["pattern"]?.GetValue<string>().EndsWith('$') == true
            || format is not (null or "isncsci-examination");
        if (!closed || value?.GetValueKind() != JsonValueKind.String) yield break;
        var text = value.GetValue<string>();
        yield return ("a line feed at the end", text + "\n");
        yield return ("a line feed before", "\n" + text);
        if (format == "https-url") yield break;
        yield return ("without width", text.Insert(1, "\u200b"));
        foreach (var (label, zero) in new[] { ("Arabic", '\u0660'), ("Devanagari", '\u0966'), ("wide", '\uff10') })
        {
            var digits = string.Concat(text.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + zero) : c));
            if (digits != text) yield return ($"{label} digits", digits);
        }

        var look =
            string.Concat(
                text.Select(c =>
                    "aceoATECO".IndexOf(c) is >= 0 and var letter ? "\u0430\u0441\u0435\u043e\u0391\u03a4\u0415\u0421\u041e"[letter] : c));
        if (look != text) yield return ("letters of another script", look);
    }

    [GeneratedRegex(Escaped + ".", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EscapedLetter();

    private static string[] OfFormat(string? format) => format switch
    {
        "clinical-date" =>
            ["2024-02-30", "2023-02-29", "2024-13", "2024-00-10", "24-01-01", "20240101", "2024-1-1", "1899", "2201-01-01", "yesterday",
                "2024-01-01T00:00:00Z"],
        "date" => ["2024-02-30", "2024-02", "2024", "not-reported", "2024-01-01T00:00:00Z"],
        "uuid" =>
            ["00000000-0000-0000-0000-000000000000", "not-a-uuid", "01980000-0000-7000-8000-000000000001 ",
                "0x980000-0000-7000-8000-000000000001", "+1980000-0000-7000-8000-000000000001", "0198000000007000800000000000000",
                "{01980000-0000-7000-8000-000000000001}"],
        "spinal-levels" => ["C8", "T13", "T4-C5", "C5-", "C3/4", "C5 and", "neck"],
        "isncsci-examination" => ["LT-R 2222222 222222222222 22222 2222", "VAC Perhaps", "nothing"],
        "lab-result" =>
            ["135", "mg/dL", "-1 mg/dL", "<-1 mg/dL", "<", "<<3 mg/dL", "~3 mg/dL", "3 mg/dL<", "<1,35 g/L", "135 mg", "1e3 mg/L"],
        "quantity" => ["135", "mg/dL", "-1 mg/dL", "1,35 g/L", "135 mg", "<3 mg/dL", "1e3 mg/L"],
        _ => [],
    };

    private static decimal Number(JsonNode node) => decimal.Parse(node.ToString(), CultureInfo.InvariantCulture);

    private static JsonObject Deep(int levels)
    {
        var inner = new JsonObject();
        for (var i = 0; i < levels; i++) inner = new JsonObject { ["a"] = inner };
        return inner;
    }

    private static JsonNode? At(JsonNode root, IEnumerable<string> path)
    {
        JsonNode? node = root;
        foreach (var step in path)
        {
            node = node switch
            {
                JsonObject o => o[step],
                JsonArray a => a[int.Parse(step, CultureInfo.InvariantCulture)],
                _ => null,
            };
        }

        return node;
    }

    private static JsonNode With(JsonNode root, string[] path, JsonNode? value)
    {
        var copy = root.DeepClone();
        switch (At(copy, path[..^1]))
        {
            case JsonObject o:
                o[path[^1]] = value;
                break;
            case JsonArray a:
                a[int.Parse(path[^1], CultureInfo.InvariantCulture)] = value;
                break;
        }

        return copy;
    }

    private static JsonNode Without(JsonNode root, string[] path)
    {
        var copy = root.DeepClone();
        At(copy, path[..^1])!.AsObject().Remove(path[^1]);
        return copy;
    }
}
