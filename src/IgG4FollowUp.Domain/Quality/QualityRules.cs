using System.Collections.Immutable;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Quality;

/// <summary>An entry that a rule asked about.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Year">Year of its clinical date; null when none is reported.</param>
/// <param name="Met">Whether it says what the rule asks for.</param>
public readonly record struct QualityCheck(Guid EntryId, int? Year, bool Met);

/// <summary>What every entry of a kind should say so that it can be analysed. It judges no clinician and refuses nothing.</summary>
/// <param name="Name">Name, in kebab case.</param>
/// <param name="Kind">Tag of the kind of entry; null for all.</param>
/// <param name="Asks">What it asks for, in words.</param>
public sealed record QualityRule(string Name, string? Kind, string Asks)
{
    internal Func<PatientChart, ClinicalEntry, bool?> Judge { get; init; } = (_, _) => null;

    /// <summary>The entries that it asks about, in clinical order.</summary>
    /// <param name="chart">The chart.</param>
    public IEnumerable<QualityCheck> Checks(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        foreach (var entry in chart.Entries)
        {
            if (Judge(chart, entry) is { } met)
                yield return new(entry.EntryId, entry.Date.IsReported ? entry.Date.Earliest.Year : null, met);
        }
    }
}

/// <summary>Every rule of data quality; all are house choices of what analyses need.</summary>
public static class QualityRules
{
    /// <summary>The rules, the one about all kinds first, then in life order.</summary>
    public static ImmutableArray<QualityRule> All { get; } =
    [
        new("date-reported", null, "the clinical date of the entry") { Judge = (_, entry) => entry.Date.IsReported },
        Of<PatientEnrolled>("sex-and-birth-year", "sex and year of birth", e => e.Sex is not null && e.BirthYear is not null),
        new("reuse-asked", "enrolment", "whether the patient consents to reuse of the data, in the enrolment or in a consent")
        {
            Judge = (chart, entry) => entry is PatientEnrolled { Origin: DataOrigin.Clinic }
                ? ConsentStates.Of(chart, ConsentPurpose.DataReuse) is not null
                : null,
        },
        Of<ConsentRecorded>("consent-form", "version of the form, and who decided", e => e is { FormVersion: not null, By: not null },
            e => e.Decision == ConsentDecision.Given),
        Of<PresentationRecorded>("presentation-complete", "first symptom, symptoms, course and whether other organs are involved",
            e => e is { OnsetOn: not null, Symptoms: not null, Course: not null, OtherOrgans: not null }),
        Of<RiskRecorded>("risk-dated", "since when what is present is present", e => e.Since is not null,
            e => e.State == RiskState.Present),
        Of<AsiaGradeRecorded>("grade-determined", "one grade, as entered or as it follows", e => AsiaGrades.Determined(e) is not null),
        Of<StatusAssessed>("status-scored", "a score of function, or why there is none", HasScore),
        Of<LesionImaged>("lesion-described", "levels, compartment and pattern of a lesion",
            e => e is { Levels: not null, Compartment: not null, Pattern: not null }, e => e.LesionPresent),
        Of<LesionImaged>("change-stated", "the change since the prior study, or the thickness of a lesion",
            e => e.ChangeSincePrior is not null || e.ThicknessMm is not null, e => e.LesionPresent),
        Of<ImagingMissed>("obstacle-named", "what stood in the way of a study that was not possible", e => e.Obstacle is not null,
            e => e.Reason == MissingReason.NotPossible),
        Of<ResponderIndexScored>("index-total-agrees", "a written total that is the sum of the scores", e => e.StatedTotal == e.Total(),
            e => e.StatedTotal is not null),
        Of<LabMeasured>("igg4-comparable", "assay and upper limit of a serum IgG4",
            e => e is { Assay: not null, UpperLimitOfNormal: not null }, e => e.Analyte == Analyte.SerumIgG4),
        Of<LabMissed>("missing-result-explained", "a reason that is known for each laboratory result that is missing",
            e => e.NotMeasured.All(missing => missing.Reason != MissingReason.NotReported)),
        Of<SafetyChecked>("check-done", "a finding rather than that nobody looked", e => e.Missing is not MissingReason.NotDone),
        Of<BiopsyReported>("histology-complete", "tissue, IgG4-positive cells and their share of IgG-positive cells",
            e => e is { Tissue: not null, IgG4PositiveCellsPerHpf: not null, IgG4ToIgGPercent: not null }),
        Of<DifferentialChecked>("differential-decided", "a finding that is present or absent",
            e => e.Result is DifferentialFinding.Present or DifferentialFinding.Absent),
        Of<OrganAssessed>("organ-method", "by what an organ was looked at", e => e.Methods is { Count: > 0 }, e => e.Result is not null),
        Of<DiagnosisMade>("diagnosis-grounded", "certainty and criteria", e => e is { Certainty: not null, Criteria: not null }),
        Of<RecurrenceRecorded>("recurrence-bounded", "kinds, and when the patient was last known to be free",
            e => e is { Kinds.Count: > 0, LastKnownFreeOn: not null }),
        Of<SurgeryPerformed>("surgery-complete", "procedures, levels, indication and complications, or that there were none",
            e => e is { Procedures.Count: > 0, Levels: not null, Indications: not null, Complications: not null }),
        Of<SteroidCourseStarted>("steroid-complete", "drug, dose and indication",
            e => e is { Drug: not null, DailyDoseMg: not null, Indication: not null }),
        Of<SteroidCourseStopped>("steroid-stop-reason", "why it was stopped", e => e.Reason is not null),
        Of<SparingAgentStarted>("agent-complete", "coded dose and indication", e => e is { Dose: not null, Indication: not null }),
        Of<AgentDoseChanged>("agent-change-reason", "why the dose was changed", e => e.Reason is not null),
        Of<AgentAdministered>("administration-dose", "what was given", e => e.Dose is not null),
        Of<SparingAgentStopped>("agent-stop-reason", "why it was stopped", e => e.Reason is not null),
        Of<PreventionGiven>("prevention-exact", "the day on which it was begun", e => IsDay(e)),
        Of<AdverseEventReported>("adverse-event-complete", "grade, whether serious, and an outcome that is known",
            e => e is { Grade: not null, Serious: not null, Outcome: not (null or AdverseEventOutcome.Unknown) }),
        Of<RecurrenceResolved>("resolution-exact", "at least the month in which it came under control",
            e => e.Date.IsReported && e.Date.Latest.DayNumber - e.Date.Earliest.DayNumber <= 31),
        Of<PlanMade>("plan-exact", "the day on which it is due", e => e.DueOn is { IsReported: true } due && due.Earliest == due.Latest,
            e => e.What != PlannedKind.Taper),
        Of<PlanSettled>("giving-up-reason", "why a plan was given up", e => e.Reason is not null, e => e.Outcome == PlanOutcome.GivenUp),
        Of<VisitLogged>("recurrence-asked", "what was said about recurrence", e => e.RecurrenceAssessment is not null,
            e => e.Mode is not VisitMode.Remote),
        Of<FollowUpEnded>("cause-of-death", "the cause of a death", e => e.CauseOfDeath is not null,
            e => e.Reason == FollowUpEndReason.Died),
    ];

    private static bool HasScore(StatusAssessed status) =>
        (status.Mjoa ?? status.MjoaThoracic ?? status.Nurick ?? status.ModifiedRankin ?? status.ScimTotal) is not null
        || status.Eq5dProfile is not null
        || (status.NotAssessed ?? []).Any(missing => missing.Item is StatusItem.Mjoa or StatusItem.MjoaThoracic or StatusItem.Nurick
            or StatusItem.ModifiedRankin or StatusItem.Scim or StatusItem.Eq5d);

    private static bool IsDay(ClinicalEntry entry) => entry.Date.IsReported && entry.Date.Earliest == entry.Date.Latest;

    private static QualityRule Of<T>(string name, string asks, Predicate<T> met, Predicate<T>? applies = null)
        where T : ClinicalEntry => new(name, EntryKinds.Of(typeof(T)).Tag, asks)
        {
            Judge = (_, entry) => entry is T own && (applies is null || applies(own)) ? met(own) : null,
        };
}
