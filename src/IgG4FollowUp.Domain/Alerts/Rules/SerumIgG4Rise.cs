using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Serum IgG4 risen again during treatment, by assay, as <see cref="IgG4Rise"/> judges it. It is never by itself a recurrence, and no value,
/// normal ones included, ends any other finding.
/// </summary>
internal static class SerumIgG4Rise
{
    public static AlertRule Rule { get; } = new(
        "serum-igg4-rise", 2,
        "House default after NCT05974683: serum IgG4 that was raised back to at least 30 % of the baseline value. One assay, nadir, upper limit, and that a doubling or a value above the baseline always counts are house choices. What to do about it is contested.",
        SourceMark.Published)
    {
        ForetellsRecurrence = true,
        SpeaksOfAnEpisode = true,
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
        var baseline = assay.FindLast(lab => lab.DrawnOn.Latest <= treatedFrom && lab.Result.Quantity.Value > 0);
        var nadir = assay.Where(lab => lab.DrawnOn.Earliest > treatedSince && lab.DrawnOn.IsCertainlyBefore(last.DrawnOn))
            .MinBy(lab => lab.Result, LabResult.ByGreatest);
        if (nadir is null)
            return Candidate.Lacking("nadir-known", $"Only one result on the assay {last.Assay!.Trim()} is certainly after the start of treatment; another assay's are not compared.");
        var rise = new IgG4Rise(last, nadir, baseline, Limits(view.Settings));
        var limit = IgG4Rise.OwnLimit(last) is { } own ? $"that laboratory's upper limit is {own}" : $"no laboratory's limit is on record, and {view.Settings.IgG4RaisedMgPerDl:0.##} mg/dL stands for it";
        var before = baseline is null ? "no value before treatment is on record for this assay" : $"the value before treatment was {baseline.Result} on {baseline.DrawnOn}";
        var now = $"{last.Result} on {last.DrawnOn}; the nadir was {nadir.Result} on {nadir.DrawnOn}";
        return new(last.EntryId.ToString("N"),
        [
            // A doubling or a value above the one before treatment is enough; without either, every other part must hold.
            Part("doubled", now, rise.Found | rise.Doubled),
            Part("above-baseline", $"{last.Result} on {last.DrawnOn}; {before}", rise.Found | rise.AboveBaseline),
            Part("baseline-raised", $"{(rise.BaselineRaised == false ? "The value before treatment was not raised: " : "")}{before}; {limit}", rise.Always | rise.BaselineRaised),
            Part("share-of-baseline", $"{last.Result} on {last.DrawnOn}; {before}", rise.Always | rise.ShareReached),
            Part("above-limit", $"{last.Result} on {last.DrawnOn}; {limit}", rise.Always | rise.AboveNormal),
            Part("over-nadir", now, rise.Always | rise.OverNadir),
            new("still-recent", $"The result of {last.DrawnOn} is older than {view.Settings.IgG4StandsDays} days.",
                new(DateOnly.MinValue, AlertView.Plus(last.DrawnOn.Latest, view.Settings.IgG4StandsDays + 1))),
        ])
        {
            Urgency = Urgency.Routine,
            Sentence = $"Serum IgG4 rose to {last.Result} on {last.DrawnOn} from its nadir of {nadir.Result} on {nadir.DrawnOn}, on the same assay; {(baseline is null ? limit : before)}. By itself this is no recurrence.",
            RestsOn = [.. new[] { baseline, nadir, last }.OfType<LabMeasured>().Select(lab => new Evidence(EvidenceKind.SerumIgG4, lab.EntryId, lab.DrawnOn, lab.Result.ToString()))],
            Thresholds =
            [
                .. baseline is null ? Array.Empty<AlertThreshold>() : [AlertThresholds.IgG4ShareOfBaseline], AlertThresholds.IgG4OverNadir, AlertThresholds.IgG4Doubling,
                .. baseline is null ? Array.Empty<AlertThreshold>() : [AlertThresholds.IgG4AboveBaseline], AlertThresholds.IgG4Raised, AlertThresholds.IgG4Stands,
            ],
            Otherwise = today => Otherwise(rise, view.Settings, today),
        };
    }

    // What lies below or above a limit may leave a part open; then it does not hold, and the words say why.
    private static Condition Part(string name, string words, bool? holds) =>
        Condition.Of(name, holds is null ? $"{words}: a value that lies below or above a limit leaves this open." : $"{words}.", holds == true);

    private static IgG4Limits Limits(AlertSettings settings) =>
        new(settings.IgG4ShareOfBaseline, settings.IgG4OverNadir, settings.IgG4Doubling, settings.IgG4AboveBaseline, settings.IgG4RaisedMgPerDl);

    // There are several ways to have risen: another limit silences only what has not risen in another way too.
    private static IEnumerable<Counterfactual> Otherwise(IgG4Rise rise, AlertSettings settings, DateOnly today)
    {
        yield return new WithoutEntry(rise.Last.EntryId, $"the result of {rise.Last.DrawnOn} were not on record");
        yield return OtherThreshold.Of(AlertThresholds.IgG4Stands, today.DayNumber - rise.Last.DrawnOn.Latest.DayNumber - 1);
        var overNadir = rise.Last.Result.RatioTo(rise.Nadir.Result);
        var ofBaseline = rise.Baseline is { } baseline ? rise.Last.Result.RatioTo(baseline.Result) : null;
        foreach (var (threshold, ratio) in new[]
        {
            (AlertThresholds.IgG4ShareOfBaseline, ofBaseline), (AlertThresholds.IgG4OverNadir, overNadir), (AlertThresholds.IgG4Doubling, overNadir),
            (AlertThresholds.IgG4AboveBaseline, ofBaseline),
        })
        {
            if (ratio is { } reached && (rise with { Limits = Limits(threshold.Set(settings, Above(reached))) }).Found != true)
                yield return OtherThreshold.Of(threshold, Above(reached));
        }
    }

    private static decimal Above(decimal ratio) => Math.Floor(ratio * 100) / 100 + 0.01m;
}
