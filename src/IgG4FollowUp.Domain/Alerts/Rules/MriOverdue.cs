using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// The next MRI did not take place: the one planned at a visit after the last study, else the next of the schedule counted from the start
/// of treatment or the last recorded recurrence. Without any study the baseline rule speaks. A study that was refused or not possible stays
/// due, and the reason is told.
/// </summary>
internal static class MriOverdue
{
    public static AlertRule Rule { get; } = new(
        "mri-overdue", 1, "House default: no surveillance interval for spinal disease is known to have been published.",
        SourceMark.HouseDefault)
    {
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        var (reading, grace) = (input.Reading, input.Settings.MriGraceDays);
        if (NextDue.Study(reading.Dates.Marks.AsSpan(), reading.Dates.Treatment, input.Settings) is not { } next)
            return Candidate.NotApplicable(input, "study", $"No magnetic resonance study with a date is on record.");
        var (due, statedBy, last) = next;
        var (planned, first) = (statedBy is not null, last.Kind == FollowUpDateKind.Plan);
        var reason = RecordedReasons.Of(input).ForStudy(first ? null : last.On);
        return new($"{last.EntryId:N}:{RuleText.Iso(due)}",
        [
            Condition.Of(
                input, "limit-passed", $"The next study is due on {RuleText.Iso(due)}, with {grace} days of grace.",
                DayWindow.Since(DaySpans.Shift(due, grace + 1))),
        ])
        {
            Urgency = Urgency.Routine,
            Told = today => new(
                $"{(first ? "No MRI is on record; one" : $"The last MRI is of {last.On}; the next one")} was "
                + $"{(planned ? "planned" : "due by the clinic's schedule")} for {RuleText.Iso(due)}"
                + (first ? "." : " and is not on record.") + reason?.Sentence)
            {
                RestsOn =
                [
                    .. first ? Array.Empty<Evidence>() :
                    [
                        new(
                            EvidenceKind.Study, last.EntryId, last.On,
                            reading.Studies.Find(study => study.EntryId == last.EntryId) is { LesionPresent: true }
                                ? "lesion present" : "no lesion"),
                    ],
                    new(EvidenceKind.DueDay, statedBy, RuleText.Date(due), RuleText.Iso(due)),
                    .. reason is null ? Array.Empty<Evidence>() : [reason.RestsOn],
                ],
                Thresholds = planned
                    ? [ThresholdTable.Of(nameof(ClinicSettings.MriGraceDays))]
                    : ThresholdTable.Of(nameof(ClinicSettings.FirstMriDays), nameof(ClinicSettings.SecondMriDays),
                        nameof(ClinicSettings.MriIntervalDays), nameof(ClinicSettings.MriGraceDays)),
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new LesionImaged { EntryId = input.NewId("study"), ImagedOn = RuleText.Date(today), LesionPresent = false },
                        $"a study of {RuleText.Iso(today)} were on record"),
                    OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.MriGraceDays)), today.DayNumber - due.DayNumber),
                ],
            },
        };
    }
}
