using System.Runtime.CompilerServices;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Serum IgG4 risen again during treatment, by assay, as <see cref="IgG4Rise"/> judges it. It is never by itself a recurrence, and no
/// value, normal ones included, ends any other finding. A result that may read falsely low (<see cref="Prozone"/>) is left out, and of
/// several of one day one counts.
/// </summary>
internal static class SerumIgG4Rise
{
    public static AlertRule Rule { get; } = new(
        "serum-igg4-rise", 3,
        "House default after NCT05974683: serum IgG4 that was raised back to at least 30 % of the baseline value. One assay, nadir, upper "
            + "limit, and that a doubling or a value above the baseline always counts are house choices. What to do about it is contested.",
        SourceMark.Published)
    {
        PredictsRecurrence = true,
        SpeaksOfAnEpisode = true,
        Read = Read,
    };

    private const string OtherAssays = "another assay's are not compared.";

    private const string NotRaised = "The value before treatment was not raised: ";

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        if (input.Reading.Treatment is not { } treatment)
            return [Candidate.NotApplicable(input, "treatment-started", $"No start of treatment with a date is on record.")];
        return input.Reading.Assays.Count == 0
            ? [Candidate.NotApplicable(input, "assay-named", $"No dated serum IgG4 with the name of its assay is on record.")]
            : input.Reading.Assays.Select(assay => Judge(input, assay, treatment));
    }

    private static Candidate Judge(RuleInput input, List<LabMeasured> assay, DaySpan treatment)
    {
        var (view, settings) = (input.Reading.Under(RecurrenceSettings.HouseDefault), input.Settings);
        // Whichever of them counts is too old by then.
        if (input.IsOver(Recent(Latest(assay)))) return Candidate.NotApplicable(input, "still-recent", $"The last result is too old.");
        var sound = Prozone.Without(view, assay);
        if (sound.Count == 0)
        {
            return Candidate.NotApplicable(
                input, "nadir-known", $"Every result on the assay {assay[^1].Assay!.Trim()} may be falsely low (prozone effect).");
        }

        var last = sound[^1];
        var recent = Recent(last.DrawnOn.Latest);
        if (input.IsOver(recent)) return Candidate.NotApplicable(input, "still-recent", $"The last result is too old.");
        var baseline = IgG4Rise.BaselineOf(sound, treatment, Limits(settings), view.Settings.IgG4BaselineDays);
        if (Nadir(sound, treatment.Latest, last, baseline) is not { } nadir)
        {
            return Candidate.NotApplicable(
                input, "nadir-known",
                $"Only one result on the assay {last.Assay!.Trim()} is certainly after the start of treatment; {OtherAssays}");
        }

        var rise = new IgG4Rise(last, nadir, baseline, Limits(settings));
        var (found, always) = (rise.Found, rise.Always);
        return new(last, "",
        [
            // A doubling or a value above the one before treatment is enough; without either, every other part must hold.
            Part(input, "doubled", $"{Now(rise)}", found | rise.Doubled),
            Part(input, "above-baseline", $"{last.Result} on {last.DrawnOn}; {Before(rise)}", found | rise.AboveBaseline),
            Part(
                input, "baseline-raised",
                $"{(rise.BaselineRaised == false ? NotRaised : "")}{Before(rise)}; {Limit(rise, settings)}",
                always | rise.BaselineRaised),
            Part(input, "share-of-baseline", $"{last.Result} on {last.DrawnOn}; {Before(rise)}", always | rise.ShareReached),
            Part(input, "above-limit", $"{last.Result} on {last.DrawnOn}; {Limit(rise, settings)}", always | rise.AboveNormal),
            Part(input, "over-nadir", $"{Now(rise)}", always | rise.OverNadir),
            Condition.Of(
                input, "still-recent", $"The result of {last.DrawnOn} is older than {settings.IgG4StandsDays} days.", recent),
        ])
        {
            Urgency = Urgency.Routine,
            Told = today => new(
                $"Serum IgG4 rose to {last.Result} on {last.DrawnOn} from its nadir of {nadir.Result} on {nadir.DrawnOn}, "
                + $"on the same assay; {(baseline is null ? Limit(rise, settings) : Before(rise))}. By itself this is no recurrence.")
            {
                RestsOn =
                [
                    .. new[] { baseline, nadir, last }.OfType<LabMeasured>()
                        .Select(lab => new Evidence(EvidenceKind.SerumIgG4, lab.EntryId, lab.DrawnOn, lab.Result.ToString())),
                ],
                Thresholds =
                [
                    .. baseline is null ? Array.Empty<Threshold>() : [ThresholdTable.Of(nameof(ClinicSettings.IgG4ShareOfBaseline))],
                    ThresholdTable.Of(nameof(ClinicSettings.IgG4OverNadir)), ThresholdTable.Of(nameof(ClinicSettings.IgG4Doubling)),
                    .. baseline is null ? Array.Empty<Threshold>() : [ThresholdTable.Of(nameof(ClinicSettings.IgG4AboveBaseline))],
                    ThresholdTable.Of(nameof(ClinicSettings.IgG4RaisedMgPerDl)), ThresholdTable.Of(nameof(ClinicSettings.IgG4StandsDays)),
                ],
                Counterfactuals = () => Counterfactuals(rise, settings, today),
            },
        };

        DayWindow Recent(DateOnly drawn) => new(DateOnly.MinValue, DaySpans.Shift(drawn, settings.IgG4StandsDays + 1));
    }

    private static DateOnly Latest(List<LabMeasured> assay)
    {
        var latest = DateOnly.MinValue;
        foreach (var lab in assay)
        {
            if (lab.DrawnOn.Latest > latest) latest = lab.DrawnOn.Latest;
        }

        return latest;
    }

    // The lowest result certainly after the start of treatment and before the last one; the first of equal ones.
    private static LabMeasured? Nadir(List<LabMeasured> sound, DateOnly treatedSince, LabMeasured last, LabMeasured? baseline)
    {
        LabMeasured? nadir = null;
        for (var i = sound.CountBefore(treatedSince.AddDays(1)); i < sound.Count; i++)
        {
            var lab = sound[i];
            if (!lab.DrawnOn.IsCertainlyBefore(last.DrawnOn) || lab == baseline) continue;
            if (nadir is null || LabResult.ByGreatest.Compare(lab.Result, nadir.Result) < 0) nadir = lab;
        }

        return nadir;
    }

    private static string Now(IgG4Rise rise) =>
        $"{rise.Last.Result} on {rise.Last.DrawnOn}; the nadir was {rise.Nadir.Result} on {rise.Nadir.DrawnOn}";

    private static string Before(IgG4Rise rise) => rise.Baseline is { } baseline
        ? $"the value before treatment was {baseline.Result} on {baseline.DrawnOn}"
        : "no value before treatment is on record for this assay";

    private static string Limit(IgG4Rise rise, ClinicSettings settings) => IgG4Rise.OwnLimit(rise.Last) is { } own
        ? $"that laboratory's upper limit is {own}"
        : $"no laboratory's limit is on record, and {settings.IgG4RaisedMgPerDl:0.##} mg/dL stands for it";

    // What lies below or above a limit may leave a part open; then it does not hold, and the words say why.
    private static Condition Part(
        RuleInput input, string name, [InterpolatedStringHandlerArgument(nameof(input))] WordsIfAsked words, bool? holds) =>
        Condition.Of(
            input, name, $"{words.Text}{(holds is null ? ": a value that lies below or above a limit leaves this open" : "")}.",
            holds == true);

    private static IgG4Limits Limits(ClinicSettings settings) =>
        new(settings.IgG4ShareOfBaseline, settings.IgG4OverNadir, settings.IgG4Doubling, settings.IgG4AboveBaseline,
            settings.IgG4RaisedMgPerDl);

    // There are several ways to have risen: another limit silences only what has not risen in another way too.
    private static IEnumerable<Counterfactual> Counterfactuals(IgG4Rise rise, ClinicSettings settings, DateOnly today)
    {
        yield return new WithoutEntry(rise.Last.EntryId, $"the result of {rise.Last.DrawnOn} were not on record");
        yield return OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.IgG4StandsDays)),
            today.DayNumber - rise.Last.DrawnOn.Latest.DayNumber - 1);
        var overNadir = rise.Last.Result.RatioTo(rise.Nadir.Result);
        var ofBaseline = rise.Baseline is { } baseline ? rise.Last.Result.RatioTo(baseline.Result) : null;
        foreach (var (threshold, ratio) in new[]
        {
            (ThresholdTable.Of(nameof(ClinicSettings.IgG4ShareOfBaseline)), ofBaseline),
            (ThresholdTable.Of(nameof(ClinicSettings.IgG4OverNadir)), overNadir),
            (ThresholdTable.Of(nameof(ClinicSettings.IgG4Doubling)), overNadir),
            (ThresholdTable.Of(nameof(ClinicSettings.IgG4AboveBaseline)), ofBaseline),
        })
        {
            if (ratio is { } reached && (rise with { Limits = Limits(threshold.Set(settings, Above(reached))) }).Found != true)
                yield return OtherThreshold.Of(threshold, Above(reached));
        }
    }

    private static decimal Above(decimal ratio) => Math.Floor(ratio * 100) / 100 + 0.01m;
}
