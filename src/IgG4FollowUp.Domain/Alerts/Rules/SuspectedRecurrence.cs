using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A recurrence suspected at a visit that nobody settled since: neither ruled out nor confirmed at a later visit, nor recorded. Suspecting it again settles nothing,
/// so time counts from the first visit that did.
/// </summary>
internal static class SuspectedRecurrence
{
    public static AlertRule Rule { get; } = new(
        "suspected-recurrence-open", 1, "House default: what a clinician suspects is confirmed or ruled out. It asks for a review and implies no treatment.",
        SourceMark.HouseDefault)
    {
        SpeaksOfTheLost = true,
        SpeaksOfAnEpisode = true,
        Read = view => [Read(view)],
    };

    private static Candidate Read(AlertView view)
    {
        var suspected = view.Visits.Where(visit => visit.RecurrenceAssessment == RecurrenceAssessment.Suspected).ToList();
        if (suspected.Count == 0) return Candidate.Lacking("suspected", "No recurrence was suspected at a visit with a date.");
        var recorded = view.Chart.Of<RecurrenceRecorded>().Where(recurrence => recurrence.DetectedOn.IsReported).ToList();
        var open = suspected.Find(visit => !IsSettled(view, recorded, visit));
        var shown = open ?? suspected[^1];
        var days = view.Settings.SettleSuspicionWithinDays;
        return new(shown.EntryId.ToString("N"),
        [
            Condition.Of("not-settled", $"What was suspected on {shown.VisitedOn} was ruled out, confirmed or recorded since.", open is not null),
            new("limit-passed", $"{days} days after {shown.VisitedOn} have not passed.", DayWindow.Since(AlertView.Plus(shown.VisitedOn.Latest, days + 1))),
        ])
        {
            Urgency = Urgency.Soon,
            Sentence = $"A recurrence was suspected at the visit of {shown.VisitedOn}, and {days} days later it is neither ruled out nor confirmed.",
            RestsOn = [new(EvidenceKind.Visit, shown.EntryId, shown.VisitedOn, "recurrence suspected")],
            Thresholds = [AlertThresholds.SettleSuspicion],
            Otherwise = today =>
            [
                new WithEntry(
                    new VisitLogged { EntryId = view.NewId("settled"), VisitedOn = AlertView.Date(today), RecurrenceAssessment = RecurrenceAssessment.None },
                    $"recurrence were ruled out at a visit on {AlertView.Iso(today)}"),
                OtherThreshold.Of(AlertThresholds.SettleSuspicion, today.DayNumber - shown.VisitedOn.Latest.DayNumber),
            ],
        };
    }

    private static bool IsSettled(AlertView view, List<RecurrenceRecorded> recorded, VisitLogged suspected) =>
        view.Visits.Exists(visit => visit.RecurrenceAssessment is RecurrenceAssessment.None or RecurrenceAssessment.Confirmed
            && suspected.VisitedOn.IsCertainlyBefore(visit.VisitedOn))
        || recorded.Exists(recurrence => recurrence.DetectedOn.Latest >= suspected.VisitedOn.Earliest);
}
