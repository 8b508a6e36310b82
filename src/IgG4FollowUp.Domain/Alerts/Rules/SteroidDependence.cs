using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>A dose certainly at or above the limit for longer than the limit in days, and still there (Hart 2013, Gut).</summary>
internal static class SteroidDependence
{
    public static AlertRule Rule { get; } = new(
        "steroid-dependence", 1, "House default after Hart 2013 (Gut): at least 15 mg of prednisone a day for more than 3 months.", SourceMark.Published)
    {
        ForetellsRecurrence = true,
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(AlertView view)
    {
        var (mg, days) = (view.Settings.DependenceMgPerDay, view.Settings.DependenceDays);
        var runs = DoseRuns.AtLeast(view.Exposure.Dose, Fraction.Of(mg)).ToList();
        if (runs.Count == 0) yield return Candidate.Lacking("dose-reached", $"No dose of certainly at least {mg} mg of prednisone a day is on record.");
        foreach (var run in runs)
        {
            yield return new(AlertView.Iso(run.From),
            [
                new("long-enough", $"{mg} mg a day or more since {AlertView.Iso(run.From)}; more than {days} days are needed.", DayWindow.Since(AlertView.Plus(run.From, days))),
                new("still-there", $"The dose fell below {mg} mg a day on {AlertView.Iso(run.Until)}.", new(DateOnly.MinValue, run.Until)),
            ])
            {
                Urgency = Urgency.Soon,
                Sentence = $"The dose has been {mg} mg of prednisone a day or more since {AlertView.Iso(run.From)}, for more than {days} days.",
                RestsOn =
                [
                    .. view.Exposure.Dose.Steps.Where(step => run.Contains(step.From))
                        .Select(step => new Evidence(EvidenceKind.DailyDose, EntryId: null, AlertView.Date(step.From), AlertView.Mg(step.Dose.AtLeast))),
                ],
                Thresholds = [AlertThresholds.DependenceDose, AlertThresholds.DependenceDays],
                Otherwise = today =>
                [
                    OtherThreshold.Of(AlertThresholds.DependenceDose, view.Exposure.DoseOn(today).AtLeast.Round(2) + 0.01m),
                    OtherThreshold.Of(AlertThresholds.DependenceDays, today.DayNumber - run.From.DayNumber + 1),
                ],
            };
        }
    }
}
