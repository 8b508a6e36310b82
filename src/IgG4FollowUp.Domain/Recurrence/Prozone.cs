using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// Serum IgG4 that may read falsely low by excess of antigen (prozone effect): not known to have been diluted, and far below the samples
/// before and after it, or not raised while an MRI shows a new or larger lesion. House default; such a value is
/// neither a nadir nor proof of a fall.
/// </summary>
public static class Prozone
{
    /// <summary>The suspected samples of all assays, under the current definitions of recurrence.</summary>
    /// <param name="reading">The chart.</param>
    public static IEnumerable<LabMeasured> Suspected(ChartReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var view = reading.Under(RecurrenceDefinition.Composite.Settings);
        return reading.Assays.SelectMany(assay => assay.Where(lab => IsSuspected(view, assay, lab)));
    }

    /// <summary>
    /// The entries by which a sample is suspected, or would be without others: the samples of its assay and the studies of a lesion near to
    /// it. Empty where nothing could cast doubt on it.
    /// </summary>
    /// <param name="view">The chart.</param>
    /// <param name="samples">The samples of its assay in clinical order.</param>
    /// <param name="lab">The sample.</param>
    internal static IEnumerable<Guid> DecidedBy(ChartView view, List<LabMeasured> samples, LabMeasured lab)
    {
        if (lab.Dilution > 1) return [];
        var near = samples.FindAll(other => other != lab && IsNear(view, lab, other.DrawnOn.Span()));
        var beside = IgG4Rise.IsRaised(lab, view.Settings.RiseLimits) == false
            ? view.Studies.FindAll(study => study is { LesionPresent: true, ImagedOn.IsReported: true }
                && IsNear(view, lab, study.ImagedOn.Span()))
            : [];
        var low = near.Exists(other => ClinicalOrder.Compare(other, lab) < 0 && FarBelow(view, lab, other))
            && near.Exists(other => ClinicalOrder.Compare(other, lab) > 0 && FarBelow(view, lab, other));
        return
        [
            .. low ? [lab.EntryId, .. near.Select(other => other.EntryId)] : Array.Empty<Guid>(),
            .. beside.Select(study => study.EntryId),
        ];
    }

    /// <summary>The samples of one assay in clinical order without those that are suspected.</summary>
    internal static List<LabMeasured> Without(ChartView view, List<LabMeasured> samples) =>
        samples.FindAll(lab => !IsSuspected(view, samples, lab));

    /// <summary>Whether a sample is suspected.</summary>
    /// <param name="view">The chart.</param>
    /// <param name="samples">The samples of its assay in clinical order.</param>
    /// <param name="lab">The sample.</param>
    internal static bool IsSuspected(ChartView view, List<LabMeasured> samples, LabMeasured lab)
    {
        if (lab.Dilution > 1) return false;
        var settings = view.Settings;
        var i = samples.CountBefore(lab.DrawnOn.Earliest);
        while (samples[i].EntryId != lab.EntryId) i++;
        if (i > 0 && i + 1 < samples.Count && IsFarBelow(samples[i - 1]) && IsFarBelow(samples[i + 1])) return true;
        return IgG4Rise.IsRaised(lab, settings.RiseLimits) == false
            && view.ActiveStudies.AnyNear(lab.DrawnOn.Span(), settings.ProzoneWithinDays);

        bool IsFarBelow(LabMeasured other) => IsNear(view, lab, other.DrawnOn.Span()) && FarBelow(view, lab, other);
    }

    private static bool FarBelow(ChartView view, LabMeasured lab, LabMeasured other) =>
        lab.Result.IsAtLeast(other.Result, view.Settings.ProzoneShareOfNeighbours) == false;

    private static bool IsNear(ChartView view, LabMeasured lab, DaySpan other) =>
        other.Earliest.DayNumber - lab.DrawnOn.Latest.DayNumber <= view.Settings.ProzoneWithinDays
        && lab.DrawnOn.Earliest.DayNumber - other.Latest.DayNumber <= view.Settings.ProzoneWithinDays;
}
