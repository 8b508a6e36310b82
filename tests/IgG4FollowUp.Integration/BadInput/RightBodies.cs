using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Integration.BadInput;

/// <summary>Makes bodies that a JSON Schema admits, of all that it admits.</summary>
internal sealed class RightBodies(Random random)
{
    private static readonly string[] Dates =
        ["2024-03-11", "2023-12", "1968", "2024-02-29", "2200-12-31", "1900-01-01", "1900", "2200", "2200-12", "not-reported"];

    private static readonly string[] Days = ["2024-03-11", "1900-01-01", "2200-12-31", "2024-02-29", "2000-02-29"];

    private static readonly string[] Levels =
        ["C5-T4", "C5", "T1-T6", "C5-T4 and T1-T6", "L5-S1", "S1-S5", "cervical", "Th5-8", "C3-C4, T9-T11", "C1 and T1 and L1"];

    // Some of them are short enough for every member, some as long as the longest may be.
    private static readonly string[] Texts =
        ["a", "0", ".", "€", "無", "\U0001F9E0", "abc", "A-1", "a\nb", " a", "a ", "\ta\t", "\n\na\n", "<b>a</b> & \"a\" 'a'", "=1+1",
            "null", "e\u0301", "\u00e9", "\u200ba", "a\u202eb", "\ufeffa", "\ufffea", "{\"a\":1}", "\\u0000", "%00", "\u0001a"];

    private static readonly string[] Codes =
        ["T4", "C8", "S4-5", "11111", "55555", "32332", "Germany 2018", "A 2000", "A-1", "Z.9_-", "9", "text", "http", "https"];

    public JsonNode? Of(JsonObject schema)
    {
        if (schema["oneOf"] is JsonArray choices) return Of(OneOf(choices.ToList())!.AsObject());
        var types = schema["type"] is JsonArray several ? several.Select(type => type!.GetValue<string>()).ToList()
            : [schema["type"]!.GetValue<string>()];
        if (types.Contains("null") && random.Next(10) == 0) return null;
        if (schema["enum"] is JsonArray values)
            return OneOf(values.Where(value => value is not null || types.Contains("null")).ToList())?.DeepClone();
        return types.First(type => type != "null") switch
        {
            "object" => Object(schema),
            "array" => List(schema),
            "string" => Text(schema),
            "boolean" => random.Next(2) == 0,
            var number => Number(schema, number == "integer"),
        };
    }

    private JsonObject Object(JsonObject schema)
    {
        var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
        var share = random.Next(1, 5);
        var members = schema["properties"]!.AsObject()
            .Where(member => required.Contains(member.Key) || random.Next(5) < share)
            .Select(member => KeyValuePair.Create(member.Key, Of(member.Value!.AsObject()))).ToArray();
        random.Shuffle(members);
        return new JsonObject(members);
    }

    private JsonArray List(JsonObject schema)
    {
        var (least, most) = (schema["minItems"]?.GetValue<int>() ?? 0, schema["maxItems"]!.GetValue<int>());
        var count = random.Next(least, Math.Min(most, least + 3) + 1);
        var items = new List<JsonNode?>();
        for (var n = 0; n < count; n++) items.Add(Of(schema["items"]!.AsObject()));
        if (schema["uniqueItems"]?.GetValue<bool>() == true)
            items = [.. items.DistinctBy(item => item?.ToJsonString().ToUpperInvariant())];
        while (items.Count < least) items.Add(Of(schema["items"]!.AsObject()));
        return [.. items];
    }

    private JsonNode Text(JsonObject schema)
    {
        var (least, most) = (schema["minLength"]?.GetValue<int>() ?? 0, schema["maxLength"]?.GetValue<int>() ?? int.MaxValue);
        return schema["format"]?.GetValue<string>() switch
        {
            "clinical-date" => OneOf(Dates),
            "date" => OneOf(Days),
            "uuid" => OneOf([Guid.CreateVersion7().ToString(), Guid.NewGuid().ToString().ToUpperInvariant()]),
            "spinal-levels" => OneOf(Levels),
            "lab-result" => OneOf(["", "<", ">", "<=", ">="]) + Measured(),
            "quantity" => Measured(),
            "isncsci-examination" => schema["examples"]![0]!.GetValue<string>(),
            "https-url" => OneOf(["https://receiver.example/", "https://receiver.example/a?b=c", "https://receiver.example:8443/x"]),
            null => Fitting(),
            var format => throw new InvalidOperationException($"Nobody here can write '{format}'."),
        };

        string Fitting()
        {
            var pattern = schema["pattern"]!.GetValue<string>();
            // In .NET's dialect $ lets a line feed follow, in that of JSON Schema it does not.
            var fits = new Regex(pattern.Replace("$", "\\z", StringComparison.Ordinal), RegexOptions.None, TimeSpan.FromSeconds(1));
            string[] longest = [new('x', Math.Min(most, 4000)), string.Concat(Enumerable.Repeat("\U0001F9E0", Math.Min(most, 4000)))];
            var right = Texts.Concat(Codes).Concat(longest)
                .Where(one => fits.IsMatch(one) && one.EnumerateRunes().Count() is var length && length >= least && length <= most)
                .ToList();
            right.ShouldNotBeEmpty(pattern);
            return OneOf(right);
        }
    }

    private string Measured() =>
        $"{OneOf(["135", "0", "1.35", "0.000001", "99999", "7.50"])} {OneOf(["mg/dL", "g/L", "mg/L", "%", "10*9/L", "mmol/L", "U/L"])}";

    // The bounds, what lies beside them, and the same number in other writing.
    private JsonNode Number(JsonObject schema, bool integer)
    {
        var (least, most) = (Decimal("minimum")!.Value, Decimal("maximum")!.Value);
        var step = Decimal("multipleOf") ?? 1;
        var value = random.Next(5) switch
        {
            0 => least,
            1 => most,
            2 => Math.Min(most, least + step),
            3 => Math.Max(least, most - step),
            _ => Math.Clamp(decimal.Floor(least + (most - least) * (decimal)random.NextDouble()), least, most),
        };
        if (!integer && random.Next(4) == 0) value = Math.Clamp(value + 0.5m, least, most);
        var plain = value.ToString(CultureInfo.InvariantCulture);
        return JsonNode.Parse(random.Next(4) switch
        {
            0 => plain.Contains('.') ? plain + "000000000" : plain + ".0",
            1 => plain + "e0",
            2 => plain.Contains('.') || plain == "0" ? plain : plain + "0E-1",
            _ => plain,
        })!;

        decimal? Decimal(string keyword) =>
            schema[keyword] is { } bound ? decimal.Parse(bound.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture) : null;
    }

    private T OneOf<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
