using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// One of the last two serum IgG4 of an assay may read falsely low, as <see cref="Prozone"/> judges it, and no diluted sample since is on
/// record. Older ones have been followed by others.
/// </summary>
internal static class ProzoneSuspected
{
    public static AlertRule Rule { get; } = new(
        "igg4-prozone-suspected", 1,
        "House default: excess of antigen makes an undiluted sample read falsely low (prozone effect); no rule of suspicion is known to "
            + "have been published.",
        SourceMark.HouseDefault)
    {
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var (reading, settings, any) = (input.Reading, input.Settings, false);
        var view = reading.Under(RecurrenceDefinition.Composite.Settings);
        foreach (var assay in reading.Assays)
        {
            if (assay.TakeLast(2).LastOrDefault(sample => Prozone.IsSuspected(view, assay, sample)) is not { } lab) continue;
            any = true;
            var repeated = Prozone.IsProven(view, assay, lab)
                || assay.Exists(other => other.Dilution > 1 && !other.DrawnOn.IsCertainlyBefore(lab.DrawnOn));
            yield return new(lab, "",
            [
                Condition.Of(input, "not-repeated", $"A diluted sample since {lab.DrawnOn} is on record.", !repeated),
                Condition.Of(
                    input, "still-recent", $"The result of {lab.DrawnOn} is older than {settings.IgG4StandsDays} days.",
                    new DayWindow(DateOnly.MinValue, DaySpans.Shift(lab.DrawnOn.Latest, settings.IgG4StandsDays + 1))),
            ])
            {
                Urgency = Urgency.Routine,
                Told = today => new(
                    $"Serum IgG4 of {lab.Result} on {lab.DrawnOn} may read falsely low: no dilution is on record, and the results before "
                    + "and after it are far higher, or a study near it shows a new or larger lesion.")
                {
                    RestsOn =
                    [
                        .. Around(assay, lab).Select(sample =>
                            new Evidence(EvidenceKind.SerumIgG4, sample.EntryId, sample.DrawnOn, sample.Result.ToString())),
                    ],
                    Thresholds = [ThresholdTable.Of(nameof(ClinicSettings.IgG4StandsDays))],
                    Counterfactuals = () =>
                    [
                        new WithoutEntry(lab.EntryId, $"the result of {lab.DrawnOn} were not on record"),
                        .. today >= lab.DrawnOn.Latest
                            ? [
                                new WithEntry(
                                    new LabMeasured
                                    {
                                        EntryId = input.NewId("diluted"), DrawnOn = RuleText.Date(today), Analyte = Analyte.SerumIgG4,
                                        Result = new(new Quantity(140m, Unit.MilligramsPerDecilitre)), Assay = lab.Assay, Dilution = 10,
                                    },
                                    $"a diluted sample of {RuleText.Iso(today)} were on record"),
                            ]
                            : Array.Empty<Counterfactual>(),
                    ],
                },
            };
        }

        if (!any) yield return Candidate.NotApplicable(input, "suspected", $"No late serum IgG4 is suspected of reading falsely low.");
    }

    private static ImmutableArray<LabMeasured> Around(List<LabMeasured> assay, LabMeasured lab)
    {
        var i = assay.LastIndexOf(lab);
        return [.. assay[Math.Max(0, i - 1)..Math.Min(assay.Count, i + 2)]];
    }
}
