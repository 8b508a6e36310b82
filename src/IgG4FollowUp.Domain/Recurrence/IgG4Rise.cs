using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>Limits by which a rise of serum IgG4 is judged; <see cref="RecurrenceSettings"/> says what each means.</summary>
internal readonly record struct IgG4Limits(decimal ShareOfBaseline, decimal OverNadir, decimal Doubling, decimal AboveBaseline, decimal RaisedMgPerDl);

/// <summary>
/// A serum IgG4 beside the nadir under treatment and the value before treatment, all on one assay. It has risen when it doubled its nadir or lies
/// above the value before treatment; otherwise when that value was raised, a share of it is reached, and the result is above normal and well over
/// the nadir, wherever the nadir lay. Without a value before treatment, normal and nadir decide.
/// </summary>
/// <param name="Last">The result.</param>
/// <param name="Nadir">The lowest earlier result since treatment began.</param>
/// <param name="Baseline">The last result before treatment; null when none is on record.</param>
/// <param name="Limits">The limits.</param>
internal sealed record IgG4Rise(LabMeasured Last, LabMeasured Nadir, LabMeasured? Baseline, IgG4Limits Limits)
{
    private const decimal BaseUnitsPerMgPerDl = 10m;

    public bool BaselineRaised => Baseline is null || Baseline.Result.InBaseUnits > Normal(Baseline, Last);

    public bool ShareReached => Baseline is null || Value >= Limits.ShareOfBaseline * Baseline.Result.InBaseUnits;

    public bool AboveNormal => Value > Normal(Last, Baseline);

    public bool OverNadir => Times(Limits.OverNadir);

    // Whoever asks for more than a doubling before calling it a rise means that too.
    public bool Doubled => Times(Math.Max(Limits.Doubling, Limits.OverNadir));

    public bool AboveBaseline => Baseline is not null && Value > Limits.AboveBaseline * Baseline.Result.InBaseUnits;

    /// <summary>True when nothing but the result itself is asked for.</summary>
    public bool Always => Doubled || AboveBaseline;

    public bool Found => Always || (BaselineRaised && ShareReached && AboveNormal && OverNadir);

    private decimal Value => Last.Result.InBaseUnits;

    private bool Times(decimal factor) => Value > Nadir.Result.InBaseUnits && Value >= factor * Nadir.Result.InBaseUnits;

    /// <summary>The upper limit of normal: that laboratory's own, else the one given beside another result of the assay, else the configured one.</summary>
    private decimal Normal(LabMeasured lab, LabMeasured? other) =>
        (OwnLimit(lab) ?? OwnLimit(other) ?? OwnLimit(Nadir))?.InBaseUnits ?? Limits.RaisedMgPerDl * BaseUnitsPerMgPerDl;

    /// <summary>Whether a result lies above its laboratory's limit, or above the configured one where none came with it.</summary>
    public static bool IsRaised(LabMeasured lab, IgG4Limits limits) =>
        lab.Result.InBaseUnits > (OwnLimit(lab)?.InBaseUnits ?? limits.RaisedMgPerDl * BaseUnitsPerMgPerDl);

    /// <summary>The upper limit of normal that came with a result; null when none did.</summary>
    public static Quantity? OwnLimit(LabMeasured? lab) => lab?.UpperLimitOfNormal is { Dimension: Dimension.MassConcentration } limit ? limit : null;
}
