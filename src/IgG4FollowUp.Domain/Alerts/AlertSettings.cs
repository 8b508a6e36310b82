using IgG4FollowUp.Domain.Course;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>
/// Thresholds of the alert rules for one clinic. Every value is a house default, also where a published figure stands behind it: no
/// schedule, interval or relapse threshold for spinal pachymeningitis is known to have been published. <see cref="AlertThresholds"/> gives
/// range, unit, source and mark of each.
/// </summary>
public sealed record AlertSettings
{
    /// <summary>The house defaults.</summary>
    public static AlertSettings HouseDefault { get; } = new();

    /// <summary>The second house defaults, by which a visit was due after the same interval however the patient was.</summary>
    public static AlertSettings SecondHouseDefault { get; } = new()
    {
        Version = 2,
        ActiveVisitIntervalDays = 1826,
        TaperVisitIntervalDays = 1826,
    };

    /// <summary>Name of the set, in kebab case.</summary>
    public string Name { get; init; } = "house-default";

    /// <summary>
    /// Version of the set: 2 takes a fall of a motor score by less than 4 points for the examiner's error, and escalates what is urgent in
    /// hours; 3 lets the interval between visits go by how the patient is.
    /// </summary>
    public int Version { get; init; } = 3;

    /// <summary>Name and version as printed next to results.</summary>
    public string Id => $"{Name}/{Version}";

    /// <summary>Days from one visit to the next where no due date was given, 7 to 1,826. House default: 182.</summary>
    public int VisitIntervalDays { get; init; } = 182;

    /// <summary>
    /// The same while the disease is active, never more than <see cref="VisitIntervalDays"/>, 1 to 1,826. House default: 28.
    /// </summary>
    public int ActiveVisitIntervalDays { get; init; } = 28;

    /// <summary>
    /// The same during a taper or above the maintenance dose, never more than <see cref="VisitIntervalDays"/>, 1
    /// to 1,826. House default: 84.
    /// </summary>
    public int TaperVisitIntervalDays { get; init; } = 84;

    /// <summary>
    /// Days after a start or raise of treatment or an operation for which the disease counts as active, 0 to 365. House default: 84.
    /// </summary>
    public int ActiveAfterTreatmentDays { get; init; } = 84;

    /// <summary>
    /// Days for which a recurrence or a worse deficit that nobody settled counts as active, 0 to 1,826. House default: 365.
    /// </summary>
    public int ActiveUnsettledDays { get; init; } = 365;

    /// <summary>Days after the due date before a visit is overdue, 0 to 365. House default: 14.</summary>
    public int VisitGraceDays { get; init; } = 14;

    /// <summary>Days after the due date before one asks whether the patient is lost, 30 to 1,826. House default: 182.</summary>
    public int AskLostAfterDays { get; init; } = 182;

    /// <summary>Grades by which the AIS must fall, 1 to 4. House default: 1.</summary>
    public int AisGradesDown { get; init; } = Worsening.DefaultGrades;

    /// <summary>
    /// Points by which UEMS or LEMS must fall, 1 to 50. House default: 4, the first whole number above what examinations vary by.
    /// </summary>
    public int MotorPointsDown { get; init; } = 4;

    /// <summary>
    /// Days after the last examination for which a worse deficit is urgent, 1 to 1,826. House default: 1,096, three years, so that what is
    /// entered in retrospect is not for today.
    /// </summary>
    public int WorseningUrgentDays { get; init; } = 1096;

    /// <summary>Millimetres by which a lesion must thicken where the reader states no change, 0.1 to 50. House default: 2.</summary>
    public decimal LesionGrowthMm { get; init; } = LesionGrowth.DefaultMm;

    /// <summary>
    /// Share of the serum IgG4 before treatment that is a re-elevation, 0.01 to 10; 0.30 is 30 % of it, not a rise by 30 %. House default:
    /// 0.30.
    /// </summary>
    public decimal IgG4ShareOfBaseline { get; init; } = IgG4Limits.HouseDefault.ShareOfBaseline;

    /// <summary>A re-elevation is also this many times the nadir, 1 to 100. House default: 1.5.</summary>
    public decimal IgG4OverNadir { get; init; } = IgG4Limits.HouseDefault.OverNadir;

    /// <summary>
    /// So many times the nadir, never less than <see cref="IgG4OverNadir"/>, is a rise whatever the value before
    /// treatment, 1 to 100. House default: 2.
    /// </summary>
    public decimal IgG4Doubling { get; init; } = IgG4Limits.HouseDefault.Doubling;

    /// <summary>More than so many times the value before treatment is a rise whatever the nadir, 0.01 to 100. House default: 1.</summary>
    public decimal IgG4AboveBaseline { get; init; } = IgG4Limits.HouseDefault.AboveBaseline;

    /// <summary>
    /// Serum IgG4 above so many mg/dL is raised where the laboratory's own limit is not on record, 1 to 10,000. House default: 140.
    /// </summary>
    public decimal IgG4RaisedMgPerDl { get; init; } = IgG4Limits.HouseDefault.RaisedMgPerDl;

    /// <summary>Days for which a serum IgG4 result says something about now, 28 to 1,826. House default: 365.</summary>
    public int IgG4StandsDays { get; init; } = 365;

    /// <summary>Maintenance dose, mg of prednisone a day, 0.5 to 40: less than it is below maintenance. House default: 5.</summary>
    public decimal MaintenanceMgPerDay { get; init; } = 5m;

    /// <summary>Days after a stop or a fall below maintenance within which an MRI should be planned, 0 to 365. House default: 14.</summary>
    public int PlanMriWithinDays { get; init; } = 14;

    /// <summary>
    /// First scheduled MRI, days from the start of treatment or from the last recurrence, 14 to 1,826. House default: 91.
    /// </summary>
    public int FirstMriDays { get; init; } = 91;

    /// <summary>Second scheduled MRI, days from the same day, 14 to 1,826. House default: 182.</summary>
    public int SecondMriDays { get; init; } = 182;

    /// <summary>Third scheduled MRI, and the interval from then on, days, 14 to 1,826. House default: 365.</summary>
    public int MriIntervalDays { get; init; } = 365;

    /// <summary>Days by which an MRI may be early or late, 0 to 365. House default: 28.</summary>
    public int MriGraceDays { get; init; } = 28;

    /// <summary>Dose of steroid dependence, mg of prednisone a day, 0.5 to 100. House default: 15.</summary>
    public decimal DependenceMgPerDay { get; init; } = 15m;

    /// <summary>Days beyond which that dose is dependence, 14 to 1,826: three months are 91. House default: 91.</summary>
    public int DependenceDays { get; init; } = 91;

    /// <summary>
    /// Days after the last step down for which a taper counts as under way, 7 to 182. House default: 28, twice the two weeks of a slow
    /// published taper.
    /// </summary>
    public int TaperStepDays { get; init; } = 28;

    /// <summary>High exposure by daily dose, mg of prednisone a day, 0.5 to 500. House default: 30.</summary>
    public decimal HighMgPerDay { get; init; } = 30m;

    /// <summary>High exposure by daily dose: uninterrupted days, 1 to 365. House default: 31, more than 30.</summary>
    public int HighDays { get; init; } = 31;

    /// <summary>High exposure by sum, mg of prednisone within a year of 365 days, 100 to 100,000. House default: 5,000.</summary>
    public decimal HighCumulativeMg { get; init; } = 5000m;

    /// <summary>Days within which a recurrence should lead to a change of treatment, 0 to 365. House default: 14.</summary>
    public int TreatRecurrenceWithinDays { get; init; } = 14;

    /// <summary>The same for a recurrence with a worse deficit or compression of the cord, 0 to 365. House default: 3.</summary>
    public int TreatUrgentRecurrenceWithinDays { get; init; } = 3;

    /// <summary>
    /// Days within which a recurrence suspected at a visit should be confirmed or ruled out, 0 to 365. House default: 28.
    /// </summary>
    public int SettleSuspicionWithinDays { get; init; } = 28;

    /// <summary>Days after enrolment within which the baseline should be on record, 0 to 365. House default: 28.</summary>
    public int BaselineWithinDays { get; init; } = 28;

    /// <summary>Of a former set: days after a visit for which exposure counted as monitored. Nothing goes by it.</summary>
    public int? MonitoringDays { get; init; }

    /// <summary>Of a former set: days after which an urgent alert was escalated. Nothing goes by it.</summary>
    public int? EscalateUrgentAfterDays { get; init; }

    /// <summary>
    /// Hours after which an urgent alert that nobody acknowledged is escalated, 1 to 168. House default: 4, since compression of the cord
    /// is a matter of hours.
    /// </summary>
    public int EscalateUrgentAfterHours { get; init; } = 4;

    /// <summary>Days after which an alert of urgency soon that nobody acknowledged is escalated, 1 to 365. House default: 7.</summary>
    public int EscalateSoonAfterDays { get; init; } = 7;

    /// <summary>Days after which a routine alert that nobody acknowledged is escalated, 1 to 365. House default: 28.</summary>
    public int EscalateRoutineAfterDays { get; init; } = 28;

    /// <summary>Time after which an alert of an urgency is escalated while nobody acknowledges it.</summary>
    /// <param name="urgency">The urgency.</param>
    public TimeSpan EscalateAfter(Urgency urgency) => urgency switch
    {
        Urgency.Urgent => TimeSpan.FromHours(EscalateUrgentAfterHours),
        Urgency.Soon => TimeSpan.FromDays(EscalateSoonAfterDays),
        _ => TimeSpan.FromDays(EscalateRoutineAfterDays),
    };
}
