using System.Collections.Immutable;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>A visit that did not happen: overdue after a grace period, and later a reason to ask whether the patient is lost.</summary>
internal static class VisitRules
{
    public static AlertRule Overdue { get; } = new(
        "visit-overdue", 3, "House default: no visit schedule for spinal disease is known to have been published.", SourceMark.HouseDefault)
    {
        Read = input =>
            [Read(input, ThresholdTable.Of(nameof(ClinicSettings.VisitGraceDays)), Urgency.Routine, "No visit is on record since")],
    };

    public static AlertRule AskWhetherLost { get; } = new(
        "ask-whether-lost", 3, "House default: when a patient counts as lost is a clinic's own limit.", SourceMark.HouseDefault)
    {
        Read = input =>
            [Read(input, ThresholdTable.Of(nameof(ClinicSettings.AskLostAfterDays)), Urgency.Soon,
                "The patient may be lost to follow-up: no visit is on record since")],
    };

    private static Candidate Read(RuleInput input, Threshold limit, Urgency urgency, string words)
    {
        if (NextDue.Visit(input.Reading.Dates.Marks.AsSpan(), input.Reading.Dates, input.Settings) is not { } next)
        {
            return Candidate.NotApplicable(
                input, "due-day-known", $"Neither a dated visit nor a dated enrolment is on record, so no visit can be due.");
        }

        var (due, statedBy, last) = next;
        var stated = statedBy is not null;
        var days = (int)limit.Get(input.Settings);
        return new($"{last.EntryId:N}:{RuleText.Iso(due)}",
        [
            Condition.Of(
                input, "limit-passed", $"The visit is due on {RuleText.Iso(due)}; {days} days later have not passed.",
                DayWindow.Since(DaySpans.Shift(due, days + 1))),
        ])
        {
            Urgency = urgency,
            Told = today => new(
                $"{words} {last.On}; the next one was due on {RuleText.Iso(due)}{(stated ? "" : Interval(next.State))}, "
                + $"and {days} more days have passed.")
            {
                RestsOn =
                [
                    new(
                        last.Kind == FollowUpDateKind.Visit ? EvidenceKind.Visit : EvidenceKind.Enrolment, last.EntryId, last.On,
                        "last contact at a visit or by enrolment"),
                    new(EvidenceKind.DueDay, statedBy, RuleText.Date(due), RuleText.Iso(due)),
                ],
                Thresholds = stated ? [limit] : [.. Intervals(next.State), limit],
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new VisitLogged { EntryId = input.NewId("visit"), VisitedOn = RuleText.Date(today) },
                        $"a visit on {RuleText.Iso(today)} were on record"),
                    OtherThreshold.Of(limit, today.DayNumber - due.DayNumber),
                ],
            },
        };
    }

    private static string Interval(DiseaseState state) => state switch
    {
        DiseaseState.Active => " by the clinic's interval for active disease",
        DiseaseState.Tapering => " by the clinic's interval during a taper",
        _ => " by the clinic's usual interval",
    };

    private static ImmutableArray<Threshold> Intervals(DiseaseState state) => state switch
    {
        DiseaseState.Active =>
            ThresholdTable.Of(nameof(ClinicSettings.VisitIntervalDays), nameof(ClinicSettings.ActiveVisitIntervalDays),
                nameof(ClinicSettings.ActiveAfterTreatmentDays), nameof(ClinicSettings.ActiveUnsettledDays)),
        DiseaseState.Tapering =>
            ThresholdTable.Of(nameof(ClinicSettings.VisitIntervalDays), nameof(ClinicSettings.TaperVisitIntervalDays),
                nameof(ClinicSettings.MaintenanceMgPerDay), nameof(ClinicSettings.TaperStepDays)),
        _ => [ThresholdTable.Of(nameof(ClinicSettings.VisitIntervalDays))],
    };
}
