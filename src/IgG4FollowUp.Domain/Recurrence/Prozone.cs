using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// Serum IgG4 that may read falsely low by excess of antigen (prozone effect): not known to have been diluted, and far below the samples
/// before and after it or a diluted one of the same days, or not raised while an MRI shows a new or larger lesion. House default; such a
/// value is neither a nadir nor proof of a fall, and a diluted one of the same days stands in its place.
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
    internal static IEnumerable<Guid> DecidedBy(RecurrenceReading view, List<LabMeasured> samples, LabMeasured lab)
    {
        var ofTheDay = samples.FindAll(other => other != lab && IsOfOneDay(other, lab)).ConvertAll(other => other.EntryId);
        if (lab.Dilution > 1) return ofTheDay;
        var near = samples.FindAll(other => other != lab && IsNear(view, lab, other.DrawnOn.Span()));
        var beside = IgG4Rise.IsRaised(lab, view.Settings.RiseLimits) == false
            ? view.Studies.FindAll(study => study is { LesionPresent: true, ImagedOn.IsReported: true }
                && IsNear(view, lab, study.ImagedOn.Span()))
            : [];
        var low = near.Exists(other => ClinicalOrder.Compare(other, lab) < 0 && FarBelow(view, lab, other))
            && near.Exists(other => ClinicalOrder.Compare(other, lab) > 0 && FarBelow(view, lab, other));
        low |= IsProven(view, samples, lab);
        return
        [
            .. ofTheDay,
            .. low ? [lab.EntryId, .. near.Select(other => other.EntryId)] : Array.Empty<Guid>(),
            .. beside.Select(study => study.EntryId),
        ];
    }

    /// <summary>
    /// The samples of one assay in clinical order that count, of those of one partial date the highest last: no suspected ones, and of one
    /// day one.
    /// </summary>
    internal static List<LabMeasured> Without(RecurrenceReading view, List<LabMeasured> samples)
    {
        var anyDiluted = samples.Exists(lab => lab.Dilution > 1);
        var sound = new List<LabMeasured>(samples.Count);
        for (var i = 0; i < samples.Count; i++)
        {
            if (!IsSuspected(view, samples, i, anyDiluted)) sound.Add(samples[i]);
        }

        if (!view.Settings.OneSampleOfADayCounts) return sound;
        for (var i = sound.Count - 1; i > 0; i--)
        {
            var (former, lab) = (sound[i - 1], sound[i]);
            if (!IsOfOneDay(former, lab)) continue;
            sound.RemoveAt(Counts(former, lab) ? i : i - 1);
        }

        return sound.Exists(lab => lab.DrawnOn.Precision != DatePrecision.Day)
            ? [.. sound.OrderBy(lab => lab.DrawnOn).ThenBy(lab => lab.Result, LabResult.ByGreatest)]
            : sound;
    }

    // Of two samples of one day whether the first counts: the diluted one, then the higher one.
    private static bool Counts(LabMeasured first, LabMeasured second) =>
        (first.Dilution > 1) != (second.Dilution > 1)
            ? first.Dilution > 1
            : LabResult.ByGreatest.Compare(first.Result, second.Result) >= 0;

    /// <summary>Whether a sample is suspected.</summary>
    /// <param name="view">The chart.</param>
    /// <param name="samples">The samples of its assay in clinical order.</param>
    /// <param name="lab">The sample.</param>
    internal static bool IsSuspected(RecurrenceReading view, List<LabMeasured> samples, LabMeasured lab)
    {
        var i = samples.CountBefore(lab.DrawnOn.Earliest);
        while (samples[i].EntryId != lab.EntryId) i++;
        return IsSuspected(view, samples, i, anyDiluted: true);
    }

    private static bool IsSuspected(RecurrenceReading view, List<LabMeasured> samples, int i, bool anyDiluted)
    {
        var (lab, settings) = (samples[i], view.Settings);
        if (lab.Dilution > 1) return false;
        if (i > 0 && i + 1 < samples.Count && IsFarBelow(samples[i - 1]) && IsFarBelow(samples[i + 1])) return true;
        if (anyDiluted && IsProven(view, samples, lab)) return true;
        return view.ActiveStudies.AnyNear(lab.DrawnOn.Span(), settings.ProzoneWithinDays)
            && IgG4Rise.IsRaised(lab, settings.RiseLimits) == false;

        bool IsFarBelow(LabMeasured other) => IsNear(view, lab, other.DrawnOn.Span()) && FarBelow(view, lab, other);
    }

    /// <summary>Whether a diluted sample of the same days proves that one not known to have been diluted is falsely low.</summary>
    /// <param name="view">The chart.</param>
    /// <param name="samples">The samples of its assay in clinical order.</param>
    /// <param name="lab">The sample.</param>
    internal static bool IsProven(RecurrenceReading view, List<LabMeasured> samples, LabMeasured lab)
    {
        if (lab.Dilution > 1 || view.Settings.ProzoneProvenWithinDays is not { } days) return false;
        var last = DaySpans.Shift(lab.DrawnOn.Earliest, days);
        for (var i = samples.CountBefore(DaySpans.Shift(lab.DrawnOn.Latest, -days)); i < samples.Count; i++)
        {
            var other = samples[i];
            if (other.DrawnOn.Earliest > last) return false;
            if (other.Dilution > 1 && other.DrawnOn.Latest <= last && FarBelow(view, lab, other)) return true;
        }

        return false;
    }

    private static bool IsOfOneDay(LabMeasured one, LabMeasured other) =>
        one.DrawnOn == other.DrawnOn && one.DrawnOn.Precision == DatePrecision.Day;

    private static bool FarBelow(RecurrenceReading view, LabMeasured lab, LabMeasured other) =>
        lab.Result.IsAtLeast(other.Result, view.Settings.ProzoneShareOfNeighbours) == false;

    private static bool IsNear(RecurrenceReading view, LabMeasured lab, DaySpan other) =>
        other.Earliest.DayNumber - lab.DrawnOn.Latest.DayNumber <= view.Settings.ProzoneWithinDays
        && lab.DrawnOn.Earliest.DayNumber - other.Latest.DayNumber <= view.Settings.ProzoneWithinDays;
}
