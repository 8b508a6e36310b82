using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A recurrence that was suspected at a visit, and what settled it.</summary>
/// <param name="Visit">The visit.</param>
/// <param name="RuledOut">Whether a later visit ruled it out.</param>
/// <param name="Came">
/// Whether it was found then or later, and before it was ruled out: confirmed at a visit, recorded, or told by the course of the disease as
/// a confirmed recurrence or progression.
/// </param>
internal sealed record Suspicion(VisitLogged Visit, bool RuledOut, bool Came)
{
    public bool IsOpen => !RuledOut && !Came;
}

/// <summary>
/// What was suspected at visits. Suspecting it again settles nothing, nor does what worsened soon after a treatment or an operation.
/// </summary>
internal static class Suspicions
{
    /// <summary>The suspicions of visits with a date, in clinical order.</summary>
    public static IEnumerable<Suspicion> Of(ChartView view)
    {
        List<DaySpan>? found = null;
        foreach (var visit in view.Reading.Visits)
        {
            var on = visit.VisitedOn;
            if (!on.IsReported || visit.RecurrenceAssessment != RecurrenceAssessment.Suspected) continue;
            var freed = view.FreeVisits.Find(free => on.IsCertainlyBefore(free.VisitedOn))?.VisitedOn.Span();
            found ??= Found(view);
            var came = found.Exists(day => !day.IsCertainlyBefore(on.Span()) && !(freed is { } free && free.IsCertainlyBefore(day)));
            yield return new(visit, freed is not null, came);
        }
    }

    private static List<DaySpan> Found(ChartView view) =>
    [
        .. view.ConfirmedVisits.Concat<ClinicalEntry>(view.Reading.Recurrences).Where(entry => entry.Date.IsReported)
            .Select(entry => entry.Date.Span()),
        .. view.Course.Clinical.Concat(view.Course.Radiological)
            .Where(sign => sign.Of != SignOf.EarlyDeterioration && sign.ConfirmedBy != Confirmations.None)
            .Select(sign => sign.By),
    ];
}
