using IgG4FollowUp.Domain.Course;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// Thresholds of the recurrence definitions. Where a published figure is used it is named; everything else is a house default,
/// not guidance for spinal disease, and each clinic may set its own. A set that differs gets its own name or version, since
/// results of different sets are never pooled unseen.
/// </summary>
public sealed record RecurrenceSettings
{
    /// <summary>The house defaults.</summary>
    public static RecurrenceSettings HouseDefault { get; } = new();

    /// <summary>
    /// The third house defaults, by which a muscle that lost strength while another gained was no deficit, a fall that the next examination
    /// disproved ended a quiet interval, a lesion first imaged just after treatment began was growth, and a higher dose of a sparing agent
    /// no escalation.
    /// </summary>
    public static RecurrenceSettings ThirdHouseDefault { get; } = new()
    {
        Version = 3,
        MuscleGradesDown = null,
        BackIsDisproved = false,
        BestNeedsTwoExaminations = false,
        BetterOfOneDayIsTheLevel = false,
        BetterOfTwoLooksSettles = false,
        PhaseOrdersOneDay = false,
        RuledOutIsTheLevel = false,
        BackNeedsLaterExamination = false,
        SmallStepsAddUpToProgression = false,
        ProgressesFromEarlyLevel = false,
        ProgressionGoesOnUntilQuiet = false,
        FurtherLooksBelongToTheEpisode = false,
        DiagnosisMakesARecurrence = false,
        EarlyIsConfirmedAfterTreatment = false,
        QuietNeedsComparison = false,
        QuietNeedsMoreThanEarlyDays = false,
        LesionsAreApart = false,
        NothingCountsBeforeOrigin = false,
        EarlyDeficitIsTheLevel = false,
        PartialDatesLeaveKindOpen = false,
        DiagnosisGoesOnUntilQuiet = false,
        QuietOfOneKindIsQuiet = false,
        GraverStudyOfOneDayCounts = false,
        OneSampleOfADayCounts = false,
        ProzoneProvenWithinDays = null,
        SuspectedVisitEndsQuiet = false,
        VisitsOfOneDayMayDisagree = false,
        UndatedGoByWhatTheySay = false,
        NadirIsUnderTreatment = false,
        OrderOfEntryDecidesNothing = false,
        WhatMeasuresNothingSaysNothing = false,
        NeverRaisedIsNotAssessed = false,
        FirstSightDays = null,
        LesionGrowthMm = null,
        TitrationDays = null,
        AdverseEventTellsWhy = false,
        ReappearanceConfirms = false,
        QuietWhereItWasActive = false,
        OtherOrgansAreApart = false,
        RecurrenceGoesOnUntilQuiet = false,
        LastResolutionCounts = false,
        IntervalsBeginAtTheLastLook = false,
        LostFunctionEndsQuiet = false,
        IgG4BaselineDays = null,
    };

    /// <summary>
    /// The second house defaults, by which a deficit worse by one point on one examination counted, early deterioration and progression
    /// were not told apart from recurrence, and any glucocorticoid after the first four weeks was an escalation.
    /// </summary>
    public static RecurrenceSettings SecondHouseDefault { get; } = ThirdHouseDefault with
    {
        Version = 2,
        AsksForConfirmation = false,
        UpperMotorPointsDown = 1,
        LowerMotorPointsDown = 1,
        TotalMotorPointsDown = null,
        IgG4NeedsRaisedBaseline = false,
        InitialPlanDays = null,
        Remission = RemissionDefinition.LowDose,
    };

    /// <summary>
    /// The first house defaults, by which what a visit says of a recurrence was not read either, and a rise of serum IgG4 had to start low.
    /// </summary>
    public static RecurrenceSettings FirstHouseDefault { get; } = SecondHouseDefault with
    {
        Version = 1,
        ConfirmedVisitCounts = false,
        IgG4RiseStartsBelowShare = true,
    };

    /// <summary>Name of the set, in kebab case.</summary>
    public string Name { get; init; } = "house-default";

    /// <summary>
    /// Version of the set: 2 counts a recurrence confirmed at a visit, and compares serum IgG4 with its nadir wherever that lay; 3 asks for
    /// confirmation and tells early deterioration and progression apart; 4 looks at each muscle, at what the next examination disproves,
    /// and at agents that are intensified.
    /// </summary>
    public int Version { get; init; } = 4;

    /// <summary>Name and version as printed next to results, such as <c>house-default/4</c>.</summary>
    public string Id => $"{Name}/{Version}";

    /// <summary>A deficit is worse when the AIS falls by at least this many grades, 1 to 4. House default: 1.</summary>
    public int AisGradesDown { get; init; } = Worsening.DefaultGrades;

    /// <summary>
    /// A deficit is also worse when UEMS falls by at least this many points, 1 to 50. From version 3 of the house defaults 3, more than
    /// examiners differ by (Scivoletto 2013, quoted from memory).
    /// </summary>
    public int UpperMotorPointsDown { get; init; } = Worsening.DefaultUpperMotorPoints;

    /// <summary>The same of LEMS. From version 3 of the house defaults 4 (Scivoletto 2013).</summary>
    public int LowerMotorPointsDown { get; init; } = Worsening.DefaultLowerMotorPoints;

    /// <summary>
    /// The same of UEMS and LEMS together, 1 to 100; null not to look at the sum. From version 3 of the house defaults 5 (Scivoletto 2013).
    /// </summary>
    public int? TotalMotorPointsDown { get; init; } = Worsening.DefaultTotalMotorPoints;

    /// <summary>
    /// The same of one key muscle by itself, 1 to 5, whatever others gain; then motor scores that cannot be had are compared by the muscles
    /// that were testable both times. Null to look at scores alone. From version 4 of the house defaults 2, more than the one grade that
    /// examiners commonly differ by.
    /// </summary>
    public int? MuscleGradesDown { get; init; } = Worsening.DefaultConfirmedMuscleGrades;

    /// <summary>
    /// Whether a suspected fall that the next examination shows the patient back from, or that a later visit rules out, counts as
    /// disproved: then it ends no quiet interval and no remission. From version 4 of the house defaults: yes.
    /// </summary>
    public bool BackIsDisproved { get; init; } = true;

    /// <summary>
    /// Whether, as for alerts, a patient falls from the last level or the best that two examinations on end have reached, rather than from
    /// the best of all: one lucky examination is no standard. From version 4 of the house defaults: yes.
    /// </summary>
    public bool BestNeedsTwoExaminations { get; init; } = true;

    /// <summary>
    /// Whether of two examinations of one day, of which nobody knows which came first, the better one is the level that a patient falls
    /// from. From version 4 of the house defaults: yes.
    /// </summary>
    public bool BetterOfOneDayIsTheLevel { get; init; } = true;

    /// <summary>
    /// Whether the better of the two examinations that show a deficit, rather than the second, is the level from then on. From version 4 of
    /// the house defaults: yes.
    /// </summary>
    public bool BetterOfTwoLooksSettles { get; init; } = true;

    /// <summary>
    /// Whether examinations of one day that say that they came before or after treatment are taken in that order, and one that came after
    /// treatment on the day of treatment as under it. From version 4 of the house defaults: yes.
    /// </summary>
    public bool PhaseOrdersOneDay { get; init; } = true;

    /// <summary>
    /// Whether the deficit that a visit ruled out as a recurrence is the level from then on, so that what comes after it counts. From
    /// version 4 of the house defaults: yes.
    /// </summary>
    public bool RuledOutIsTheLevel { get; init; } = true;

    /// <summary>
    /// Whether only an examination that certainly came after a fall shows the patient back from it. From version 4 of the house defaults:
    /// yes.
    /// </summary>
    public bool BackNeedsLaterExamination { get; init; } = true;

    /// <summary>
    /// Whether a deficit is progression also against the last level before treatment, where it came about in steps each of which is less
    /// than a fall. From version 4 of the house defaults: yes.
    /// </summary>
    public bool SmallStepsAddUpToProgression { get; init; } = true;

    /// <summary>
    /// Whether a deficit is progression also against a level of the early window, where nobody examined the patient at another time. From
    /// version 4 of the house defaults: yes.
    /// </summary>
    public bool ProgressesFromEarlyLevel { get; init; } = true;

    /// <summary>
    /// Whether a deficit that goes on getting worse after it progressed stays progression while nothing was seen quiet in between. From
    /// version 4 of the house defaults: yes.
    /// </summary>
    public bool ProgressionGoesOnUntilQuiet { get; init; } = true;

    /// <summary>
    /// Whether a further look at what was told already belongs to that episode, and is what that one was, whatever was quiet or recorded in
    /// between. From version 4 of the house defaults: yes.
    /// </summary>
    public bool FurtherLooksBelongToTheEpisode { get; init; } = true;

    /// <summary>
    /// Whether growth or a deficit that a clinician called a recurrence at about the time is one, rather than progression. From version 4
    /// of the house defaults: yes.
    /// </summary>
    public bool DiagnosisMakesARecurrence { get; init; } = true;

    /// <summary>
    /// Whether only what was seen since the treatment or operation confirms what came early after it. From version 4 of the house defaults:
    /// yes.
    /// </summary>
    public bool EarlyIsConfirmedAfterTreatment { get; init; } = true;

    /// <summary>
    /// Whether an examination shows the patient quiet only where it compares with an earlier one and speaks of whatever had been lost. From
    /// version 4 of the house defaults: yes.
    /// </summary>
    public bool QuietNeedsComparison { get; init; } = true;

    /// <summary>
    /// Whether a study or a visit of the early window does not show that the disease had been quiet before it grew; a study that shows the
    /// lesion smaller or gone does of later studies. From version 4 of the house defaults: yes.
    /// </summary>
    public bool QuietNeedsMoreThanEarlyDays { get; init; } = true;

    /// <summary>
    /// Whether each lesion is held against studies of its own levels only, and a study of none of the known lesions says nothing of them.
    /// From version 4 of the house defaults: yes.
    /// </summary>
    public bool LesionsAreApart { get; init; } = true;

    /// <summary>
    /// Whether time to what came before the origin from which it is counted is not told, rather than none. From version 4 of the house
    /// defaults: yes.
    /// </summary>
    public bool NothingCountsBeforeOrigin { get; init; } = true;

    /// <summary>
    /// Whether what a second look outside the early window finds of a deficit of the first days is the level from then on, rather than a
    /// recurrence beside the early deterioration. From version 4 of the house defaults: yes.
    /// </summary>
    public bool EarlyDeficitIsTheLevel { get; init; } = true;

    /// <summary>
    /// Whether a worsening of which partial dates leave open what it was, or whether the disease had been quiet under treatment before, is
    /// told as that, ends quiet intervals and leaves the time free of recurrence open; otherwise it is only named as unplaced, or told by
    /// what certainly came before. From version 4 of the house defaults: yes.
    /// </summary>
    public bool PartialDatesLeaveKindOpen { get; init; } = true;

    /// <summary>
    /// Whether what a clinician confirms at a visit and records by an entry of its own later, or the other way round, is one recurrence
    /// until something is seen quiet or a visit rules it out. From version 4 of the house defaults: yes.
    /// </summary>
    public bool DiagnosisGoesOnUntilQuiet { get; init; } = true;

    /// <summary>
    /// Whether a deficit of a kind that nobody had examined under treatment before has come back where an examination of another kind had
    /// been quiet, and a lesion that nobody had imaged where a deficit came back at the time. From version 4 of the house defaults: yes.
    /// </summary>
    public bool QuietOfOneKindIsQuiet { get; init; } = true;

    /// <summary>
    /// Whether of studies of one day that say different things of one lesion the graver one counts: active before quiet, a lesion before
    /// none. From version 4 of the house defaults: yes.
    /// </summary>
    public bool GraverStudyOfOneDayCounts { get; init; } = true;

    /// <summary>
    /// Whether a recurrence that is suspected at a visit, in person or not, ends a quiet interval until the next visit that decides rules
    /// it out. From version 4 of the house defaults: yes.
    /// </summary>
    public bool SuspectedVisitEndsQuiet { get; init; } = true;

    /// <summary>
    /// Whether an episode says so where a visit of the day on which a clinician diagnosed it ruled it out. From version 4 of the house
    /// defaults: yes.
    /// </summary>
    public bool VisitsOfOneDayMayDisagree { get; init; } = true;

    /// <summary>
    /// Whether which of several recurrences without a date is taken for which episode follows from what they say, rather than from their
    /// ids. From version 4 of the house defaults: yes.
    /// </summary>
    public bool UndatedGoByWhatTheySay { get; init; } = true;

    /// <summary>
    /// Whether of examinations of one date the best one tells when the patient was last free, and of signs of one day the same one does, in
    /// whichever order they were entered. From version 4 of the house defaults: yes.
    /// </summary>
    public bool OrderOfEntryDecidesNothing { get; init; } = true;

    /// <summary>
    /// Whether an examination that measures nothing does not even divide those before it from those after it. From version 4 of the house
    /// defaults: yes.
    /// </summary>
    public bool WhatMeasuresNothingSaysNothing { get; init; } = true;

    /// <summary>
    /// Whether, as for the alert, only a serum IgG4 that was certainly drawn after treatment began is a nadir. From version 4 of the house
    /// defaults: yes.
    /// </summary>
    public bool NadirIsUnderTreatment { get; init; } = true;

    /// <summary>
    /// A lesion first imaged at most this many days after treatment began is the one it began with, whatever the reader calls it; null to
    /// take it for growth. From version 4 of the house defaults 7 days, as for the response to treatment.
    /// </summary>
    public int? FirstSightDays { get; init; } = DiseaseTreatments.DefaultAdmissionDays;

    /// <summary>
    /// A lesion that outgrew its thinnest since treatment began, or since the disease was last under control, by this many millimetres is
    /// larger where the reader does not say so, and is not unchanged where the reader compares with the study before; null to go by the
    /// reader alone. From version 4 of the house defaults 2, as for the alert.
    /// </summary>
    public decimal? LesionGrowthMm { get; init; } = LesionGrowth.DefaultMm;

    /// <summary>
    /// Whether a worse deficit counts only after the patient was stable or better under treatment, and once a second examination, an MRI or
    /// a clinician confirms it, and whether early deterioration and progression are told apart from recurrence. From version 3 of the house
    /// defaults: yes, since letters and motor scores of one examination lie within the error between examiners.
    /// </summary>
    public bool AsksForConfirmation { get; init; } = true;

    /// <summary>
    /// Where confirmation is asked for: whoever is worse within this many days after the start of treatment, or after an operation that is
    /// a treatment, deteriorated early and did not recur. House default: 28 days.
    /// </summary>
    public int EarlyDays { get; init; } = 28;

    /// <summary>
    /// Whether a lesion that is merely larger counts only after a negative or stable study. House default: yes; growth that never
    /// stopped is the first episode going on.
    /// </summary>
    public bool GrowthNeedsQuietStudy { get; init; } = true;

    /// <summary>
    /// Serum IgG4 is re-elevated at this share of the value before treatment, or more. NCT05974683: 0.30 of the baseline value, which
    /// is not a rise by 30 %.
    /// </summary>
    public decimal IgG4ShareOfBaseline { get; init; } = IgG4Limits.HouseDefault.ShareOfBaseline;

    /// <summary>
    /// A re-elevation is also at least this many times the lowest value since treatment began, on the same assay. House default: 1.5,
    /// so that a value which never fell is not called a rise.
    /// </summary>
    public decimal IgG4OverNadir { get; init; } = IgG4Limits.HouseDefault.OverNadir;

    /// <summary>
    /// This many times the nadir, never less than <see cref="IgG4OverNadir"/>, is a rise whatever the value before treatment. House
    /// default: 2, a doubling.
    /// </summary>
    public decimal IgG4Doubling { get; init; } = IgG4Limits.HouseDefault.Doubling;

    /// <summary>More than this many times the value before treatment is a rise whatever the nadir. House default: 1.</summary>
    public decimal IgG4AboveBaseline { get; init; } = IgG4Limits.HouseDefault.AboveBaseline;

    /// <summary>
    /// Serum IgG4 is raised above the laboratory's own limit, or above so many mg/dL where that is not on record. House default after
    /// NCT05974683: 140 mg/dL.
    /// </summary>
    public decimal IgG4RaisedMgPerDl { get; init; } = IgG4Limits.HouseDefault.RaisedMgPerDl;

    /// <summary>
    /// Whether only a rise from below <see cref="IgG4ShareOfBaseline"/> counts, as under the first house defaults. House default: no.
    /// </summary>
    public bool IgG4RiseStartsBelowShare { get; init; }

    /// <summary>
    /// Whether serum IgG4 must have been raised before treatment for any rise to count, and values that may be falsely low count for
    /// nothing. From version 3 of the house defaults: yes, as NCT05974683 asks for a raised baseline.
    /// </summary>
    public bool IgG4NeedsRaisedBaseline { get; init; } = true;

    /// <summary>
    /// Whether a patient whose serum IgG4 is not known to have been raised before treatment counts as never assessed for its rise, rather
    /// than as free of it for as long as it was measured. From version 4 of the house defaults: yes.
    /// </summary>
    public bool NeverRaisedIsNotAssessed { get; init; } = true;

    /// <summary>
    /// A serum IgG4 not known to have been diluted may be falsely low (prozone effect) when it is less than this share of both the sample
    /// before and the one after it on the same assay, each within <see cref="ProzoneWithinDays"/>. House default: 0.25.
    /// </summary>
    public decimal ProzoneShareOfNeighbours { get; init; } = 0.25m;

    /// <summary>
    /// Within this many days, neighbouring samples, or an MRI that shows a new or larger lesion beside a value that is not raised, cast
    /// doubt on a serum IgG4 not known to have been diluted. House default: 90 days.
    /// </summary>
    public int ProzoneWithinDays { get; init; } = 90;

    /// <summary>
    /// A diluted sample that is this near, and of which a serum IgG4 not known to have been diluted is less than
    /// <see cref="ProzoneShareOfNeighbours"/>, proves that it is falsely low; null to go by the samples before and after it alone. From
    /// version 4 of the house defaults 7 days, in which no true value falls or rises so far: half of it is left after about three weeks.
    /// </summary>
    public int? ProzoneProvenWithinDays { get; init; } = DiseaseTreatments.DefaultAdmissionDays;

    /// <summary>
    /// Whether of several serum IgG4 of one day and assay one counts, whichever was entered first: a diluted one before others, then the
    /// highest, since excess of antigen makes a sample read falsely low and nothing of the kind makes it read high. From version 4 of the
    /// house defaults: yes.
    /// </summary>
    public bool OneSampleOfADayCounts { get; init; } = true;

    /// <summary>
    /// The dose was escalated when it exceeds the highest recent one by at least this many mg of prednisone a day. House default: 5.
    /// </summary>
    public decimal EscalationMgPerDay { get; init; } = 5m;

    /// <summary>
    /// How many days back <see cref="EscalationMgPerDay"/> looks, so that a missed week is no restart. House default: 28.
    /// </summary>
    public int EscalationLookBackDays { get; init; } = 28;

    /// <summary>Dose increases this soon after the first dose belong to the induction. House default: 28 days.</summary>
    public int InductionDays { get; init; } = 28;

    /// <summary>
    /// Treatments begun within this many days after the first one are the initial plan and no escalation; from then on the first
    /// glucocorticoid, an agent that was not in effect, a further operation, and any dose after a pause are.
    /// Null: only glucocorticoid escalates, and <see cref="InductionDays"/> alone are the plan. House default: 90
    /// days, as for the response to treatment and its strategy.
    /// </summary>
    public int? InitialPlanDays { get; init; } = DiseaseTreatments.DefaultInitialPlanDays;

    /// <summary>
    /// An agent begun at most this many days after another one was stopped for an adverse effect or by the patient's decision takes its
    /// place and is no escalation. House default: 90 days.
    /// </summary>
    public int ReplacementWithinDays { get; init; } = 90;

    /// <summary>
    /// Whether, once a lesion or a deficit was active under treatment, nothing is quiet before that was seen quiet itself, or a visit in
    /// person ruled recurrence out: an examination tells nothing of a lesion. From version 4 of the house defaults: yes.
    /// </summary>
    public bool QuietWhereItWasActive { get; init; } = true;

    /// <summary>
    /// Whether a lesion that is seen again where the study before showed none confirms a deficit, too, where the reader does not call it
    /// new. From version 4 of the house defaults: yes.
    /// </summary>
    public bool ReappearanceConfirms { get; init; } = true;

    /// <summary>
    /// Whether a recurrence that a clinician recorded in other organs alone is told as that, rather than as one of the spine. From version
    /// 4 of the house defaults: yes.
    /// </summary>
    public bool OtherOrgansAreApart { get; init; } = true;

    /// <summary>
    /// Whether a deficit or a lesion that nobody had looked at since the disease came back belongs to that recurrence however long after it
    /// is seen, unless anything was quiet or under control in between. From version 4 of the house defaults: yes.
    /// </summary>
    public bool RecurrenceGoesOnUntilQuiet { get; init; } = true;

    /// <summary>
    /// Whether an episode of which a clinician recorded several recurrences is under control with the last of them, rather than with the
    /// first. From version 4 of the house defaults: yes.
    /// </summary>
    public bool LastResolutionCounts { get; init; } = true;

    /// <summary>
    /// Whether what was lost in the first days after treatment or an operation is dated from the last examination before it, also where
    /// that was itself worse, and a further recurrence from the day on which the one before it came under control. From version 4 of the
    /// house defaults: yes.
    /// </summary>
    public bool IntervalsBeginAtTheLastLook { get; init; } = true;

    /// <summary>
    /// Whether nothing is quiet while walking, or control of bladder or bowel, that was there is lost under treatment, until it is back, a
    /// visit in person ruled recurrence out, or the recurrence is under control: an AIS and an MRI do not tell it. From version 4 of the
    /// house defaults: yes.
    /// </summary>
    public bool LostFunctionEndsQuiet { get; init; } = true;

    /// <summary>
    /// Days after treatment began within which a raised serum IgG4 still shows what it began with, where none was drawn before; null for
    /// none. House default: 7, an admission. From version 4 of the house defaults.
    /// </summary>
    public int? IgG4BaselineDays { get; init; } = DiseaseTreatments.DefaultAdmissionDays;

    /// <summary>
    /// Whether an agent takes the place of one not tolerated, too, where an adverse event for which that was stopped says so: that one drug
    /// was changed for another does not tell why. From version 4 of the house defaults: yes.
    /// </summary>
    public bool AdverseEventTellsWhy { get; init; } = true;

    /// <summary>
    /// After the initial plan a higher dose of a sparing agent in the same time is an escalation, from so many days after the agent was
    /// begun on: before that it is the titration that was planned. Null not to look at its dose. From version 4 of the house defaults 84
    /// days.
    /// </summary>
    public int? TitrationDays { get; init; } = DiseaseTreatments.DefaultTitrationDays;

    /// <summary>
    /// Signs at most this many days apart belong to one episode unless the patient was declared free in between. House default: 90.
    /// </summary>
    public int MergeWithinDays { get; init; } = 90;

    /// <summary>
    /// Whether a recorded recurrence that does not say how it showed itself counts as clinical: a clinician diagnosed it. House default:
    /// yes; the episode carries <see cref="EpisodeCaveat.KindNotReported"/>.
    /// </summary>
    public bool UnspecifiedCountsAsClinical { get; init; } = true;

    /// <summary>
    /// Whether a recurrence that a clinician confirmed at a visit counts without an entry of its own. House default: yes, since it was
    /// diagnosed; the time up to the next visit is not free of recurrence.
    /// </summary>
    public bool ConfirmedVisitCounts { get; init; } = true;

    /// <summary>
    /// Where confirmation is asked for: a flare came during a taper when the dose for this disease had last changed at most this many days
    /// before, downwards. It is longer than a clinic awaits the next step, since a flare follows the step that was too much by weeks. House
    /// default: 90 days.
    /// </summary>
    public int TaperWithinDays { get; init; } = 90;

    /// <summary>What remission means when a relapse is told from a recrudescence.</summary>
    public RemissionDefinition Remission { get; init; } = RemissionDefinition.LookedAtLowDose;

    /// <summary>Steps by which a measure must fall for the deficit to be worse; null for one that is not looked at.</summary>
    internal int? StepsDown(Measure measure) => measure switch
    {
        Measure.DerivedGrade or Measure.EnteredGrade => AisGradesDown,
        Measure.UpperMotor => UpperMotorPointsDown,
        Measure.LowerMotor => LowerMotorPointsDown,
        Measure.TotalMotor => TotalMotorPointsDown,
        _ => 1,
    };

    internal IgG4Limits RiseLimits => new(IgG4ShareOfBaseline, IgG4OverNadir, IgG4Doubling, IgG4AboveBaseline, IgG4RaisedMgPerDl);
}
