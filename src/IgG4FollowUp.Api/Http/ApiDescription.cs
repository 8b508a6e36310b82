using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Api.Http;

/// <summary>What an endpoint takes in its body.</summary>
/// <param name="Shape">The body.</param>
/// <param name="Example">A body that is accepted.</param>
/// <param name="VersionRequired">Whether If-Match must be sent.</param>
/// <param name="Stores">False for an endpoint that only answers, or whose answer cannot be kept for a repeated request.</param>
/// <param name="TakesVersion">False for an endpoint that makes something new, which has no version yet.</param>
public sealed record WriteDescription(JsonShape Shape, JsonNode Example, bool VersionRequired, bool Stores = true,
    bool TakesVersion = true);

/// <summary>Marks what only reads, whatever its method.</summary>
public sealed record ReadMark;

/// <summary>Describes the interface as OpenAPI 3.1; request bodies come from the shapes that check them.</summary>
public static class ApiDescription
{
    private const string Json = "application/json";

    private static readonly (string Status, string Meaning)[] OfEveryOperation =
    [
        ("401", "Sign-in is required"), ("403", "The role does not allow this"),
        ("429", "Too many requests; Retry-After says when to try again"),
    ];

    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint, string name, string summary, Type body, JsonNode example, bool created = false,
        bool versionRequired = false,
        bool takesVersion = true) => endpoint.Describe(name, summary, JsonShapes.Of(body), example, created, versionRequired, takesVersion);

    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint, string name, string summary, JsonShape body, JsonNode example, bool created = false,
        bool versionRequired = false,
        bool takesVersion = true)
    {
        endpoint.WithName(name).WithSummary(summary)
            .WithMetadata(new WriteDescription(body, example, versionRequired, TakesVersion: takesVersion))
            .Produces<Recorded>(created ? 201 : 200);
        foreach (var status in new[] { 400, 404, 409, 412, 413, 415, 422 }) endpoint.Produces<Problem>(status, Problem.ContentType);
        if (versionRequired) endpoint.Produces<Problem>(428, Problem.ContentType);
        return endpoint;
    }

    public static RouteHandlerBuilder DescribeRead<T>(this RouteHandlerBuilder endpoint, string name, string summary,
        params string[] contentTypes) =>
        endpoint.WithName(name).WithSummary(summary).WithMetadata(new ReadMark()).AddEndpointFilter(Versions.ConditionalAsync)
            .Produces<T>(200, contentTypes is [var first, ..] ? first : Json, contentTypes is [_, .. var more] ? more : [])
            .Produces<Problem>(400, Problem.ContentType).Produces<Problem>(404, Problem.ContentType);

    /// <param name="services">The service.</param>
    /// <param name="publicAddress">Where it is reached from outside; null when that is not known.</param>
    public static void AddApiDescription(this IServiceCollection services, string? publicAddress) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "IgG4FollowUp",
                Version = Hosting.Service.Version,
                Description = "Longitudinal follow-up of patients with IgG4-related spinal pachymeningitis. Times are recorded by the "
                    + "service; clinical dates may be partial and never override them. Null means not reported, never no.",
            };
            // The same for everybody, or the document could not be kept: what a request says of the service's address is the client's word.
            document.Servers = [new OpenApiServer { Url = publicAddress ?? "/" }];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            foreach (var member in context.JsonTypeInfo.Properties.Where(MayBeLeftOut)) schema.Required?.Remove(member.Name);
            if (ShapeOf(context.JsonTypeInfo.Type) is { } shape)
            {
                var known = shape.Schema();
                (schema.Type, schema.Format, schema.Description, schema.Examples) = (known.Type, known.Format, shape.Description,
                    known.Examples);
            }

            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var (status, meaning) in OfEveryOperation)
                operation.Responses?.TryAdd(status, new OpenApiResponse { Description = meaning });
            ReadParameters.Describe(operation, context.Document!, ReadParameters.Of(context.Description.ActionDescriptor.EndpointMetadata));
            var write = context.Description.ActionDescriptor.EndpointMetadata.OfType<WriteDescription>().FirstOrDefault();
            if (write is null) return Task.CompletedTask;

            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Json] = new() { Schema = write.Shape.Schema(), Example = write.Example.DeepClone() },
                },
            };
            return Task.CompletedTask;
        });
    });

    // What is null is left out of an answer, and an analyst is not told who somebody is.
    private static bool MayBeLeftOut(JsonPropertyInfo member) =>
        member.IsGetNullable || member.AttributeProvider?.IsDefined(typeof(IdentifyingAttribute), inherit: true) == true;

    private static JsonShape? ShapeOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(ClinicalDate) || type == typeof(SpinalLevels) || type == typeof(Quantity) || type == typeof(LabResult)
            ? JsonShapes.Of(type)
            : null;
    }
}
