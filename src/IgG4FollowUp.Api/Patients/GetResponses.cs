using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Timelines;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Days between which something happened; null on a side without a bound.</summary>
public sealed record DayBounds(DateOnly? Earliest, DateOnly? Latest)
{
    public static DayBounds? Of(DaySpan? span) => span is not { } days ? null : new(
        days.Earliest == DateOnly.MinValue ? null : days.Earliest, days.Latest == DateOnly.MaxValue ? null : days.Latest);
}

/// <summary>How one event was treated and how it responded.</summary>
/// <param name="Recurrence">Number of the recurrence; 0 for the first treatment.</param>
/// <param name="EntryId">The entry that it begins with.</param>
/// <param name="On">When treatment began, or the recurrence was first seen.</param>
/// <param name="TreatedSince">When treatment of it began; null without one, or when partial dates leave it open.</param>
/// <param name="Treatments">Treatments of this disease begun or raised for it.</param>
/// <param name="At">The response at each set time.</param>
/// <param name="DaysToResponse">Days from the start of treatment until deficit or lesion was first seen to be better.</param>
/// <param name="Next">What came next.</param>
/// <param name="NextOn">When.</param>
public sealed record EventResponse(
    int Recurrence, Guid EntryId, DayBounds? On, DayBounds? TreatedSince, IReadOnlyList<TreatmentOfEvent> Treatments,
    IReadOnlyList<ResponseAt> At, DayCount? DaysToResponse, NextEventKind Next, DayBounds? NextOn)
{
    public static EventResponse Of(TreatmentResponse response) => new(
        response.Event.Ordinal, response.Event.EntryId, DayBounds.Of(response.Event.On), DayBounds.Of(response.Since),
        [.. response.Treatments.Select(TreatmentOfEvent.Of)], response.At, response.DaysToResponse, response.Next.Kind,
        DayBounds.Of(response.Next.On));
}

/// <summary>The first decompression.</summary>
/// <param name="On">When.</param>
/// <param name="Urgency">How soon it had to be done.</param>
/// <param name="DaysFromFirstSymptom">Days from the first symptom.</param>
/// <param name="DaysFromNeurologicalOnset">Days from the first deficit.</param>
/// <param name="DaysFromDeterioration">Days from the deterioration.</param>
/// <param name="GradeBefore">Last determined AIS grade certainly before that day.</param>
/// <param name="DaysSinceGrade">Days from that assessment.</param>
public sealed record DecompressionView(
    DayBounds? On, SurgeryUrgency? Urgency, DayCount? DaysFromFirstSymptom, DayCount? DaysFromNeurologicalOnset,
    DayCount? DaysFromDeterioration,
    AsiaGrade? GradeBefore, DayCount? DaysSinceGrade)
{
    public static DecompressionView? Of(FirstDecompression? first) => first is null ? null : new(
        DayBounds.Of(first.On), first.Urgency, first.FromFirstSymptom, first.FromNeurologicalOnset, first.FromDeterioration,
        first.GradeBefore, first.DaysSinceGrade);
}

/// <summary>Treatment of this disease at a set time after treatment began.</summary>
/// <param name="Months">The set time.</param>
/// <param name="State">Maintained or not.</param>
/// <param name="PrednisoneMgPerDay">Dose, mg of prednisone a day; null where the patient was not certainly followed so long.</param>
/// <param name="Agents">Sparing agents in use; null likewise.</param>
public sealed record MaintenanceView(int Months, MaintenanceState State, MgRange? PrednisoneMgPerDay, IReadOnlyList<AgentInUse>? Agents)
{
    public static MaintenanceView Of(Maintenance at) => new(
        at.Months, at.State, at.PrednisoneMgPerDay is { } dose ? new(dose.AtLeast.Round(2), dose.AtMost?.Round(2)) : null, at.Agents);
}

/// <summary>How a patient was treated and responded. Every definition in it is a house default.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Version">Version of the record.</param>
/// <param name="Settings">Settings of response, strategy and maintenance.</param>
/// <param name="Definition">Definition of recurrence.</param>
/// <param name="Responses">The first treatment, then the recurrences; empty when there was neither.</param>
/// <param name="Strategy">What was begun up to 90 days after presentation.</param>
/// <param name="Decompression">The first decompression; null when none is on record with a date.</param>
/// <param name="Maintenance">Treatment at 6, 12 and 24 months.</param>
public sealed record ResponsesView(
    Guid PatientId, long Version, string Settings, string Definition, IReadOnlyList<EventResponse> Responses, TreatmentStrategy Strategy,
    DecompressionView? Decompression, IReadOnlyList<MaintenanceView> Maintenance)
{
    public static ResponsesView Of(PatientChart chart)
    {
        var reading = new ChartReading(chart);
        var read = TreatmentResponses.Of(reading);
        return new(
            chart.Id, chart.EventCount, read.Settings.Id, read.Definition.Id, [.. read.Responses.Select(EventResponse.Of)],
            TreatmentStrategies.Of(chart, reading.Treatments, reading.Period), DecompressionView.Of(Decompressions.First(chart)),
            [.. Domain.Response.Maintenance.Of(chart, reading.Treatments, reading.Period).Select(MaintenanceView.Of)]);
    }
}

public static class GetResponses
{
    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapGet("/{patientId:guid}/responses", (
                Guid patientId, HttpContext http, ChartsAsOf charts, string? version, string? knownAt) =>
                ChartAnswers.AnswerAsync(http, charts, patientId, version, knownAt, ResponsesView.Of))
            .DescribeRead<ResponsesView>("getResponses", "Read response to treatment, treatment strategy, decompression and maintenance")
            .Takes(PatientParameters.Version, PatientParameters.Known);
}
