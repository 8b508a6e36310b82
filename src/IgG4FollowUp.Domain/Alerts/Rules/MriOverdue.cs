using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// The next MRI did not take place: the one planned at a visit after the last study, else the next of the schedule counted from the start of
/// treatment or the last recorded recurrence. Without any study the baseline rule speaks.
/// </summary>
internal static class MriOverdue
{
    public static AlertRule Rule { get; } = new(
        "mri-overdue", 1, "House default: no surveillance interval for spinal disease is known to have been published.", SourceMark.HouseDefault)
    {
        Read = view => [Read(view)],
    };

    private static Candidate Read(AlertView view)
    {
        if (view.Studies.Count == 0) return Candidate.Lacking("study", "No magnetic resonance study with a date is on record.");
        var last = view.Studies.MaxBy(study => (study.ImagedOn.Latest, study.EntryId))!;
        var done = last.ImagedOn.Latest;
        var planning = view.Visits.FindLast(visit => visit.NextMriPlannedOn > done);
        var due = planning?.NextMriPlannedOn ?? Scheduled(view, done);
        return new($"{last.EntryId:N}:{AlertView.Iso(due)}",
        [
            new("limit-passed", $"The next study is due on {AlertView.Iso(due)}, with {view.Settings.MriGraceDays} days of grace.", DayWindow.Since(AlertView.Plus(due, view.Settings.MriGraceDays + 1))),
        ])
        {
            Urgency = Urgency.Routine,
            Sentence = $"The last MRI is of {last.ImagedOn}; the next one was {(planning is null ? "due by the clinic's schedule" : "planned")} for {AlertView.Iso(due)} and is not on record.",
            RestsOn =
            [
                new(EvidenceKind.Study, last.EntryId, last.ImagedOn, last.LesionPresent ? "lesion present" : "no lesion"),
                new(EvidenceKind.DueDay, planning?.EntryId, AlertView.Date(due), AlertView.Iso(due)),
            ],
            Thresholds = planning is null
                ? [AlertThresholds.FirstMri, AlertThresholds.SecondMri, AlertThresholds.MriInterval, AlertThresholds.MriGrace]
                : [AlertThresholds.MriGrace],
            Otherwise = today =>
            [
                new WithEntry(
                    new LesionImaged { EntryId = view.NewId("study"), ImagedOn = AlertView.Date(today), LesionPresent = false }, $"a study of {AlertView.Iso(today)} were on record"),
                OtherThreshold.Of(AlertThresholds.MriGrace, today.DayNumber - due.DayNumber),
            ],
        };
    }

    private static DateOnly Scheduled(AlertView view, DateOnly done)
    {
        var settings = view.Settings;
        var recurred = view.Chart.Of<RecurrenceRecorded>().Where(entry => entry.DetectedOn.IsReported).Select(entry => (DateOnly?)entry.DetectedOn.Latest).Max();
        var start = view.Treatment?.Latest;
        if ((start > recurred ? start : recurred ?? start) is { } anchor)
        {
            // A study shortly before its day is that day's study, only taken early.
            foreach (var days in new[] { settings.FirstMriDays, settings.SecondMriDays, settings.MriIntervalDays }.Order())
            {
                var day = AlertView.Plus(anchor, days);
                if (day > AlertView.Plus(done, settings.MriGraceDays)) return day;
            }
        }

        return AlertView.Plus(done, settings.MriIntervalDays);
    }
}
