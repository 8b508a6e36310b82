using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// Which entries could have shown a recurrence, by how it shows itself. Clinical: a neurological examination that determined something, or
/// a visit at which recurrence was assessed. Radiological: an MRI of the spine that is negative or tells of change. Serological: serum IgG4
/// of a named assay that is not suspected of being falsely low, where it had been raised before treatment, else no sample can show that it
/// rose again. Treatment escalation: a visit, or an entry of treatment. Whoever has no event is known to be free of it up to the last of
/// these, after the FDA's guidance on endpoints of cancer trials (2018); which they are is a house default. Entries without a date show no
/// time.
/// </summary>
internal static class Assessments
{
    /// <summary>True where a visit without any other entry could have shown it.</summary>
    public static bool AreVisits(RecurrenceSigns signs) =>
        (signs & (RecurrenceSigns.Clinical | RecurrenceSigns.TreatmentEscalation)) != RecurrenceSigns.None;

    /// <summary>
    /// The last of them within the follow-up. Where partial dates leave open whether one lies within, only the last day moves, up to the
    /// end of follow-up; the first day is missing when none lies certainly within. Null when there is none.
    /// </summary>
    /// <param name="view">The chart.</param>
    /// <param name="signs">How the recurrence shows itself; any one of several ways is enough.</param>
    /// <param name="shown">When recurrences were seen: what shows one is an assessment.</param>
    public static DaySpan? Last(RecurrenceReading view, RecurrenceSigns signs, IEnumerable<DaySpan> shown)
    {
        DaySpan? last = null;
        foreach (var day in Dates(view, signs).Where(date => date.IsReported).Select(date => date.Span()).Concat(shown))
        {
            var within = view.Period.Covers(day);
            if (within == Determination.No) continue;
            var assessed = within == Determination.Yes ? day : day with { Earliest = DateOnly.MinValue };
            last = last is { } former ? DaySpans.Last(former, assessed) : assessed;
        }

        return last is { } found && view.Period.End is { } end && end.Latest < found.Latest ? found with { Latest = end.Latest } : last;
    }

    private static IEnumerable<ClinicalDate> Dates(RecurrenceReading view, RecurrenceSigns signs)
    {
        IEnumerable<ClinicalDate> dates = [];
        if (signs.HasFlag(RecurrenceSigns.Clinical))
        {
            dates = dates.Concat(view.Examinations.Select(examined => examined.Entry.AssessedOn))
                .Concat(view.Reading.Visits.Where(visit => visit.RecurrenceAssessment is not null).Select(visit => visit.VisitedOn));
        }

        if (signs.HasFlag(RecurrenceSigns.Radiological))
        {
            dates = dates.Concat((view.Settings.LesionsAreApart ? view.Reading.SpinalStudies : view.Studies)
                .Where(study => view.IsQuiet(study) || view.IsActive(study)).Select(study => study.ImagedOn));
        }

        if (signs.HasFlag(RecurrenceSigns.Serological)) dates = dates.Concat(Samples(view).Select(lab => lab.DrawnOn));
        if (signs.HasFlag(RecurrenceSigns.TreatmentEscalation))
            dates = dates.Concat(view.Chart.Entries.Where(TellsOfTreatment).Select(entry => entry.Date));
        return dates;
    }

    private static IEnumerable<LabMeasured> Samples(RecurrenceReading view) =>
        view.Settings.IgG4NeedsRaisedBaseline
            ? view.Reading.Assays.Select(assay => Prozone.Without(view, assay))
                .Where(assay => !view.Settings.NeverRaisedIsNotAssessed || SerologicalSigns.CanRiseAgain(view, assay))
                .SelectMany(assay => assay)
            : view.Reading.Assays.SelectMany(assay => assay);

    private static bool TellsOfTreatment(ClinicalEntry entry) => entry is VisitLogged or SurgeryPerformed
        or SteroidCourseStarted or SteroidDoseChanged or SteroidCourseStopped or SparingAgentStarted or SparingAgentStopped
        or AgentDoseChanged or AgentAdministered;
}
