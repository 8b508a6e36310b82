using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Certainly high glucocorticoid exposure in the last year while no sparing agent is in use for this disease and nobody has seen the patient. The
/// record holds no blood pressure, glucose or bone density, so a visit stands in for monitoring.
/// </summary>
internal static class HighExposure
{
    private const int WithinDays = 365;

    public static AlertRule Rule { get; } = new(
        "high-steroid-exposure", 1,
        "House default: limits of a guideline on glucocorticoid-induced osteoporosis, quoted second-hand; monitoring as advised for long-term treatment (PMID 18349823).",
        SourceMark.Secondary)
    {
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(AlertView view)
    {
        var (settings, dose) = (view.Settings, view.Exposure.Dose);
        var windows = DoseRuns.Union(DoseRuns.AtLeast(dose, Fraction.Of(settings.HighMgPerDay))
            .Where(run => run.Until == DateOnly.MaxValue || run.Until.DayNumber - run.From.DayNumber >= settings.HighDays)
            .Select(run => new DayWindow(AlertView.Plus(run.From, settings.HighDays - 1), AlertView.Plus(run.Until, WithinDays - settings.HighDays)))
            .Concat(DoseRuns.SumAtLeast(dose, Fraction.Of(settings.HighCumulativeMg), WithinDays)));
        if (windows.Count == 0) yield return Candidate.Lacking("exposure-high", "Exposure was at no time certainly high.");
        var spared = SparedUntil(view.Chart);
        var seen = view.LastSeen;
        foreach (var window in windows)
        {
            yield return new(AlertView.Iso(window.From),
            [
                new("exposure-high", $"Exposure was high from {AlertView.Iso(window.From)} on, judged over {WithinDays} days.", window),
                new("no-sparing-agent", "A sparing agent is in use for this disease.", spared is { } until ? DayWindow.Since(AlertView.Plus(until, 1)) : DayWindow.Always),
                new("not-monitored", $"The last visit was on {(seen is { } on ? AlertView.Iso(on) : "no day")}; {settings.MonitoringDays} days have not passed.",
                    seen is { } day ? DayWindow.Since(AlertView.Plus(day, settings.MonitoringDays + 1)) : DayWindow.Always),
            ])
            {
                Urgency = Urgency.Soon,
                Sentence = $"Glucocorticoid exposure over the last year has been high since {AlertView.Iso(window.From)}, no sparing agent is in use, and "
                    + (seen is { } last ? $"no visit is on record within {settings.MonitoringDays} days after {AlertView.Iso(last)}." : "no visit is on record."),
                RestsOn =
                [
                    new(EvidenceKind.CumulativeDose, EntryId: null, AlertView.Date(window.From), AlertView.Mg(dose.Sum(AlertView.Plus(window.From, 1 - WithinDays), window.From).AtLeast)),
                    .. view.Visits.Where(visit => visit.VisitedOn.Latest == seen).Take(1).Select(visit => new Evidence(EvidenceKind.Visit, visit.EntryId, visit.VisitedOn, "last visit")),
                ],
                Thresholds = [AlertThresholds.HighDose, AlertThresholds.HighDays, AlertThresholds.HighCumulative, AlertThresholds.Monitoring],
                Otherwise = today =>
                [
                    new WithEntry(new VisitLogged { EntryId = view.NewId("visit"), VisitedOn = AlertView.Date(today) }, $"a visit on {AlertView.Iso(today)} were on record"),
                    new WithEntry(
                        new SparingAgentStarted { EntryId = view.NewId("sparing"), StartedOn = AlertView.Date(today), Agent = SparingAgent.Other, Indication = Indication.IgG4RelatedDisease },
                        "a sparing agent were in use"),
                ],
            };
        }
    }

    /// <summary>Last day on which a sparing agent for this disease may be in use, without bound while one is; null when none was.</summary>
    private static DateOnly? SparedUntil(PatientChart chart)
    {
        DateOnly? until = null;
        var stops = chart.Of<SparingAgentStopped>().ToLookup(stop => stop.TreatmentId);
        foreach (var agent in chart.Of<SparingAgentStarted>().Where(agent => agent.Indication != Indication.Other))
        {
            var last = stops[agent.EntryId].FirstOrDefault()?.LastDoseOn.Latest ?? DateOnly.MaxValue;
            if (until is null || last > until) until = last;
        }

        return until;
    }
}
