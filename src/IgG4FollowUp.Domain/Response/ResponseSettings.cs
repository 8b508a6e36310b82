using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;

namespace IgG4FollowUp.Domain.Response;

/// <summary>When a response is looked at: the assessment nearest to the set time counts, if it lies within the window.</summary>
/// <param name="Months">The set time, months after treatment began.</param>
/// <param name="From">First day of the window, counted from the start of treatment.</param>
/// <param name="To">Last day of the window.</param>
public sealed record AssessmentWindow(int Months, int From, int To)
{
    /// <summary>The set time in days.</summary>
    public int Target => DaysOf(Months);

    /// <summary>Days of so many months, a year being 365.25 days.</summary>
    /// <param name="months">Months.</param>
    public static int DaysOf(int months) => (int)Math.Round(months * 365.25 / 12);
}

/// <summary>
/// How response to treatment, strategy and maintenance are judged. No definition specific to spinal pachymeningitis is known to have been
/// published: everything is a house default, and a set that differs gets its own name or version.
/// </summary>
public sealed record ResponseSettings
{
    /// <summary>The house defaults.</summary>
    public static ResponseSettings HouseDefault { get; } = new();

    /// <summary>Name of the set, in kebab case.</summary>
    public string Name { get; init; } = "house-default";

    /// <summary>Version of the set: 3 takes more of a sparing agent for treatment of a recurrence.</summary>
    public int Version { get; init; } = 3;

    /// <summary>Name and version as printed next to results, such as <c>house-default/3</c>.</summary>
    public string Id => $"{Name}/{Version}";

    /// <summary>What begins at most this many days after a recurrence was seen is its treatment. House default: 28.</summary>
    public int TreatWithinDays { get; init; } = 28;

    /// <summary>
    /// What began at most this many days before a recurrence was seen is its treatment too: who is worse is often treated before the study
    /// that shows why. House default: 14.
    /// </summary>
    public int TreatBeforeDays { get; init; } = 14;

    /// <summary>What begins at most this many days after the first treatment belongs to the initial plan. House default: 90.</summary>
    public int InitialPlanDays { get; init; } = DiseaseTreatments.DefaultInitialPlanDays;

    /// <summary>
    /// An examination at most this many days after treatment began still shows the deficit it began with. House default: 7, an admission.
    /// </summary>
    public int AdmissionDays { get; init; } = DiseaseTreatments.DefaultAdmissionDays;

    /// <summary>
    /// A difference of UEMS of at least so many points is one, as for recurrence. House default: 3, more than examiners differ by
    /// (Scivoletto 2013, quoted from memory).
    /// </summary>
    public int UpperMotorPoints { get; init; } = Worsening.DefaultUpperMotorPoints;

    /// <summary>The same of LEMS. House default: 4 (Scivoletto 2013).</summary>
    public int LowerMotorPoints { get; init; } = Worsening.DefaultLowerMotorPoints;

    /// <summary>
    /// The same of both together, where a recurrence lost less than that of either. House default: 5 (Scivoletto 2013).
    /// </summary>
    public int TotalMotorPoints { get; init; } = Worsening.DefaultTotalMotorPoints;

    /// <summary>The same of one key muscle, grades. House default: 2.</summary>
    public int MuscleGrades { get; init; } = Worsening.DefaultConfirmedMuscleGrades;

    /// <summary>A difference in thickness of at least so many millimetres is a change whatever the reader says. House default: 2.</summary>
    public decimal LesionMm { get; init; } = LesionGrowth.DefaultMm;

    /// <summary>
    /// Whether a smaller lesion is enough for a complete response. House default: no; the Responder Index scores a site 0 only when it is
    /// normal or resolved, and 1 when it is improved but still present (Carruthers 2012).
    /// </summary>
    public bool SmallerIsComplete { get; init; }

    /// <summary>
    /// Highest dose that still is maintenance in anybody's practice, mg of prednisone a day: the upper end where a clinic's own maintenance
    /// dose is one within. House default: 7.5 (NCT04124861; Masamune 2017: 5 to 7.5).
    /// </summary>
    public decimal HighestMaintenanceMgPerDay { get; init; } = 7.5m;

    /// <summary>
    /// From this month on a complete response is one on a maintenance dose or less. House default: 6 (Wang 2018: maintenance dose at 6
    /// months).
    /// </summary>
    public int MaintenanceFromMonth { get; init; } = 6;

    /// <summary>
    /// When a response is looked at. House default: 1, 3, 6 and 12 months, with windows that do not meet; the first reaches to 56 days,
    /// since first imaging is done after 4 to 8 weeks (secondary source, pancreatobiliary disease).
    /// </summary>
    public ImmutableArray<AssessmentWindow> Assessments { get; init; } =
        [new(1, 16, 56), new(3, 61, 121), new(6, 138, 228), new(12, 305, 425)];

    /// <summary>Days after presentation up to which treatment makes the strategy. House default: 90.</summary>
    public int StrategyDays { get; init; } = DiseaseTreatments.DefaultInitialPlanDays;

    /// <summary>Months after the start of treatment at which maintenance is looked at. House default: 6, 12 and 24.</summary>
    public ImmutableArray<int> MaintenanceMonths { get; init; } = [6, 12, 24];
}
