using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Serum IgG4 risen again during treatment, by assay: back to a share of the value before treatment, or above the laboratory's own limit where the
/// assay has no such value, and well above the nadir. It is never by itself a recurrence, and no value, normal ones included, ends any
/// other finding.
/// </summary>
internal static class SerumIgG4Rise
{
    public static AlertRule Rule { get; } = new(
        "serum-igg4-rise", 1,
        "House default after NCT05974683: serum IgG4 back to at least 30 % of the baseline value; one assay, nadir and upper limit are house choices. What to do about it is contested.",
        SourceMark.Published)
    {
        ForetellsRecurrence = true,
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(AlertView view)
    {
        var assays = view.Chart.Of<LabMeasured>()
            .Where(lab => lab is { Analyte: Analyte.SerumIgG4, Result.Dimension: Dimension.MassConcentration } && !WrittenText.IsBlank(lab.Assay) && lab.DrawnOn.IsReported)
            .GroupBy(lab => lab.Assay!, WrittenText.Alike).Select(assay => assay.ToList()).ToList();
        return view.Treatment is not { } treatment ? [Candidate.Lacking("treatment-started", "No start of treatment with a date is on record.")]
            : assays.Count == 0 ? [Candidate.Lacking("assay-named", "No dated serum IgG4 with the name of its assay is on record.")]
            : assays.Select(assay => Judge(view, assay, treatment.Earliest, treatment.Latest));
    }

    private static Candidate Judge(AlertView view, List<LabMeasured> assay, DateOnly treatedFrom, DateOnly treatedSince)
    {
        var last = assay[^1];
        var baseline = assay.FindLast(lab => lab.DrawnOn.Latest <= treatedFrom && lab.Result.InBaseUnits > 0);
        var nadir = assay.Where(lab => lab.DrawnOn.Earliest > treatedSince && lab.DrawnOn.IsCertainlyBefore(last.DrawnOn)).MinBy(lab => lab.Result.InBaseUnits);
        if (nadir is null)
            return Candidate.Lacking("nadir-known", $"Only one result on the assay {last.Assay!.Trim()} is certainly after the start of treatment; another assay's are not compared.");
        var value = last.Result.InBaseUnits;
        var limit = last.UpperLimitOfNormal is { Dimension: Dimension.MassConcentration } upper ? upper.InBaseUnits : (decimal?)null;
        var share = baseline is null ? (decimal?)null : view.Settings.IgG4ShareOfBaseline * baseline.Result.InBaseUnits;
        var level = share is { } back ? value >= back && nadir.Result.InBaseUnits < back : value > limit;
        var over = value > nadir.Result.InBaseUnits && value >= view.Settings.IgG4OverNadir * nadir.Result.InBaseUnits;
        var reference = baseline is not null ? $"the value before treatment was {baseline.Result} on {baseline.DrawnOn}"
            : limit is not null ? $"that laboratory's upper limit is {last.UpperLimitOfNormal}"
            : "neither a value before treatment nor the laboratory's upper limit is on record for this assay";
        return new(last.EntryId.ToString("N"),
        [
            Condition.Of("level-reached", $"{last.Result} on {last.DrawnOn}, after {nadir.Result}; {reference}.", level),
            Condition.Of("over-nadir", $"{last.Result} on {last.DrawnOn}; the nadir was {nadir.Result} on {nadir.DrawnOn}.", over),
            new("still-recent", $"The result of {last.DrawnOn} is older than {view.Settings.IgG4StandsDays} days.",
                new(DateOnly.MinValue, AlertView.Plus(last.DrawnOn.Latest, view.Settings.IgG4StandsDays + 1))),
        ])
        {
            Urgency = Urgency.Routine,
            Sentence = $"Serum IgG4 rose to {last.Result} on {last.DrawnOn} from its nadir of {nadir.Result} on {nadir.DrawnOn}, on the same assay; {reference}. By itself this is no recurrence.",
            RestsOn = [.. new[] { baseline, nadir, last }.OfType<LabMeasured>().Select(lab => new Evidence(EvidenceKind.SerumIgG4, lab.EntryId, lab.DrawnOn, lab.Result.ToString()))],
            Thresholds = baseline is null
                ? [AlertThresholds.IgG4OverNadir, AlertThresholds.IgG4Stands]
                : [AlertThresholds.IgG4ShareOfBaseline, AlertThresholds.IgG4OverNadir, AlertThresholds.IgG4Stands],
            Otherwise = _ => Otherwise(last, nadir, baseline),
        };
    }

    private static IEnumerable<Counterfactual> Otherwise(LabMeasured last, LabMeasured nadir, LabMeasured? baseline)
    {
        yield return new WithoutEntry(last.EntryId, $"the result of {last.DrawnOn} were not on record");
        if (baseline is not null && last.Result.RatioTo(baseline.Result) is { } share) yield return OtherThreshold.Of(AlertThresholds.IgG4ShareOfBaseline, Above(share));
        if (last.Result.RatioTo(nadir.Result) is { } over) yield return OtherThreshold.Of(AlertThresholds.IgG4OverNadir, Above(over));
    }

    private static decimal Above(decimal ratio) => Math.Floor(ratio * 100) / 100 + 0.01m;
}
