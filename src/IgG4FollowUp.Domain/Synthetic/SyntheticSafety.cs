using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// What befalls a made-up patient under treatment. The shares are made up; none is known to have been published for spinal pachymeningitis.
/// </summary>
internal sealed class SyntheticSafety(DeterministicRandom random)
{
    /// <summary>House default: percent of operations with a complication.</summary>
    public const int ComplicationPercent = 6;

    /// <summary>House default: percent of visits on treatment at which an adverse event is reported.</summary>
    public const int EventPercent = 5;

    /// <summary>House default: percent of adverse events of which only the month of the beginning is known.</summary>
    public const int MonthPercent = 20;

    /// <summary>The complications of an operation.</summary>
    public IEnumerable<ClinicalEntry> AfterSurgery(DateTimeOffset at, DateOnly operated)
    {
        if (!random.Percent(ComplicationPercent)) yield break;
        yield return new AdverseEventReported
        {
            EntryId = random.NextUuid(at),
            StartedOn = ClinicalDate.On(operated.AddDays(random.Between(0, 5))),
            Term = random.OneOf(AdverseEventTerm.CsfLeak, AdverseEventTerm.CsfLeak, AdverseEventTerm.Haematoma,
                AdverseEventTerm.WoundInfection, AdverseEventTerm.PostoperativeDeterioration),
            Grade = random.Between(2, 4),
            Serious = true,
            GlucocorticoidSuspected = false,
            SuspectedAgents = [],
            Outcome = random.OneOf(AdverseEventOutcome.Recovered, AdverseEventOutcome.Recovered, AdverseEventOutcome.RecoveredWithSequelae),
        };
    }

    /// <summary>What is told at a visit.</summary>
    public IEnumerable<ClinicalEntry> AtVisit(DateTimeOffset at, DateOnly last, DateOnly day, bool onSteroid, SparingAgent? agent)
    {
        if ((onSteroid || agent is not null) && random.Percent(EventPercent)) yield return Event(at, last, day, onSteroid, agent);
    }

    private AdverseEventReported Event(DateTimeOffset at, DateOnly last, DateOnly day, bool onSteroid, SparingAgent? agent)
    {
        // Of both the agent is suspected in every second event.
        var blamed = agent is { } given && (!onSteroid || random.Percent(50)) ? given : (SparingAgent?)null;
        var term = blamed is null
            ? random.OneOf(AdverseEventTerm.HyperglycaemiaOrDiabetes, AdverseEventTerm.Hypertension, AdverseEventTerm.WeightGain,
                AdverseEventTerm.MoodOrSleep, AdverseEventTerm.OsteoporoticFracture, AdverseEventTerm.CataractOrGlaucoma,
                AdverseEventTerm.Infection)
            : random.OneOf(AdverseEventTerm.Infection, AdverseEventTerm.Infection, AdverseEventTerm.Cytopenia, AdverseEventTerm.LiverInjury,
                AdverseEventTerm.Hypogammaglobulinaemia);
        var began = last.AddDays(random.Between(1, day.DayNumber - last.DayNumber));
        var over = term == AdverseEventTerm.Infection || random.Percent(30);
        var grade = random.OneOf(1, 1, 2, 2, 2, 3);
        return new()
        {
            EntryId = random.NextUuid(at),
            StartedOn = random.Percent(MonthPercent) ? StoryWriter.Month(began) : ClinicalDate.On(began),
            EndedOn = over ? ClinicalDate.On(began.AddDays(random.Between(0, day.DayNumber - began.DayNumber))) : null,
            Term = term,
            Grade = grade,
            Serious = grade == 3,
            GlucocorticoidSuspected = blamed is null,
            SuspectedAgents = blamed is { } suspect ? [suspect] : [],
            Outcome = over ? AdverseEventOutcome.Recovered : AdverseEventOutcome.Ongoing,
            Action = random.OneOf(AdverseEventAction.None, AdverseEventAction.None, AdverseEventAction.DoseReduced),
        };
    }
}
