using System.Text;
using System.Text.Json.Nodes;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Fuzz;

/// <summary>Values that clients send by mistake or on purpose, and bodies that are spoilt with them.</summary>
internal sealed class Hostile(Random random)
{
    private const string HalfPair = "@@half@@";
    private const string HugeNumber = "@@huge@@";

    private static readonly string[] Plain =
    [
        "", " ", "\u00a0", "\u200b", "\0", "a\0b", "\n", "x\n", "\r\n", "\t", "null", "undefined", "NaN", "infinity", "-infinity", "today",
        "now", "yes", "true", "-1",
        "0", "00", "1e400", "1.5", "9223372036854775808", "99999999999999999999999", "\u0661\u0662", "\uff11", "2024-02-30", "2024-13",
        "0000-00-00", "9999-12-31",
        "2024-01-01T00:00:00Z", "2024-01-01T00:00:00+99:00", "01980000-0000-7000-8000-000000000001",
        "{01980000-0000-7000-8000-000000000001}", "*", "W/\"1\"",
        "\"1\"", "\"1\", \"2\"", "' or 1=1 --", "$1", "%", "%s%n", "..", "../../etc/passwd", "<b>", "=1+1", "\uff1d1+1", "{}", "[]",
        "{\"a\":1}", "\u202e", "\u0301",
        "e\u0301", "\ud83e\udde0", "\ufffe", "\uffff", "a,b", "a;b", "a&b=c", "a=b", "#", "?", "\\", "\"", "'", "C5-T4", "135 mg/dL",
        "135.00000000000003", "D", "clinical",
    ];

    /// <summary>A text that is found again wherever it ends up, mostly.</summary>
    public string Text() => random.Next(10) switch
    {
        0 => SentinelBodies.Sentinel + new string('x', random.Next(1, 3000)),
        < 4 => SentinelBodies.Sentinel + OneOf(Plain),
        < 6 => OneOf(Plain) + SentinelBodies.Next(),
        _ => OneOf(Plain),
    };

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public bool Percent(int share) => random.Next(100) < share;

    /// <summary>A JSON body: now and then right, mostly spoilt in one place or two, sometimes no JSON at all.</summary>
    public byte[] Body(JsonNode right)
    {
        var body = right.DeepClone();
        var kind = random.Next(100);
        if (kind is >= 4 and < 72)
        {
            for (var times = random.Next(1, 3); times > 0; times--) body = Spoilt(body);
        }

        var text = body.ToJsonString().Replace(HalfPair, "\\ud800", StringComparison.Ordinal)
            .Replace($"\"{HugeNumber}\"", "1e400", StringComparison.Ordinal);
        return kind switch
        {
            < 72 => Encoding.UTF8.GetBytes(text),
            < 90 => Encoding.UTF8.GetBytes(SpoiltText(text)),
            _ => SpoiltBytes(text),
        };
    }

    /// <summary>A file of comma-separated values with hostile cells.</summary>
    public byte[] Csv(IReadOnlyList<string> columns)
    {
        var file = new StringBuilder();
        var names = Percent(80) ? columns : [.. columns.Select(name => Percent(10) ? Text() : name)];
        file.AppendJoin(',', names).Append('\n');
        for (var rows = random.Next(0, 4); rows > 0; rows--)
        {
            string[] right = [$"Doe {random.Next(9999)}", "2020", "55", "M", "C5-T4", "dura", "dorsal", "135", "C", "D", "laminectomy",
                "prednisolone 40 mg", "", "12", "no", "", ""];
            file.AppendJoin(',', columns.Select((_, index) => Percent(15) ? Cell(Text()) : Cell(right[index % right.Length])))
                .Append(OneOf(["\n", "\r\n", "", "\n\n"]));
        }

        var text = file.ToString();
        return Percent(80) ? Encoding.UTF8.GetBytes(text) : SpoiltBytes(text);

        string Cell(string text) => Percent(60) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private JsonNode Spoilt(JsonNode body)
    {
        var places = new List<JsonNode>();
        Collect(body);
        switch (places.Count == 0 ? body : OneOf(places))
        {
            case JsonObject { Count: > 0 } members:
                var name = OneOf(members.Select(member => member.Key).ToList());
                switch (random.Next(8))
                {
                    case 0:
                        members.Remove(name);
                        break;
                    case 1:
                        members[OneOf([Text(), HalfPair + "b", name.ToUpperInvariant(), name + " ", "kind", "$type", "entryId"])] = Value();
                        break;
                    case 2:
                        members.Remove(name, out var moved);
                        members[OneOf([name.ToUpperInvariant(), name + "\0", Text()])] = moved;
                        break;
                    default:
                        members[name] = members[name] is JsonValue value && Percent(40) ? Near(value) : Value();
                        break;
                }

                break;
            case JsonArray { Count: > 0 } list when Percent(50):
                list.Add(list[0]?.DeepClone());
                break;
            case JsonArray list:
                list.Add(Value());
                break;
        }

        return body;

        void Collect(JsonNode? node)
        {
            if (node is JsonObject members)
            {
                places.Add(members);
                foreach (var member in members) Collect(member.Value);
            }
            else if (node is JsonArray list)
            {
                places.Add(list);
                foreach (var item in list) Collect(item);
            }
        }
    }

    // Almost what it was.
    private JsonNode Near(JsonValue value)
    {
        var text = value.ToString();
        return random.Next(6) switch
        {
            0 => text + "\n",
            1 => " " + text,
            2 => text + "\0",
            3 => text.ToUpperInvariant(),
            4 => string.Concat(text.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + '\u0660') : c)),
            _ => text + text,
        };
    }

    private JsonNode? Value() => random.Next(12) switch
    {
        0 => null,
        1 => random.Next(-5, 5000),
        2 => HugeNumber,
        3 => 1.0000000001,
        4 => Percent(50),
        5 => new JsonArray(Text(), 1, null),
        6 => new JsonObject { [Text()] = Text() },
        7 => HalfPair,
        _ => Text(),
    };

    private string SpoiltText(string text)
    {
        var place = random.Next(text.Length + 1);
        return random.Next(7) switch
        {
            0 => text[..place],
            1 => text[place..],
            2 => text.Insert(place, OneOf(["{", "}", "[", "]", ",", ":", "\"", "\\", "\0", "//", "1e5", "\\ud800", "\\u0000", "\ufeff"])),
            3 => text.Length > 1 ? text.Insert(1, "\"a\\ud800b\":1,") : text,
            4 => text.Length > 1 ? text.Insert(1, text[1..^1] + ",") : text,
            5 => string.Concat(Enumerable.Repeat("[", random.Next(1, 200))) + text,
            _ => $"\"{SentinelBodies.Next()}\"",
        };
    }

    private byte[] SpoiltBytes(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        switch (random.Next(7))
        {
            case 0:
                return Encoding.Unicode.GetBytes(text);
            case 1:
                return [.. Encoding.UTF8.Preamble, .. bytes];
            case 2:
                return [];
            case 3:
                return Encoding.UTF32.GetBytes(text);
            case 4:
                return Percent(2) ? Encoding.UTF8.GetBytes(new string(' ', 1_100_000) + text) : [.. bytes, .. bytes];
            default:
                if (bytes.Length > 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }
}
