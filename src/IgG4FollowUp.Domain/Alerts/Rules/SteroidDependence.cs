using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A dose for this disease certainly at or above the limit for longer than the limit in days, and still there (Hart 2013, Gut). Dependence
/// is a taper that failed: a dose that goes on being reduced in time, however slowly, is none.
/// </summary>
internal static class SteroidDependence
{
    public static AlertRule Rule { get; } = new(
        "steroid-dependence", 2, "House default after Hart 2013 (Gut): at least 15 mg of prednisone a day for more than 3 months.",
        SourceMark.Published)
    {
        PredictsRecurrence = true,
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var (mg, days, step) = (input.Settings.DependenceMgPerDay, input.Settings.DependenceDays, input.Settings.TaperStepDays);
        var (dose, any) = (input.Reading.DiseaseExposure.Dose, false);
        foreach (var run in DoseRuns.AtLeast(dose, Fraction.Of(mg)))
        {
            any = true;
            var reduced = Reduced(dose, run);
            yield return new(RuleText.Iso(run.From),
            [
                Condition.Of(
                    input, "long-enough", $"{mg} mg a day or more since {RuleText.Iso(run.From)}; more than {days} days are needed.",
                    DayWindow.Since(DaySpans.Shift(run.From, days))),
                Condition.Of(
                    input, "still-there", $"The dose fell below {mg} mg a day on {RuleText.Iso(run.Until)}.",
                    new DayWindow(DateOnly.MinValue, run.Until)),
                Condition.Of(
                    input, "no-taper-under-way",
                    $"The dose was last reduced on {LastDay(reduced)}, and a taper takes up to {step} days from step to step.",
                    reduced is { } fell ? DayWindow.Since(DaySpans.Shift(fell, step + 1)) : DayWindow.Always),
            ])
            {
                Urgency = Urgency.Soon,
                Told = today => new(
                    $"The dose has been {mg} mg of prednisone a day or more since {RuleText.Iso(run.From)}, for more than {days} days.")
                {
                    RestsOn = Doses(dose, run),
                    Thresholds =
                        ThresholdTable.Of(nameof(ClinicSettings.DependenceMgPerDay), nameof(ClinicSettings.DependenceDays),
                            nameof(ClinicSettings.TaperStepDays)),
                    Counterfactuals = () =>
                    [
                        OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.DependenceMgPerDay)),
                            dose.On(today).AtLeast.Round(2) + 0.01m),
                        OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.DependenceDays)),
                            today.DayNumber - run.From.DayNumber + 1),
                    ],
                },
            };
        }

        if (!any)
        {
            yield return Candidate.NotApplicable(
                input, "dose-reached", $"No dose of certainly at least {mg} mg of prednisone a day is on record.");
        }
    }

    private static string LastDay(DateOnly? reduced) => reduced is { } day ? RuleText.Iso(day) : "no day";

    private static ImmutableArray<Evidence> Doses(DoseSteps dose, DayWindow run)
    {
        var evidence = ImmutableArray.CreateBuilder<Evidence>();
        foreach (var step in dose.Between(run.From, run.Until))
            evidence.Add(new(EvidenceKind.DailyDose, EntryId: null, RuleText.Date(step.From), RuleText.Mg(step.Dose.AtLeast)));
        return evidence.ToImmutable();
    }

    /// <summary>
    /// Last day of a run on which the dose was certainly reduced, further than ever in it, and not raised again since; null when it never
    /// was. Whoever comes down again to where the dose had to be raised from is not past what failed.
    /// </summary>
    private static DateOnly? Reduced(DoseSteps dose, DayWindow run)
    {
        DateOnly? reduced = null;
        Fraction? before = null, lowest = null;
        foreach (var step in dose.Between(run.From, run.Until))
        {
            var now = step.Dose.AtLeast;
            if (before is { } former && now > former) reduced = null;
            else if (lowest is { } least && now < least) reduced = step.From;
            (before, lowest) = (now, lowest is { } low && low <= now ? low : now);
        }

        return reduced;
    }
}
