using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Response;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>How the first treatment, or the treatment of a recurrence, was responded to.</summary>
/// <param name="Recurrence">Number of the recurrence; 0 for the first treatment.</param>
/// <param name="Treatments">Treatments of this disease begun or raised for it.</param>
/// <param name="At">The response at each set time.</param>
/// <param name="DaysToResponse">Days from the start of treatment until deficit or lesion was first seen to be better; null when it was
/// not.</param>
/// <param name="Next">What came next.</param>
/// <param name="Settings">Settings it was judged by, such as <c>house-default/3</c>.</param>
/// <param name="Definition">Definition of recurrence.</param>
public sealed record TreatmentResponseFact(
    int Recurrence, ImmutableArray<TreatmentOfEvent> Treatments, ImmutableArray<ResponseAt> At, DayCount? DaysToResponse,
    NextEventKind Next, string Settings, string Definition) : DerivedFact;

/// <summary>What follows from events and their treatment.</summary>
internal static class ResponseFacts
{
    public static void Add(TimelineFacts facts, ChartReading reading, TimelineSettings settings)
    {
        var (chart, read) = (reading.Chart, TreatmentResponses.Of(reading, settings.Response));
        if (read.Responses.IsEmpty) return;
        // An end without a date is that of the last contact.
        var any = chart.End is { EndedOn.IsReported: false };
        Guid[] behind =
        [
            .. chart.Entries.Where(entry => CourseFacts.IsBehind(entry) || (any && EntryKinds.Of(entry).IsContact))
                .Select(entry => entry.EntryId),
        ];
        foreach (var response in read.Responses)
        {
            facts.Add(new TreatmentResponseFact(
                response.Event.Ordinal, [.. response.Treatments.Select(TreatmentOfEvent.Of)], response.At, response.DaysToResponse,
                response.Next.Kind, read.Settings.Id, read.Definition.Id)
            {
                RestsOn = [response.Event.EntryId, .. behind.Where(entryId => entryId != response.Event.EntryId)],
            });
        }
    }
}
