using System.Buffers;
using System.Text;
using System.Text.Json;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Microsoft.Net.Http.Headers;

namespace IgG4FollowUp.Api.Cohorts;

/// <summary>
/// An answer to an analyst, in the form that the request accepts: JSON with what the answer rests on and every table, or one table as CSV
/// or as one JSON object per line, whose last columns then say what it rests on. Rows are written as they are read.
/// </summary>
/// <param name="About">What the answer rests on.</param>
/// <param name="Tables">The tables; the first is the one sent as CSV or line by line unless <c>table</c> names another.</param>
public sealed record CohortAnswer(About About, IReadOnlyList<TidyTable> Tables) : IResult
{
    public const string Lines = "application/x-ndjson";
    public const string TableParameter = "table";

    private const int FlushAt = 32 * 1024;
    private const string Json = "application/json";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var asked = httpContext.Request.Query[TableParameter].ToString();
        var table = asked.Length == 0 ? Tables[0] : Tables.FirstOrDefault(t => t.Name == asked);
        if (table is null)
            return Problem.InvalidParameter(TableParameter, $"one of {string.Join(", ", Tables.Select(t => t.Name))}.").ExecuteAsync(httpContext);

        httpContext.Response.Headers.Vary = HeaderNames.Accept;
        return Accepted(httpContext.Request) switch
        {
            Json => WriteJsonAsync(httpContext, asked.Length == 0 ? Tables : [table]),
            Csv.ContentType => WriteCsvAsync(httpContext, table),
            Lines => WriteLinesAsync(httpContext, table),
            _ => Problem.NotAcceptable($"Accept {Json}, {Csv.ContentType} or {Lines}.").ExecuteAsync(httpContext),
        };
    }

    /// <summary>Writes a table as CSV, with extra columns of the same value in every row.</summary>
    public static async Task WriteCsvAsync(Stream body, TidyTable table, IReadOnlyList<KeyValuePair<string, object?>> constants, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), FlushAt, leaveOpen: true);
        var tail = constants.Select(constant => constant.Value).ToArray();
        var buffer = new StringWriter();
        Csv.Write(buffer, table.Columns.Concat(constants.Select(constant => constant.Key)));
        await foreach (var row in table.Rows.WithCancellation(cancellation))
        {
            Csv.Write(buffer, row.Concat(tail));
            if (buffer.GetStringBuilder().Length < FlushAt) continue;
            await writer.WriteAsync(buffer.GetStringBuilder(), cancellation);
            buffer.GetStringBuilder().Clear();
        }

        await writer.WriteAsync(buffer.GetStringBuilder(), cancellation);
    }

    private static string? Accepted(HttpRequest request)
    {
        var accept = request.GetTypedHeaders().Accept;
        return accept.Count == 0 ? Json : accept.OrderByDescending(type => type.Quality ?? 1)
            .Where(type => type.Quality != 0)
            .Select(type => new[] { Json, Csv.ContentType, Lines }.FirstOrDefault(known => new MediaTypeHeaderValue(known).IsSubsetOf(type)))
            .FirstOrDefault(known => known is not null);
    }

    private async Task WriteCsvAsync(HttpContext http, TidyTable table)
    {
        http.Response.ContentType = $"{Csv.ContentType}; charset=utf-8; header=present";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{table.Name}.csv\"";
        await WriteCsvAsync(http.Response.Body, table, Constants(table), http.RequestAborted);
    }

    private async Task WriteLinesAsync(HttpContext http, TidyTable table)
    {
        http.Response.ContentType = Lines;
        var constants = Constants(table);
        var names = Names(table.Columns.Concat(constants.Select(constant => constant.Key)));
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter);
        await foreach (var row in table.Rows.WithCancellation(http.RequestAborted))
        {
            WriteRow(writer, names, [.. row, .. constants.Select(constant => constant.Value)]);
            writer.Flush();
            http.Response.BodyWriter.Write("\n"u8);
            writer.Reset();
            if (http.Response.BodyWriter.UnflushedBytes >= FlushAt) await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
    }

    private async Task WriteJsonAsync(HttpContext http, IReadOnlyList<TidyTable> tables)
    {
        http.Response.ContentType = Json;
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter);
        writer.WriteStartObject();
        foreach (var (name, value) in About) WriteMember(writer, Name(name), value);
        foreach (var table in tables)
        {
            var names = Names(table.Columns);
            writer.WriteStartArray(Name(table.Name));
            await foreach (var row in table.Rows.WithCancellation(http.RequestAborted))
            {
                WriteRow(writer, names, row);
                if (writer.BytesPending < FlushAt) continue;
                await writer.FlushAsync(http.RequestAborted);
                await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private List<KeyValuePair<string, object?>> Constants(TidyTable table) =>
        [.. About.Where(about => !table.Columns.Contains(about.Key) && about.Value is null or string or ValueType)];

    private static void WriteRow(Utf8JsonWriter writer, JsonEncodedText[] names, object?[] row)
    {
        writer.WriteStartObject();
        for (var i = 0; i < names.Length; i++) WriteMember(writer, names[i], row[i]);
        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, JsonEncodedText name, object? value)
    {
        writer.WritePropertyName(name);
        switch (value)
        {
            case null or double.NaN or double.PositiveInfinity or double.NegativeInfinity:
                writer.WriteNullValue();
                break;
            // Nearly all cells: curves have thousands of rows of them.
            case string text:
                writer.WriteStringValue(text);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            default:
                JsonSerializer.Serialize(writer, value, value.GetType(), EntryText.Options);
                break;
        }
    }

    private static JsonEncodedText[] Names(IEnumerable<string> columns) => [.. columns.Select(Name)];

    private static JsonEncodedText Name(string snake) => JsonEncodedText.Encode(Camel(snake));

    private static string Camel(string snake) => JsonNamingPolicy.CamelCase.ConvertName(string.Concat(
        snake.Split('_', '-').Where(word => word.Length > 0).Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])));
}
