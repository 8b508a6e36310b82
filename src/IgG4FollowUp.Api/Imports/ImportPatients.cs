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

/// <summary>Import patients from a file: a table as CSV, or patients in the API's own shapes as NDJSON.</summary>
public static class ImportPatients
{
    public const string Csv = "text/csv";
    public const string Tsv = "text/tab-separated-values";
    public const string MapParameter = "map";

    private static readonly string MapDescription =
        $"For a CSV: what its columns hold, {ColumnMap.Expected}. Columns it does not name are taken by their header or its synonyms, and "
        + "the report says which. "
        + "Without 'dates' a date such as 03/04/2024 is refused, unless others of the file tell which comes first; without 'decimal' a "
        + "number such as 1,350 is.";

    private static readonly string Accepted = $"{Csv}, {Tsv} or {ImportAnswers.Lines}, in UTF-8";

    public static void AddImports(this IServiceCollection services)
    {
        services.AddScoped<Importer>();
        services.AddSingleton<ImportTurns>();
        services.AddSingleton<PatientsAsOf>();
    }

    public static void Map(IEndpointRouteBuilder imports) =>
        imports.MapPost("/", AnswerAsync)
            .WithName("importPatients").WithSummary("Import patients from CSV, in one row each or several, or from NDJSON")
            .WithDescription(
                "A cell that is blank or says so in words ('-', 'n/a', 'unknown') is not reported; 'no', 'none', 'never', 'nil' and 'not "
                + "done' state absence, in every column. "
                + "A dry run reports for each column of a CSV what it was taken for and what its values were understood as. Re-importing "
                + "the same file changes nothing. With 'Accept: application/x-ndjson' "
                + "each row is reported as it is decided and the summary is the last line; in all-or-nothing mode the rows stand once it "
                + "says 'applied'.")
            .Takes(
                new("mode", "What a refused row does to the others; all-or-nothing when left out.")
                {
                    Values = ["all-or-nothing", "row-by-row"],
                },
                new("dryRun", "When true, the report is made and nothing is recorded.") { Values = ["false", "true"] },
                new(MapParameter, MapDescription) { MostCharacters = ColumnMap.MaximumLength, MayHaveLines = true },
                Idempotency.Parameter)
            .Produces<ImportReport>(200, "application/json", ImportAnswers.Lines)
            .Produces<ImportRefused>(422, Problem.ContentType)
            .Produces<Problem>(400, Problem.ContentType).Produces<Problem>(409, Problem.ContentType)
            .Produces<Problem>(413, Problem.ContentType).Produces<Problem>(415, Problem.ContentType)
            .Produces<Problem>(429, Problem.ContentType)
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                Describe(operation);
                return Task.CompletedTask;
            });

    private static async Task AnswerAsync(HttpContext http, Importer importer, IDocumentStore store, TimeProvider time, ImportTurns turns,
        string? mode, string? dryRun, string? map)
    {
        // Taken before the body is read, so that a clinic holds the memory of one file at most.
        using var turn = turns.TryTake(http.User.Clinic());
        if (turn is null) http.Response.Headers.RetryAfter = "5";
        var answer = turn is null ? Running() : await ImportAsync(http, importer, store, time, mode, dryRun, map);
        if (answer is not null) await answer.ExecuteAsync(http);
    }

    private static Problem Running() => new(
        "urn:igg4-follow-up:problem:import-running", "An import of the clinic is running", 429,
        "One import at a time is carried out for a clinic; repeat this one when the other has ended.");

    // Null when the answer has been sent line by line.
    private static async Task<IResult?> ImportAsync(
        HttpContext http, Importer importer, IDocumentStore store, TimeProvider time, string? mode, string? dryRun, string? map)
    {
        var (request, cancellation) = (http.Request, http.RequestAborted);
        var importMode = mode == "row-by-row" ? ImportMode.RowByRow : ImportMode.AllOrNothing;
        var (columnMap, fault) = map is null ? (ColumnMap.Empty, null) : ColumnMap.Read(map);
        if (fault is not null) return Problem.InvalidParameter(MapParameter, fault);
        if (MediaTypes.IsCoded(request)) return Problem.UnsupportedCoding();
        if (MediaTypes.Sent(request, Csv, Tsv, ImportAnswers.Lines) is not { } mediaType)
        {
            var refused = Problem.UnsupportedMediaType(Accepted);
            return FileKind.OfName(request.GetTypedHeaders().ContentType?.MediaType.Value ?? "") is { } kind
                ? refused with { Detail = kind }
                : refused;
        }

        if (mediaType == ImportAnswers.Lines && map is not null)
            return Problem.InvalidParameter(MapParameter, "a column map belongs to a CSV file.");
        if (!Idempotency.TryKey(request, out var key)) return Problem.InvalidParameter(Idempotency.Header, Idempotency.Expected);
        var (bytes, tooLarge) = await Body.BytesAsync(request, Service.MaximumBody, cancellation);
        if (tooLarge) return Problem.TooLarge(Service.MaximumBody);

        var order = new ImportOrder(http.User.Clinic(), importMode, dryRun == "true",
            new(http.User.UserName(), null, dryRun == "true" ? null : key, Body.FingerprintOf(request, bytes.Span)));
        if (await KeptReply.FindAsync(store, order.Clinic, order.Request, cancellation) is { } first) return await RepeatAsync(http, first);
        var file = mediaType == ImportAnswers.Lines
            ? PatientLines.Read(bytes, time, cancellation)
            : CaseFile.Read(bytes, columnMap, cancellation);
        if (file.Problem is not null) return file.Problem;
        if (file.Columns.Count > 0)
            order = order with { Columns = [.. file.Columns.Select(column => column.Report(withValues: order.DryRun))] };

        var lines = ImportAnswers.AreLines(request);
        try
        {
            var report = await importer.RunAsync(order, file.Rows,
                news => lines ? ImportAnswers.SendAsync(http.Response, news, cancellation) : Task.CompletedTask, cancellation);
            if (!lines) return ImportAnswers.Of(report);
            await ImportAnswers.SendLastAsync(http.Response, report, cancellation);
            return null;
        }
        catch (ImportRaceException) when (!http.Response.HasStarted)
        {
            return await KeptReply.FindAsync(store, order.Clinic, order.Request, cancellation) is { } other
                ? await RepeatAsync(http, other)
                : Problem.Conflict("Study numbers of the file were being enrolled by others; repeat the import.");
        }
        catch (DocumentAlreadyExistsException) when (!http.Response.HasStarted)
        {
            // Two requests with one key arrived at once; the other one was first.
            return await KeptReply.FindAsync(store, order.Clinic, order.Request, cancellation) is { } other
                ? await RepeatAsync(http, other)
                : LostRace.Changed();
        }
    }

    private static async Task<IResult?> RepeatAsync(HttpContext http, Reply first)
    {
        if (first.Failed || !ImportAnswers.AreLines(http.Request)) return first;
        var report = JsonSerializer.Deserialize<ImportReport>(first.Body, EntryJson.Options)!;
        await ImportAnswers.SendAsync(http.Response, report.Rows, http.RequestAborted);
        await ImportAnswers.SendLastAsync(http.Response, report, http.RequestAborted);
        return null;
    }

    private static OpenApiSchema Table() => new()
    {
        Type = JsonSchemaType.String,
        Description = "RFC 4180 in UTF-8, separated by commas, semicolons, tabs or bars (|). A row with a study number is a clinic's own "
            + "patient, one with a citation alone a published one. Rows of one study number tell of one patient: each may add findings, "
            + "treatments and visits, what is said of the patient they must say alike, and they are recorded together or not at all. "
            + "Fields: " + string.Join("; ", CaseField.All.Select(field => $"{field.Name}, {field.Description}")) + ".",
    };

    private static void Describe(OpenApiOperation operation)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Csv] = new() { Schema = Table() },
                [Tsv] = new() { Schema = Table() },
                [ImportAnswers.Lines] = new() { Schema = PatientLines.Shape.Schema() },
            },
        };
    }
}
