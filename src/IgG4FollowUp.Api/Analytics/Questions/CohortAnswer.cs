using System.Buffers;
using System.Text;
using System.Text.Json;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Analytics.Export;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Microsoft.Net.Http.Headers;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// An answer to an analyst, in the form that the request accepts: JSON with what the answer rests on and every table, or one table as CSV
/// or as one JSON object per line, whose last columns then say what it rests on, unless <c>about=none</c> leaves them to the JSON that a
/// link names. Rows are written as they are read.
/// </summary>
/// <param name="About">What the answer rests on.</param>
/// <param name="Tables">The tables; the first is the one sent as CSV or line by line unless <c>table</c> names another.</param>
public sealed record CohortAnswer(AnswerMetadata About, IReadOnlyList<TidyTable> Tables) : IResult
{
    public const string Lines = "application/x-ndjson";
    public const string TableParameter = "table";
    public const string AboutParameter = "about";
    public const string AboutNone = "none";

    private const int FlushAt = 32 * 1024;
    private const string Json = "application/json";

    /// <summary>Sends the answer, once the first row of each table is known.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (About.People is { } people) AccessNote.Counted(people);
        var asked = httpContext.Request.Query[TableParameter].ToString();
        IReadOnlyList<TidyTable> wanted = asked.Length == 0 ? Tables : [Tables.First(table => table.Name == asked)];
        httpContext.Response.Headers.Vary = HeaderNames.Accept;
        if (MediaTypes.Preferred(httpContext.Request, Json, Csv.ContentType, Lines) is not { } form)
        {
            await Problem.NotAcceptable($"Accept {Json}, {Csv.ContentType} or {Lines}.").ExecuteAsync(httpContext);
            return;
        }

        var alone = form != Json && httpContext.Request.Query[AboutParameter] == AboutNone;
        // Lines without a row hold nothing that says what they rest on.
        if (alone || form == Lines)
            httpContext.Response.Headers.Link = $"<{AsJson(httpContext.Request)}>; rel=\"describedby\"; type=\"{Json}\"";
        var constants = alone ? [] : Constants(wanted[0]);
        var tables = new List<TidyTable>();
        foreach (var table in form == Json ? wanted : [wanted[0]]) tables.Add(await table.BegunAsync(httpContext.RequestAborted));
        await (form switch
        {
            Json => WriteJsonAsync(httpContext, tables),
            Csv.ContentType => WriteCsvAsync(httpContext, tables[0], constants),
            _ => WriteLinesAsync(httpContext, tables[0], constants),
        });
    }

    /// <summary>Writes a table as CSV, with extra columns of the same value in every row.</summary>
    public static async Task WriteCsvAsync(Stream body, TidyTable table, IReadOnlyList<KeyValuePair<string, object?>> constants,
        CancellationToken cancellation)
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

    // From here on a failure breaks the connection, so that no client takes what has come for the whole.
    private static Task BeginAsync(HttpContext http, string contentType)
    {
        http.Response.ContentType = contentType;
        return http.Response.StartAsync(http.RequestAborted);
    }

    private static async Task WriteCsvAsync(HttpContext http, TidyTable table, List<KeyValuePair<string, object?>> constants)
    {
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{table.Name}.csv\"";
        await BeginAsync(http, $"{Csv.ContentType}; charset=utf-8; header=present");
        await WriteCsvAsync(http.Response.Body, table, constants, http.RequestAborted);
    }

    private static async Task WriteLinesAsync(HttpContext http, TidyTable table, List<KeyValuePair<string, object?>> constants)
    {
        await BeginAsync(http, Lines);
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
        await BeginAsync(http, Json);
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

    private static string AsJson(HttpRequest request) => request.PathBase.Add(request.Path).ToUriComponent() + QueryString.Create(
        request.Query.Where(parameter => parameter.Key != AboutParameter));

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
                JsonSerializer.Serialize(writer, value, value.GetType(), EntryJson.Options);
                break;
        }
    }

    private static JsonEncodedText[] Names(IEnumerable<string> columns) => [.. columns.Select(Name)];

    private static JsonEncodedText Name(string snake) => JsonEncodedText.Encode(Camel(snake));

    private static string Camel(string snake) => JsonNamingPolicy.CamelCase.ConvertName(string.Concat(
        snake.Split('_', '-').Where(word => word.Length > 0)
            .Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])));
}
