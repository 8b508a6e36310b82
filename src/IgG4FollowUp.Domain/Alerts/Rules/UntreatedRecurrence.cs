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
        "recurrence-without-treatment-change", 4, $"House default on recurrences under {RecurrenceDefinition.Composite.Id}. It asks for a review and implies no treatment.",
        SourceMark.HouseDefault)
    {
        SpeaksOfTheLost = true,
        SpeaksOfAnEpisode = true,
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(AlertView view)
    {
        var episodes = RecurrenceTimeline.Of(view.Chart, RecurrenceDefinition.Composite).Episodes.Where(episode => episode.Interval.By.HasBounds()).ToList();
        if (episodes.Count == 0) yield return Candidate.Lacking("recurrence", "No dated recurrence is on record.");
        var lastChange = LastChange(view.Chart);
        foreach (var episode in episodes)
        {
            var by = episode.Interval.By;
            var signs = episode.Entries.Select(view.Chart.Find).OfType<ClinicalEntry>().ToList();
            var threatens = episode.Signs.HasFlag(RecurrenceSigns.Clinical) || signs.OfType<LesionImaged>().Any(study => study.CordCompression == true);
            var limit = threatens ? AlertThresholds.TreatUrgentRecurrenceWithin : AlertThresholds.TreatRecurrenceWithin;
            var days = (int)limit.Get(view.Settings);
            var ruledOut = view.Visits.Exists(visit => visit.RecurrenceAssessment == RecurrenceAssessment.None && visit.VisitedOn.Earliest > by.Latest);
            yield return new(episode.Entries[0].ToString("N"),
            [
                Condition.Of("not-resolved", "The recurrence came under control.", episode.ResolvedOn is null),
                Condition.Of("not-ruled-out", "Recurrence was ruled out at a later visit.", !ruledOut),
                Condition.Of("no-change-of-treatment", "Treatment was changed since.", !(lastChange >= by.Earliest)),
                new("limit-passed", $"{days} days after {AlertView.Iso(by.Latest)} have not passed.", DayWindow.Since(AlertView.Plus(by.Latest, days + 1))),
            ])
            {
                Urgency = Urgency.Soon,
                Sentence = $"A recurrence ({episode.Signs.ToString().ToLowerInvariant()}) was seen by {AlertView.Iso(by.Latest)}, and {days} days later no change of treatment is on record.",
                RestsOn = [.. signs.Select(sign => new Evidence(EvidenceKind.Recurrence, sign.EntryId, sign.Date, Word(sign)))],
                Thresholds = [limit],
                Otherwise = today =>
                [
                    new WithEntry(
                        new SparingAgentStarted { EntryId = view.NewId("sparing"), StartedOn = AlertView.Date(today), Agent = SparingAgent.Other }, "treatment had been changed"),
                    OtherThreshold.Of(limit, today.DayNumber - by.Latest.DayNumber),
                ],
            };
        }
    }

    private static string Word(ClinicalEntry sign) => sign switch
    {
        AsiaGradeRecorded => "lower AIS grade",
        LesionImaged => "new or larger lesion",
        VisitLogged => "confirmed at a visit",
        _ => "recorded by a clinician",
    };

    /// <summary>Last day on which treatment was or may have been changed; null when it never was.</summary>
    private static DateOnly? LastChange(PatientChart chart)
    {
        DateOnly? last = null;
        var doses = new Dictionary<Guid, decimal?>();
        foreach (var entry in chart.Entries)
        {
            var changed = entry switch
            {
                SteroidCourseStarted start => SteroidCourse.IsSystemic(start.Route) && start.Indication != Indication.Other,
                SteroidDoseChanged change => change.DailyDoseMg > doses.GetValueOrDefault(change.CourseId) && IsForThisDisease(chart, change.CourseId),
                SparingAgentStarted agent => agent.Indication != Indication.Other,
                SurgeryPerformed surgery => TimeZeros.IsTreatment(surgery),
                _ => false,
            };
            if (entry is SteroidCourseStarted course) doses[course.EntryId] = course.DailyDoseMg;
            else if (entry is SteroidDoseChanged dose) doses[dose.CourseId] = dose.DailyDoseMg;
            if (changed && entry.Date.IsReported && (last is null || entry.Date.Latest > last)) last = entry.Date.Latest;
        }

        return last;
    }

    private static bool IsForThisDisease(PatientChart chart, Guid courseId) =>
        chart.Find(courseId) is SteroidCourseStarted start && SteroidCourse.IsSystemic(start.Route) && start.Indication != Indication.Other;
}
