using System.Text.Json;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using JasperFx;
using Marten;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Import patients from a file: published cases as CSV, or patients in the API's own shapes as NDJSON.</summary>
public static class ImportPatients
{
    public const string Csv = "text/csv";

    public static void AddImports(this IServiceCollection services)
    {
        services.AddScoped<Importer>();
        services.AddSingleton<KnownPatients>();
    }

    public static void Map(IEndpointRouteBuilder imports) =>
        imports.MapPost("/", AnswerAsync)
            .WithName("importPatients").WithSummary("Import patients from CSV of published cases or from NDJSON")
            .WithDescription("A blank cell means not reported. Re-importing the same file changes nothing. With 'Accept: application/x-ndjson' "
                + "each row is reported as it is decided and the summary is the last line; in all-or-nothing mode the rows stand once it says 'applied'.")
            .Takes(
                new("mode", "What a refused row does to the others; all-or-nothing when left out.") { Values = ["all-or-nothing", "row-by-row"] },
                new("dryRun", "When true, the report is made and nothing is recorded.") { Values = ["false", "true"] },
                Idempotency.Parameter)
            .Produces<ImportReport>(200, "application/json", ImportAnswers.Lines)
            .Produces<ImportRefused>(422, Problem.ContentType)
            .Produces<Problem>(400, Problem.ContentType).Produces<Problem>(409, Problem.ContentType)
            .Produces<Problem>(413, Problem.ContentType).Produces<Problem>(415, Problem.ContentType)
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                Describe(operation);
                return Task.CompletedTask;
            });

    private static async Task AnswerAsync(HttpContext http, Importer importer, IDocumentStore store, TimeProvider time, string? mode, string? dryRun)
    {
        var answer = await ImportAsync(http, importer, store, time, mode, dryRun);
        if (answer is not null) await answer.ExecuteAsync(http);
    }

    // Null when the answer has been sent line by line.
    private static async Task<IResult?> ImportAsync(
        HttpContext http, Importer importer, IDocumentStore store, TimeProvider time, string? mode, string? dryRun)
    {
        var (request, cancellation) = (http.Request, http.RequestAborted);
        var importMode = mode == "row-by-row" ? ImportMode.RowByRow : ImportMode.AllOrNothing;
        if (MediaTypes.Sent(request, Csv, ImportAnswers.Lines) is not { } mediaType) return Problem.UnsupportedMediaType($"{Csv} or {ImportAnswers.Lines}, in UTF-8");
        if (!Idempotency.TryKey(request, out var key)) return Problem.InvalidParameter(Idempotency.Header, Idempotency.Expected);
        var (bytes, tooLarge) = await Body.BytesAsync(request, Service.MaximumBody, cancellation);
        if (tooLarge) return Problem.TooLarge(Service.MaximumBody);

        var order = new ImportOrder(http.User.Clinic(), importMode, dryRun == "true", new(http.User.UserName(), null, dryRun == "true" ? null : key, Body.FingerprintOf(request, bytes.Span)));
        if (await KeptReply.FindAsync(store, order.Clinic, order.Request, cancellation) is { } first) return await RepeatAsync(http, first);
        var (rows, problem) = mediaType == Csv ? CaseFile.Read(bytes) : PatientLines.Read(bytes, time);
        if (problem is not null) return problem;

        var lines = ImportAnswers.AreLines(request);
        try
        {
            var report = await importer.RunAsync(order, rows, news => lines ? ImportAnswers.SendAsync(http.Response, news, cancellation) : Task.CompletedTask, cancellation);
            if (!lines) return ImportAnswers.Of(report);
            await ImportAnswers.SendAsync(http.Response, report.Summary, cancellation);
            return null;
        }
        catch (ImportRaceException) when (!http.Response.HasStarted)
        {
            return Problem.Conflict("Study numbers of the file were being enrolled by others; repeat the import.");
        }
        catch (DocumentAlreadyExistsException) when (!http.Response.HasStarted)
        {
            // Two requests with one key arrived at once; the other one was first.
            return await KeptReply.FindAsync(store, order.Clinic, order.Request, cancellation) is { } other ? await RepeatAsync(http, other) : LostRace.Changed();
        }
    }

    private static async Task<IResult?> RepeatAsync(HttpContext http, Reply first)
    {
        if (first.Failed || !ImportAnswers.AreLines(http.Request)) return first;
        var report = JsonSerializer.Deserialize<ImportReport>(first.Body, EntryText.Options)!;
        await ImportAnswers.SendAsync(http.Response, report.Rows, http.RequestAborted);
        await ImportAnswers.SendAsync(http.Response, report.Summary, http.RequestAborted);
        return null;
    }

    private static void Describe(OpenApiOperation operation)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Csv] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Description = "RFC 4180 in UTF-8 with the columns " + string.Join(", ", CaseRow.Columns.Select(column => column.Name)) + ".",
                    },
                },
                [ImportAnswers.Lines] = new() { Schema = PatientLines.Shape.Schema() },
            },
        };
    }
}
