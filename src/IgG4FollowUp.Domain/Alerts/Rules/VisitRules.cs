using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>A visit that did not happen: overdue after a grace period, and later a reason to ask whether the patient is lost.</summary>
internal static class VisitRules
{
    public static AlertRule Overdue { get; } = new(
        "visit-overdue", 1, "House default: no visit schedule for spinal disease is known to have been published.", SourceMark.HouseDefault)
    {
        Read = view => Read(view, AlertThresholds.VisitGrace, Urgency.Routine, "No visit is on record since"),
    };

    public static AlertRule AskWhetherLost { get; } = new(
        "ask-whether-lost", 1, "House default: when a patient counts as lost is a clinic's own limit.", SourceMark.HouseDefault)
    {
        Read = view => Read(view, AlertThresholds.AskLostAfter, Urgency.Soon, "The patient may be lost to follow-up: no visit is on record since"),
    };

    private static IEnumerable<Candidate> Read(AlertView view, AlertThreshold limit, Urgency urgency, string words)
    {
        if (NextDue.Visit(view.Dates.Marks.AsSpan(), view.Settings) is not { } next)
        {
            yield return Candidate.Lacking("due-day-known", "Neither a dated visit nor a dated enrolment is on record, so no visit can be due.");
            yield break;
        }

        var (due, statedBy, last) = next;
        var stated = statedBy is not null;
        var days = (int)limit.Get(view.Settings);
        yield return new($"{last.EntryId:N}:{AlertView.Iso(due)}",
        [
            new("limit-passed", $"The visit is due on {AlertView.Iso(due)}; {days} days later have not passed.", DayWindow.Since(AlertView.Plus(due, days + 1))),
        ])
        {
            Urgency = urgency,
            Sentence = $"{words} {last.On}; the next one was due on {AlertView.Iso(due)}{(stated ? "" : " by the clinic's usual interval")}, and {days} more days have passed.",
            RestsOn =
            [
                new(last.Kind == FollowUpDateKind.Visit ? EvidenceKind.Visit : EvidenceKind.Enrolment, last.EntryId, last.On, "last contact at a visit or by enrolment"),
                new(EvidenceKind.DueDay, statedBy, AlertView.Date(due), AlertView.Iso(due)),
            ],
            Thresholds = stated ? [limit] : [AlertThresholds.VisitInterval, limit],
            Otherwise = today =>
            [
                new WithEntry(
                    new VisitLogged { EntryId = view.NewId("visit"), VisitedOn = AlertView.Date(today) }, $"a visit on {AlertView.Iso(today)} were on record"),
                OtherThreshold.Of(limit, today.DayNumber - due.DayNumber),
            ],
        };
    }
}
