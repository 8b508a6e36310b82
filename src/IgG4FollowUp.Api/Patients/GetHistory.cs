using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;
using JasperFx.Events;
using Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>One event: who recorded what and when, what it was before, and why.</summary>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="RecordedAt">When the service recorded it.</param>
/// <param name="RecordedBy">Who.</param>
/// <param name="Type">Recorded, corrected or retracted.</param>
/// <param name="EntryId">The entry it concerns.</param>
/// <param name="Entry">The entry after it; null after a retraction.</param>
/// <param name="Before">The entry before it; null for a new one.</param>
/// <param name="Reason">Why; null for a new one.</param>
/// <param name="CorrelationId">Trace of the request that brought it.</param>
public sealed record HistoryItem(
    long Version, DateTimeOffset RecordedAt, string? RecordedBy, HistoryType Type, Guid EntryId, ClinicalEntry? Entry,
    ClinicalEntry? Before,
    string? Reason, string? CorrelationId);

[System.Text.Json.Serialization.JsonConverter(typeof(Domain.KebabCaseEnumConverter<HistoryType>))]
public enum HistoryType
{
    Recorded,
    Corrected,
    Retracted,
}

public static class GetHistory
{
    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapGet("/{patientId:guid}/history", async (
                Guid patientId, HttpContext http, IDocumentStore store, AsOfSequences sequences, string? version, string? knownAt) =>
            {
                var (asKnown, problem) = await AsOf.ResolveAsync(sequences, version, knownAt, http.RequestAborted);
                if (problem is not null) return (IResult)problem;
                await using var session = store.QuerySession(http.User.Clinic());
                var stream = await session.Events.FetchStreamAsync(patientId, asKnown.Version ?? 0, token: http.RequestAborted);
                var events = asKnown.Sequence is { } cut ? [.. stream.TakeWhile(e => e.Sequence <= cut)] : stream;
                // Alerts and thresholds have streams too, and theirs are no patient's.
                if (events is not [{ Data: PatientEnrolled }, ..] || asKnown.Version > events.Count) return asKnown.NotFound();
                ChartAnswers.Describe(http.Response, events[^1].Version, asKnown.Sequence ?? events[^1].Sequence);
                return TypedResults.Json(Of(patientId, events), EntryJson.Options);
            })
            .DescribeRead<IReadOnlyList<HistoryItem>>("getHistory", "Read every event: who, when, what it was before, and why")
            .Takes(PatientParameters.Version, PatientParameters.Known);

    public static IReadOnlyList<HistoryItem> Of(Guid patientId, IReadOnlyList<IEvent> events)
    {
        var items = new List<HistoryItem>(events.Count);
        PatientChart? chart = null;
        foreach (var recorded in events)
        {
            items.Add(recorded.Data switch
            {
                ClinicalEntry entry => Item(recorded, HistoryType.Recorded, entry.EntryId, entry, null, null),
                EntryCorrected c => Item(recorded, HistoryType.Corrected, c.EntryId, c.Replacement, chart?.Find(c.EntryId), c.Reason),
                EntryRetracted r => Item(recorded, HistoryType.Retracted, r.EntryId, null, chart?.Find(r.EntryId), Because(r)),
                _ => throw new InvalidOperationException($"{recorded.EventTypeName} is not an event of a patient."),
            });
            chart = PatientChart.Fold(chart, patientId, recorded.Data);
        }

        return items;
    }

    private static string Because(EntryRetracted retracted) =>
        retracted.Explanation is null ? StoredName.Of(retracted.Reason) : $"{StoredName.Of(retracted.Reason)}: {retracted.Explanation}";

    private static HistoryItem Item(IEvent e, HistoryType type, Guid entryId, ClinicalEntry? entry, ClinicalEntry? before,
        string? reason) =>
        new(e.Version, e.Timestamp, e.UserName, type, entryId, entry, before, reason, e.CorrelationId);
}
