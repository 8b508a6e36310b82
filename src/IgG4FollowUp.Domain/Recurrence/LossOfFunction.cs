using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A function that a patient had and lost under treatment.</summary>
/// <param name="Seen">The status that first says so.</param>
/// <param name="Until">
/// The first day on which it was back, on which a visit in person ruled recurrence out, or on which the recurrence was under control; null
/// while none was.
/// </param>
internal sealed record LossOfFunction(StatusAssessed Seen, DateOnly? Until)
{
    /// <summary>Losses of walking, bladder and bowel; without an earlier status that says otherwise nothing is known to be lost.</summary>
    public static IEnumerable<LossOfFunction> Of(RecurrenceReading view)
    {
        foreach (var isLost in LostFunctions.All)
        {
            StatusAssessed? had = null, lost = null;
            foreach (var status in view.Reading.Statuses)
            {
                if (!status.AssessedOn.IsReported || isLost(status) is not { } isGone) continue;
                if (!isGone)
                {
                    if (lost is not null && !lost.AssessedOn.IsCertainlyBefore(status.AssessedOn)) continue;
                    if (lost is not null) yield return Ended(view, lost, status.AssessedOn.Earliest);
                    (had, lost) = (status, null);
                }
                else if (had is not null && had.AssessedOn.IsCertainlyBefore(status.AssessedOn) && view.IsUnderTreatment(status))
                    lost ??= status;
            }

            if (lost is not null) yield return Ended(view, lost, null);
        }
    }

    private static LossOfFunction Ended(RecurrenceReading view, StatusAssessed lost, DateOnly? back)
    {
        var ruledOut = view.FreeVisits.Find(visit =>
            visit.Mode != VisitMode.Remote && lost.AssessedOn.IsCertainlyBefore(visit.VisitedOn))?.VisitedOn.Earliest;
        DateOnly? settled = null;
        foreach (var day in SettledDays.Of(view.Reading))
        {
            if (lost.AssessedOn.Span().IsCertainlyBefore(day)) settled ??= day.Earliest;
        }

        foreach (var end in new[] { ruledOut, settled })
        {
            if (end is { } day && !(back <= day)) back = day;
        }

        return new(lost, back);
    }
}
