using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// The last serum IgG since an agent that depletes B cells was begun lies below that laboratory's lower limit, or below the clinic's where
/// the laboratory gives none, and no replacement of immunoglobulins is on record. A result of which only a bound is known counts where
/// every value that it can have lies below.
/// </summary>
internal static class LowImmunoglobulin
{
    public static AlertRule Rule { get; } = new(
        "immunoglobulin-low", 1,
        "House default: agents that deplete B cells may lower immunoglobulins; the limit is the laboratory's own where it gives one.",
        SourceMark.HouseDefault)
    {
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        var (reading, settings) = (input.Reading, input.Settings);
        if (BCellDepletion.Of(input).Last is not { Start: var start } last)
            return Candidate.NotApplicable(input, "b-cell-depletion", $"No dated dose of an agent that depletes B cells is on record.");
        var measured = reading.Labs.FindLast(lab => lab is { Analyte: Analyte.SerumIgG, Result.Dimension: Dimension.MassConcentration }
            && lab.DrawnOn.IsReported && lab.DrawnOn.Latest >= start.StartedOn.Earliest);
        if (measured is not { } lab)
            return Candidate.NotApplicable(
                input, "measured", $"No serum IgG since {StoredName.Of(start.Agent)} was begun on {start.StartedOn} is on record.");
        var own = lab.LowerLimitOfNormal is { Dimension: Dimension.MassConcentration } given ? given : (Quantity?)null;
        var limit = own ?? new Quantity(settings.IgGLowGramsPerLitre, Unit.GramsPerLitre);
        var low = new LabResult(limit).IsAbove(lab.Result) == true;
        var replaced = reading.Preventions.Exists(given => given is { What: Prevention.ImmunoglobulinReplacement, StoppedOn: null });
        return new(lab, "",
        [
            Condition.Of(input, "below-limit", $"The serum IgG of {lab.DrawnOn} is {lab.Result}; the limit is {limit}.", low),
            Condition.Of(input, "not-replaced", $"Replacement of immunoglobulins is on record.", !replaced),
            Condition.Of(
                input, "still-recent",
                $"The result of {lab.DrawnOn} is older than {RuleText.Days(settings.ImmunoglobulinIntervalDays)}.",
                new DayWindow(DateOnly.MinValue, DaySpans.Shift(lab.DrawnOn.Latest, settings.ImmunoglobulinIntervalDays + 1))),
        ])
        {
            Urgency = Urgency.Soon,
            Told = today => new(
                $"Serum IgG was {lab.Result} on {lab.DrawnOn}, below {(own is null ? "the clinic's" : "the laboratory's")} limit of "
                + $"{limit}; the last dose of {StoredName.Of(start.Agent)} on record is of {last.Dose.Date}.")
            {
                RestsOn =
                [
                    new(EvidenceKind.SparingAgent, last.Dose.EntryId, last.Dose.Date, StoredName.Of(start.Agent)),
                    new(EvidenceKind.SafetyCheck, lab.EntryId, lab.DrawnOn, lab.Result.ToString()),
                ],
                Thresholds =
                [
                    .. own is null ? [ThresholdTable.Of(nameof(ClinicSettings.IgGLowGramsPerLitre))] : Array.Empty<Threshold>(),
                    ThresholdTable.Of(nameof(ClinicSettings.ImmunoglobulinIntervalDays)),
                ],
                Counterfactuals = () =>
                [
                    new WithoutEntry(lab.EntryId, $"the result of {lab.DrawnOn} were not on record"),
                    new WithEntry(
                        new PreventionGiven
                        {
                            EntryId = input.NewId("replacement"), StartedOn = RuleText.Date(today),
                            What = Prevention.ImmunoglobulinReplacement,
                        },
                        "replacement of immunoglobulins were on record"),
                ],
            },
        };
    }
}
