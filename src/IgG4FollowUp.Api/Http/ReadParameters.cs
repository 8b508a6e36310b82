using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Api.Http;

/// <summary>A parameter of a request: what the description of the interface shows of it, and what its value is checked against.</summary>
/// <param name="Name">Name in the address, or of the header.</param>
/// <param name="Description">What it asks for, with what holds when it is not given.</param>
public sealed record ReadParameter(string Name, string Description)
{
    /// <summary>Longest text, characters.</summary>
    public const int LongestText = 500;

    /// <summary>The values it may have; empty when they cannot be listed.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public JsonSchemaType Type { get; init; } = JsonSchemaType.String;

    public string? Format { get; init; }

    /// <summary>What a text must match.</summary>
    public string? Pattern { get; init; }

    public (long Least, long Most)? Range { get; init; }

    /// <summary>Most characters of a text.</summary>
    public int MostCharacters { get; init; } = LongestText;

    public bool Required { get; init; }

    /// <summary>True for a condition on a column: given more than once, the values are alternatives.</summary>
    public bool Repeats { get; init; }

    /// <summary>True when one value may be several, separated by commas.</summary>
    public bool Separated { get; init; }

    /// <summary>True when an empty value asks for what is not reported, and <see cref="ValueRange.Known"/> for what is.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>True when a value may be a range of numbers or days.</summary>
    public bool Ranges { get; init; }

    /// <summary>True for a text that may have line breaks and tabs.</summary>
    public bool MayHaveLines { get; init; }

    public bool InHeader { get; init; }

    /// <summary>Name under which the description is shared by several reads; null when it is not.</summary>
    public string? Shared { get; init; }

    private string Expected =>
        (Separated ? "one or more, separated by commas, of: " : Values.Count > 0 ? "one of: " : "") + (Values.Count > 0
            ? string.Join(", ", Values)
            : (Type, Format) switch
            {
                (JsonSchemaType.Integer, _) => Range is { } range ? $"a whole number from {range.Least} to {range.Most}" : "a whole number",
                (JsonSchemaType.Number, _) => "a number such as 2.5",
                (JsonSchemaType.Boolean, _) => "true or false",
                (_, "date") => "a day such as 2026-03-01",
                (_, "uuid") => "a UUID such as 01980000-0000-7000-8000-000000000000, and not the nil UUID",
                _ => $"a text of 1 to {MostCharacters} characters without control characters",
            }) + (Ranges ? $"; or {ValueRange.Written(OfDays)}" : "")
            + (MayBeEmpty ? $"; or empty, for what is not reported; or {ValueRange.Known}, for what is" : "") + ".";

    /// <summary>True for a text without a grammar that this list knows.</summary>
    internal bool IsPlainText =>
        !InHeader && Values.Count == 0 && Type == JsonSchemaType.String && Format is not ("date" or "uuid") && !Ranges;

    internal bool OfDays => Format == "date";

    /// <summary>What the values of a request must be instead; null when they are right.</summary>
    public string? Fault(IReadOnlyList<string?> values) =>
        !Repeats && values.Count > 1 ? $"given once; {Expected}" : values.All(value => IsRight(value ?? "")) ? null : Expected;

    private bool IsRight(string value) =>
        Separated ? value.Split(',').All(IsOne)
        : MayBeEmpty && value is "" or ValueRange.Known ? true
        : Ranges && ValueRange.TryRead(value, OfDays, out var range) ? IsRange(range)
        : IsOne(value);

    private bool IsRange(ValueRange range) =>
        (range.From is null || IsOne(range.From)) && (range.To is null || IsOne(range.To))
            && (range is not ({ } from, { } to)
                || (OfDays ? string.CompareOrdinal(from, to) : Number(from).CompareTo(Number(to))) <= 0);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private bool IsOne(string value) => Values.Count > 0 ? Values.Contains(value, StringComparer.Ordinal) : (Type, Format) switch
    {
        (JsonSchemaType.Integer, _) =>
            ParameterText.TryInteger(value, out var number) && (Range is not { } range || number >= range.Least && number <= range.Most),
        (JsonSchemaType.Number, _) => ParameterText.TryNumber(value, out _),
        (JsonSchemaType.Boolean, _) => value is "true" or "false",
        (_, "date") => ParameterText.TryDay(value, out _),
        (_, "uuid") => ParameterText.IsId(value),
        // JSON Schema counts code points.
        _ => value.Length > 0 && value.EnumerateRunes().Count() <= MostCharacters && !value.Any(IsControl),
    };

    private bool IsControl(char each) => char.IsControl(each) && !(MayHaveLines && each is '\n' or '\r' or '\t');
}

/// <summary>Values in addresses as they are written: one way for each, with no words that a database would understand besides.</summary>
public static class ParameterText
{
    /// <summary>An id in JSON Schema.</summary>
    public const string IdPattern = "^(?!00000000-0000-0000-0000-000000000000$)[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";

    // The framework takes blanks around a UUID, and signs and 0x within it, for part of its form.
    public static bool IsUuid(string text) =>
        Guid.TryParseExact(text, "D", out var id) && text.Equals(id.ToString("D"), StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a UUID that something may have: the nil UUID names nothing.</summary>
    public static bool IsId(string text) => IsUuid(text) && text != Guid.Empty.ToString();

    /// <summary>Reads what <see cref="Base64Url"/> wrote: the one text of these bytes, without blanks, padding or stray bits.</summary>
    public static bool TryBytes(string text, out byte[] bytes)
    {
        bytes = Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        return text.Length > 0 && Base64Url.EncodeToString(bytes) == text;
    }

    public static bool TryInteger(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && text[0] != '+'
        && (number != 0 || text[0] != '-');

    public static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            && text[0] != '+';

    public static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}

/// <summary>What an operation may be asked besides what its path and its body say.</summary>
public sealed record ReadDescription(IReadOnlyList<ReadParameter> Parameters);

/// <summary>Describes parameters, and refuses every request that gives others or other values: one list is both.</summary>
public static class ReadParameters
{
    /// <summary>Parameters in order of precedence: one that an earlier one has taken the name of cannot be asked for.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder endpoint, params IEnumerable<ReadParameter> parameters)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(
            new ReadDescription([.. parameters.DistinctBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)]));

    /// <summary>
    /// Refuses what is not in the description before anything is read. Names are compared with case, as addresses are; a header that would
    /// make a write conditional or repeatable is refused where it would be ignored.
    /// </summary>
    public static void UseDescribedParameters(this WebApplication app) => app.Use((http, next) =>
        http.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null
            && Fault(http.Request, endpoint) is { } problem
            ? problem.ExecuteAsync(http)
            : next(http));

    /// <summary>Everything that an operation takes besides path and body.</summary>
    public static IReadOnlyList<ReadParameter> Of(IEnumerable<object> metadata)
    {
        var known = metadata.OfType<ReadDescription>().SelectMany(read => read.Parameters);
        if (metadata.OfType<WriteDescription>().LastOrDefault() is { Stores: true } write)
            known = [.. known,
                .. write.TakesVersion ? [Versions.Parameter with { Required = write.VersionRequired }] : Array.Empty<ReadParameter>(),
                Idempotency.Parameter];
        return [.. known];
    }

    public static void Describe(OpenApiOperation operation, OpenApiDocument document, IReadOnlyList<ReadParameter> parameters)
    {
        var inPath = (operation.Parameters ?? []).Where(parameter => parameter.In == ParameterLocation.Path).ToList();
        operation.Parameters = [.. inPath.Select(parameter => InPath(parameter, parameters)),
            .. parameters.Where(p => inPath.TrueForAll(other => other.Name != p.Name)).Select(Elsewhere)];
        if (parameters.Any(parameter => parameter.Name == Analytics.AsOfRequest.Parameter)
            && operation.Responses?.GetValueOrDefault("200") is OpenApiResponse answer)
        {
            answer.Headers = new Dictionary<string, IOpenApiHeader>
            {
                [Analytics.AsOfSequences.Header] = new OpenApiHeader
                {
                    Description =
                        "Sequence the answer rests on; asked for as knownAt it gives the same answer again. A list of patients at present "
                            + "names none.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
                },
            };
        }

        IOpenApiParameter Elsewhere(ReadParameter parameter)
        {
            var place = parameter.InHeader ? ParameterLocation.Header : ParameterLocation.Query;
            if (parameter.Shared is not { } id) return Of(parameter, place);
            document.Components ??= new OpenApiComponents();
            document.Components.Parameters ??= new Dictionary<string, IOpenApiParameter>();
            document.Components.Parameters.TryAdd(id, Of(parameter, place));
            return new OpenApiParameterReference(id, document);
        }
    }

    private static Problem? Fault(HttpRequest request, RouteEndpoint endpoint)
    {
        var known = Of(endpoint.Metadata).Where(parameter => !endpoint.RoutePattern.Parameters.Any(inPath => inPath.Name == parameter.Name))
            .ToList();
        var inQuery = known.FindAll(parameter => !parameter.InHeader);
        foreach (var (name, values) in request.Query)
        {
            if (inQuery.Find(parameter => parameter.Name == name) is not { } parameter)
                return Problem.UnknownParameter(name, [.. inQuery.Select(each => each.Name)]);
            if (parameter.Fault(values) is { } expected) return Problem.InvalidParameter(name, expected);
        }

        foreach (var missing in inQuery.Where(parameter => parameter.Required && !request.Query.ContainsKey(parameter.Name)))
            return Problem.InvalidParameter(missing.Name, $"it is required: {missing.Description}");
        if (HttpMethods.IsGet(request.Method) || endpoint.Metadata.GetMetadata<ReadMark>() is not null) return null;
        // A condition that is not judged must not look as if it held: "*" says that nothing may be there yet.
        return new[] { Versions.Parameter.Name, Idempotency.Parameter.Name, HeaderNames.IfNoneMatch }
            .FirstOrDefault(header => request.Headers.ContainsKey(header) && !known.Exists(parameter => parameter.Name == header))
            is { } ignored
            ? Problem.InvalidParameter(ignored, "it is not taken here; leave it out.")
            : null;
    }

    private static IOpenApiParameter InPath(IOpenApiParameter parameter, IReadOnlyList<ReadParameter> parameters) =>
        parameters.FirstOrDefault(described => described.Name == parameter.Name) is { } known
            ? Of(known with { Required = true }, ParameterLocation.Path)
            : parameter;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static OpenApiParameter Of(ReadParameter parameter, ParameterLocation place)
    {
        var schema = new OpenApiSchema { Type = parameter.Type, Format = parameter.Format, Pattern = parameter.Pattern };
        if (parameter.IsPlainText)
        {
            (schema.MinLength, schema.MaxLength) = (parameter.MayBeEmpty ? 0 : 1, parameter.MostCharacters);
            schema.Pattern ??= parameter.MayHaveLines
                ? @"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
                : @"^[^\u0000-\u001f\u007f-\u009f]*$";
        }

        if (parameter.Values.Count > 0)
        {
            schema.Enum = [.. parameter.Values.Concat(parameter.MayBeEmpty ? ["", ValueRange.Known] : [])
                .Select(value => (JsonNode)JsonValue.Create(value))];
        }

        if (parameter.Format == "uuid") schema.Pattern ??= ParameterText.IdPattern;
        if (parameter.Range is { } range) (schema.Minimum, schema.Maximum) = (Text(range.Least), Text(range.Most));
        if (parameter.Ranges)
        {
            schema = new()
            {
                AnyOf =
                [
                    schema,
                    new OpenApiSchema
                    {
                        Type = JsonSchemaType.String, Pattern = ValueRange.Pattern(parameter.OfDays, parameter.MayBeEmpty),
                    },
                ],
            };
        }

        return new()
        {
            Name = parameter.Name,
            In = place,
            Required = parameter.Required,
            Description = parameter.Description,
            Explode = parameter.Repeats,
            Schema = parameter.Repeats || parameter.Separated ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema,
        };
    }
}
