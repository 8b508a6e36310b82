using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A recurrence that was suspected at a visit, and what settled it.</summary>
/// <param name="Visit">The visit.</param>
/// <param name="RuledOut">
/// Whether a later visit ruled it out, or an examination and an MRI, both later, were quiet.
/// </param>
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
    public static IEnumerable<Suspicion> Of(RecurrenceReading view)
    {
        List<DaySpan>? found = null;
        foreach (var visit in view.Reading.Visits)
        {
            var on = visit.VisitedOn;
            if (!on.IsReported || visit.RecurrenceAssessment != RecurrenceAssessment.Suspected) continue;
            var ruledOut = RuledOut(view, on.Span());
            found ??= Found(view);
            var came = found.Exists(day => !day.IsCertainlyBefore(on.Span()) && !(ruledOut is { } quiet && quiet.IsCertainlyBefore(day)));
            yield return new(visit, ruledOut is not null, came);
        }
    }

    private static DaySpan? RuledOut(RecurrenceReading view, DaySpan on)
    {
        DaySpan? freed = null, examined = null, imaged = null;
        if (view.FreeVisits.FirstAfter(on) is { } visit) freed = visit.VisitedOn.Span();
        foreach (var (day, _) in view.Course.QuietExaminations)
        {
            if (examined is null && on.IsCertainlyBefore(day)) examined = day;
        }

        foreach (var study in view.QuietStudies)
        {
            if (imaged is null && study.ImagedOn.IsReported && on.IsCertainlyBefore(study.ImagedOn.Span())) imaged = study.ImagedOn.Span();
        }

        if (examined is not { } one || imaged is not { } other) return freed;
        var looked = DaySpans.Last(one, other);
        return freed is { } ruled ? DaySpans.First(ruled, looked) : looked;
    }

    private static List<DaySpan> Found(RecurrenceReading view) =>
    [
        .. view.ConfirmedVisits.Concat<ClinicalEntry>(view.Reading.Recurrences).Where(entry => entry.Date.IsReported)
            .Select(entry => entry.Date.Span()),
        .. view.Course.Clinical.Concat(view.Course.Radiological)
            .Where(sign => sign.Of is SignOf.Recurrence or SignOf.Progression && sign.ConfirmedBy != Confirmations.None)
            .Select(sign => sign.By),
    ];
}
