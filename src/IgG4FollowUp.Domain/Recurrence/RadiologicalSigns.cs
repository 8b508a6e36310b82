using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A new or larger lesion after a negative or stable study. A study that says nothing about change proves nothing.</summary>
internal static class RadiologicalSigns
{
    public static IEnumerable<Sign> Find(RecurrenceReading view)
    {
        var found = new HashSet<Guid>();
        for (var i = 0; i < view.Studies.Count; i++)
        {
            var study = view.Studies[i];
            var former = Former(view, i);
            if (!Progressed(study, former)) continue;
            var continues = former is not null && found.Contains(former.EntryId);
            // A lesion described as new needs no study before it in this chart; growth does.
            if (!continues && (former is null || !former.IsQuiet())
                && study.HasOnlyGrown() && view.Settings.GrowthNeedsQuietStudy)
                continue;
            if (!view.Counts(study)) continue;
            found.Add(study.EntryId);
            var by = study.ImagedOn.Span();
            yield return new Sign(RecurrenceSigns.Radiological, by, LastFree(view, by), study.EntryId)
            {
                Continues = continues ? former!.EntryId : null,
                Study = study,
            };
        }
    }

    /// <summary>Last negative or stable study certainly before some days.</summary>
    public static DaySpan? LastFree(RecurrenceReading view, DaySpan by) => view.QuietStudies.LastBefore(by)?.ImagedOn.Span();

    private static bool Progressed(LesionImaged study, LesionImaged? former) =>
        study.IsActive()
        || (study.LesionPresent && study.ChangeSincePrior is null && former is { LesionPresent: false });

    private static LesionImaged? Former(RecurrenceReading view, int i)
    {
        for (var former = i - 1; former >= 0; former--)
        {
            var study = view.Studies[former];
            if ((study.IsQuiet() || study.IsActive()) && study.ImagedOn.IsCertainlyBefore(view.Studies[i].ImagedOn))
                return study;
        }

        return null;
    }
}
