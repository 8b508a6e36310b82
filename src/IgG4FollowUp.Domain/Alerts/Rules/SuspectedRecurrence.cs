using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A recurrence suspected at a visit that nothing settled since, see <see cref="Suspicions"/>: neither ruled out nor confirmed, by a visit,
/// an entry of its own, a second examination or an MRI. Time counts from the first visit that is still open.
/// </summary>
internal static class SuspectedRecurrence
{
    public static AlertRule Rule { get; } = new(
        "suspected-recurrence-open", 1,
        "House default: what a clinician suspects is confirmed or ruled out. It asks for a review and implies no treatment.",
        SourceMark.HouseDefault)
    {
        AppliesToLostPatients = true,
        SpeaksOfAnEpisode = true,
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        VisitLogged? shown = null;
        var open = false;
        foreach (var suspicion in Suspicions.Of(input.Reading.Under(RecurrenceDefinition.Composite.Settings)))
        {
            (shown, open) = (suspicion.Visit, suspicion.IsOpen);
            if (open) break;
        }

        if (shown is null) return Candidate.NotApplicable(input, "suspected", $"No recurrence was suspected at a visit with a date.");
        var days = input.Settings.SettleSuspicionWithinDays;
        return new(shown, "",
        [
            Condition.Of(
                input, "not-settled", $"What was suspected on {shown.VisitedOn} was ruled out, confirmed or recorded since.", open),
            Condition.Of(
                input, "limit-passed", $"{days} days after {shown.VisitedOn} have not passed.",
                DayWindow.Since(DaySpans.Shift(shown.VisitedOn.Latest, days + 1))),
        ])
        {
            Urgency = Urgency.Soon,
            Told = today => new(
                $"A recurrence was suspected at the visit of {shown.VisitedOn}, "
                + $"and {days} days later it is neither ruled out nor confirmed.")
            {
                RestsOn = [new(EvidenceKind.Visit, shown.EntryId, shown.VisitedOn, "recurrence suspected")],
                Thresholds = [ThresholdTable.Of(nameof(ClinicSettings.SettleSuspicionWithinDays))],
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new VisitLogged
                        {
                            EntryId = input.NewId("settled"), VisitedOn = RuleText.Date(today),
                            RecurrenceAssessment = RecurrenceAssessment.None,
                        },
                        $"recurrence were ruled out at a visit on {RuleText.Iso(today)}"),
                    OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.SettleSuspicionWithinDays)),
                        today.DayNumber - shown.VisitedOn.Latest.DayNumber),
                ],
            },
        };
    }
}
