using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics.Questions;
using Microsoft.AspNetCore.Http.Features;

namespace IgG4FollowUp.Api.Analytics.Export;

/// <summary>
/// All tables as a Frictionless data package: a zip of <c>datapackage.json</c> with the dictionary and one CSV per table, written while the
/// rows are read, all from one snapshot.
/// </summary>
/// <param name="Snapshot">The tables.</param>
/// <param name="Created">When the package was made.</param>
public sealed record DataPackage(CohortSnapshot Snapshot, DateTimeOffset Created) : IResult
{
    public const string ContentType = "application/zip";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancellation = httpContext.RequestAborted;
        var first = await TableAnswers.Rows(Snapshot, Snapshot.Tables.Values.First(), CohortFilter.None).BegunAsync(cancellation);
        httpContext.Response.ContentType = ContentType;
        httpContext.Response.Headers.ContentDisposition = "attachment; filename=\"igg4followup.zip\"";
        // Closing an entry writes the last of it synchronously, whichever way it is closed.
        if (httpContext.Features.Get<IHttpBodyControlFeature>() is { } control) control.AllowSynchronousIO = true;
        await httpContext.Response.StartAsync(cancellation);
        await using var zip = await ZipArchive.CreateAsync(httpContext.Response.Body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellation);
        try
        {
            await AddAsync(zip, first, cancellation);
            foreach (var table in Snapshot.Tables.Values.Skip(1)) await AddAsync(zip, TableAnswers.Rows(Snapshot, table, CohortFilter.None), cancellation);
            await AddAsync(zip, TableAnswers.AdtteRows(Snapshot, CohortFilter.None), cancellation);
            await using var descriptor = await zip.CreateEntry("datapackage.json").OpenAsync(cancellation);
            await JsonSerializer.SerializeAsync(descriptor, Descriptor(), Indented, cancellation);
        }
        catch
        {
            // Closing the archive would make a whole one of what there is.
            httpContext.Abort();
            throw;
        }
    }

    private static async Task AddAsync(ZipArchive zip, TidyTable table, CancellationToken cancellation)
    {
        await using var entry = await zip.CreateEntry(FileOf(table.Name)).OpenAsync(cancellation);
        await CohortAnswer.WriteCsvAsync(entry, table, [], cancellation);
    }

    private JsonObject Descriptor() => new()
    {
        ["profile"] = "tabular-data-package",
        ["name"] = "igg4followup",
        ["title"] = "De-identified follow-up of patients with IgG4-related spinal pachymeningitis",
        ["description"] = "Empty fields are not reported, never no. Patients whose origin is 'synthetic' do not exist. In texts that a spreadsheet would take for a formula a leading apostrophe was added.",
        ["created"] = Created.UtcDateTime.ToString("O"),
        ["sequence"] = Snapshot.Sequence,
        ["consentRefused"] = Count(Snapshot.LeftOut.Refused(clinics: null)),
        ["consentWithdrawn"] = Count(Snapshot.LeftOut.Withdrawn(clinics: null)),
        ["resources"] = new JsonArray([.. Snapshot.Tables.Values.Select(table => Resource(table, Analytics.AnalystTables.Find(table.Name)!.Key)), AdtteResource()]),
    };

    private JsonValue? Count(int people) => Snapshot.Suppression.IsSmall(people) ? null : JsonValue.Create(people);

    private static JsonObject Resource(CohortTable table, IReadOnlyList<string> key)
    {
        var resource = Resource(table.Name, table.Description, table.Columns);
        var schema = (JsonObject)resource["schema"]!;
        schema["primaryKey"] = Names(["clinic", "patient_id", .. key]);
        if (table.Name != "patients")
        {
            schema["foreignKeys"] = new JsonArray(new JsonObject
            {
                ["fields"] = Names(["clinic", "patient_id"]),
                ["reference"] = new JsonObject { ["resource"] = "patients", ["fields"] = Names(["clinic", "patient_id"]) },
            });
        }

        return resource;
    }

    private static JsonObject AdtteResource() => Resource(
        Adtte.Name, "Times to the first recurrence in the manner of CDISC's ADaM time-to-event structure; not a submission data set.", Adtte.Columns);

    private static JsonObject Resource(string name, string? description, IReadOnlyList<CohortColumn> columns) => new()
    {
        ["profile"] = "tabular-data-resource",
        ["name"] = name.Replace('_', '-'),
        ["path"] = FileOf(name),
        ["description"] = description,
        ["format"] = "csv",
        ["mediatype"] = Csv.ContentType,
        ["encoding"] = "utf-8",
        ["dialect"] = new JsonObject { ["delimiter"] = ",", ["lineTerminator"] = "\r\n", ["quoteChar"] = "\"", ["doubleQuote"] = true, ["header"] = true },
        ["schema"] = new JsonObject
        {
            ["fields"] = new JsonArray([.. columns.Select(Field)]),
            ["missingValues"] = new JsonArray(""),
        },
    };

    private static JsonObject Field(CohortColumn column)
    {
        var field = new JsonObject { ["name"] = column.Name, ["type"] = TypeOf(column.Type), ["description"] = column.Description };
        if (column.Type == "uuid") field["format"] = "uuid";
        if (!column.Nullable) field["constraints"] = new JsonObject { ["required"] = true };
        return field;
    }

    private static string TypeOf(string postgres) => postgres switch
    {
        "integer" or "bigint" or "smallint" => "integer",
        "boolean" => "boolean",
        "date" => "date",
        "double precision" or "real" => "number",
        _ when postgres.StartsWith("numeric", StringComparison.Ordinal) => "number",
        _ when postgres.StartsWith("timestamp", StringComparison.Ordinal) => "datetime",
        _ => "string",
    };

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);

    private static string FileOf(string table) => $"{table}.csv";
}
