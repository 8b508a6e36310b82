using System.Text.Json;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using Microsoft.Extensions.Caching.Memory;

namespace IgG4FollowUp.Api.Patients;

public static class GetTimeline
{
    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapGet("/{patientId:guid}/timeline", (Guid patientId, HttpContext http, KnownCharts charts, TimelineTexts texts, string? version, string? knownAt) =>
                version is null && knownAt is null
                    ? texts.AnswerAsync(http, patientId)
                    : ChartReading.AnswerAsync(http, charts, patientId, version, knownAt, chart => Timeline.Of(chart)))
            .DescribeRead<Timeline>("getTimeline", "Read entries and derived facts by clinical date")
            .Takes(PatientParameters.Version, PatientParameters.Known);
}

/// <summary>
/// Timelines as JSON text, kept by version. A version of a stream never changes, so a text is never stale: every read asks the
/// database for the version, and gets the chart, with the sequence of its last event, in the same round trip only when the text of that
/// version is not at hand.
/// </summary>
public sealed class TimelineTexts(KnownCharts charts) : IDisposable
{
    private const long MaximumBytes = 16 * 1024 * 1024;

    private readonly MemoryCache _texts = new(new MemoryCacheOptions { SizeLimit = MaximumBytes });

    public async Task<IResult> AnswerAsync(HttpContext http, Guid patientId)
    {
        var clinic = http.User.Clinic();
        if (await ReadAsync(clinic, patientId, http.RequestAborted) is not { } known) return Problem.NotFound();
        ChartReading.Describe(http.Response, known.Version, known.Sequence);
        return TypedResults.Bytes(known.Text, "application/json; charset=utf-8");
    }

    public void Dispose() => _texts.Dispose();

    private async Task<TimelineText?> ReadAsync(string clinic, Guid patientId, CancellationToken cancellation)
    {
        var key = (clinic, patientId);
        var kept = _texts.TryGetValue(key, out TimelineText? found) ? found : null;
        if (await charts.NewerAsync(clinic, patientId, kept?.Version, cancellation) is not var (version, known)) return null;
        if (known is null) return kept;

        var text = JsonSerializer.SerializeToUtf8Bytes(Timeline.Of(known.Chart), EntryText.Options);
        return _texts.Set(
            key, new TimelineText(version, known.Sequence, text),
            new MemoryCacheEntryOptions { Size = text.Length, SlidingExpiration = TimeSpan.FromMinutes(10) });
    }

    private sealed record TimelineText(long Version, long Sequence, byte[] Text);
}
