using IgG4FollowUp.Domain.Alerts;

namespace IgG4FollowUp.Web.Alerts;

/// <summary>An episode of a patient that somebody shall look at: its most urgent alert, and what else speaks of it.</summary>
/// <param name="StudyNumber">The clinic's number of the patient.</param>
/// <param name="Alerts">The alerts, the most urgent first; each with why it was raised.</param>
/// <param name="Today">The day on which one asks.</param>
public sealed record AlertCard(string StudyNumber, IReadOnlyList<(Alert Alert, IReadOnlyList<string> Why)> Alerts, DateOnly Today)
{
    public Alert First => Alerts[0].Alert;

    /// <summary>The day of what was found, where it rests on a dated fact; else the day on which it was raised.</summary>
    public DateOnly On => First.Finding.RestsOn.Where(fact => fact.On.IsReported && fact.On.Latest <= Today)
        .Select(fact => (DateOnly?)fact.On.Latest).Max() ?? First.RaisedOn;
}
