using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A dose for this disease certainly at or above the limit for longer than the limit in days, and still there (Hart 2013, Gut). Dependence is a taper that failed: a
/// dose that goes on being reduced in time, however slowly, is none.
/// </summary>
internal static class SteroidDependence
{
    public static AlertRule Rule { get; } = new(
        "steroid-dependence", 2, "House default after Hart 2013 (Gut): at least 15 mg of prednisone a day for more than 3 months.", SourceMark.Published)
    {
        ForetellsRecurrence = true,
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(AlertView view)
    {
        var (mg, days) = (view.Settings.DependenceMgPerDay, view.Settings.DependenceDays);
        var runs = DoseRuns.AtLeast(view.DiseaseDose, Fraction.Of(mg)).ToList();
        if (runs.Count == 0) yield return Candidate.Lacking("dose-reached", $"No dose of certainly at least {mg} mg of prednisone a day is on record.");
        var step = view.Settings.TaperStepDays;
        foreach (var run in runs)
        {
            var reduced = Reduced(view.DiseaseDose, run);
            yield return new(AlertView.Iso(run.From),
            [
                new("long-enough", $"{mg} mg a day or more since {AlertView.Iso(run.From)}; more than {days} days are needed.", DayWindow.Since(AlertView.Plus(run.From, days))),
                new("still-there", $"The dose fell below {mg} mg a day on {AlertView.Iso(run.Until)}.", new(DateOnly.MinValue, run.Until)),
                new("no-taper-under-way", $"The dose was last reduced on {(reduced is { } day ? AlertView.Iso(day) : "no day")}, and a taper takes up to {step} days from step to step.",
                    reduced is { } fell ? DayWindow.Since(AlertView.Plus(fell, step + 1)) : DayWindow.Always),
            ])
            {
                Urgency = Urgency.Soon,
                Sentence = $"The dose has been {mg} mg of prednisone a day or more since {AlertView.Iso(run.From)}, for more than {days} days.",
                RestsOn =
                [
                    .. view.DiseaseDose.Steps.Where(step => run.Contains(step.From))
                        .Select(step => new Evidence(EvidenceKind.DailyDose, EntryId: null, AlertView.Date(step.From), AlertView.Mg(step.Dose.AtLeast))),
                ],
                Thresholds = [AlertThresholds.DependenceDose, AlertThresholds.DependenceDays, AlertThresholds.TaperStep],
                Otherwise = today =>
                [
                    OtherThreshold.Of(AlertThresholds.DependenceDose, view.DiseaseDose.On(today).AtLeast.Round(2) + 0.01m),
                    OtherThreshold.Of(AlertThresholds.DependenceDays, today.DayNumber - run.From.DayNumber + 1),
                ],
            };
        }
    }

    /// <summary>Last day of a run on which the dose was certainly reduced and not raised again since; null when it never was.</summary>
    private static DateOnly? Reduced(DoseSteps dose, DayWindow run)
    {
        DateOnly? reduced = null;
        Fraction? before = null;
        foreach (var step in dose.Steps.Where(step => run.Contains(step.From)))
        {
            if (before is { } former && step.Dose.AtLeast != former) reduced = step.Dose.AtLeast < former ? step.From : null;
            before = step.Dose.AtLeast;
        }

        return reduced;
    }
}
