using System.Text.Json;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;
using Marten;
using Microsoft.Extensions.Caching.Memory;

namespace IgG4FollowUp.Api.Patients;

public static class GetTimeline
{
    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapGet("/{patientId:guid}/timeline",
            (Guid patientId, HttpContext http, ChartsAsOf charts, IDocumentStore store, TimelineTexts texts, string? version,
                string? knownAt) =>
                version is null && knownAt is null
                    ? texts.AnswerAsync(http, patientId)
                    : PastAsync(http, charts, store, patientId, version, knownAt))
            .DescribeRead<Timeline>("getTimeline", "Read entries and derived facts by clinical date")
            .Takes(PatientParameters.Version, PatientParameters.Known);

    // What was known then, by the days of grace of now.
    private static async Task<IResult> PastAsync(
        HttpContext http, ChartsAsOf charts, IDocumentStore store, Guid patientId, string? version, string? knownAt)
    {
        await using var session = store.QuerySession(http.User.Clinic());
        var settings = new TimelineSettings { FollowUp = await ClinicAlertSettings.ReadAsync(session, http.RequestAborted) };
        return await ChartAnswers.AnswerAsync(http, charts, patientId, version, knownAt, chart => Timeline.Of(chart, settings));
    }
}

/// <summary>
/// Timelines as JSON text, kept by version of the record and of the clinic's thresholds. A version never changes, so a text is never stale:
/// every read asks the database for both, and gets the chart, with the sequence of its last event, in the same round trip only when the
/// text of them is not at hand.
/// </summary>
public sealed class TimelineTexts(ChartsAsOf charts) : IDisposable
{
    private const long MaximumBytes = 16 * 1024 * 1024;

    private readonly MemoryCache _texts = new(new MemoryCacheOptions { SizeLimit = MaximumBytes });

    public async Task<IResult> AnswerAsync(HttpContext http, Guid patientId)
    {
        var clinic = http.User.Clinic();
        if (await ReadAsync(clinic, patientId, http.RequestAborted) is not { } known) return Problem.NotFound();
        ChartAnswers.Describe(http.Response, known.Versions.Record, known.Sequence);
        return TypedResults.Bytes(known.Text, "application/json; charset=utf-8");
    }

    public void Dispose() => _texts.Dispose();

    private async Task<TimelineText?> ReadAsync(string clinic, Guid patientId, CancellationToken cancellation)
    {
        var key = (clinic, patientId);
        var kept = _texts.TryGetValue(key, out TimelineText? found) ? found : null;
        if (await charts.NewerAsync(clinic, patientId, kept?.Versions, cancellation) is not { } newer) return null;
        if (newer.Chart is not { } known) return kept;

        var text = JsonSerializer.SerializeToUtf8Bytes(Timeline.Of(known.Chart, new() { FollowUp = newer.Settings }), EntryJson.Options);
        return _texts.Set(
            key, new TimelineText(newer.Versions, known.Sequence, text),
            new MemoryCacheEntryOptions { Size = text.Length, SlidingExpiration = TimeSpan.FromMinutes(10) });
    }

    private sealed record TimelineText((long Record, long Settings) Versions, long Sequence, byte[] Text);
}
