using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Certainly high glucocorticoid exposure in the last year, for whatever disease. A sparing agent protects neither bone nor eyes, and a
/// visit is no measurement, so neither silences it: it asks once for each run that bone, glucose, blood pressure and eyes be looked after,
/// and a person closes it.
/// </summary>
internal static class HighExposure
{
    private const int WithinDays = 365;

    public static AlertRule Rule { get; } = new(
        "high-steroid-exposure", 2,
        "House default: very high dose as in the 2022 ACR guideline on glucocorticoid-induced osteoporosis (Humphrey 2023), "
        + "at least 30 mg a day for more than 30 days or 5 g a year, quoted second-hand.",
        SourceMark.Secondary)
    {
        Read = Read,
    };

    /// <summary>First of the days over which exposure is judged on a day.</summary>
    internal static DateOnly FirstDay(DateOnly last) => DaySpans.Shift(last, 1 - WithinDays);

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var (settings, dose) = (input.Settings, input.Reading.Exposure.Dose);
        var runs = DoseRuns.AtLeast(dose, Fraction.Of(settings.HighMgPerDay))
            .Where(run => run.Until == DateOnly.MaxValue || run.Until.DayNumber - run.From.DayNumber >= settings.HighDays)
            .Select(run => new DayWindow(
                DaySpans.Shift(run.From, settings.HighDays - 1), DaySpans.Shift(run.Until, WithinDays - settings.HighDays))).ToList();
        var sums = DoseRuns.SumAtLeast(dose, Fraction.Of(settings.HighCumulativeMg), WithinDays).ToList();
        var windows = DoseRuns.Union(runs.Concat(sums));
        if (windows.Count == 0) yield return Candidate.NotApplicable(input, "exposure-high", $"Exposure was at no time certainly high.");
        foreach (var window in windows)
        {
            yield return new(RuleText.Iso(window.From),
            [
                Condition.Of(
                    input, "exposure-high",
                    $"Exposure was high from {RuleText.Iso(window.From)} on, judged over {WithinDays} days.", window),
            ])
            {
                Urgency = Urgency.Soon,
                Told = today => new($"Glucocorticoid exposure over the last year has been high since {RuleText.Iso(window.From)}.")
                {
                    RestsOn =
                    [
                        new(
                            EvidenceKind.CumulativeDose, EntryId: null, RuleText.Date(window.From),
                            RuleText.Mg(dose.Sum(FirstDay(window.From), window.From).AtLeast)),
                    ],
                    Thresholds =
                        ThresholdTable.Of(nameof(ClinicSettings.HighMgPerDay), nameof(ClinicSettings.HighDays),
                            nameof(ClinicSettings.HighCumulativeMg)),
                    Counterfactuals = () => Counterfactuals(
                        input.Reading.Exposure, today,
                        byRun: runs.Exists(run => run.Contains(today)), bySum: sums.Exists(sum => sum.Contains(today))),
                },
            };
        }
    }

    // Where both limits are reached, another value of one of them silences nothing.
    private static IEnumerable<Counterfactual> Counterfactuals(SteroidExposure exposure, DateOnly today, bool byRun, bool bySum)
    {
        var dose = exposure.Dose;
        if (exposure.Systemic is [var only])
            yield return new WithoutEntry(only.CourseId, $"the course begun by {RuleText.Iso(only.FirstDose.Latest)} were not on record");
        if (byRun && !bySum)
            yield return OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.HighMgPerDay)),
                dose.Steps.Max(step => step.Dose.AtLeast).Round(2) + 0.01m);
        if (bySum && !byRun)
            yield return OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.HighCumulativeMg)),
                dose.Sum(DateOnly.FromDayNumber(0), today.AddDays(WithinDays)).AtLeast.Round(2) + 0.01m);
    }
}
