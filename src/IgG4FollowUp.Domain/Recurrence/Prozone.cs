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
        if (i > 0 && i + 1 < samples.Count && FarBelow(samples[i - 1]) && FarBelow(samples[i + 1])) return true;
        return IgG4Rise.IsRaised(lab, settings.RiseLimits) == false
            && view.ActiveStudies.AnyNear(lab.DrawnOn.Span(), settings.ProzoneWithinDays);

        bool FarBelow(LabMeasured other) =>
            IsNear(other.DrawnOn.Span()) && lab.Result.IsAtLeast(other.Result, settings.ProzoneShareOfNeighbours) == false;

        bool IsNear(DaySpan other) => other.Earliest.DayNumber - lab.DrawnOn.Latest.DayNumber <= settings.ProzoneWithinDays
            && lab.DrawnOn.Earliest.DayNumber - other.Latest.DayNumber <= settings.ProzoneWithinDays;
    }
}
