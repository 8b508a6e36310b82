using System.Text.Json;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace IgG4FollowUp.Api.Patients;

public static class GetTimeline
{
    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapGet("/{patientId:guid}/timeline", (Guid patientId, HttpContext http, IDocumentStore store, TimelineTexts texts, string? version, string? knownAt) =>
                version is null && knownAt is null
                    ? texts.AnswerAsync(http, patientId)
                    : ChartReading.AnswerAsync(http, store, patientId, version, knownAt, chart => Timeline.Of(chart)))
            .DescribeRead<Timeline>("getTimeline", "Read entries and derived facts by clinical date");
}

/// <summary>
/// Timelines as JSON text, kept by version. A version of a stream never changes, so a text is never stale: every read asks the
/// database for the version, and gets the chart in the same round trip only when the text of that version is not at hand.
/// </summary>
public sealed class TimelineTexts(NpgsqlDataSource database) : IDisposable
{
    private const long MaximumBytes = 16 * 1024 * 1024;

    private const string Sql = $"""
        select mt_version, case when mt_version <> $3 then data end
        from {OwnTables.Schema}.mt_doc_patientchart where tenant_id = $1 and id = $2
        """;

    private readonly MemoryCache _texts = new(new MemoryCacheOptions { SizeLimit = MaximumBytes });

    public async Task<IResult> AnswerAsync(HttpContext http, Guid patientId)
    {
        var clinic = http.User.Clinic();
        var (version, text) = await ReadAsync(clinic, patientId, http.RequestAborted);
        if (text is null) return Problem.NotFound();
        http.Response.Headers.ETag = Versions.Tag(version);
        http.Response.Headers.CacheControl = "private, no-cache";
        return Versions.NotModified(http.Request, version)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(text, "application/json; charset=utf-8");
    }

    public void Dispose() => _texts.Dispose();

    private async Task<(long Version, byte[]? Text)> ReadAsync(string clinic, Guid patientId, CancellationToken cancellation)
    {
        var key = (clinic, patientId);
        var kept = _texts.TryGetValue(key, out (long Version, byte[] Text) found) ? found : (Version: -1, Text: []);
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clinic });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = patientId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = kept.Version });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return (0, null);
        var version = reader.GetInt64(0);
        if (version == kept.Version) return kept;

        var chart = JsonSerializer.Deserialize<PatientChart>(reader.GetFieldValue<byte[]>(1), EntryText.Options)!;
        var text = JsonSerializer.SerializeToUtf8Bytes(Timeline.Of(chart), EntryText.Options);
        _texts.Set(key, (version, text), new MemoryCacheEntryOptions { Size = text.Length, SlidingExpiration = TimeSpan.FromMinutes(10) });
        return (version, text);
    }
}
