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
    /// <summary>
    /// Losses of walking, bladder and bowel, by first possible day; without an earlier status that says otherwise nothing is known to be
    /// lost.
    /// </summary>
    public static List<LossOfFunction> Of(RecurrenceReading view)
    {
        var losses = new List<LossOfFunction>();
        // Days that end whatever was lost before them, in order.
        List<DaySpan>? ends = null;
        foreach (var isLost in LostFunctions.All)
        {
            StatusAssessed? had = null, lost = null;
            foreach (var status in view.Reading.Statuses)
            {
                if (!status.AssessedOn.IsReported || isLost(status) is not { } isGone) continue;
                if (!isGone)
                {
                    if (lost is not null && !lost.AssessedOn.IsCertainlyBefore(status.AssessedOn)) continue;
                    if (lost is not null) losses.Add(Ended(lost, status.AssessedOn.Earliest));
                    (had, lost) = (status, null);
                }
                else if (had is not null && had.AssessedOn.IsCertainlyBefore(status.AssessedOn) && view.IsUnderTreatment(status))
                    lost ??= status;
            }

            if (lost is not null) losses.Add(Ended(lost, null));
        }

        losses.Sort(static (left, right) => left.Seen.AssessedOn.Earliest.CompareTo(right.Seen.AssessedOn.Earliest));
        return losses;

        LossOfFunction Ended(StatusAssessed lost, DateOnly? back)
        {
            ends ??= EndsOf(view);
            for (var i = ends.CountBefore(lost.AssessedOn.Earliest, static day => day); i < ends.Count; i++)
            {
                if (!lost.AssessedOn.Span().IsCertainlyBefore(ends[i])) continue;
                return new(lost, back <= ends[i].Earliest ? back : ends[i].Earliest);
            }

            return new(lost, back);
        }
    }

    /// <summary>Whether some days lie within any of them.</summary>
    /// <param name="losses">Losses by first possible day.</param>
    /// <param name="day">The days.</param>
    public static bool MayHold(List<LossOfFunction> losses, DaySpan day)
    {
        foreach (var loss in losses)
        {
            if (loss.Seen.AssessedOn.Earliest > day.Latest) return false;
            if (!(day.Earliest >= loss.Until)) return true;
        }

        return false;
    }

    private static List<DaySpan> EndsOf(RecurrenceReading view) =>
    [
        .. view.FreeVisits.Where(visit => visit.Mode != VisitMode.Remote && visit.VisitedOn.IsReported)
            .Select(visit => visit.VisitedOn.Span())
            .Concat(SettledDays.Of(view.Reading)).OrderBy(day => day.Earliest),
    ];
}
