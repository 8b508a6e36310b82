using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Api.Http;

/// <summary>A parameter of a read, as the description of the interface shows it.</summary>
/// <param name="Name">Name in the address.</param>
/// <param name="Description">What it asks for, with what holds when it is not given.</param>
public sealed record ReadParameter(string Name, string Description)
{
    /// <summary>The values it may have; empty when they cannot be listed.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public JsonSchemaType Type { get; init; } = JsonSchemaType.String;

    public string? Format { get; init; }

    public (int Least, int Most)? Range { get; init; }

    public bool Required { get; init; }

    /// <summary>True for a condition on a column: given more than once, the values are alternatives.</summary>
    public bool Repeats { get; init; }

    /// <summary>Name under which the description is shared by several reads; null when it is not.</summary>
    public string? Shared { get; init; }
}

/// <summary>What a read may be asked.</summary>
public sealed record ReadDescription(IReadOnlyList<ReadParameter> Parameters);

/// <summary>Describes reads: every parameter with its meaning and its values, and the sequence that the answer names.</summary>
public static class ReadParameters
{
    /// <summary>Parameters in order of precedence: one that an earlier one has taken the name of cannot be asked for.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder endpoint, params IEnumerable<ReadParameter> parameters)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ReadDescription([.. parameters.DistinctBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)]));

    public static void Describe(OpenApiOperation operation, OpenApiDocument document, ReadDescription read)
    {
        var inPath = (operation.Parameters ?? []).Where(parameter => parameter.In == ParameterLocation.Path).ToList();
        operation.Parameters = [.. inPath.Select(parameter => InPath(parameter, read)), .. read.Parameters.Where(p => inPath.TrueForAll(other => other.Name != p.Name)).Select(InQuery)];
        if (read.Parameters.Any(parameter => parameter.Name == Analytics.KnownAt.Parameter) && operation.Responses?.GetValueOrDefault("200") is OpenApiResponse answer)
        {
            answer.Headers = new Dictionary<string, IOpenApiHeader>
            {
                [Analytics.KnownSequences.Header] = new OpenApiHeader
                {
                    Description = "Sequence the answer rests on; asked for as knownAt it gives the same answer again. A list of patients at present names none.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
                },
            };
        }

        IOpenApiParameter InQuery(ReadParameter parameter)
        {
            if (parameter.Shared is not { } id) return Of(parameter, ParameterLocation.Query);
            document.Components ??= new OpenApiComponents();
            document.Components.Parameters ??= new Dictionary<string, IOpenApiParameter>();
            document.Components.Parameters.TryAdd(id, Of(parameter, ParameterLocation.Query));
            return new OpenApiParameterReference(id, document);
        }
    }

    private static IOpenApiParameter InPath(IOpenApiParameter parameter, ReadDescription read) =>
        read.Parameters.FirstOrDefault(described => described.Name == parameter.Name) is { } known ? Of(known with { Required = true }, ParameterLocation.Path) : parameter;

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static OpenApiParameter Of(ReadParameter parameter, ParameterLocation place)
    {
        var schema = new OpenApiSchema { Type = parameter.Type, Format = parameter.Format };
        if (parameter.Values.Count > 0) schema.Enum = [.. parameter.Values.Select(value => (JsonNode)JsonValue.Create(value))];
        if (parameter.Range is { } range) (schema.Minimum, schema.Maximum) = (Text(range.Least), Text(range.Most));
        return new()
        {
            Name = parameter.Name,
            In = place,
            Required = parameter.Required,
            Description = parameter.Description,
            Explode = parameter.Repeats,
            Schema = parameter.Repeats ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema,
        };
    }
}
