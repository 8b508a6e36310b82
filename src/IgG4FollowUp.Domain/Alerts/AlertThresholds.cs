using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>How well a source supports a figure. The figure stays a house default, since none is specific to spinal disease.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SourceMark>))]
public enum SourceMark
{
    /// <summary>Stated in the cited publication, about IgG4-related disease or neurology in general.</summary>
    Published,

    /// <summary>From a secondary source.</summary>
    Secondary,

    /// <summary>This project's own choice.</summary>
    HouseDefault,
}

/// <summary>One setting of <see cref="AlertSettings"/> with what a clinic needs to know before changing it.</summary>
/// <param name="Name">Name, in kebab case.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Minimum">Smallest sensible value.</param>
/// <param name="Maximum">Largest sensible value.</param>
/// <param name="Source">Where the default comes from.</param>
/// <param name="Mark">How well that source supports it.</param>
public sealed record AlertThreshold(string Name, string Unit, decimal Minimum, decimal Maximum, string Source, SourceMark Mark)
{
    /// <summary>Reads it.</summary>
    [JsonIgnore]
    public required Func<AlertSettings, decimal> Get { get; init; }

    /// <summary>Changes it; a number of days or points is cut to a whole number.</summary>
    [JsonIgnore]
    public required Func<AlertSettings, decimal, AlertSettings> Set { get; init; }

    /// <summary>True for a count of days, points or grades.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The house default.</summary>
    public decimal Default => Get(AlertSettings.HouseDefault);

    /// <summary>True when a value lies in the range, ends included.</summary>
    /// <param name="value">The value.</param>
    public bool Allows(decimal value) => value >= Minimum && value <= Maximum;

    internal AppliedThreshold In(AlertSettings settings) => new(Name, Get(settings), Unit, Default, Source, Mark);
}

/// <summary>Every threshold of the alert rules.</summary>
public static class AlertThresholds
{
    private const string House = "House default.";
    private const string MriSchedule =
        "House default: 3, 6 and 12 months, then yearly; no interval for spinal disease is known to have been published.";
    private const string Bone =
        "House default: very high dose as in the 2022 ACR guideline on glucocorticoid-induced osteoporosis (Humphrey 2023), quoted "
            + "second-hand.";

    internal static AlertThreshold VisitInterval { get; } = Whole("visit-interval", "days", 7, 1826, House, SourceMark.HouseDefault,
        s => s.VisitIntervalDays, (s, v) => s with { VisitIntervalDays = v });

    internal static AlertThreshold ActiveVisitInterval { get; } = Whole(
        "visit-interval-active", "days", 1, 1826,
        "House default after NCT05974683, whose first visit is 4 weeks after the start, and the Ji "
            + "2022 cohort, in contact at least monthly.",
        SourceMark.Published, s => s.ActiveVisitIntervalDays, (s, v) => s with { ActiveVisitIntervalDays = v });

    internal static AlertThreshold TaperVisitInterval { get; } = Whole(
        "visit-interval-taper", "days", 1, 1826, "House default after NCT05974683, whose visits of weeks 12, 24 and 36 lie 12 weeks apart.",
        SourceMark.Published, s => s.TaperVisitIntervalDays, (s, v) => s with { TaperVisitIntervalDays = v });

    internal static AlertThreshold ActiveAfterTreatment { get; } = Whole(
        "active-after-treatment", "days", 0, 365, "House default: from week 12 the visits of NCT05974683 lie 12 weeks apart.",
        SourceMark.HouseDefault, s => s.ActiveAfterTreatmentDays, (s, v) => s with { ActiveAfterTreatmentDays = v });

    internal static AlertThreshold ActiveUnsettled { get; } = Whole(
        "active-unsettled", "days", 0, 1826, House, SourceMark.HouseDefault, s => s.ActiveUnsettledDays, (s, v) =>
            s with { ActiveUnsettledDays = v });

    internal static AlertThreshold VisitGrace { get; } = Whole("visit-grace", "days", 0, 365, House, SourceMark.HouseDefault,
        s => s.VisitGraceDays, (s, v) => s with { VisitGraceDays = v });

    internal static AlertThreshold AskLostAfter { get; } = Whole("ask-lost-after", "days", 30, 1826, House, SourceMark.HouseDefault,
        s => s.AskLostAfterDays, (s, v) => s with { AskLostAfterDays = v });

    internal static AlertThreshold AisGradesDown { get; } = Whole("ais-grades-down", "grades", 1, 4,
        "House default after the usual definition of a conversion, one grade (SCIRE; DeVivo 2007).", SourceMark.Published,
        s => s.AisGradesDown, (s, v) => s with { AisGradesDown = v });

    internal static AlertThreshold MotorPointsDown { get; } = Whole(
        "motor-points-down", "points", 1, 50,
        "House default above the change that repeated examinations show, 2.7 points of UEMS and 3.7 of "
            + "LEMS (Scivoletto 2013, quoted from memory).",
        SourceMark.Secondary, s => s.MotorPointsDown, (s, v) => s with { MotorPointsDown = v });

    internal static AlertThreshold WorseningUrgent { get; } = Whole(
        "worsening-urgent", "days", 1, 1826, House, SourceMark.HouseDefault, s => s.WorseningUrgentDays, (s, v) =>
            s with { WorseningUrgentDays = v });

    internal static AlertThreshold LesionGrowth { get; } = Number("lesion-growth", "mm", 0.1m, 50, House, SourceMark.HouseDefault,
        s => s.LesionGrowthMm, (s, v) => s with { LesionGrowthMm = v });

    internal static AlertThreshold IgG4ShareOfBaseline { get; } = Number("igg4-share-of-baseline", "times the value before treatment",
        0.01m, 10, "House default after NCT05974683: at least 30 % of the baseline value.", SourceMark.Published,
        s => s.IgG4ShareOfBaseline, (s, v) => s with { IgG4ShareOfBaseline = v });

    internal static AlertThreshold IgG4OverNadir { get; } = Number("igg4-over-nadir", "times the nadir", 1, 100, House,
        SourceMark.HouseDefault, s => s.IgG4OverNadir, (s, v) => s with { IgG4OverNadir = v });

    internal static AlertThreshold IgG4Doubling { get; } = Number("igg4-doubling", "times the nadir", 1, 100, House,
        SourceMark.HouseDefault, s => s.IgG4Doubling, (s, v) => s with { IgG4Doubling = v });

    internal static AlertThreshold IgG4AboveBaseline { get; } = Number("igg4-above-baseline", "times the value before treatment", 0.01m,
        100, House, SourceMark.HouseDefault, s => s.IgG4AboveBaseline, (s, v) => s with { IgG4AboveBaseline = v });

    internal static AlertThreshold IgG4Raised { get; } = Number("igg4-raised", "mg/dL where the laboratory's own limit is not on record", 1,
        10_000, "House default after NCT05974683: more than 1400 mg/L before treatment.", SourceMark.Published,
        s => s.IgG4RaisedMgPerDl, (s, v) => s with { IgG4RaisedMgPerDl = v });

    internal static AlertThreshold IgG4Stands { get; } = Whole("igg4-stands", "days", 28, 1826, House, SourceMark.HouseDefault,
        s => s.IgG4StandsDays, (s, v) => s with { IgG4StandsDays = v });

    internal static AlertThreshold Maintenance { get; } = Number("maintenance", "mg of prednisone a day", 0.5m, 40,
        "House default: secondary sources maintain on 2.5 to 5 mg; Masamune 2017 on 5 to 7.5 mg; "
            + "the Peng cohort advises more than 6.25 mg.", SourceMark.Secondary, s => s.MaintenanceMgPerDay, (s, v) =>
                s with { MaintenanceMgPerDay = v });

    internal static AlertThreshold PlanMriWithin { get; } = Whole("plan-mri-within", "days", 0, 365, House, SourceMark.HouseDefault,
        s => s.PlanMriWithinDays, (s, v) => s with { PlanMriWithinDays = v });

    internal static AlertThreshold FirstMri { get; } = Whole("first-mri", "days", 14, 1826, MriSchedule, SourceMark.HouseDefault,
        s => s.FirstMriDays, (s, v) => s with { FirstMriDays = v });

    internal static AlertThreshold SecondMri { get; } = Whole("second-mri", "days", 14, 1826, MriSchedule, SourceMark.HouseDefault,
        s => s.SecondMriDays, (s, v) => s with { SecondMriDays = v });

    internal static AlertThreshold MriInterval { get; } = Whole("mri-interval", "days", 14, 1826, MriSchedule, SourceMark.HouseDefault,
        s => s.MriIntervalDays, (s, v) => s with { MriIntervalDays = v });

    internal static AlertThreshold MriGrace { get; } = Whole("mri-grace", "days", 0, 365, House, SourceMark.HouseDefault,
        s => s.MriGraceDays, (s, v) => s with { MriGraceDays = v });

    internal static AlertThreshold DependenceDose { get; } = Number("dependence-dose", "mg of prednisone a day", 0.5m, 100,
        "House default after Hart 2013 (Gut): at least 15 mg a day.", SourceMark.Published, s => s.DependenceMgPerDay, (s, v) =>
            s with { DependenceMgPerDay = v });

    internal static AlertThreshold DependenceDays { get; } = Whole("dependence-days", "days", 14, 1826,
        "House default after Hart 2013 (Gut): for more than 3 months, taken as 91 days.", SourceMark.Published,
        s => s.DependenceDays, (s, v) => s with { DependenceDays = v });

    internal static AlertThreshold TaperStep { get; } = Whole(
        "taper-step", "days", 7, 182, "House default: twice the two weeks between the steps of a slow published taper.",
        SourceMark.HouseDefault,
        s => s.TaperStepDays, (s, v) => s with { TaperStepDays = v });

    internal static AlertThreshold HighDose { get; } = Number("high-dose", "mg of prednisone a day", 0.5m, 500, Bone, SourceMark.Secondary,
        s => s.HighMgPerDay, (s, v) => s with { HighMgPerDay = v });

    internal static AlertThreshold HighDays { get; } = Whole("high-days", "days", 1, 365, Bone, SourceMark.Secondary,
        s => s.HighDays, (s, v) => s with { HighDays = v });

    internal static AlertThreshold HighCumulative { get; } = Number("high-cumulative", "mg of prednisone in 365 days", 100, 100_000, Bone,
        SourceMark.Secondary, s => s.HighCumulativeMg, (s, v) => s with { HighCumulativeMg = v });

    internal static AlertThreshold TreatRecurrenceWithin { get; } = Whole("treat-recurrence-within", "days", 0, 365, House,
        SourceMark.HouseDefault, s => s.TreatRecurrenceWithinDays, (s, v) => s with { TreatRecurrenceWithinDays = v });

    internal static AlertThreshold TreatUrgentRecurrenceWithin { get; } = Whole(
        "treat-urgent-recurrence-within", "days", 0, 365, House, SourceMark.HouseDefault,
        s => s.TreatUrgentRecurrenceWithinDays, (s, v) => s with { TreatUrgentRecurrenceWithinDays = v });

    internal static AlertThreshold SettleSuspicion { get; } = Whole(
        "settle-suspicion-within", "days", 0, 365, House, SourceMark.HouseDefault, s => s.SettleSuspicionWithinDays, (s, v) =>
            s with { SettleSuspicionWithinDays = v });

    internal static AlertThreshold BaselineWithin { get; } = Whole("baseline-within", "days", 0, 365, House, SourceMark.HouseDefault,
        s => s.BaselineWithinDays, (s, v) => s with { BaselineWithinDays = v });

    internal static AlertThreshold EscalateUrgent { get; } = Whole(
        "escalate-urgent-within", "hours", 1, 168, House, SourceMark.HouseDefault, s => s.EscalateUrgentAfterHours, (s, v) =>
            s with { EscalateUrgentAfterHours = v });

    internal static AlertThreshold EscalateSoon { get; } = Whole("escalate-soon-after", "days", 1, 365, House, SourceMark.HouseDefault,
        s => s.EscalateSoonAfterDays, (s, v) => s with { EscalateSoonAfterDays = v });

    internal static AlertThreshold EscalateRoutine { get; } = Whole("escalate-routine-after", "days", 1, 365, House,
        SourceMark.HouseDefault, s => s.EscalateRoutineAfterDays, (s, v) => s with { EscalateRoutineAfterDays = v });

    /// <summary>Every threshold, in the order of the settings.</summary>
    public static ImmutableArray<AlertThreshold> All { get; } =
    [
        VisitInterval, ActiveVisitInterval, TaperVisitInterval, ActiveAfterTreatment, ActiveUnsettled, VisitGrace, AskLostAfter,
        AisGradesDown, MotorPointsDown, WorseningUrgent, LesionGrowth, IgG4ShareOfBaseline, IgG4OverNadir,
        IgG4Doubling, IgG4AboveBaseline, IgG4Raised, IgG4Stands, Maintenance, PlanMriWithin, FirstMri, SecondMri, MriInterval, MriGrace,
        DependenceDose, DependenceDays,
        TaperStep, HighDose, HighDays, HighCumulative, TreatRecurrenceWithin, TreatUrgentRecurrenceWithin, SettleSuspicion,
        BaselineWithin, EscalateUrgent, EscalateSoon, EscalateRoutine,
    ];

    /// <summary>A threshold by name; null when there is none.</summary>
    /// <param name="name">Such as <c>visit-grace</c>.</param>
    public static AlertThreshold? Find(string name) => All.FirstOrDefault(threshold => threshold.Name == name);

    /// <summary>Thresholds whose value lies outside their range; empty for sound settings.</summary>
    /// <param name="settings">The settings.</param>
    public static ImmutableArray<AlertThreshold> OutOfRange(AlertSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return [.. All.Where(threshold => !threshold.Allows(threshold.Get(settings)))];
    }

    private static AlertThreshold Whole(
        string name, string unit, decimal minimum, decimal maximum, string source, SourceMark mark, Func<AlertSettings, int> get,
        Func<AlertSettings, int, AlertSettings> set) =>
        new(name, unit, minimum, maximum, source, mark)
        {
            IsWhole = true,
            Get = settings => get(settings),
            Set = (settings, value) => set(settings, (int)value),
        };

    private static AlertThreshold Number(
        string name, string unit, decimal minimum, decimal maximum, string source, SourceMark mark, Func<AlertSettings, decimal> get,
        Func<AlertSettings, decimal, AlertSettings> set) =>
        new(name, unit, minimum, maximum, source, mark) { Get = get, Set = set };
}
