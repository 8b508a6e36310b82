using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>
/// Each serum IgG4 beside the baseline and the nadir that the definitions of recurrence hold it against, on the same assay; before
/// treatment beside the first and the lowest earlier result.
/// </summary>
internal sealed class SerologyFacts(TimelineFacts facts, ChartReading reading)
{
    private const int RatioDecimals = 4;

    private readonly Dictionary<string, Series> _byAssay = new(WrittenText.Alike);
    private readonly RecurrenceReading _view = reading.Under(RecurrenceDefinition.Composite.Settings);
    private LabMeasured? _previous;

    private HashSet<Guid> Counted => field ??=
        [.. reading.Assays.SelectMany(assay => Prozone.Without(_view, assay)).Select(lab => lab.EntryId)];

    private Dictionary<Guid, List<LabMeasured>> AssayOf => field ??=
        reading.Assays.SelectMany(assay => assay.Select(lab => (lab.EntryId, assay))).ToDictionary();

    // What says when treatment began, those without a date among it.
    private Guid[] TreatedBy => field ??=
        [.. reading.Treatments.Begun.Where(begun => !(begun.BegunOn.Earliest > reading.Treatment?.Latest)).Select(begun => begun.EntryId)];

    public void Read(LabMeasured lab)
    {
        // A unit of another dimension is refused on entry; an older chart that holds one compares nothing with it.
        if (lab.Result.Dimension != Dimension.MassConcentration) return;
        var assay = WrittenText.IsBlank(lab.Assay) ? null : lab.Assay;
        var known = assay is not null && _byAssay.TryGetValue(assay, out var found) ? found : null;
        var treated = lab.DrawnOn.Latest > reading.Treatment?.Earliest;
        var (first, lowest) = treated ? (known?.Baseline, known?.Nadir) : (known?.First, known?.Lowest);
        var (baseline, nadir) = (Compare(lab, first), Compare(lab, lowest));
        NotComparableReason? reason = known is not null || _previous is null ? null
            : assay is null || WrittenText.IsBlank(_previous.Assay) ? NotComparableReason.AssayNotReported
            : NotComparableReason.AssayChanged;
        var times = lab.UpperLimitOfNormal is { Dimension: Dimension.MassConcentration } limit ? Ratio(lab.Result, limit) : null;
        if (times is not null || !lab.Result.IsExact || _previous is not null)
        {
            facts.Add(new SerumIgG4Comparison(times, baseline, nadir, reason)
            {
                BeyondRange = !lab.Result.IsExact,
                RestsOn = reason is not null
                    ? [lab.EntryId, _previous!.EntryId]
                    :
                    [
                        .. new[] { lab, first, lowest }.OfType<LabMeasured>().Select(compared => compared.EntryId)
                            .Concat(known is null ? [] : [.. known.Doubtful, .. TreatedBy]).Distinct(),
                    ],
            });
        }

        _previous = lab;
        if (assay is null) return;
        _byAssay[assay] = known ??= new();
        if (AssayOf.TryGetValue(lab.EntryId, out var samples)) known.Doubtful.AddRange(Prozone.DecidedBy(_view, samples, lab));
        var certainly = lab.DrawnOn.Earliest > reading.Treatment?.Latest;
        if (certainly && known.Baseline is null && reading.Treatment is { } start
            && IgG4Rise.BaselineOf([lab], start, _view.Settings.RiseLimits, _view.Settings.IgG4BaselineDays) is not null)
            (treated, certainly) = (false, false);
        if (!AssayOf.ContainsKey(lab.EntryId) || Counted.Contains(lab.EntryId)) known.Add(lab, treated, certainly);
        else known.Doubtful.Add(lab.EntryId);
        if (treated && !certainly) known.Doubtful.Add(lab.EntryId);
    }

    private static ResultComparison? Compare(LabMeasured lab, LabMeasured? earlier) =>
        earlier is null ? null : new(earlier.EntryId, Ratio(lab.Result, earlier.Result), earlier.Date.IsCertainlyBefore(lab.Date));

    private static decimal? Ratio(LabResult result, LabResult other) =>
        result.RatioTo(other) is { } ratio ? Math.Round(ratio, RatioDecimals, MidpointRounding.AwayFromZero) : null;

    /// <summary>What was measured by one assay so far, without what may read falsely low.</summary>
    private sealed class Series
    {
        public LabMeasured? First { get; private set; }

        public LabMeasured? Lowest { get; private set; }

        /// <summary>What treatment began with.</summary>
        public LabMeasured? Baseline { get; private set; }

        /// <summary>The lowest one since.</summary>
        public LabMeasured? Nadir { get; private set; }

        /// <summary>What decides which results may read falsely low, and what may have been drawn before treatment or under it.</summary>
        public List<Guid> Doubtful { get; } = [];

        // What may have been drawn before treatment or under it is neither.
        public void Add(LabMeasured lab, bool treated, bool certainly)
        {
            First ??= lab;
            Lowest = Lower(Lowest, lab);
            if (certainly) Nadir = Lower(Nadir, lab);
            else if (!treated && lab.Result.Quantity.Value > 0) Baseline = lab;
        }

        private static LabMeasured Lower(LabMeasured? former, LabMeasured lab) =>
            former is not null && LabResult.ByGreatest.Compare(lab.Result, former.Result) >= 0 ? former : lab;
    }
}
