using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A drug that harms the unborn is on record as going on, for whatever disease, and either a pregnancy is on record, or the patient is a
/// woman of an age at which one is possible and nothing says whether it is: neither a test nor an answer. An age that is not on record is
/// not taken for one that rules it out.
/// </summary>
internal static class PregnancyUnanswered
{
    public static AlertRule Rule { get; } = new(
        "pregnancy-unanswered", 1,
        "House default after the labels of mycophenolate, methotrexate, cyclophosphamide and leflunomide: pregnancy is ruled out before "
            + "treatment (boxed warnings of mycophenolate and methotrexate read; the other two in reprints). The ages are a house choice.",
        SourceMark.Published)
    {
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        // Of most patients neither need be looked at.
        var given = input.Reading.AgentStarts.Count == 0
            ? [] : input.Reading.AgentStarts.FindAll(start => HarmsTheUnborn(start.Agent) && start.StartedOn.IsReported);
        if (given.Count == 0)
        {
            yield return Candidate.NotApplicable(input, "exposed", $"No agent that harms the unborn is on record with a date.");
            yield break;
        }

        foreach (var start in given)
        {
            var until = input.Reading.AgentEnds.TryGetValue(start.EntryId, out var stop)
                ? DaySpans.Shift(stop.LastDoseOn.Latest, 1) : DateOnly.MaxValue;
            yield return Pregnant(input, start, until);
            yield return Unanswered(input, start, until);
        }
    }

    private static Candidate Pregnant(RuleInput input, SparingAgentStarted start, DateOnly until)
    {
        var last = input.Reading.Risks.FindLast(risk => risk.What == RiskFactor.Pregnancy);
        if (last is not { State: RiskState.Present } risk)
            return Candidate.NotApplicable(input, "pregnant", $"No pregnancy is on record.");
        // Nine months after it was noted it is over, whether or not anybody says so.
        var over = DaySpans.Shift(risk.NotedOn.Latest, PregnancyDays + 1);
        return new(start, "pregnant:",
        [
            Condition.Of(
                input, "given-in-pregnancy", $"The treatment or the pregnancy is over.", new DayWindow(start.StartedOn.Latest, until).And(
                    new(risk.NotedOn.Earliest, over))),
        ])
        {
            Urgency = Urgency.Urgent,
            Told = _ => new(
                $"{Name(start)} is on record from {start.StartedOn} on without a stop, and a pregnancy was noted on {risk.NotedOn}.")
            {
                RestsOn =
                [
                    new(EvidenceKind.SparingAgent, start.EntryId, start.StartedOn, StoredName.Of(start.Agent)),
                    new(EvidenceKind.Risk, risk.EntryId, risk.NotedOn, StoredName.Of(risk.What)),
                ],
                Thresholds = Ages,
                Counterfactuals = () =>
                [
                    new WithoutEntry(start.EntryId, $"{StoredName.Of(start.Agent)} were not on record"),
                ],
            },
        };
    }

    private static Candidate Unanswered(RuleInput input, SparingAgentStarted start, DateOnly until)
    {
        var reading = input.Reading;
        if (reading.Enrolment.Sex != Sex.Female) return Candidate.NotApplicable(input, "female", $"The patient is not recorded as female.");
        var answer = Answer(input);
        var window = new DayWindow(start.StartedOn.Latest, until).And(OfAge(input));
        return new(start, "unanswered:",
        [
            Condition.Of(input, "exposed-and-of-age", $"The treatment is over, or the patient's age rules a pregnancy out.", window),
            Condition.Of(input, "unanswered", $"It was answered or tested on {answer?.Date}.", answer is null),
        ])
        {
            Urgency = Urgency.Soon,
            Told = today => new(
                $"{Name(start)} is on record from {start.StartedOn} on, and neither a pregnancy test nor an answer whether a pregnancy is "
                + "possible is on record.")
            {
                RestsOn = [new(EvidenceKind.SparingAgent, start.EntryId, start.StartedOn, StoredName.Of(start.Agent))],
                Thresholds = Ages,
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new RiskRecorded
                        {
                            EntryId = input.NewId(Rule.Name), NotedOn = RuleText.Date(today), What = RiskFactor.PossiblePregnancy,
                            State = RiskState.Absent,
                        },
                        "it were on record that a pregnancy is not possible"),
                    new WithEntry(
                        new SafetyChecked
                        {
                            EntryId = input.NewId($"{Rule.Name}/test"), CheckedOn = RuleText.Date(today),
                            What = SafetyCheck.PregnancyTest, Result = SafetyFinding.Negative,
                        },
                        $"a pregnancy test of {RuleText.Iso(today)} were on record"),
                ],
            },
        };
    }

    private const int PregnancyDays = 280;

    private static ImmutableArray<Threshold> Ages =>
        ThresholdTable.Of(nameof(ClinicSettings.PregnancyFromAge), nameof(ClinicSettings.PregnancyToAge));

    private static bool HarmsTheUnborn(SparingAgent agent) => agent is SparingAgent.Mycophenolate or SparingAgent.Methotrexate
        or SparingAgent.Cyclophosphamide or SparingAgent.Leflunomide;

    private static ClinicalEntry? Answer(RuleInput input) =>
        (ClinicalEntry?)input.Reading.Risks.Find(risk => risk.What is RiskFactor.Pregnancy or RiskFactor.PossiblePregnancy)
        ?? input.Reading.SafetyChecks.Find(check => check is { What: SafetyCheck.PregnancyTest, Result: not null });

    // Of a year of birth a birthday may lie anywhere in the year.
    private static DayWindow OfAge(RuleInput input)
    {
        if (input.Reading.Enrolment.BirthYear is not { } born) return DayWindow.Always;
        var (from, to) = (input.Settings.PregnancyFromAge, input.Settings.PregnancyToAge);
        return new(new DateOnly(born + from, 1, 1), new DateOnly(born + to + 2, 1, 1));
    }

    private static string Name(SparingAgentStarted start)
    {
        var name = StoredName.Of(start.Agent);
        return char.ToUpperInvariant(name[0]) + name[1..];
    }
}
