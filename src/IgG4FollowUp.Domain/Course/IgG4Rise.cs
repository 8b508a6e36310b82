using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Course;

/// <summary>Limits by which a rise of serum IgG4 is judged; the settings of recurrence say what each means.</summary>
internal readonly record struct IgG4Limits(
    decimal ShareOfBaseline, decimal OverNadir, decimal Doubling, decimal AboveBaseline, decimal RaisedMgPerDl)
{
    /// <summary>The house defaults, for recurrence and alerts alike.</summary>
    public static IgG4Limits HouseDefault { get; } = new(0.30m, 1.5m, 2m, 1m, 140m);
}

/// <summary>
/// A serum IgG4 beside the nadir under treatment and the value before treatment, all on one assay. It has risen when it doubled its nadir
/// or lies above the value before treatment; otherwise when that value was raised, a share of it is reached, and the result is above normal
/// and well over the nadir, wherever the nadir lay. Without a value before treatment, normal and nadir decide.
/// </summary>
/// <param name="Last">The result.</param>
/// <param name="Nadir">The lowest earlier result since treatment began.</param>
/// <param name="Baseline">What treatment began with, see <see cref="BaselineOf"/>; null when it is not on record.</param>
/// <param name="Limits">The limits.</param>
internal sealed record IgG4Rise(LabMeasured Last, LabMeasured Nadir, LabMeasured? Baseline, IgG4Limits Limits)
{
    /// <summary>
    /// The last result before treatment; where none is on record, one of the first days after it that is raised all the same: it falls over
    /// weeks, so a raised one shows what treatment began with, and one that is not shows nothing. Null when there is neither.
    /// </summary>
    /// <param name="assay">Results of one assay in clinical order.</param>
    /// <param name="treatment">Start of treatment.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="admissionDays">How many days after treatment began still show that; null for none.</param>
    public static LabMeasured? BaselineOf(
        IEnumerable<LabMeasured> assay, DaySpan treatment, IgG4Limits limits, int? admissionDays)
    {
        LabMeasured? before = null, soon = null;
        foreach (var lab in assay)
        {
            if (lab.Result.Quantity.Value <= 0) continue;
            if (lab.DrawnOn.Latest <= treatment.Earliest) before = lab;
            else if (soon is null && admissionDays is { } days && treatment.HasBounds() && lab.DrawnOn.Earliest > treatment.Latest
                && lab.DrawnOn.Latest <= DaySpans.Shift(treatment.Earliest, days) && IsRaised(lab, limits) == true)
                soon = lab;
        }

        return before ?? soon;
    }

    public bool? BaselineRaised => Baseline is null ? true : Baseline.Result.IsAbove(Normal(Baseline, Last));

    public bool? ShareReached => Baseline is null ? true : Last.Result.IsAtLeast(Baseline.Result, Limits.ShareOfBaseline);

    public bool? AboveNormal => Last.Result.IsAbove(Normal(Last, Baseline));

    public bool? OverNadir => Times(Limits.OverNadir);

    // Whoever asks for more than a doubling before calling it a rise means that too.
    public bool? Doubled => Times(Math.Max(Limits.Doubling, Limits.OverNadir));

    public bool? AboveBaseline => Baseline is null ? false : Last.Result.IsAbove(Baseline.Result, Limits.AboveBaseline);

    /// <summary>True when nothing but the result itself is asked for.</summary>
    public bool? Always => Doubled | AboveBaseline;

    /// <summary>Whether it has risen; null when results that lie below or above a limit leave it open.</summary>
    public bool? Found => Always | (BaselineRaised & ShareReached & AboveNormal & OverNadir);

    private bool? Times(decimal factor) => Last.Result.IsAbove(Nadir.Result) & Last.Result.IsAtLeast(Nadir.Result, factor);

    /// <summary>
    /// The upper limit of normal: that laboratory's own, else the one given beside another result of the assay, else the configured one.
    /// </summary>
    private Quantity Normal(LabMeasured lab, LabMeasured? other) =>
        OwnLimit(lab) ?? OwnLimit(other) ?? OwnLimit(Nadir) ?? new Quantity(Limits.RaisedMgPerDl, Unit.MilligramsPerDecilitre);

    /// <summary>
    /// Whether a result lies above its laboratory's limit, or above the configured one where none came with it; null when it leaves that
    /// open.
    /// </summary>
    public static bool? IsRaised(LabMeasured lab, IgG4Limits limits) =>
        lab.Result.IsAbove(OwnLimit(lab) ?? new Quantity(limits.RaisedMgPerDl, Unit.MilligramsPerDecilitre));

    /// <summary>The upper limit of normal that came with a result; null when none did.</summary>
    public static Quantity? OwnLimit(LabMeasured? lab) =>
        lab?.UpperLimitOfNormal is { Dimension: Dimension.MassConcentration } limit ? limit : null;
}
