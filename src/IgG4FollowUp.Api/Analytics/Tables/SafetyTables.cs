using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>What befell patients under treatment: one row per current entry.</summary>
public static class SafetyTables
{
    public static IReadOnlyList<AnalystTable> All => [AdverseEvents];

    public static AnalystTable AdverseEvents { get; } = new AnalystTable<AdverseEventReported>(
        "adverse_events", "One row per adverse event, whether or not the treatment caused it.", ["entry_id"],
        p => p.Chart.Of<AdverseEventReported>(),
        [
            Uuid<AdverseEventReported>("entry_id", "The entry.", e => e.EntryId, required: true),
            .. Date<AdverseEventReported>("started_on", "When it began", e => e.StartedOn),
            .. Date<AdverseEventReported>("ended_on", "When it ended", e => e.EndedOn),
            Code<AdverseEventReported, AdverseEventTerm>("term", "What it was.", e => e.Term, required: true),
            Integer<AdverseEventReported>("grade", "Grade of CTCAE 5.0, 1 (mild) to 5 (death).", e => e.Grade),
            Boolean<AdverseEventReported>("serious", "Whether it was serious (ICH E2A).", e => e.Serious),
            Boolean<AdverseEventReported>("suspected_glucocorticoid", "Whether a glucocorticoid is suspected.",
                e => e.GlucocorticoidSuspected),
            .. Flags<AdverseEventReported, SparingAgent>("suspected_", "Whether this agent is suspected", e => e.SuspectedAgents),
            Code<AdverseEventReported, AdverseEventOutcome>("outcome", "What it came to.", e => e.Outcome),
            Code<AdverseEventReported, AdverseEventAction>("action", "What was done with the drugs that are suspected.", e => e.Action),
        ]);
}
