using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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

public sealed record TextShape(int MinLength, int MaxLength, Regex? Pattern = null) : JsonShape
{
    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (!TryText(value, pointer, errors, out var text)) return;
        if (text.Length < MinLength || text.Length > MaxLength)
            Wrong(errors, pointer, "wrong-length", $"This must have {MinLength} to {MaxLength} characters.");
        else if (Pattern?.IsMatch(text) == false)
            Wrong(errors, pointer, "wrong-pattern", $"This must match {Pattern}.");
    }

    protected override OpenApiSchema Keywords() =>
        new() { Type = JsonSchemaType.String, MinLength = MinLength, MaxLength = MaxLength, Pattern = Pattern?.ToString() };
}

/// <summary>A string with a grammar of its own, such as a clinical date or a quantity.</summary>
public sealed record ParsedTextShape(string Format, Func<string, string?> Fault) : JsonShape
{
    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (TryText(value, pointer, errors, out var text) && Fault(text) is { } fault) Wrong(errors, pointer, "wrong-format", fault);
    }

    protected override OpenApiSchema Keywords() => new() { Type = JsonSchemaType.String, Format = Format };
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
    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (value.ValueKind != JsonValueKind.Number)
            Wrong(errors, pointer, "wrong-type", "This must be a number.");
        // The scale is bounded too: a number that decimal would round is not the number that was sent.
        else if (!value.TryGetDecimal(out var number) || number < Minimum || number > Maximum || (!Integer && number.Scale > 6))
            Wrong(errors, pointer, "out-of-range", $"This must be a number from {Minimum} to {Maximum} with at most 6 decimals.");
        else if (Integer && !value.TryGetInt32(out _))
            Wrong(errors, pointer, "wrong-type", "This must be a whole number, written without decimals.");
    }

    protected override OpenApiSchema Keywords() => new()
    {
        Type = Integer ? JsonSchemaType.Integer : JsonSchemaType.Number,
        Minimum = Minimum.ToString(CultureInfo.InvariantCulture),
        Maximum = Maximum.ToString(CultureInfo.InvariantCulture),
    };
}

public sealed record TrueOrFalseShape : JsonShape
{
    public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) Wrong(errors, pointer, "wrong-type", "This must be true or false.");
    }

    protected override OpenApiSchema Keywords() => new() { Type = JsonSchemaType.Boolean };
}

public sealed record ListShape(JsonShape Item, int MaxItems, bool Unique) : JsonShape
{
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

        var index = 0;
        var seen = Unique ? new HashSet<string>() : null;
        foreach (var item in value.EnumerateArray())
        {
            var at = $"{pointer}/{index++}";
            Item.Check(item, at, errors);
            if (seen?.Add(item.GetRawText()) == false) Wrong(errors, at, "repeated-item", "This item stands in the list before.");
        }
    }

    protected override OpenApiSchema Keywords() =>
        new() { Type = JsonSchemaType.Array, Items = Item.Schema(), MaxItems = MaxItems, UniqueItems = Unique ? true : null };
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

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            var name = property.Name;
            return name.Length <= 100 ? name : name[..100];
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // RFC 6901 escapes, then what a URI fragment may not hold.
    private static string Escape(string name) =>
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
