using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IgG4FollowUp.Api.Http;

/// <summary>Numbers in JSON, which can be written in many ways: 1968, 1968.0 and 1.968e3 are one whole number.</summary>
public static class PlainNumbers
{
    // More digits than any decimal has, and a scale at which the division drops zeros at the end.
    private const decimal One = 1.0000000000000000000000000000m;

    /// <summary>How many decimals a number needs, 0 or more, however it is written.</summary>
    public static int Decimals(JsonElement number)
    {
        var text = number.GetRawText();
        var mantissa = text.Split('e', 'E') is [var before, var power] ? before : text;
        var exponent = mantissa.Length == text.Length ? 0
            : int.TryParse(text[(mantissa.Length + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : text[mantissa.Length + 1] == '-' ? int.MinValue / 2 : int.MaxValue / 2;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var needed = digits.TrimEnd('0').Length;
        return needed == 0 || digits.TrimEnd('0') == "-" ? 0 : Math.Max(0, needed - (point < 0 ? mantissa.Length : point) - exponent);
    }

    /// <summary>Writes the numbers of a body without exponents and without zeros at the end.</summary>
    public static void Write(JsonNode json)
    {
        switch (json)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (Plain(value) is { } plain) members[name] = plain;
                    else if (value is not null) Write(value);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (Plain(items[i]) is { } plain) items[i] = plain;
                    else if (items[i] is { } item) Write(item);
                }

                break;
        }
    }

    // Null for everything that needs no other writing.
    private static JsonNode? Plain(JsonNode? value)
    {
        if (value?.GetValueKind() != JsonValueKind.Number) return null;
        var number = value.GetValue<JsonElement>();
        return number.GetRawText().AsSpan().ContainsAny(".eE")
            ? JsonNode.Parse((number.GetDecimal() / One).ToString(CultureInfo.InvariantCulture))
            : null;
    }
}
