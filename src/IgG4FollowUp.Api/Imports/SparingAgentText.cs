using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Ends of a word in Latin letters; Chinese and Japanese ones stand beside it without a blank.</summary>
internal static class Latin
{
    public const string Begins = @"(?<![\p{L}\p{N}_-[\u3040-\u9fff]])";
    public const string Goes = @"[\p{L}\p{N}_-[\u3040-\u9fff]]*";
    public const string Ends = @"(?![\p{L}\p{N}_-[\u3040-\u9fff]])";
}

/// <summary>Reads steroid-sparing agents in an author's words.</summary>
public static partial class SparingAgentText
{
    /// <summary>
    /// One start for each clause, with its stop where the words give one. Agents that are not known are <see cref="SparingAgent.Other"/>.
    /// </summary>
    public static IEnumerable<ClinicalEntry> Entries(string words, Func<string, Guid> idOf)
    {
        var clauses = words.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(clause => Absence.IsGiven(clause, ColumnSense.ByField["sparing_agent"]) && !IsAlternative(clause)
                && (!SpeaksOfAgent(clause) || (GivenWords.Of(clause, ColumnSense.ByField["sparing_agent"])
                    is { } given && SpeaksOfAgent(given))));
        // A clause may name several agents: each is a treatment of its own.
        var treatments = clauses.SelectMany(clause => AgentsIn(clause).Select(agent => (clause, agent))).ToList();
        for (var i = 0; i < treatments.Count; i++)
        {
            var (clause, agent) = treatments[i];
            var start = new SparingAgentStarted
            {
                EntryId = idOf($"sparing_agent/{i}"),
                StartedOn = ClinicalDate.NotReported,
                Agent = agent,
                // The bare name of the agent is no regimen.
                Regimen = agent != SparingAgent.Other && clause.Equals(agent.ToString(), StringComparison.OrdinalIgnoreCase)
                    ? null
                    : clause,
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

    /// <summary>True when words name a known agent.</summary>
    public static bool NamesAgent(string words) => AgentsIn(words).Any(agent => agent != SparingAgent.Other);

    /// <summary>Words but the names of agents that are known.</summary>
    internal static string WithoutNames(string words) => AnyName.Replace(words, " ");

    /// <summary>True when words name an agent that is known, whatever they say of it.</summary>
    internal static bool SpeaksOfAgent(string words) => AnyName.IsMatch(words);

    /// <summary>True when words give an amount, as only of a drug that was given.</summary>
    public static bool HasDose(string words) => Dose().IsMatch(words);

    [GeneratedRegex(@"[0-9] ?(?:mg|g|µg|μg|mcg|ml|iu|ie|units?)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Dose();

    /// <summary>True when words name one of several agents and not which.</summary>
    public static bool IsAlternative(string words) => words.Split(';').Any(clause =>
        (Alternative().IsMatch(Absence.WithoutDenials(clause)) && AgentsIn(clause).Count() > 1) || Slashed.IsMatch(clause));

    [GeneratedRegex(
        @"\b(?:or|oder|ou|o|of|eller|lub|или|bzw|beziehungsweise|vs|versus)\b|或",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Alternative();

    private static IEnumerable<SparingAgent> AgentsIn(string clause)
    {
        // What names no agent that is known is judged as a whole.
        var given = GivenWords.Of(clause, ColumnSense.ByField["sparing_agent"]) is { } understood && AnyName.IsMatch(understood)
            ? understood
            : Absence.WithoutDenials(clause);
        return Enum.GetValues<SparingAgent>().Where(agent => agent != SparingAgent.Other)
            .Select(agent =>
                (Agent: agent,
                    Named: Regex.Match(given, $@"{Latin.Begins}(?:{NamesOf(agent)}){Latin.Ends}",
                        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
                        TimeSpan.FromSeconds(1))))
            .Where(found => found.Named.Success).OrderBy(found => found.Named.Index).Select(found => found.Agent)
            .DefaultIfEmpty(SparingAgent.Other);
    }

    /// <summary>Pattern of the names of agents that are known.</summary>
    internal static readonly string Names =
        string.Join('|', Enum.GetValues<SparingAgent>().Where(agent => agent != SparingAgent.Other).Select(NamesOf));

    private static readonly Regex AnyName = Pattern($"{Latin.Begins}(?:{Names}){Latin.Ends}");

    // Of "RTX/AZA" nothing tells whether it was both or one of them.
    private static readonly Regex Slashed = Pattern($"{Latin.Begins}(?:{Names}) ?/ ?(?:{Names}){Latin.Ends}");

    private static Regex Pattern(string pattern) =>
        new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // Names in other languages and the short names of the field; trade names where they are as common.
    private static string NamesOf(SparingAgent agent) => agent switch
    {
        SparingAgent.Rituximab => @"rituximab|rtx|ritux|mabthera|rituxan|truxima|rixathon|ruxience",
        SparingAgent.Azathioprine => $"azath?ioprin{Latin.Goes}|aza|imuran|imurek",
        SparingAgent.Mycophenolate => $"mycophenol{Latin.Goes}|mmf|cellcept",
        SparingAgent.Methotrexate => $"methotrexat{Latin.Goes}|mtx",
        SparingAgent.Leflunomide => $"leflunomid{Latin.Goes}|lef",
        SparingAgent.Cyclophosphamide => $"c[yi]clophosphamid{Latin.Goes}|cyc|ctx|cpa|cyp|endoxan",
        SparingAgent.Mercaptopurine => $"6?-?mercaptopurin{Latin.Goes}|6-?mp",
        SparingAgent.Tacrolimus => @"tacrolimus|fk-?506|tac",
        SparingAgent.Ciclosporin => $"c[iy]closporin{Latin.Goes}|csa|cya",
        SparingAgent.Tocilizumab => @"tocilizumab|tcz",
        SparingAgent.Hydroxychloroquine => $"hydroxychloroquin{Latin.Goes}|hcq|plaquenil|quensyl",
        SparingAgent.Infliximab => @"infliximab|ifx|remicade",
        SparingAgent.IntravenousImmunoglobulin => @"ivig|intravenous immunoglobulins?|immunglobuline?",
        SparingAgent.PlasmaExchange => @"plasma exchange|plasmapheresis|plasmapherese|plex",
        SparingAgent.Radiotherapy => @"radiotherapy|radiation therapy|irradiation|strahlentherapie",
        _ => agent.ToString(),
    };

    [GeneratedRegex(@"\bself-stopped(?: (?<year>[0-9]{4}))?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SelfStopped();
}
