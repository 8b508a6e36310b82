using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// The last infusion that depletes B cells for this disease lies so long back, its treatment is not recorded as stopped, and no further
/// infusion is planned. A planned one that did not take place is told by the rule on plans.
/// </summary>
internal static class NextInfusion
{
    public static AlertRule Rule { get; } = new(
        "next-infusion-unplanned", 1,
        "House default after Majumder 2018: rituximab every six months, relapse at 3 years in 11 % against 45 % without. Inebilizumab and "
            + "obinutuzumab are held alike.",
        SourceMark.Published)
    {
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        var (reading, days) = (input.Reading, input.Settings.NextInfusionDays);
        if (Last(reading) is not { } last)
            return Candidate.NotApplicable(input, "infused", $"No agent that depletes B cells is on record for this disease.");
        var stopped = reading.AgentEnds.ContainsKey(last.Start.EntryId);
        var planned = BCellDepletion.Of(input).Planned.Count > 0;
        return new(last.Given, "",
        [
            Condition.Of(input, "not-stopped", $"The agent is recorded as stopped.", !stopped),
            Condition.Of(input, "nothing-planned", $"A further infusion is planned.", !planned),
            Condition.Of(
                input, "limit-passed", $"{RuleText.Days(days)} after the dose of {last.Given.Date} have not passed.",
                DayWindow.Since(DaySpans.Shift(last.Given.Date.Latest, days + 1))),
        ])
        {
            Urgency = Urgency.Soon,
            Told = today => new(
                $"The last dose of {StoredName.Of(last.Start.Agent)} on record is of {last.Given.Date}; {RuleText.Days(days)} later "
                + "neither a further dose, nor a plan for one, nor a stop is on record.")
            {
                RestsOn = [new(EvidenceKind.SparingAgent, last.Given.EntryId, last.Given.Date, StoredName.Of(last.Start.Agent))],
                Thresholds = [ThresholdTable.Of(nameof(ClinicSettings.NextInfusionDays))],
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new SparingAgentStopped
                        {
                            EntryId = input.NewId("stop"), TreatmentId = last.Start.EntryId, LastDoseOn = last.Given.Date,
                        },
                        "it were recorded as stopped"),
                    OtherThreshold.Of(
                        ThresholdTable.Of(nameof(ClinicSettings.NextInfusionDays)), today.DayNumber - last.Given.Date.Latest.DayNumber),
                ],
            },
        };
    }

    private static (SparingAgentStarted Start, ClinicalEntry Given)? Last(ChartReading reading)
    {
        (SparingAgentStarted Start, ClinicalEntry Given)? last = null;
        foreach (var start in reading.AgentStarts)
        {
            if (start.Indication == Indication.Other || !AgentWindow.DepletesBCells(start.Agent)) continue;
            Take(start, start);
            foreach (var given in reading.AdministrationsOf[start.EntryId]) Take(start, given);
        }

        return last;

        void Take(SparingAgentStarted start, ClinicalEntry given)
        {
            if (last is null || given.Date.Latest > last.Value.Given.Date.Latest) last = (start, given);
        }
    }
}
