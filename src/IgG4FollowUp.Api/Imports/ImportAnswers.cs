using System.Text.Json;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>A report as an answer: one JSON document, or a line for each row and the summary as the last line.</summary>
public static class ImportAnswers
{
    public const string Lines = "application/x-ndjson";

    /// <summary>The whole report; problem details that carry it when nothing was or would be recorded because of refused rows.</summary>
    public static Reply Of(ImportReport report) => report.Summary is { Mode: ImportMode.AllOrNothing, Refused: > 0 }
        ? new Reply(422, JsonSerializer.SerializeToUtf8Bytes(ImportRefused.Of(report), EntryJson.Options))
        : new Reply(200, JsonSerializer.SerializeToUtf8Bytes(report, EntryJson.Options));

    /// <summary>True when the client asks for lines.</summary>
    public static bool AreLines(HttpRequest request) =>
        MediaTypes.Preferred(request, "application/json", Lines) == Lines;

    /// <summary>Sends rows as they are decided, without waiting for the rest.</summary>
    public static async Task SendAsync(HttpResponse response, IEnumerable<ImportRow> rows, CancellationToken cancellation)
    {
        if (!response.HasStarted) response.ContentType = Lines;
        foreach (var row in rows) await LineAsync(response, row, cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    public static Task SendLastAsync(HttpResponse response, ImportReport report, CancellationToken cancellation)
    {
        if (!response.HasStarted) response.ContentType = Lines;
        return LineAsync(response, new LastLine(report.Summary) { Columns = report.Columns }, cancellation);
    }

    /// <summary>The last line, told from the others by its summary.</summary>
    public sealed record LastLine(ImportSummary Summary)
    {
        public IReadOnlyList<ImportColumn>? Columns { get; init; }
    }

    private static async Task LineAsync<T>(HttpResponse response, T line, CancellationToken cancellation)
    {
        await JsonSerializer.SerializeAsync(response.Body, line, EntryJson.Options, cancellation);
        await response.Body.WriteAsync("\n"u8.ToArray(), cancellation);
    }
}

/// <summary>Problem details (RFC 9457) of an import that was refused as a whole, with the report on every row.</summary>
public sealed record ImportRefused(string Type, string Title, int Status, string Detail, ImportSummary Summary,
    IReadOnlyList<ImportRow> Rows)
{
    /// <inheritdoc cref="ImportReport.Columns"/>
    public IReadOnlyList<ImportColumn>? Columns { get; init; }

    public static ImportRefused Of(ImportReport report) => new(
        "urn:igg4-follow-up:problem:import-refused", "Rows of the import are refused", 422,
        "Nothing was recorded, because one refused row refuses all; each reason is named in 'rows'. "
            + "Correct the rows, or import row by row.",
        report.Summary, report.Rows)
    { Columns = report.Columns };
}
