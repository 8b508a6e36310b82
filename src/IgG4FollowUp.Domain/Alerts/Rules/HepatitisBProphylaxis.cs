using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Hepatitis B was found, under or before a treatment that may bring it back, and no antiviral prophylaxis is on record: HBsAg before or
/// under B-cell depletion or a long dose of glucocorticoid, anti-HBc alone before or under B-cell depletion. Of anti-HBc alone a recent
/// hepatitis B DNA says as much. Drugs count for whatever disease they are given.
/// </summary>
internal static class HepatitisBProphylaxis
{
    public static AlertRule Rule { get; } = new(
        "hepatitis-b-prophylaxis-missing", 1,
        "House default after the boxed warning of the rituximab label (FDA 2013), an expert is asked about monitoring and antiviral "
            + "treatment of whoever has HBsAg or anti-HBc, and AGA 2015 (Reddy, Gastroenterology 148:215), antiviral prophylaxis at high "
            + "risk, with HBsAg a moderate or high dose of glucocorticoid for 4 weeks (its table, read second-hand); that moderate begins "
            + "at 10 mg a day is quoted from memory.",
        SourceMark.Secondary)
    {
        Read = input => [UnderDepletion(input), UnderSteroid(input)],
    };

    private static Candidate UnderDepletion(RuleInput input)
    {
        var depletion = BCellDepletion.Of(input);
        if (!depletion.IsOnRecord)
            return Candidate.NotApplicable(input, "b-cell-depletion", $"No agent that depletes B cells is on record or planned.");
        if ((Found(input, SafetyCheck.HepatitisBSurfaceAntigen) ?? Found(input, SafetyCheck.HepatitisBCoreAntibody)) is not { } found)
            return Candidate.NotApplicable(input, "hepatitis-b-found", $"Neither HBsAg nor anti-HBc was found.");
        return Of(input, "b-cell-depletion", () => depletion.Words, found,
            depletion.Within(input.Settings.HepatitisBAfterLastDoseDays), () => depletion.RestsOn(planned: 1),
            () => ThresholdTable.Of(nameof(ClinicSettings.HepatitisBAfterLastDoseDays), nameof(ClinicSettings.HepatitisBDnaDays)),
            today => depletion.FewerDays(ThresholdTable.Of(nameof(ClinicSettings.HepatitisBAfterLastDoseDays)), today));
    }

    private static Candidate UnderSteroid(RuleInput input)
    {
        var (limit, days) = (input.Settings.HepatitisBMgPerDay, input.Settings.HepatitisBDays);
        // Nearly nobody has it, and the dose need not be looked at then.
        if (Found(input, SafetyCheck.HepatitisBSurfaceAntigen) is not { } found)
            return Candidate.NotApplicable(input, "hbsag-found", $"HBsAg was not found.");
        var dose = input.Reading.Exposure.Dose;
        if (DoseRuns.LastAtLeast(dose, Fraction.Of(limit), days + 1) is not { } exposed)
            return Candidate.NotApplicable(input, "dose-reached", $"No run of more than {days} days on {limit} mg a day or more.");
        return Of(input, $"glucocorticoid:{RuleText.Iso(exposed.From)}",
            () => $"{limit} mg of prednisone a day or more were given for more than {RuleText.Days(days)} from "
                + $"{RuleText.Iso(exposed.From)} on",
            found, new(DaySpans.Shift(exposed.From, days), exposed.Until),
            () =>
            [
                new(EvidenceKind.DailyDose, EntryId: null, RuleText.Date(exposed.From), RuleText.Mg(dose.On(exposed.From).AtLeast)),
            ],
            () => ThresholdTable.Of(nameof(ClinicSettings.HepatitisBMgPerDay), nameof(ClinicSettings.HepatitisBDays)),
            today =>
            [
                OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.HepatitisBDays)), today.DayNumber - exposed.From.DayNumber + 1),
            ]);
    }

    private static Candidate Of(
        RuleInput input, string key, Func<string> exposure, SafetyChecked found, DayWindow exposed,
        Func<ImmutableArray<Evidence>> restsOn, Func<ImmutableArray<Threshold>> thresholds,
        Func<DateOnly, IEnumerable<Counterfactual>> otherwise)
    {
        var (last, until) = Covered(input, found);
        return new(key,
        [
            Condition.Of(input, "still-at-risk", $"{exposure()}; that is over or not yet so.", exposed),
            Condition.Of(
                input, "not-on-record", $"Antiviral prophylaxis or hepatitis B DNA is on record, of {last?.Date.ToString() ?? "no day"}.",
                DayWindow.Since(until)),
        ])
        {
            Urgency = Urgency.Soon,
            Told = today => new(
                $"{exposure()}, {Word(found.What)} was found on {found.CheckedOn}, and antiviral prophylaxis "
                + (last is PreventionGiven { StoppedOn: { } stop } ? $"is recorded as stopped on {stop}." : "is not on record."))
            {
                RestsOn =
                [
                    .. restsOn(), new(EvidenceKind.SafetyCheck, found.EntryId, found.CheckedOn, $"{Word(found.What)}: positive"),
                    .. last is null
                        ? Array.Empty<Evidence>()
                        : [new(last is PreventionGiven ? EvidenceKind.Prevention : EvidenceKind.SafetyCheck, last.EntryId, last.Date,
                            last is PreventionGiven ? "antiviral-prophylaxis" : "hepatitis-b-dna")],
                ],
                Thresholds = thresholds(),
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new PreventionGiven
                        {
                            EntryId = input.NewId($"{Rule.Name}/{key}"), StartedOn = RuleText.Date(today),
                            What = Prevention.AntiviralProphylaxis,
                        },
                        $"antiviral prophylaxis from {RuleText.Iso(today)} were on record"),
                    .. otherwise(today),
                ],
            },
        };
    }

    // By what it is longest prevented or watched, and the first day on which it is so no more.
    private static (ClinicalEntry? Last, DateOnly Until) Covered(RuleInput input, SafetyChecked found)
    {
        (ClinicalEntry? last, var until) = (null, DateOnly.MinValue);
        foreach (var given in input.Reading.Preventions)
        {
            if (given.What == Prevention.AntiviralProphylaxis)
                Take(given, given.StoppedOn is { } stop ? DaySpans.Shift(stop.Latest, 1) : DateOnly.MaxValue);
        }

        if (found.What == SafetyCheck.HepatitisBSurfaceAntigen) return (last, until);
        foreach (var check in input.Reading.SafetyChecks)
        {
            if (check is { What: SafetyCheck.HepatitisBDna, Result: SafetyFinding.Negative })
                Take(check, DaySpans.Shift(check.CheckedOn.Latest, input.Settings.HepatitisBDnaDays + 1));
        }

        return (last, until);

        void Take(ClinicalEntry entry, DateOnly day)
        {
            if (last is null || day > until) (last, until) = (entry, day);
        }
    }

    // The last finding of a test says how it is.
    private static SafetyChecked? Found(RuleInput input, SafetyCheck test) =>
        input.Reading.SafetyChecks.FindLast(check =>
            check.What == test && check.Result is SafetyFinding.Positive or SafetyFinding.Negative) is
        { Result: SafetyFinding.Positive } found
            ? found : null;

    private static string Word(SafetyCheck test) => test == SafetyCheck.HepatitisBSurfaceAntigen ? "HBsAg" : "anti-HBc";
}
