using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Reads steroid-sparing agents in an author's words.</summary>
public static partial class SparingAgentText
{
    /// <summary>One start for each clause, with its stop where the words give one. Agents that are not known are <see cref="SparingAgent.Other"/>.</summary>
    public static IEnumerable<ClinicalEntry> Entries(string words, Func<string, Guid> idOf)
    {
        var clauses = words.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < clauses.Length; i++)
        {
            var clause = clauses[i];
            var agent = Enum.GetValues<SparingAgent>()
                .Where(known => known != SparingAgent.Other && clause.Contains(known.ToString(), StringComparison.OrdinalIgnoreCase))
                .Select(known => (SparingAgent?)known).FirstOrDefault() ?? SparingAgent.Other;
            var start = new SparingAgentStarted
            {
                EntryId = idOf($"sparing_agent/{i}"),
                StartedOn = ClinicalDate.NotReported,
                Agent = agent,
                // The bare name of the agent is no regimen.
                Regimen = agent != SparingAgent.Other && clause.Equals(agent.ToString(), StringComparison.OrdinalIgnoreCase) ? null : clause,
                Indication = SteroidText.OtherDisease().IsMatch(clause) ? Indication.Other : null,
            };
            yield return start;
            if (SelfStopped().Match(clause) is not { Success: true } stop) continue;
            yield return new SparingAgentStopped
            {
                EntryId = idOf($"sparing_agent/{i}/stop"),
                TreatmentId = start.EntryId,
                LastDoseOn = ClinicalDate.TryParse(stop.Groups["year"].Value, out var year) ? year : ClinicalDate.NotReported,
                Reason = StopReason.PatientDecision,
            };
        }
    }

    [GeneratedRegex(@"\bself-stopped(?: (?<year>[0-9]{4}))?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SelfStopped();
}
