using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>Finds what keeps the exposure of a course from being exact.</summary>
internal static class ExposureCaveats
{
    public static void Add(
        ImmutableArray<ExposureCaveat>.Builder caveats, SteroidCourseStarted start, List<SteroidDoseChanged>? changes,
        SteroidCourseStopped? stop,
        CourseEnd endedBy)
    {
        if (start.Drug is null) caveats.Add(new(start.EntryId, ExposureCaveatKind.DrugNotReported));
        if (start.DailyDoseMg is null) caveats.Add(new(start.EntryId, ExposureCaveatKind.DoseNotReported));
        AddDate(caveats, start);
        SteroidDoseChanged? former = null;
        foreach (var change in changes ?? [])
        {
            AddDate(caveats, change);
            if (former is not null && former.ChangedOn == change.ChangedOn && change.ChangedOn.Precision == DatePrecision.Day
                && former.DailyDoseMg != change.DailyDoseMg)
                caveats.Add(new(change.EntryId, ExposureCaveatKind.TwoDosesFromOneDay));
            former = change;
        }

        if (stop is not null) AddDate(caveats, stop);
        if (endedBy == CourseEnd.FollowUpEnded) caveats.Add(new(start.EntryId, ExposureCaveatKind.OpenAtEndOfFollowUp));
    }

    private static void AddDate(ImmutableArray<ExposureCaveat>.Builder caveats, ClinicalEntry entry)
    {
        if (entry.Date.Precision == DatePrecision.Day) return;
        caveats.Add(new(entry.EntryId, entry.Date.IsReported ? ExposureCaveatKind.PartialDate : ExposureCaveatKind.DateNotReported));
    }
}
