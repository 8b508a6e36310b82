using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// B cells in the blood, counted long enough after the last dose of an agent that depletes them, lie above the limit although the agent is
/// still taken to act. The last count that says either decides; a result that lies on both sides of the limit says neither. A check that
/// found B cells normal says that they are back, one that found them abnormal says nothing.
/// </summary>
internal static class BCellReturn
{
    public static AlertRule Rule { get; } = new(
        "b-cells-returned", 1,
        "House default: more than 10 CD19 cells/uL is a return of B cells in the label of rituximab for vasculitis (quoted second-hand), "
            + "and in vasculitis relapses followed it (Autoimmunity 2014;47:401, abstract). Whether a relapse of IgG4-related disease "
            + "follows it is not known to be settled.",
        SourceMark.Secondary)
    {
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        var (reading, settings) = (input.Reading, input.Settings);
        var depletion = BCellDepletion.Of(input);
        if (depletion.Last is not { } last)
            return Candidate.NotApplicable(input, "b-cell-depletion", $"No dated dose of an agent that depletes B cells is on record.");
        var from = DaySpans.Shift(last.Dose.Date.Latest, settings.BCellsAfterDoseDays);
        if (Counted(input, from) is not (var count, { } returned, var found))
            return Candidate.NotApplicable(
                input, "counted",
                $"No count of B cells that says whether they are back was taken more than {RuleText.Days(settings.BCellsAfterDoseDays)} "
                    + $"after the dose of {last.Dose.Date}.");
        var window = AgentWindow.Of(last.Start.Agent);
        var planned = depletion.Planned.Count > 0;
        var limit = ThresholdTable.Of(nameof(ClinicSettings.BCellsReturnedPerMicrolitre));
        var acting = count.Date.Earliest <= DaySpans.Shift(last.Dose.Date.Latest, window.AtMost);
        return new(count, "",
        [
            Condition.Of(input, "above-limit", $"B cells on {count.Date}: {found}.", returned),
            Condition.Of(
                input, "still-acting", $"The count of {count.Date} lies more than {RuleText.Days(window.AtMost)} after the last dose.",
                acting),
            Condition.Of(input, "nothing-planned", $"A further infusion is planned.", !planned),
            Condition.Of(
                input, "still-recent", $"The count of {count.Date} is older than {RuleText.Days(settings.BCellsStandDays)}.",
                new DayWindow(DateOnly.MinValue, DaySpans.Shift(count.Date.Latest, settings.BCellsStandDays + 1))),
        ])
        {
            Urgency = Urgency.Routine,
            Told = _ => new(
                $"B cells on {count.Date}: {found}; the last dose of {StoredName.Of(last.Start.Agent)} on record is of {last.Dose.Date}, "
                + $"and it is taken to act for {window.AtLeast} to {window.AtMost} days.")
            {
                RestsOn =
                [
                    new(EvidenceKind.SparingAgent, last.Dose.EntryId, last.Dose.Date, StoredName.Of(last.Start.Agent)),
                    new(EvidenceKind.SafetyCheck, count.EntryId, count.Date, found),
                ],
                Thresholds =
                [
                    limit, ThresholdTable.Of(nameof(ClinicSettings.BCellsAfterDoseDays)),
                    ThresholdTable.Of(nameof(ClinicSettings.BCellsStandDays)),
                ],
                Counterfactuals = () =>
                [
                    new WithoutEntry(count.EntryId, $"the count of {count.Date} were not on record"),
                    .. count is LabMeasured { Result: { IsExact: true } exact } ? [OtherThreshold.Of(limit, exact.Quantity.InBaseUnits)]
                        : Array.Empty<Counterfactual>(),
                ],
            },
        };
    }

    // The newest count that says whether B cells are back; of one day the laboratory's number.
    private static (ClinicalEntry Entry, bool? Returned, string Found) Counted(RuleInput input, DateOnly after)
    {
        var limit = new LabResult(new Quantity(input.Settings.BCellsReturnedPerMicrolitre, Unit.All["/uL"]));
        (ClinicalEntry Entry, bool? Returned, string Found) newest = (input.Reading.Enrolment, null, "");
        foreach (var check in input.Reading.SafetyChecks)
        {
            if (check is { What: SafetyCheck.BCellCount, Result: SafetyFinding.Normal }) Take(check, returned: true, "normal");
        }

        foreach (var lab in input.Reading.Labs)
        {
            if (lab is { Analyte: Analyte.BCells, Result.Dimension: Dimension.NumberConcentration })
                Take(lab, lab.Result.IsAbove(limit), lab.Result.ToString());
        }

        return newest;

        void Take(ClinicalEntry entry, bool? returned, string found)
        {
            if (returned is null || !entry.Date.IsReported || entry.Date.Earliest <= after) return;
            if (newest.Returned is null || entry.Date.Latest >= newest.Entry.Date.Latest) newest = (entry, returned, found);
        }
    }
}
