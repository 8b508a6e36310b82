using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Timelines;

namespace IgG4FollowUp.Web.Words;

/// <summary>A derived fact as a clinician would read it out, with what it is uncertain about.</summary>
public static class FactWords
{
    public static string Kind(DerivedFact fact) => fact switch
    {
        AsiaChange => "AIS change",
        SerumIgG4Comparison => "Serum IgG4 compared",
        LesionComparison => "MRI compared",
        SteroidDoseFact => "Prednisone equivalent",
        SteroidPulseFact => "Pulse",
        SteroidFreeInterval => "Steroid-free",
        RecurrenceEpisode => "Recurrence episode",
        CourseEventFact { Event: CourseEventKind.Recurrence } => "Recurrence",
        CourseEventFact { Event: CourseEventKind.Progression } => "Progression",
        CourseEventFact { Event: CourseEventKind.EarlyDeterioration } => "Early deterioration",
        CourseEventFact => "Worsening of a kind that dates leave open",
        RemissionFact => "Remission",
        ProzoneSuspected => "May read falsely low",
        QuietIntervalFact => "Quiet interval",
        VisitDue => "Visit due",
        PlanDue => "Planned",
        FollowUpClosed => "Follow-up closed",
        FollowUpGap => "Gap in follow-up",
        TreatmentResponseFact => "Response to treatment",
        ScoresCompared => "Scores compared",
        _ => throw new InvalidOperationException($"{fact.GetType().Name} has no words."),
    };

    public static string Of(DerivedFact fact) => string.Join("; ", Phrases(fact).Where(phrase => phrase is not null));

    private static string?[] Phrases(DerivedFact fact) => fact switch
    {
        AsiaChange f =>
            [Grades(f.Previous, "since the previous grade"),
                f.Baseline.EntryId == f.Previous.EntryId ? null : Grades(f.Baseline, "since the first")],
        SerumIgG4Comparison f =>
        [
            f.BeyondRange ? "beyond the measuring range"
                : f.TimesUpperLimit is { } times ? $"{times:0.##} × the upper limit"
                : "upper limit not reported",
            f.BeyondRange ? null : Ratio(f.Baseline, "the baseline"),
            f.BeyondRange ? null : Ratio(f.Nadir, "the nadir"),
            f.NotComparable is { } reason ? $"not compared: {EnumWords.Of(reason)}" : null,
        ],
        LesionComparison f =>
        [
            f.Presence switch
            {
                LesionPresence.Appeared => "a lesion where there was none",
                LesionPresence.Persists => "the lesion persists",
                LesionPresence.Disappeared => "no lesion any more",
                _ => "still no lesion",
            },
            f.Pattern is { } pattern ? $"pattern {EnumWords.Of(pattern.From)} before, {EnumWords.Of(pattern.To)} now" : null,
            f.ThicknessChangeMm is { } mm ? $"thickness {mm:+0.##;−0.##;±0} mm" : null,
            f.CavityChangeMm is { } cavity ? $"cavity of the cord {cavity:+0.##;−0.##;±0} mm" : null,
            f.LevelsOverlap switch { true => "levels overlap", false => "other levels than before", null => null }, Certain(f.OrderCertain),
        ],
        SteroidDoseFact { Systemic: false } => ["local route, counts nothing"],
        SteroidDoseFact f =>
        [
            f.TotalMgPerDay is { } total ? $"{Range(total)} mg/day in all from then on" : null,
            f.CumulativeMg is { } sum ? $"{Range(sum)} mg cumulative" : null, f.Factors,
        ],
        SteroidPulseFact f =>
        [
            $"{(f.Certain ? "" : "possible, ")}peak {f.PeakMgPerDay:#,0.##} mg/day", $"{Days(f.Days)} days",
            $"{Range(f.CumulativeMg)} mg in all", f.Factors,
        ],
        SteroidFreeInterval f => [Since(f), f.Days is { } days ? $"{Days(days)} days until the next course" : "no new course so far"],
        RecurrenceEpisode f =>
        [
            $"number {f.Number}", f.ResolvedOn is { } resolved ? $"resolved {PatientWords.Date(resolved)}" : EnumWords.Of(f.State),
            f.DaysToResolution is { } toResolution ? $"{toResolution} days to resolution" : null,
            f.DaysSinceKnownFree is { } free ? $"{free} days since last known free" : null,
            f.PrednisoneMgPerDay is { } dose ? $"prednisone equivalent {Range(dose)} mg/day at detection ({f.Factors})" : null,
        ],
        CourseEventFact f =>
        [
            f.Suspected ? "suspected, not counted" : $"number {f.Number}", EnumWords.List(f.Signs),
            f.DisprovedBy is { } back ? $"disproved by {back:yyyy-MM-dd}"
                : f.ConfirmedBy.IsEmpty ? "nothing confirms it" : $"confirmed by {EnumWords.List(f.ConfirmedBy)}",
            f.VisitsDisagree ? "a visit of the same day ruled it out" : null,
            f.StudiesDisagree ? "another study of the same day shows the lesion quiet" : null, f.Definition,
        ],
        RemissionFact f =>
        [
            $"number {f.Number}", f.Definition,
            f.EndedByRecurrence is { } recurrence ? $"ended by recurrence {recurrence}" : "lasting as far as is known",
        ],
        ProzoneSuspected => ["not known to have been diluted (prozone effect)", "house default"],
        QuietIntervalFact f =>
        [
            $"seen quiet last on {Day(f.LastSeenEarliest, f.LastSeenLatest)}",
            f.EndedByLatest is { } ended ? $"{(f.EndIsSuspected ? "suspected to be " : "")}active again by {ended:yyyy-MM-dd}" : null,
        ],
        VisitDue f =>
        [
            f.Outcome switch
            {
                VisitDueOutcome.Kept => "kept",
                VisitDueOutcome.Late => "late",
                VisitDueOutcome.Open => "no later visit on record",
                VisitDueOutcome.Replaced => "replaced by a later plan",
                VisitDueOutcome.Lifted => "lifted, follow-up ended before",
                _ => "not determinable from a partial date",
            },
            Missed(f.MissedFrom),
            f.DaysLate switch { null => null, 0 => "on the day", < 0 => $"{-f.DaysLate} days early", _ => $"{f.DaysLate} days late" },
            $"{f.GraceDays} days of grace",
        ],
        PlanDue f =>
        [
            EnumWords.Of(f.What), EnumWords.Of(f.Fate), Missed(f.MissedFrom), f.KeptOn is { } kept ? $"on {PatientWords.Date(kept)}" : null,
            f.PlannedMgPerDay is { } planned ? $"planned {planned} mg/day" : null,
            f.TakenMgPerDay is { } taken ? $"taken {Range(taken)} mg/day" : null, Deviation(f.DeviationMgPerDay),
            $"{f.GraceDays} days of grace",
        ],
        FollowUpClosed f =>
        [
            EnumWords.Of(f.Reason), f.DaysFollowed is { } followed ? $"{followed} days followed" : null, f.InForce ? null : "resumed later",
        ],
        FollowUpGap f => [f.Days is { } gap ? $"{gap} days without follow-up" : "length not determinable"],
        TreatmentResponseFact f =>
        [
            f.Recurrence == 0 ? "of the first treatment" : $"of recurrence {f.Recurrence}", Treated(f),
            .. f.Treatments.IsEmpty ? [] : f.At.Select(At),
            f.DaysToResponse is { } days ? $"better after {Days(days)} days" : null,
            f.Next == NextEventKind.StillFollowed ? null : $"then {EnumWords.Of(f.Next)}",
            $"{f.Settings}, a house default",
        ],
        ScoresCompared f => [.. f.Scores.Select(Scored)],
        _ => throw new InvalidOperationException($"{fact.GetType().Name} has no words."),
    };

    private static string Scored(ScoreChange change)
    {
        var name = EnumWords.Of(change.Score) + (change.By is { } by ? $" ({by})" : "");
        var first = change.Baseline.EntryId == change.Previous.EntryId ? "" : $", {Changed(change.Baseline)} since the first";
        return $"{name} {change.Value:0.###}: {Changed(change.Previous)} since the previous{first}. "
            + change.SmallestChange.Words.TrimEnd('.');
    }

    private static string Changed(ScoreComparison c) => FormattableString.Invariant($"{c.Change:+0.###;−0.###;±0} ({c.Verdict switch
    {
        ScoreVerdict.BelowSmallest => "less than counts",
        ScoreVerdict.NotJudged => "not judged",
        var verdict => EnumWords.Of(verdict),
    }}{(c.OrderCertain ? "" : ", order uncertain")})");

    private static string At(ResponseAt at) =>
        $"{at.Months} {(at.Months == 1 ? "month" : "months")}: {EnumWords.Of(at.Category)} ({EnumWords.List(at.Reasons)})";

    private static string Treated(TreatmentResponseFact f) => f.Treatments.IsEmpty
        ? "no treatment on record"
        : string.Join(" + ", f.Treatments.Select(Named).Distinct(StringComparer.Ordinal));

    private static string Named(TreatmentOfEvent treatment) =>
        (treatment.Agent is { } agent ? EnumWords.Of(agent) : EnumWords.Of(treatment.Kind)) + (treatment.Certain ? "" : " (date open)");

    private static string? Missed(DateOnly? from) => from is { } day ? $"missed from {day:yyyy-MM-dd} on" : null;

    private static string? Deviation(MgRange? taken) => taken switch
    {
        null => null,
        { AtLeast: 0, AtMost: 0 } => "as planned",
        { AtLeast: var less, AtMost: { } most } when less == most =>
            $"{Math.Abs(less):#,0.##} mg/day {(less > 0 ? "more" : "less")} than planned",
        { AtLeast: var least, AtMost: { } most } => $"{Signed(least)} to {Signed(most)} mg/day against the plan",
        { AtLeast: var least } => $"at least {Signed(least)} mg/day against the plan",
    };

    private static string Signed(decimal mg) => $"{mg:+#,0.##;-#,0.##;0}";

    /// <summary>Bounds of a dose: one number when they agree.</summary>
    internal static string Range(MgRange range) =>
        range.AtMost is not { } most ? $"at least {range.AtLeast:#,0.##}"
            : most == range.AtLeast ? $"{most:#,0.##}"
            : $"{range.AtLeast:#,0.##} to {most:#,0.##}";

    private static string Days(DayCount days) =>
        days.AtMost is not { } most ? $"at least {days.AtLeast}" : most == days.AtLeast ? $"{most}" : $"{days.AtLeast} to {most}";

    private static string Since(SteroidFreeInterval f) => (f.SinceEarliest, f.SinceLatest) switch
    {
        ({ } from, { } to) when from == to => $"since {from:yyyy-MM-dd}",
        ({ } from, { } to) => $"since a day from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}",
        ({ } from, null) => $"since {from:yyyy-MM-dd} or later",
        (null, { } to) => $"since {to:yyyy-MM-dd} or earlier",
        _ => "since an unknown day",
    };

    private static string Grades(GradeComparison c, string since)
    {
        var order = c.OrderCertain ? "" : " (order uncertain)";
        return c.Change == GradeChange.Unchanged
            ? $"unchanged {since}, {c.Grade}{order}"
            : $"{EnumWords.Of(c.Change)} by {c.Grades} {(c.Grades == 1 ? "grade" : "grades")} {since}, {c.Grade}{order}";
    }

    private static string? Ratio(ResultComparison? c, string what) =>
        c is null
            ? null
            : (c.Ratio is { } ratio ? $"{ratio:0.##} × {what}" : $"{what} was zero or beyond the measuring range")
                + (c.OrderCertain ? "" : " (order uncertain)");

    private static string? Certain(bool order) => order ? null : "order of the studies uncertain";

    private static string Day(DateOnly earliest, DateOnly latest) =>
        earliest == latest ? $"{earliest:yyyy-MM-dd}" : $"{earliest:yyyy-MM-dd} to {latest:yyyy-MM-dd}";
}
