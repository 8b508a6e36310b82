using IgG4FollowUp.Domain.Calendar;
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
        if (NextDue.Study(view.Dates.Marks.AsSpan(), view.Dates.Treatment, view.Settings) is not { } next)
            return Candidate.Lacking("study", "No magnetic resonance study with a date is on record.");
        var (due, statedBy, last) = next;
        var planned = statedBy is not null;
        return new($"{last.EntryId:N}:{AlertView.Iso(due)}",
        [
            new("limit-passed", $"The next study is due on {AlertView.Iso(due)}, with {view.Settings.MriGraceDays} days of grace.", DayWindow.Since(AlertView.Plus(due, view.Settings.MriGraceDays + 1))),
        ])
        {
            Urgency = Urgency.Routine,
            Sentence = $"The last MRI is of {last.On}; the next one was {(planned ? "planned" : "due by the clinic's schedule")} for {AlertView.Iso(due)} and is not on record.",
            RestsOn =
            [
                new(EvidenceKind.Study, last.EntryId, last.On, view.Chart.Find(last.EntryId) is LesionImaged { LesionPresent: true } ? "lesion present" : "no lesion"),
                new(EvidenceKind.DueDay, statedBy, AlertView.Date(due), AlertView.Iso(due)),
            ],
            Thresholds = planned
                ? [AlertThresholds.MriGrace]
                : [AlertThresholds.FirstMri, AlertThresholds.SecondMri, AlertThresholds.MriInterval, AlertThresholds.MriGrace],
            Otherwise = today =>
            [
                new WithEntry(
                    new LesionImaged { EntryId = view.NewId("study"), ImagedOn = AlertView.Date(today), LesionPresent = false }, $"a study of {AlertView.Iso(today)} were on record"),
                OtherThreshold.Of(AlertThresholds.MriGrace, today.DayNumber - due.DayNumber),
            ],
        };
    }
}
