using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// Serum IgG4 risen again under treatment (after NCT05974683), see <see cref="IgG4Rise"/>. Only results of one named assay are
/// compared, each assay with its own baseline: results without an assay name prove nothing.
/// </summary>
internal static class SerologicalSigns
{
    public static IEnumerable<Sign> Find(RecurrenceReading view) =>
        view.Treatment is not { } treatment ? [] : view.Reading.Assays.SelectMany(assay =>
            view.Settings.IgG4RiseStartsBelowShare ? FromBelowShare(view, treatment, assay) : InOneAssay(view, treatment, assay));

    /// <summary>Last serum IgG4 drawn certainly before some days.</summary>
    public static DaySpan? LastFree(RecurrenceReading view, DaySpan by) =>
        view.Reading.Assays.SelectMany(assay => assay).Select(lab => lab.DrawnOn.Span()).Where(drawn => drawn.IsCertainlyBefore(by))
            .Select(drawn => (DaySpan?)drawn).Max(DaySpanOrder);

    /// <summary>Last serum IgG4 certainly before some days that was not above normal and is not suspected of being falsely low.</summary>
    public static DaySpan? LastNotRaised(RecurrenceReading view, DaySpan by)
    {
        var free = new List<DaySpan?>();
        foreach (var assay in view.Reading.Assays)
        {
            foreach (var lab in Prozone.Without(view, assay))
            {
                if (lab.DrawnOn.Span().IsCertainlyBefore(by) && IgG4Rise.IsRaised(lab, view.Settings.RiseLimits) == false)
                    free.Add(lab.DrawnOn.Span());
            }
        }

        return free.Max(DaySpanOrder);
    }

    /// <summary>Whether serum IgG4 is known to have been raised before treatment, without which nothing is a rise again.</summary>
    /// <param name="view">The chart.</param>
    /// <param name="assay">Samples of one assay in clinical order.</param>
    public static bool CanRiseAgain(RecurrenceReading view, List<LabMeasured> assay) =>
        view.Treatment is not { } treatment || (Baseline(view, assay, treatment) is { } baseline && assay.Exists(lab =>
            lab != baseline && IsUnder(lab, treatment)
            && new IgG4Rise(lab, lab, baseline, view.Settings.RiseLimits).BaselineRaised == true));

    private static LabMeasured? Baseline(RecurrenceReading view, IEnumerable<LabMeasured> assay, DaySpan treatment) =>
        IgG4Rise.BaselineOf(assay, treatment, view.Settings.RiseLimits, view.Settings.IgG4BaselineDays);

    private static bool IsUnder(LabMeasured lab, DaySpan treatment) => lab.DrawnOn.Latest > treatment.Earliest;

    private static readonly Comparer<DaySpan?> DaySpanOrder =
        Comparer<DaySpan?>.Create((left, right) => Nullable.Compare(left?.Earliest, right?.Earliest));

    private static IEnumerable<Sign> InOneAssay(RecurrenceReading view, DaySpan treatment, List<LabMeasured> assay)
    {
        var strict = view.Settings.IgG4NeedsRaisedBaseline;
        if (strict) assay = Prozone.Without(view, assay);
        // Of those that partial dates put nowhere the highest is judged, and the lowest is a nadir of what came after them.
        var undated = new List<LabMeasured>();
        var ordered = view.Settings.OneSampleOfADayCounts
            ? [.. assay.OrderBy(lab => lab.DrawnOn).ThenByDescending(lab => lab.Result, LabResult.ByGreatest)]
            : assay;
        var baseline = Baseline(view, ordered, treatment);
        LabMeasured? former = null, nadir = null, raised = null;
        DaySpan? lastFree = null;
        foreach (var lab in ordered)
        {
            if (!IsUnder(lab, treatment) || lab == baseline) continue;

            // Not certainly a later sample than the last one: it could stand for either direction.
            if (baseline is null || (former is not null && !former.DrawnOn.IsCertainlyBefore(lab.DrawnOn)))
            {
                if (view.Settings.OneSampleOfADayCounts && lab.DrawnOn.Earliest > treatment.Latest) undated.Add(lab);
                continue;
            }

            former = lab;
            foreach (var earlier in undated.FindAll(other => other.DrawnOn.IsCertainlyBefore(lab.DrawnOn)))
            {
                if (nadir is null || LabResult.ByGreatest.Compare(earlier.Result, nadir.Result) < 0) nadir = earlier;
            }

            var rise = nadir is null ? null : new IgG4Rise(lab, nadir, baseline, view.Settings.RiseLimits);
            var found = rise is null || (strict && rise.BaselineRaised == false) ? false
                : strict && rise.BaselineRaised is null ? null
                : rise.Found;
            // A result that leaves it open shows neither.
            if (found == false) (lastFree, raised) = (lab.DrawnOn.Span(), null);
            else if (found == true && view.Counts(lab))
            {
                yield return new Sign(RecurrenceSigns.Serological, lab.DrawnOn.Span(), lastFree, lab.EntryId)
                {
                    Continues = raised?.EntryId,
                };
                raised = lab;
            }

            // What may have been drawn before treatment began is no nadir under it.
            if (view.Settings.NadirIsUnderTreatment && lab.DrawnOn.Earliest <= treatment.Latest) continue;
            if (nadir is null || LabResult.ByGreatest.Compare(lab.Result, nadir.Result) < 0) nadir = lab;
        }
    }

    // The first version of the definition: only a rise from below the share of the baseline counts.
    private static IEnumerable<Sign> FromBelowShare(RecurrenceReading view, DaySpan treatment, List<LabMeasured> assay)
    {
        LabMeasured? baseline = null, former = null, raised = null;
        LabResult? nadir = null;
        DaySpan? lastFree = null;
        foreach (var lab in assay)
        {
            if (lab.DrawnOn.Latest <= treatment.Earliest)
            {
                baseline = lab;
                continue;
            }

            // Not certainly a later sample than the last one: it could stand for either direction.
            if (baseline is not { Result.Quantity.Value: > 0 } || (former is not null && !former.DrawnOn.IsCertainlyBefore(lab.DrawnOn)))
                continue;
            former = lab;
            var reached = lab.Result.IsAtLeast(baseline.Result, view.Settings.IgG4ShareOfBaseline);
            if (reached == false)
            {
                nadir = nadir is { } least && LabResult.ByGreatest.Compare(least, lab.Result) <= 0 ? least : lab.Result;
                (lastFree, raised) = (lab.DrawnOn.Span(), null);
            }
            else if (reached == true && nadir is { } lowest && lab.Result.IsAtLeast(lowest, view.Settings.IgG4OverNadir) == true
                && view.Counts(lab))
            {
                yield return new Sign(RecurrenceSigns.Serological, lab.DrawnOn.Span(), lastFree, lab.EntryId)
                {
                    Continues = raised?.EntryId,
                };
                raised = lab;
            }
        }
    }
}
