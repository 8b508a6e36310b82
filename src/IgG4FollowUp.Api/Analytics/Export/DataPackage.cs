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
        var first = await TableAnswers.Rows(Snapshot, AnalystTables.All.First(), CohortFilter.None).BegunAsync(cancellation);
        httpContext.Response.ContentType = ContentType;
        httpContext.Response.Headers.ContentDisposition = "attachment; filename=\"igg4followup.zip\"";
        // Closing an entry writes the last of it synchronously, whichever way it is closed.
        if (httpContext.Features.Get<IHttpBodyControlFeature>() is { } control) control.AllowSynchronousIO = true;
        await httpContext.Response.StartAsync(cancellation);
        await using var zip = await ZipArchive.CreateAsync(httpContext.Response.Body, ZipArchiveMode.Create, leaveOpen: true,
            entryNameEncoding: null, cancellation);
        try
        {
            await AddAsync(zip, first, cancellation);
            foreach (var table in AnalystTables.All.Skip(1))
                await AddAsync(zip, TableAnswers.Rows(Snapshot, table, CohortFilter.None), cancellation);
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
        ["description"] =
            "Empty fields are not reported, never no. Patients whose origin is 'synthetic' do not exist. In texts that a spreadsheet would "
                + "take for a formula a leading apostrophe was added.",
        ["created"] = Created.UtcDateTime.ToString("O"),
        ["sequence"] = Snapshot.Sequence,
        ["consentRefused"] = Count(Snapshot.Refusals.Refused(clinics: null)),
        ["consentNotGiven"] = Count(Snapshot.Refusals.NotGiven(clinics: null)),
        ["consentWithdrawn"] = Count(Snapshot.Refusals.Withdrawn(clinics: null)),
        ["resources"] = new JsonArray([.. AnalystTables.All.Select(table => Resource(table)), AdtteResource()]),
    };

    private static JsonValue Count(int people) => JsonValue.Create(people);

    private static JsonObject Resource(AnalystTable table)
    {
        var resource = Resource(table.Name, table.Comment, table.Columns, table.MayBeNull);
        var schema = (JsonObject)resource["schema"]!;
        schema["primaryKey"] = Names(table.PrimaryKey);
        if (table.Name != "patients")
        {
            schema["foreignKeys"] = new JsonArray(new JsonObject
            {
                ["fields"] = Names([Persons.Clinic, Persons.PatientId]),
                ["reference"] = new JsonObject { ["resource"] = "patients", ["fields"] = Names([Persons.Clinic, Persons.PatientId]) },
            });
        }

        return resource;
    }

    private static JsonObject AdtteResource() => Resource(
        Adtte.Name, "Times to the first recurrence in the manner of CDISC's ADaM time-to-event structure; not a submission data set.",
        Adtte.Columns,
        column => !column.Required);

    private static JsonObject Resource(string name, string description, IReadOnlyList<Column> columns, Func<Column, bool> mayBeNull) =>
        new()
        {
            ["profile"] = "tabular-data-resource",
            ["name"] = name.Replace('_', '-'),
            ["path"] = FileOf(name),
            ["description"] = description,
            ["format"] = "csv",
            ["mediatype"] = Csv.ContentType,
            ["encoding"] = "utf-8",
            ["dialect"] =
            new JsonObject
            {
                ["delimiter"] = ",",
                ["lineTerminator"] = "\r\n",
                ["quoteChar"] = "\"",
                ["doubleQuote"] = true,
                ["header"] = true,
            },
            ["schema"] = new JsonObject
            {
                ["fields"] = new JsonArray([.. columns.Select(column => Field(column, mayBeNull(column)))]),
                ["missingValues"] = new JsonArray(""),
            },
        };

    private static JsonObject Field(Column column, bool mayBeNull)
    {
        var field = new JsonObject { ["name"] = column.Name, ["type"] = column.Type.Field, ["description"] = column.Comment };
        if (column.Type == CellType.Uuid) field["format"] = column.Type.Format;
        if (!mayBeNull) field["constraints"] = new JsonObject { ["required"] = true };
        return field;
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);

    private static string FileOf(string table) => $"{table}.csv";
}
