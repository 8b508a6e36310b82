using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>What bears on the safety of treatment: one row per current entry.</summary>
public static class SafetyTables
{
    public static IReadOnlyList<AnalystTable> All => [Risks, SafetyChecks, Preventions, AdverseEvents];

    public static AnalystTable Risks { get; } = new AnalystTable<RiskRecorded>(
        "risks", "One row per thing that bears on the risks of treatment and was asked about, each time it was.", ["entry_id"],
        p => p.Chart.Of<RiskRecorded>(),
        [
            Uuid<RiskRecorded>("entry_id", "The entry.", r => r.EntryId, required: true),
            .. Date<RiskRecorded>("noted_on", "When it was asked about or became known", r => r.NotedOn),
            Code<RiskRecorded, RiskFactor>("what", "What was asked about.", r => r.What, required: true),
            Code<RiskRecorded, RiskState>("state", "Whether the patient had it on that day.", r => r.State, required: true),
            .. Date<RiskRecorded>("since", "When it began", r => r.Since),
        ]);

    public static AnalystTable SafetyChecks { get; } = new AnalystTable<SafetyChecked>(
        "safety_checks", "One row per thing that was looked at for the safety of treatment, or was not, with the reason.", ["entry_id"],
        p => p.Chart.Of<SafetyChecked>(),
        [
            Uuid<SafetyChecked>("entry_id", "The entry.", c => c.EntryId, required: true),
            .. Date<SafetyChecked>("checked_on", "When it was looked at, or that it was not was known", c => c.CheckedOn),
            Code<SafetyChecked, SafetyCheck>("what", "What was looked at.", c => c.What, required: true),
            Code<SafetyChecked, SafetyFinding>(
                "result", "What was found; null where only numbers are given, or a reason why nothing was found.", c => c.Result),
            Code<SafetyChecked, MissingReason>("missing", "Why nothing was found; null where something was.", c => c.Missing),
            Integer<SafetyChecked>("systolic_mmhg", "Systolic blood pressure, mmHg.", c => c.SystolicMmHg),
            Integer<SafetyChecked>("diastolic_mmhg", "Diastolic blood pressure, mmHg.", c => c.DiastolicMmHg),
            Numeric<SafetyChecked>(
                "t_score", "Lowest T-score of lumbar spine, femoral neck and total hip by DXA, standard deviations.", c => c.TScore),
        ]);

    public static AnalystTable Preventions { get; } = new AnalystTable<PreventionGiven>(
        "preventions", "One row per prophylaxis, protection or vaccination that was given to prevent harm by the treatment.", ["entry_id"],
        p => p.Chart.Of<PreventionGiven>(),
        [
            Uuid<PreventionGiven>("entry_id", "The entry.", g => g.EntryId, required: true),
            .. Date<PreventionGiven>("started_on", "When it was begun, or given if it is given once", g => g.StartedOn),
            .. Date<PreventionGiven>("stopped_on", "When it was given last", g => g.StoppedOn),
            Code<PreventionGiven, Prevention>("what", "What was given.", g => g.What, required: true),
        ]);

    public static AnalystTable AdverseEvents { get; } = new AnalystTable<AdverseEventReported>(
        "adverse_events", "One row per adverse event, whether or not the treatment caused it.", ["entry_id"],
        p => p.Chart.Of<AdverseEventReported>(),
        [
            Uuid<AdverseEventReported>("entry_id", "The entry.", e => e.EntryId, required: true),
            .. Date<AdverseEventReported>("started_on", "When it began", e => e.StartedOn),
            .. Date<AdverseEventReported>("ended_on", "When it ended", e => e.EndedOn),
            Code<AdverseEventReported, AdverseEventTerm>("term", "What it was.", e => e.Term, required: true),
            Integer<AdverseEventReported>("ctcae_grade", "Grade of CTCAE 5.0, 1 (mild) to 5 (death).", e => e.Grade),
            Boolean<AdverseEventReported>("serious", "Whether it was serious (ICH E2A).", e => e.Serious),
            Boolean<AdverseEventReported>("suspected_glucocorticoid", "Whether a glucocorticoid is suspected.",
                e => e.GlucocorticoidSuspected),
            .. Flags<AdverseEventReported, SparingAgent>("suspected_", "Whether this agent is suspected", e => e.SuspectedAgents),
            Code<AdverseEventReported, AdverseEventOutcome>("outcome", "What it came to.", e => e.Outcome),
            Code<AdverseEventReported, AdverseEventAction>("action", "What was done with the drugs that are suspected.", e => e.Action),
        ]);
}
