using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>The last dose on record of an agent that depletes B cells.</summary>
/// <param name="Start">The start of its treatment.</param>
/// <param name="Dose">The entry of the dose: the start itself, a later dose, or the stop that dates the last one.</param>
internal sealed record LastDepletion(SparingAgentStarted Start, ClinicalEntry Dose)
{
    /// <summary>The last dose for whatever disease; null where none with a date is on record.</summary>
    public static LastDepletion? Of(ChartReading reading)
    {
        LastDepletion? last = null;
        foreach (var start in reading.AgentStarts)
        {
            if (!AgentWindow.DepletesBCells(start.Agent)) continue;
            Take(start, start);
            foreach (var given in reading.AdministrationsOf[start.EntryId]) Take(start, given);
            if (reading.AgentEnds.TryGetValue(start.EntryId, out var stop)) Take(start, stop);
        }

        return last;

        void Take(SparingAgentStarted start, ClinicalEntry dose)
        {
            if (dose.Date.IsReported && (last is null || dose.Date.Latest > last.Dose.Date.Latest)) last = new(start, dose);
        }
    }
}
