using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Wording;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Api.Http;

/// <summary>
/// What a JSON value must look like. The same shape checks a request and prints its JSON Schema, so the description of the
/// interface cannot drift from what the service accepts. Every wrong member is reported, not only the first.
/// </summary>
public abstract record JsonShape
{
    /// <summary>Meaning, for the schema.</summary>
    public string? Description { get; init; }

    /// <summary>An example, for the schema.</summary>
    public JsonNode? Example { get; init; }

    public abstract void Check(JsonElement value, string pointer, List<ProblemItem> errors);

    /// <summary>What two equal values of this shape have in common, however they are written; null for a value that is none.</summary>
    public virtual string? KeyOf(JsonElement value) => TryText(value, "", [], out var text) ? text : null;

    /// <summary>Checks a body and takes it, with every number written in the one plain way.</summary>
    /// <returns>Null when it has not this shape; the errors then say why.</returns>
    public JsonObject? Take(JsonElement body, List<ProblemItem> errors)
    {
        Check(body, "#", errors);
        if (errors.Count > 0) return null;
        var json = JsonObject.Create(body.Clone())!;
        PlainNumbers.Write(json);
        return json;
    }

    public OpenApiSchema Schema()
    {
        var schema = Keywords();
        schema.Description = Description;
        if (Example is not null) schema.Examples = [Example.DeepClone()];
        return schema;
    }

    protected abstract OpenApiSchema Keywords();

    protected static void Wrong(List<ProblemItem> errors, string pointer, string code, string detail)
    {
        // A request of a million wrong members gets a bounded answer.
        if (errors.Count < 50) errors.Add(new(pointer, code, detail));
    }

    private protected static bool TryText(JsonElement value, string pointer, List<ProblemItem> errors, out string text)
    {
        text = "";
        if (value.ValueKind != JsonValueKind.String)
        {
            Wrong(errors, pointer, "wrong-type", "This must be a string.");
            return false;
        }

        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            Wrong(errors, pointer, "not-text", "This string holds half of a surrogate pair, which is no text.");
            return false;
        }

        if (!text.Contains('\0', StringComparison.Ordinal)) return true;
        Wrong(errors, pointer, "not-text", "This string holds the character U+0000, which is no text.");
        return false;
    }
}

/// <summary>
/// Text with something to read in it: the shortest length counts what can be seen, the longest all code points, and so do both where a
/// pattern says what can be read.
/// </summary>
public sealed record TextShape(int MinLength, int MaxLength, Regex? Pattern = null) : JsonShape
{
    // A character that can be seen, in the dialect of JSON Schema.
    private const string Visible = @"(?![\u115f\u1160\u3164\uffa0\u2800\ufffc\ufffd])[\p{L}\p{N}\p{P}\p{S}]";

    private const string NoNul = @"^(?![\s\S]*\u0000)";

    // The end of a text is written \z here, where $ would let a line feed follow, and $ in JSON Schema, which does not know \z.
    private string PublishedPattern => Pattern?.ToString().Replace("\\z", "$", StringComparison.Ordinal)
        ?? $@"{NoNul}(?:[\s\S]*?{Visible}){{{MinLength}}}";

    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (!TryText(value, pointer, errors, out var text)) return;
        var length = text.EnumerateRunes().Count();
        // A pattern says by itself what there must be to read, and a blank that it asks for is one of its characters.
        if (length > MaxLength || (Pattern is null ? WrittenText.Visible(text) : length) < MinLength)
            Wrong(errors, pointer, "wrong-length",
                $"This must have {MinLength} to {MaxLength} characters"
                    + $"{(Pattern is null ? $", of which {MinLength} at least can be seen" : "")}.");
        else if (Pattern?.IsMatch(text) == false)
            Wrong(errors, pointer, "wrong-pattern", $"This must match {PublishedPattern}.");
    }

    protected override OpenApiSchema Keywords() =>
        new() { Type = JsonSchemaType.String, MinLength = MinLength, MaxLength = MaxLength, Pattern = PublishedPattern };
}

/// <summary>A string with a grammar of its own, such as a clinical date or a quantity.</summary>
public sealed record ParsedTextShape(string Format, Func<string, string?> Fault) : JsonShape
{
    /// <summary>The one form of values that may be written in several; none for a grammar that has only one.</summary>
    public Func<string, string>? OneForm { get; init; }

    /// <summary>As much of the grammar as a pattern of JSON Schema can say; null when the format says all.</summary>
    public string? Pattern { get; init; }

    public override string? KeyOf(JsonElement value) =>
        base.KeyOf(value) is { } text && OneForm is not null ? OneForm(text) : base.KeyOf(value);

    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (TryText(value, pointer, errors, out var text) && Fault(text) is { } fault) Wrong(errors, pointer, "wrong-format", fault);
    }

    protected override OpenApiSchema Keywords() => new() { Type = JsonSchemaType.String, Format = Format, Pattern = Pattern };
}

public sealed record ChoiceShape(IReadOnlyList<string> Values) : JsonShape
{
    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (TryText(value, pointer, errors, out var text) && !Values.Contains(text, StringComparer.Ordinal))
            Wrong(errors, pointer, "unknown-choice", $"This must be one of: {string.Join(", ", Values)}.");
    }

    protected override OpenApiSchema Keywords() =>
        new() { Type = JsonSchemaType.String, Enum = [.. Values.Select(value => (JsonNode)value)] };
}

public sealed record NumberShape(bool Integer, decimal Minimum, decimal Maximum) : JsonShape
{
    public const int MostDecimals = 6;

    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (value.ValueKind != JsonValueKind.Number)
            Wrong(errors, pointer, "wrong-type", "This must be a number.");
        // The decimals are bounded too: a number that decimal would round is not the number that was sent.
        else if (!value.TryGetDecimal(out var number) || number < Minimum || number > Maximum
            || (!Integer && PlainNumbers.Decimals(value) > MostDecimals))
            Wrong(errors, pointer, "out-of-range",
                $"This must be a number from {Minimum} to {Maximum}{(Integer ? "" : $" with at most {MostDecimals} decimals")}.");
        else if (Integer && PlainNumbers.Decimals(value) > 0)
            Wrong(errors, pointer, "wrong-type", "This must be a whole number.");
    }

    protected override OpenApiSchema Keywords() => new()
    {
        Type = Integer ? JsonSchemaType.Integer : JsonSchemaType.Number,
        Minimum = Minimum.ToString(CultureInfo.InvariantCulture),
        Maximum = Maximum.ToString(CultureInfo.InvariantCulture),
        MultipleOf = Integer ? null : new decimal(1, 0, 0, isNegative: false, MostDecimals),
    };
}

public sealed record TrueOrFalseShape : JsonShape
{
    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Wrong(errors, pointer, "wrong-type", "This must be true or false.");
    }

    protected override OpenApiSchema Keywords() => new() { Type = JsonSchemaType.Boolean };
}

public sealed record ListShape(JsonShape Item, int MaxItems, bool Unique) : JsonShape
{
    public int MinItems { get; init; }

    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Wrong(errors, pointer, "wrong-type", "This must be an array.");
            return;
        }

        if (value.GetArrayLength() > MaxItems)
        {
            Wrong(errors, pointer, "too-many-items", $"This may have at most {MaxItems} items.");
            return;
        }

        if (value.GetArrayLength() < MinItems)
        {
            Wrong(errors, pointer, "too-few-items", $"This must have at least {Counted.Of(MinItems, "item")}.");
            return;
        }

        var index = 0;
        var seen = Unique ? new HashSet<string>() : null;
        foreach (var item in value.EnumerateArray())
        {
            var at = $"{pointer}/{index++}";
            Item.Check(item, at, errors);
            if (seen is not null && Item.KeyOf(item) is { } key && !seen.Add(key))
                Wrong(errors, at, "repeated-item", "This item stands in the list before.");
        }
    }

    protected override OpenApiSchema Keywords() =>
        new()
        {
            Type = JsonSchemaType.Array,
            Items = Item.Schema(),
            MinItems = MinItems > 0 ? MinItems : null,
            MaxItems = MaxItems,
            UniqueItems = Unique ? true : null,
        };
}

public sealed record JsonMember(string Name, JsonShape Shape, bool Required);

public sealed record ObjectShape : JsonShape
{
    private readonly Dictionary<string, JsonMember> _members;

    public ObjectShape(IEnumerable<JsonMember> members) => _members = members.ToDictionary(member => member.Name);

    public IReadOnlyCollection<JsonMember> Members => _members.Values;

    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Wrong(errors, pointer, "wrong-type", "This must be an object.");
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            var name = NameOf(property);
            if (name is null || !_members.TryGetValue(name, out var member))
            {
                Wrong(errors, name is null ? pointer : $"{pointer}/{Escape(name)}", "unknown-member", Unknown(name));
            }
            else if (property.Value.ValueKind != JsonValueKind.Null)
            {
                member.Shape.Check(property.Value, $"{pointer}/{name}", errors);
            }
            else if (member.Required)
            {
                Wrong(errors, $"{pointer}/{name}", "required", "This member is required and cannot be null.");
            }
        }

        foreach (var member in _members.Values)
        {
            if (member.Required && !value.TryGetProperty(member.Name, out _))
                Wrong(errors, $"{pointer}/{member.Name}", "required", "This member is required.");
        }
    }

    protected override OpenApiSchema Keywords()
    {
        var properties = new Dictionary<string, IOpenApiSchema>();
        foreach (var member in _members.Values)
        {
            var schema = member.Shape.Schema();
            if (!member.Required)
            {
                schema.Type |= JsonSchemaType.Null;
                // A closed list of values must name null as well, or null would be refused by it.
                schema.Enum?.Add(JsonNullSentinel.JsonNull);
            }

            properties[member.Name] = schema;
        }

        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = properties,
            Required = _members.Values.Where(member => member.Required).Select(member => member.Name).ToHashSet(),
            AdditionalPropertiesAllowed = false,
        };
    }

    private string Unknown(string? name) => name is not null && Nearest.To(name, _members.Keys) is { } meant
        ? $"This member is not known here. Did you mean '{meant}'?"
        : "This member is not known here; leave it out.";

    internal static string? NameOf(JsonProperty property)
    {
        try
        {
            var name = property.Name;
            return name.Length <= 100 ? name : string.Concat(name.EnumerateRunes().Take(100));
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // RFC 6901 escapes, then what a URI fragment may not hold.
    internal static string Escape(string name) =>
        Uri.EscapeDataString(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}

/// <summary>One of several objects, told apart by a member.</summary>
public sealed record TaggedShape(string Tag, IReadOnlyDictionary<string, ObjectShape> Shapes) : JsonShape
{
    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
            Wrong(errors, pointer, "wrong-type", "This must be an object.");
        else if (!value.TryGetProperty(Tag, out var tag))
            Wrong(errors, $"{pointer}/{Tag}", "required", "This member is required.");
        else if (!TryText(tag, $"{pointer}/{Tag}", errors, out var name))
            return;
        else if (!Shapes.TryGetValue(name, out var shape))
            Wrong(errors, $"{pointer}/{Tag}", "unknown-choice", $"This must be one of: {string.Join(", ", Shapes.Keys)}.");
        else
            shape.Check(value, pointer, errors);
    }

    protected override OpenApiSchema Keywords() =>
        new() { Type = JsonSchemaType.Object, OneOf = [.. Shapes.Values.Select(IOpenApiSchema (shape) => shape.Schema())] };
}
