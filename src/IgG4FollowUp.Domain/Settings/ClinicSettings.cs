using IgG4FollowUp.Domain.Course;

namespace IgG4FollowUp.Domain.Settings;

/// <summary>
/// What a clinic may choose: by these limits go its alert rules, its calendar and what its timelines call overdue. Every value is a house
/// default, also where a published figure stands behind it: no schedule, interval or relapse threshold for spinal pachymeningitis is known
/// to have been published. Definitions for analysts do not depend on a clinic's choice; limits that they share have one default, in
/// <c>Course</c>.
/// </summary>
public sealed record ClinicSettings
{
    private const string House = "House default.";

    private const string MriSchedule =
        "House default: 3, 6 and 12 months, then yearly; no interval for spinal disease is known to have been published.";

    private const string Bone =
        "House default: very high dose as in the 2022 ACR guideline on glucocorticoid-induced "
            + "osteoporosis (Humphrey 2023), quoted second-hand.";

    private const string Pneumocystis =
        "House default within EULAR 2022 (Fragoulis, Ann Rheum Dis): more than 15 to 30 mg of prednisolone a day for more than 2 to 4 "
            + "weeks.";

    private const string HepatitisB =
        "House default after AGA 2015 (Reddy, Gastroenterology 148:215): HBsAg and a moderate or high dose for 4 weeks or longer (its "
            + "table, read second-hand); that moderate begins at 10 mg of prednisone a day is quoted from memory.";

    /// <summary>The house defaults.</summary>
    public static ClinicSettings HouseDefault { get; } = new();

    /// <summary>The second house defaults, by which a visit was due after the same interval however the patient was.</summary>
    public static ClinicSettings SecondHouseDefault { get; } = new()
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
    [Threshold("visit-interval", "days", 7, 1826, House)]
    public int VisitIntervalDays { get; init; } = 182;

    /// <summary>
    /// The same while the disease is active, never more than <see cref="VisitIntervalDays"/>, 1 to 1,826. House default: 28.
    /// </summary>
    [Threshold("visit-interval-active", "days", 1, 1826,
        "House default after NCT05974683, whose first visit is 4 weeks after the start, and the Ji "
            + "2022 cohort, in contact at least monthly.", SourceMark.Published)]
    public int ActiveVisitIntervalDays { get; init; } = 28;

    /// <summary>
    /// The same during a taper or above the maintenance dose, never more than <see cref="VisitIntervalDays"/>, 1 to 1,826. House default:
    /// 84.
    /// </summary>
    [Threshold("visit-interval-taper", "days", 1, 1826,
        "House default after NCT05974683, whose visits of weeks 12, 24 and 36 lie 12 weeks apart.", SourceMark.Published)]
    public int TaperVisitIntervalDays { get; init; } = 84;

    /// <summary>
    /// Days after a start or raise of treatment or an operation for which the disease counts as active, 0 to 365. House default: 84.
    /// </summary>
    [Threshold("active-after-treatment", "days", 0, 365, "House default: from week 12 the visits of NCT05974683 lie 12 weeks apart.")]
    public int ActiveAfterTreatmentDays { get; init; } = 84;

    /// <summary>
    /// Days for which a recurrence or a worse deficit that nobody settled counts as active, 0 to 1,826. House default: 365.
    /// </summary>
    [Threshold("active-unsettled", "days", 0, 1826, House)]
    public int ActiveUnsettledDays { get; init; } = 365;

    /// <summary>Days after the due date before a visit is overdue, 0 to 365. House default: 14.</summary>
    [Threshold("visit-grace", "days", 0, 365, House)]
    public int VisitGraceDays { get; init; } = 14;

    /// <summary>Days after the due date before one asks whether the patient is lost, 30 to 1,826. House default: 182.</summary>
    [Threshold("ask-lost-after", "days", 30, 1826, House)]
    public int AskLostAfterDays { get; init; } = 182;

    /// <summary>Grades by which the AIS must fall, 1 to 4. House default: 1.</summary>
    [Threshold("ais-grades-down", "grades", 1, 4,
        "House default after the usual definition of a conversion, one grade (SCIRE; DeVivo 2007).", SourceMark.Published)]
    public int AisGradesDown { get; init; } = Worsening.DefaultGrades;

    /// <summary>
    /// Points by which UEMS or LEMS must fall to ask for a review, one limit for both where definitions have one for each, 1 to 50. House
    /// default: 4, above what both vary by from one examination to the next.
    /// </summary>
    [Threshold("motor-points-down", "points", 1, 50,
        "House default above the change that repeated examinations show, 2.7 points of UEMS and 3.7 of "
            + "LEMS (Scivoletto 2013, quoted from memory).", SourceMark.Secondary)]
    public int MotorPointsDown { get; init; } = Worsening.DefaultLowerMotorPoints;

    /// <summary>
    /// Grades by which one key muscle must have lost strength at a single examination, whatever others gain, 1 to 5. House default: 3; what
    /// a second examination confirms is told from the grades on that the definitions count.
    /// </summary>
    [Threshold("muscle-grades-down-at-once", "grades", 1, 5, House)]
    public int MuscleGradesDownAtOnce { get; init; } = Worsening.DefaultMuscleGrades;

    /// <summary>
    /// Days after the last examination for which a worse deficit is urgent, 1 to 1,826. House default: 1,096, three years, so that what is
    /// entered in retrospect is not for today.
    /// </summary>
    [Threshold("worsening-urgent", "days", 1, 1826, House)]
    public int WorseningUrgentDays { get; init; } = 1096;

    /// <summary>Millimetres by which a lesion must thicken where the reader states no change, 0.1 to 50. House default: 2.</summary>
    [Threshold("lesion-growth", "mm", 0.1, 50, House)]
    public decimal LesionGrowthMm { get; init; } = LesionGrowth.DefaultMm;

    /// <summary>
    /// Share of the serum IgG4 before treatment that is a re-elevation, 0.01 to 10; 0.30 is 30 % of it, not a rise by 30 %. House default:
    /// 0.30.
    /// </summary>
    [Threshold("igg4-share-of-baseline", "times the value before treatment", 0.01, 10,
        "House default after NCT05974683: at least 30 % of the baseline value.", SourceMark.Published)]
    public decimal IgG4ShareOfBaseline { get; init; } = IgG4Limits.HouseDefault.ShareOfBaseline;

    /// <summary>A re-elevation is also this many times the nadir, 1 to 100. House default: 1.5.</summary>
    [Threshold("igg4-over-nadir", "times the nadir", 1, 100, House)]
    public decimal IgG4OverNadir { get; init; } = IgG4Limits.HouseDefault.OverNadir;

    /// <summary>
    /// So many times the nadir, never less than <see cref="IgG4OverNadir"/>, is a rise whatever the value before
    /// treatment, 1 to 100. House default: 2.
    /// </summary>
    [Threshold("igg4-doubling", "times the nadir", 1, 100, House)]
    public decimal IgG4Doubling { get; init; } = IgG4Limits.HouseDefault.Doubling;

    /// <summary>More than so many times the value before treatment is a rise whatever the nadir, 0.01 to 100. House default: 1.</summary>
    [Threshold("igg4-above-baseline", "times the value before treatment", 0.01, 100, House)]
    public decimal IgG4AboveBaseline { get; init; } = IgG4Limits.HouseDefault.AboveBaseline;

    /// <summary>
    /// Serum IgG4 above so many mg/dL is raised where the laboratory's own limit is not on record, 1 to 10,000. House default: 140.
    /// </summary>
    [Threshold("igg4-raised", "mg/dL where the laboratory's own limit is not on record", 1, 10_000,
        "House default after NCT05974683: more than 1400 mg/L before treatment.", SourceMark.Published)]
    public decimal IgG4RaisedMgPerDl { get; init; } = IgG4Limits.HouseDefault.RaisedMgPerDl;

    /// <summary>Days for which a serum IgG4 result says something about now, 28 to 1,826. House default: 365.</summary>
    [Threshold("igg4-stands", "days", 28, 1826, House)]
    public int IgG4StandsDays { get; init; } = 365;

    /// <summary>
    /// The clinic's own maintenance dose, mg of prednisone a day, 0.5 to 40: less than it is below maintenance, more of it a taper. The
    /// highest dose that a published response allows is not it. House default: 5.
    /// </summary>
    [Threshold("maintenance", "mg of prednisone a day", 0.5, 40,
        "House default: secondary sources maintain on 2.5 to 5 mg; Masamune 2017 on 5 to 7.5 mg; "
            + "the Peng cohort advises more than 6.25 mg.", SourceMark.Secondary)]
    public decimal MaintenanceMgPerDay { get; init; } = 5m;

    /// <summary>Days after a stop or a fall below maintenance within which an MRI should be planned, 0 to 365. House default: 14.</summary>
    [Threshold("plan-mri-within", "days", 0, 365, House)]
    public int PlanMriWithinDays { get; init; } = 14;

    /// <summary>
    /// First scheduled MRI, days from the start of treatment or from the last recurrence, 14 to 1,826. House default: 91.
    /// </summary>
    [Threshold("first-mri", "days", 14, 1826, MriSchedule)]
    public int FirstMriDays { get; init; } = 91;

    /// <summary>Second scheduled MRI, days from the same day, 14 to 1,826. House default: 182.</summary>
    [Threshold("second-mri", "days", 14, 1826, MriSchedule)]
    public int SecondMriDays { get; init; } = 182;

    /// <summary>Third scheduled MRI, and the interval from then on, days, 14 to 1,826. House default: 365.</summary>
    [Threshold("mri-interval", "days", 14, 1826, MriSchedule)]
    public int MriIntervalDays { get; init; } = 365;

    /// <summary>Days by which an MRI may be early or late, 0 to 365. House default: 28.</summary>
    [Threshold("mri-grace", "days", 0, 365, House)]
    public int MriGraceDays { get; init; } = 28;

    /// <summary>
    /// Days by which anything else that is planned may be early or late, such as an infusion, 0 to 365. House default: 14.
    /// </summary>
    [Threshold("plan-grace", "days", 0, 365, House)]
    public int PlanGraceDays { get; init; } = 14;

    /// <summary>Dose of steroid dependence, mg of prednisone a day, 0.5 to 100. House default: 15.</summary>
    [Threshold("dependence-dose", "mg of prednisone a day", 0.5, 100,
        "House default after Hart 2013 (Gut): at least 15 mg a day.", SourceMark.Published)]
    public decimal DependenceMgPerDay { get; init; } = 15m;

    /// <summary>Days beyond which that dose is dependence, 14 to 1,826: three months are 91. House default: 91.</summary>
    [Threshold("dependence-days", "days", 14, 1826,
        "House default after Hart 2013 (Gut): for more than 3 months, taken as 91 days.", SourceMark.Published)]
    public int DependenceDays { get; init; } = 91;

    /// <summary>
    /// Days after the last step down for which the next one is awaited, so that the taper counts as under way, 7 to 182. Whether a flare
    /// that is past came of a taper is asked over a longer time. House default: 28, twice the two weeks of a slow published taper.
    /// </summary>
    [Threshold("taper-step", "days", 7, 182, "House default: twice the two weeks between the steps of a slow published taper.")]
    public int TaperStepDays { get; init; } = 28;

    /// <summary>High exposure by daily dose, mg of prednisone a day, 0.5 to 500. House default: 30.</summary>
    [Threshold("high-dose", "mg of prednisone a day", 0.5, 500, Bone, SourceMark.Secondary)]
    public decimal HighMgPerDay { get; init; } = 30m;

    /// <summary>High exposure by daily dose: uninterrupted days, 1 to 365. House default: 31, more than 30.</summary>
    [Threshold("high-days", "days", 1, 365, Bone, SourceMark.Secondary)]
    public int HighDays { get; init; } = 31;

    /// <summary>High exposure by sum, mg of prednisone within a year of 365 days, 100 to 100,000. House default: 5,000.</summary>
    [Threshold("high-cumulative", "mg of prednisone in 365 days", 100, 100_000, Bone, SourceMark.Secondary)]
    public decimal HighCumulativeMg { get; init; } = 5000m;

    /// <summary>Days within which a recurrence should lead to a change of treatment, 0 to 365. House default: 14.</summary>
    [Threshold("treat-recurrence-within", "days", 0, 365, House)]
    public int TreatRecurrenceWithinDays { get; init; } = 14;

    /// <summary>The same for a recurrence with a worse deficit or compression of the cord, 0 to 365. House default: 3.</summary>
    [Threshold("treat-urgent-recurrence-within", "days", 0, 365, House)]
    public int TreatUrgentRecurrenceWithinDays { get; init; } = 3;

    /// <summary>
    /// Days within which a recurrence suspected at a visit should be confirmed or ruled out, 0 to 365. House default: 28.
    /// </summary>
    [Threshold("settle-suspicion-within", "days", 0, 365, House)]
    public int SettleSuspicionWithinDays { get; init; } = 28;

    /// <summary>Days after enrolment within which the baseline should be on record, 0 to 365. House default: 28.</summary>
    [Threshold("baseline-within", "days", 0, 365, House)]
    public int BaselineWithinDays { get; init; } = 28;

    /// <summary>
    /// Days after the last dose of an agent that depletes B cells for which it is asked whether hepatitis B was looked for, 0 to 1,826.
    /// House default: 730, two years.
    /// </summary>
    [Threshold("hepatitis-b-after-last-dose", "days", 0, 1826,
        "House default after the rituximab label: reactivation is reported up to 24 months after the last dose (quoted second-hand).",
        SourceMark.Secondary)]
    public int HepatitisBAfterLastDoseDays { get; init; } = 730;

    /// <summary>
    /// Days within which compression of the cord, or AIS C or worse, should be treated, 0 to 28. House default: 1; what nobody takes
    /// then is escalated in hours.
    /// </summary>
    [Threshold("treat-compression-within", "days", 0, 28, House)]
    public int TreatCompressionWithinDays { get; init; } = 1;

    /// <summary>Dose after which a response is asked for, mg of prednisone a day, 0.5 to 500. House default: 40.</summary>
    [Threshold("no-response-dose", "mg of prednisone a day", 0.5, 500,
        "House default after the 2019 ACR/EULAR criteria (Wallace 2020): at least 40 mg a day.", SourceMark.Published)]
    public decimal NoResponseMgPerDay { get; init; } = 40m;

    /// <summary>Uninterrupted days of that dose, 1 to 365. House default: 28, four weeks.</summary>
    [Threshold("no-response-days", "days", 1, 365,
        "House default after the 2019 ACR/EULAR criteria (Wallace 2020): for 4 weeks.", SourceMark.Published)]
    public int NoResponseDays { get; init; } = 28;

    /// <summary>
    /// Days after the last drug for this disease within which further treatment should be planned, or a person say that none is, 0 to 365.
    /// House default: 14.
    /// </summary>
    [Threshold("plan-after-stop", "days", 0, 365, House)]
    public int PlanAfterStopDays { get; init; } = 14;

    /// <summary>Days after an operation within which the patient should be examined, 1 to 365. House default: 14.</summary>
    [Threshold("examination-after-surgery", "days", 1, 365, House)]
    public int ExaminationAfterSurgeryDays { get; init; } = 14;

    /// <summary>Days after an operation within which the spine should be imaged, 1 to 365. House default: 56.</summary>
    [Threshold("mri-after-surgery", "days", 1, 365,
        "House default after a secondary source on pancreatobiliary disease: first imaging after 4 to 8 weeks.", SourceMark.Secondary)]
    public int MriAfterSurgeryDays { get; init; } = 56;

    /// <summary>Dose under which Pneumocystis is thought of, mg of prednisone a day, 0.5 to 500. House default: 20.</summary>
    [Threshold("pneumocystis-dose", "mg of prednisone a day", 0.5, 500, Pneumocystis, SourceMark.Published)]
    public decimal PneumocystisMgPerDay { get; init; } = 20m;

    /// <summary>Days of that dose after which prophylaxis is asked for, 1 to 365. House default: 28.</summary>
    [Threshold("pneumocystis-days", "days", 1, 365, Pneumocystis, SourceMark.Published)]
    public int PneumocystisDays { get; init; } = 28;

    /// <summary>Dose under which bone is thought of, mg of prednisone a day, 0.5 to 100. House default: 2.5.</summary>
    [Threshold("bone-dose", "mg of prednisone a day", 0.5, 100,
        "House default after the 2022 ACR guideline (Humphrey 2023): at least 2.5 mg a day.", SourceMark.Published)]
    public decimal BoneMgPerDay { get; init; } = 2.5m;

    /// <summary>Days of that dose after which bone is asked for, 1 to 1,826. House default: 91.</summary>
    [Threshold("bone-days", "days", 1, 1826,
        "House default after the 2022 ACR guideline (Humphrey 2023): for more than 3 months, taken as 91 days.", SourceMark.Published)]
    public int BoneDays { get; init; } = 91;

    /// <summary>Days for which a bone density stands, 28 to 3,652. House default: 730.</summary>
    [Threshold("bone-interval", "days", 28, 3652,
        "House default after the 2022 ACR guideline (Humphrey 2023): every 1 to 2 years (its summary).", SourceMark.Published)]
    public int BoneIntervalDays { get; init; } = 730;

    /// <summary>Dose under which the adrenals are thought of, mg of prednisone a day, 0.5 to 100. House default: 5.</summary>
    [Threshold("adrenal-dose", "mg of prednisone a day", 0.5, 100,
        "House default after the 2024 ESE/ES guideline: more than 4 to 6 mg a day.", SourceMark.Published)]
    public decimal AdrenalMgPerDay { get; init; } = 5m;

    /// <summary>Days of that dose after which advice for stress is asked for, 1 to 365. House default: 28.</summary>
    [Threshold("adrenal-days", "days", 1, 365,
        "House default after the 2024 ESE/ES guideline: 3 to 4 weeks or longer.", SourceMark.Published)]
    public int AdrenalDays { get; init; } = 28;

    /// <summary>Days after the end of that dose for which it is still asked for, 0 to 1,826. House default: 365.</summary>
    [Threshold("adrenal-after-stop", "days", 0, 1826, House)]
    public int AdrenalAfterStopDays { get; init; } = 365;

    /// <summary>Dose under which glucose and eyes are thought of, mg of prednisone a day, 0.5 to 100. House default: 7.5.</summary>
    [Threshold("steroid-check-dose", "mg of prednisone a day", 0.5, 100,
        "House default after EULAR 2013 (Duru, Ann Rheum Dis): medium doses are those above 7.5 mg a day.", SourceMark.Published)]
    public decimal SteroidCheckMgPerDay { get; init; } = 7.5m;

    /// <summary>Days of that dose after which glucose is asked for, 1 to 365. House default: 28.</summary>
    [Threshold("glucose-days", "days", 1, 365, House)]
    public int GlucoseDays { get; init; } = 28;

    /// <summary>Days for which a glucose or HbA1c stands, 7 to 1,826. House default: 91.</summary>
    [Threshold("glucose-interval", "days", 7, 1826, House)]
    public int GlucoseIntervalDays { get; init; } = 91;

    /// <summary>Days of that dose after which the eyes are asked for, 1 to 1,826. House default: 91.</summary>
    [Threshold("eye-days", "days", 1, 1826, House)]
    public int EyeDays { get; init; } = 91;

    /// <summary>Days for which an examination of the eyes stands, 28 to 1,826. House default: 365.</summary>
    [Threshold("eye-interval", "days", 28, 1826, House)]
    public int EyeIntervalDays { get; init; } = 365;

    /// <summary>
    /// Days of an agent that may suppress the marrow after which a blood count is asked for, 1 to 365. House default: 28.
    /// </summary>
    [Threshold("blood-count-days", "days", 1, 365, House)]
    public int BloodCountDays { get; init; } = 28;

    /// <summary>Days for which a blood count stands, 7 to 365. House default: 91.</summary>
    [Threshold("blood-count-interval", "days", 7, 365, House)]
    public int BloodCountIntervalDays { get; init; } = 91;

    /// <summary>Days after B-cell depletion began after which immunoglobulins are asked for, 1 to 365. House default: 28.</summary>
    [Threshold("immunoglobulin-days", "days", 1, 365, House)]
    public int ImmunoglobulinDays { get; init; } = 28;

    /// <summary>Days for which immunoglobulins stand, 28 to 1,826. House default: 183, six months.</summary>
    [Threshold("immunoglobulin-interval", "days", 28, 1826, House)]
    public int ImmunoglobulinIntervalDays { get; init; } = 183;

    /// <summary>
    /// Days after an infusion that depletes B cells by which the next one should be planned, 28 to 1,826. House default: 183.
    /// </summary>
    [Threshold("next-infusion", "days", 28, 1826,
        "House default after Majumder 2018: maintenance with rituximab every six months.", SourceMark.Published)]
    public int NextInfusionDays { get; init; } = 183;

    /// <summary>Levels by which the sensory or motor level must ascend, 1 to 20. House default: 2, since one lies within error.</summary>
    [Threshold("level-ascends", "levels", 1, 20, House)]
    public int LevelsUp { get; init; } = 2;

    /// <summary>
    /// Dose under which HBsAg asks for antiviral prophylaxis, mg of prednisone a day, 0.5 to 500. House default: 10.
    /// </summary>
    [Threshold("hepatitis-b-dose", "mg of prednisone a day", 0.5, 500, HepatitisB, SourceMark.Secondary)]
    public decimal HepatitisBMgPerDay { get; init; } = 10m;

    /// <summary>Days of that dose after which it is asked for, 1 to 365. House default: 28.</summary>
    [Threshold("hepatitis-b-days", "days", 1, 365, HepatitisB, SourceMark.Secondary)]
    public int HepatitisBDays { get; init; } = 28;

    /// <summary>Days for which a negative hepatitis B DNA stands where only anti-HBc was found, 7 to 365. House default: 91.</summary>
    [Threshold("hepatitis-b-dna-interval", "days", 7, 365, House)]
    public int HepatitisBDnaDays { get; init; } = 91;

    /// <summary>
    /// Days after the last dose of an agent that depletes B cells for which a test for tuberculosis and a vaccination against pneumococci
    /// are asked for, 0 to 1,826. House default: 274, for as long as rituximab may act.
    /// </summary>
    [Threshold("depletion-checks-after-last-dose", "days", 0, 1826, House)]
    public int DepletionChecksDays { get; init; } = 274;

    /// <summary>Years of age from which a pregnancy is thought possible, 10 to 20. House default: 15.</summary>
    [Threshold("pregnancy-from-age", "years", 10, 20, House)]
    public int PregnancyFromAge { get; init; } = 15;

    /// <summary>Years of age until which it is, 40 to 60. House default: 50.</summary>
    [Threshold("pregnancy-to-age", "years", 40, 60, House)]
    public int PregnancyToAge { get; init; } = 50;

    /// <summary>Days of a dose that glucose is asked under after which a blood pressure is, 1 to 365. House default: 28.</summary>
    [Threshold("blood-pressure-days", "days", 1, 365, House)]
    public int PressureDays { get; init; } = 28;

    /// <summary>Days for which a blood pressure stands, 7 to 1,826. House default: 182.</summary>
    [Threshold("blood-pressure-interval", "days", 7, 1826, House)]
    public int PressureIntervalDays { get; init; } = 182;

    /// <summary>Days after the start of a thiopurine after which TPMT or NUDT15 is asked for, 0 to 90. House default: 0.</summary>
    [Threshold("tpmt-days", "days", 0, 90, House)]
    public int ThiopurineDays { get; init; }

    /// <summary>
    /// Days after the start of a thiopurine until which it is, 7 to 1,826. House default: 91; who bears it longer has answered it.
    /// </summary>
    [Threshold("tpmt-asked", "days", 7, 1826, House)]
    public int ThiopurineAskedDays { get; init; } = 91;

    /// <summary>Growth of a cavity in the cord that counts, millimetres of length, 0.5 to 100. House default: 5.</summary>
    [Threshold("cavity-growth", "mm", 0.5, 100, House)]
    public decimal CavityGrowthMm { get; init; } = 5m;

    /// <summary>B cells in blood above which they are back, CD19 cells per microlitre, 1 to 500. House default: 10.</summary>
    [Threshold("b-cells-returned", "/uL", 1, 500,
        "House default after the label of rituximab for vasculitis, quoted second-hand: above 10 cells/uL.", SourceMark.Secondary)]
    public decimal BCellsReturnedPerMicrolitre { get; init; } = 10m;

    /// <summary>Days after a dose before which a count says nothing of a return, 0 to 183. House default: 28.</summary>
    [Threshold("b-cells-after-dose", "days", 0, 183, House)]
    public int BCellsAfterDoseDays { get; init; } = 28;

    /// <summary>Days for which a count of B cells stands, 28 to 1,826. House default: 183.</summary>
    [Threshold("b-cells-stand", "days", 28, 1826, House)]
    public int BCellsStandDays { get; init; } = 183;

    /// <summary>
    /// Serum IgG below which it is low where the laboratory gives no lower limit, grams per litre, 0.5 to 20. House default: 5.
    /// </summary>
    [Threshold("igg-low", "g/L", 0.5, 20, House)]
    public decimal IgGLowGramsPerLitre { get; init; } = 5m;

    /// <summary>Of a former set: days after a visit for which exposure counted as monitored. Nothing goes by it.</summary>
    public int? MonitoringDays { get; init; }

    /// <summary>Of a former set: days after which an urgent alert was escalated. Nothing goes by it.</summary>
    public int? EscalateUrgentAfterDays { get; init; }

    /// <summary>
    /// Hours after which an urgent alert that nobody acknowledged is escalated, 1 to 168. House default: 4, since compression of the cord
    /// is a matter of hours.
    /// </summary>
    [Threshold("escalate-urgent-within", "hours", 1, 168, House)]
    public int EscalateUrgentAfterHours { get; init; } = 4;

    /// <summary>Days after which an alert of urgency soon that nobody acknowledged is escalated, 1 to 365. House default: 7.</summary>
    [Threshold("escalate-soon-after", "days", 1, 365, House)]
    public int EscalateSoonAfterDays { get; init; } = 7;

    /// <summary>Days after which a routine alert that nobody acknowledged is escalated, 1 to 365. House default: 28.</summary>
    [Threshold("escalate-routine-after", "days", 1, 365, House)]
    public int EscalateRoutineAfterDays { get; init; } = 28;
}
