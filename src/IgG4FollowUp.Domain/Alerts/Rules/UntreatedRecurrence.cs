using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A recurrence under the composite definition, neither under control nor ruled out later, and no change of treatment since: no course or sparing
/// agent started, no dose raised, no operation. A rise of serum IgG4 alone is no recurrence here.
/// </summary>
internal static class UntreatedRecurrence
{
    public static AlertRule Rule { get; } = new(
        "recurrence-without-treatment-change", 1, $"House default on recurrences under {RecurrenceDefinition.Composite.Id}. It asks for a review and implies no treatment.",
        SourceMark.HouseDefault)
    {
        SpeaksOfTheLost = true,
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(AlertView view)
    {
        var episodes = RecurrenceTimeline.Of(view.Chart, RecurrenceDefinition.Composite).Episodes.Where(episode => episode.Interval.By.HasBounds()).ToList();
        if (episodes.Count == 0) yield return Candidate.Lacking("recurrence", "No dated recurrence is on record.");
        var days = view.Settings.TreatRecurrenceWithinDays;
        foreach (var episode in episodes)
        {
            var by = episode.Interval.By;
            var signs = episode.Entries.Select(view.Chart.Find).OfType<ClinicalEntry>().ToList();
            var ruledOut = view.Visits.Exists(visit => visit.RecurrenceAssessment == RecurrenceAssessment.None && visit.VisitedOn.Earliest > by.Latest);
            var changed = view.Chart.Entries.Any(entry => IsChange(view.Chart, entry) && entry.Date.IsReported && entry.Date.Latest >= by.Earliest);
            yield return new(episode.Entries[0].ToString("N"),
            [
                Condition.Of("not-resolved", "The recurrence came under control.", episode.ResolvedOn is null),
                Condition.Of("not-ruled-out", "Recurrence was ruled out at a later visit.", !ruledOut),
                Condition.Of("no-change-of-treatment", "Treatment was changed since.", !changed),
                new("limit-passed", $"{days} days after {AlertView.Iso(by.Latest)} have not passed.", DayWindow.Since(AlertView.Plus(by.Latest, days + 1))),
            ])
            {
                Urgency = Urgency.Soon,
                Sentence = $"A recurrence ({episode.Signs.ToString().ToLowerInvariant()}) was seen by {AlertView.Iso(by.Latest)}, and {days} days later no change of treatment is on record.",
                RestsOn = [.. signs.Select(sign => new Evidence(EvidenceKind.Recurrence, sign.EntryId, sign.Date, Word(sign)))],
                Thresholds = [AlertThresholds.TreatRecurrenceWithin],
                Otherwise = today =>
                [
                    new WithEntry(
                        new SparingAgentStarted { EntryId = view.NewId("sparing"), StartedOn = AlertView.Date(today), Agent = SparingAgent.Other }, "treatment had been changed"),
                    OtherThreshold.Of(AlertThresholds.TreatRecurrenceWithin, today.DayNumber - by.Latest.DayNumber),
                ],
            };
        }
    }

    private static string Word(ClinicalEntry sign) => sign switch
    {
        AsiaGradeRecorded => "lower AIS grade",
        LesionImaged => "new or larger lesion",
        _ => "recorded by a clinician",
    };

    private static bool IsChange(PatientChart chart, ClinicalEntry entry) => entry switch
    {
        SteroidCourseStarted start => SteroidCourse.IsSystemic(start.Route) && start.Indication != Indication.Other,
        SteroidDoseChanged change => IsRaised(chart, change),
        SparingAgentStarted agent => agent.Indication != Indication.Other,
        SurgeryPerformed surgery => TimeZeros.IsTreatment(surgery),
        _ => false,
    };

    private static bool IsRaised(PatientChart chart, SteroidDoseChanged change)
    {
        decimal? former = null;
        foreach (var entry in chart.Entries)
        {
            if (ReferenceEquals(entry, change)) break;
            if (entry is SteroidCourseStarted start && start.EntryId == change.CourseId) former = start.DailyDoseMg;
            else if (entry is SteroidDoseChanged other && other.CourseId == change.CourseId) former = other.DailyDoseMg;
        }

        return change.DailyDoseMg > former;
    }
}
