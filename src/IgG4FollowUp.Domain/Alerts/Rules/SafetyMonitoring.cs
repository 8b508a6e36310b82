using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// What is looked at or given for the safety of a treatment and is not on record: Pneumocystis, bone, adrenal, glucose, blood pressure,
/// eyes, blood count, TPMT, immunoglobulins. A drug counts for whatever disease it is given. Each row is a rule of its own, since each has
/// its own source, limits and end, and they are read alike. A laboratory result is the check that it measures as well. A check that could
/// not be done or was refused, or a result that is missing for such a reason, is asked for again when the next one is due, with the reason;
/// one that was only not done is not on record.
/// </summary>
internal static class SafetyMonitoring
{
    private static readonly ImmutableArray<Need> Needs =
    [
        new("pneumocystis-prophylaxis-missing", "prophylaxis against Pneumocystis",
            "House default after EULAR 2022 (Fragoulis, Ann Rheum Dis): more than 15 to 30 mg of prednisolone a day for more than 2 to 4 "
                + "weeks.",
            SourceMark.Published, ThresholdTable.Of(nameof(ClinicSettings.PneumocystisDays)))
        {
            Dose = ThresholdTable.Of(nameof(ClinicSettings.PneumocystisMgPerDay)),
            Preventions = [Prevention.PneumocystisProphylaxis],
            Urgency = Urgency.Soon,
        },
        new("bone-check-missing", "bone density or a drug that acts on bone",
            "House default after the 2022 ACR guideline on glucocorticoid-induced osteoporosis (Humphrey 2023): the risk of fracture is "
                + "assessed at 2.5 mg a day or more for more than 3 months. Calcium and vitamin D alone assess no risk.",
            SourceMark.Published, ThresholdTable.Of(nameof(ClinicSettings.BoneDays)))
        {
            Dose = ThresholdTable.Of(nameof(ClinicSettings.BoneMgPerDay)),
            Checks = [SafetyCheck.BoneDensity],
            Interval = ThresholdTable.Of(nameof(ClinicSettings.BoneIntervalDays)),
            Preventions = [Prevention.BoneActiveDrug],
        },
        new("adrenal-advice-missing", "a card for doses under stress",
            "House default after the 2024 ESE/ES guideline on glucocorticoid-induced adrenal insufficiency: more than 4 to 6 mg of "
                + "prednisone a day for 3 to 4 weeks or longer.",
            SourceMark.Published, ThresholdTable.Of(nameof(ClinicSettings.AdrenalDays)))
        {
            Dose = ThresholdTable.Of(nameof(ClinicSettings.AdrenalMgPerDay)),
            AfterStop = ThresholdTable.Of(nameof(ClinicSettings.AdrenalAfterStopDays)),
            Preventions = [Prevention.StressDoseCard],
        },
        new("glucose-check-missing", "glucose or HbA1c",
            "House default: glucose is looked at when long treatment begins (PMID 18349823); how often is a house choice.",
            SourceMark.Published, ThresholdTable.Of(nameof(ClinicSettings.GlucoseDays)))
        {
            Dose = ThresholdTable.Of(nameof(ClinicSettings.SteroidCheckMgPerDay)),
            Checks = [SafetyCheck.GlucoseOrHba1c],
            Interval = ThresholdTable.Of(nameof(ClinicSettings.GlucoseIntervalDays)),
        },
        new("blood-pressure-missing", "a blood pressure",
            "House default: glucocorticoids may raise the blood pressure; how often it is looked at is a house choice.",
            SourceMark.HouseDefault, ThresholdTable.Of(nameof(ClinicSettings.PressureDays)))
        {
            Dose = ThresholdTable.Of(nameof(ClinicSettings.SteroidCheckMgPerDay)),
            Checks = [SafetyCheck.BloodPressure],
            Interval = ThresholdTable.Of(nameof(ClinicSettings.PressureIntervalDays)),
        },
        new("eye-check-missing", "an examination of the eyes",
            "House default: the eyes are looked at under long treatment (PMC8232334, table 3); how often is a house choice.",
            SourceMark.Published, ThresholdTable.Of(nameof(ClinicSettings.EyeDays)))
        {
            Dose = ThresholdTable.Of(nameof(ClinicSettings.SteroidCheckMgPerDay)),
            Checks = [SafetyCheck.EyeExamination],
            Interval = ThresholdTable.Of(nameof(ClinicSettings.EyeIntervalDays)),
        },
        new("blood-count-missing", "a blood count",
            "House default: azathioprine, mercaptopurine, mycophenolate, methotrexate, leflunomide and cyclophosphamide may suppress the "
                + "marrow.",
            SourceMark.HouseDefault, ThresholdTable.Of(nameof(ClinicSettings.BloodCountDays)))
        {
            Agents = agent => agent is SparingAgent.Azathioprine or SparingAgent.Mercaptopurine or SparingAgent.Mycophenolate
                or SparingAgent.Methotrexate or SparingAgent.Leflunomide or SparingAgent.Cyclophosphamide,
            Checks = [SafetyCheck.BloodCount],
            Interval = ThresholdTable.Of(nameof(ClinicSettings.BloodCountIntervalDays)),
            Urgency = Urgency.Soon,
        },
        new("tpmt-missing", "TPMT or NUDT15",
            "House default after CPIC 2018 (Relling, Clin Pharmacol Ther 105:1095, abstract): starting doses of thiopurines go by TPMT and "
                + "NUDT15. For how long it is asked is a house choice.",
            SourceMark.Published, ThresholdTable.Of(nameof(ClinicSettings.ThiopurineDays)))
        {
            Agents = agent => agent is SparingAgent.Azathioprine or SparingAgent.Mercaptopurine,
            AskedFor = ThresholdTable.Of(nameof(ClinicSettings.ThiopurineAskedDays)),
            Checks = [SafetyCheck.Tpmt, SafetyCheck.Nudt15],
        },
        new("immunoglobulins-missing", "a measurement of immunoglobulins",
            "House default: antibodies that deplete B cells may lower immunoglobulins; how often to look is a house choice.",
            SourceMark.HouseDefault, ThresholdTable.Of(nameof(ClinicSettings.ImmunoglobulinDays)))
        {
            Agents = AgentWindow.DepletesBCells,
            Checks = [SafetyCheck.Immunoglobulins],
            Interval = ThresholdTable.Of(nameof(ClinicSettings.ImmunoglobulinIntervalDays)),
        },
    ];

    /// <summary>The rules, one for each row.</summary>
    public static ImmutableArray<AlertRule> Rules { get; } =
    [
        .. Needs.Select(need => new AlertRule(need.Name, 1, need.Source, need.Mark) { Read = input => [Read(input, need)] }),
    ];

    private static Candidate Read(RuleInput input, Need need)
    {
        var settings = input.Settings;
        if ((need.Dose is null ? UnderAgent(input, need) : UnderSteroid(input, need)) is not { } exposed)
            return Candidate.NotApplicable(input, "exposed", $"No treatment under which {need.What} is looked for lasted long enough.");
        var (last, until) = Covered(input, need);
        var due = until > exposed.Asked.From ? until : exposed.Asked.From;
        return new($"{RuleText.Iso(exposed.Since)}:{RuleText.Iso(due)}",
        [
            Condition.Of(
                input, "still-exposed", $"{exposed.Words()}; asked from {RuleText.Iso(exposed.Asked.From)} until it is over.",
                exposed.Asked),
            Condition.Of(
                input, "not-on-record", $"On record is {need.What}, of {last?.Date.ToString() ?? "no day"}.", DayWindow.Since(until)),
        ])
        {
            Urgency = need.Urgency,
            Told = today => new($"{exposed.Words()}, and {NotOnRecord(input, need, last)}.")
            {
                RestsOn = [exposed.RestsOn(), .. last is null ? Array.Empty<Evidence>() : [Of(last, need)]],
                Thresholds = [.. need.Thresholds],
                Counterfactuals = () =>
                [
                    new WithEntry(need.Met(input, today), $"{need.What} of {RuleText.Iso(today)} were on record"),
                    OtherThreshold.Of(need.Days, today.DayNumber - exposed.Since.DayNumber + 1),
                ],
            },
        };
    }

    // The last run of days on the dose that was long enough; only the last one can go on.
    private static Exposed? UnderSteroid(RuleInput input, Need need)
    {
        var (dose, limit, days) = (input.Reading.Exposure.Dose, need.Dose!.Get(input.Settings), Days(input, need.Days));
        if (DoseRuns.LastAtLeast(dose, Fraction.Of(limit), days + 1) is not { } last) return null;
        var until = DaySpans.Shift(last.Until, need.AfterStop is null ? 0 : Days(input, need.AfterStop));
        return new(
            last.From, new(DaySpans.Shift(last.From, days), until),
            () => $"{limit} mg of prednisone a day or more were given for more than {RuleText.Days(days)} from "
                + $"{RuleText.Iso(last.From)} on",
            () => new(EvidenceKind.DailyDose, EntryId: null, RuleText.Date(last.From), RuleText.Mg(dose.On(last.From).AtLeast)));
    }

    // The treatment that lasts longest, of equal ones the first.
    private static Exposed? UnderAgent(RuleInput input, Need need)
    {
        (SparingAgentStarted Start, DateOnly Until)? longest = null;
        foreach (var start in input.Reading.AgentStarts)
        {
            if (!need.Agents(start.Agent)) continue;
            var until = Until(input, start);
            if (longest is null || until > longest.Value.Until) longest = (start, until);
        }

        if (longest is not var (begun, over) || begun.StartedOn.Latest == DateOnly.MaxValue) return null;
        var (since, days) = (begun.StartedOn.Latest, Days(input, need.Days));
        if (need.AskedFor is { } asked && DaySpans.Shift(since, Days(input, asked) + 1) is var end && end < over) over = end;
        return new(
            since, new(DaySpans.Shift(since, days + 1), over),
            () => $"{Capital(StoredName.Of(begun.Agent))} was begun on {begun.StartedOn}, more than {RuleText.Days(days)} ago",
            () => new(EvidenceKind.SparingAgent, begun.EntryId, begun.StartedOn, StoredName.Of(begun.Agent)));
    }

    // The first day on which it acts no more.
    private static DateOnly Until(RuleInput input, SparingAgentStarted start)
    {
        var window = AgentWindow.Of(start.Agent);
        if (window.GivenInCourses) return DaySpans.Shift(BCellDepletion.LastDoseOf(input.Reading, start), window.AtMost + 1);
        return input.Reading.AgentEnds.TryGetValue(start.EntryId, out var stop)
            ? DaySpans.Shift(stop.LastDoseOn.Latest, 1) : DateOnly.MaxValue;
    }

    // The entry by which it is longest on record, and the first day on which it is so no more.
    private static (ClinicalEntry? Last, DateOnly Until) Covered(RuleInput input, Need need)
    {
        (ClinicalEntry? last, var until) = (null, DateOnly.MinValue);
        // What never changes is looked at once.
        var interval = need.Interval is null ? Always : Days(input, need.Interval);
        foreach (var check in input.Reading.SafetyChecks)
        {
            if (need.Checks.Contains(check.What) && (check.Missing is null || RecordedReasons.Explains(check.Missing)))
                Take(check, DaySpans.Shift(check.CheckedOn.Latest, interval + 1));
        }

        if (!need.Analytes.IsEmpty)
        {
            foreach (var lab in input.Reading.Labs)
            {
                if (need.Analytes.Contains(lab.Analyte)) Take(lab, DaySpans.Shift(lab.DrawnOn.Latest, interval + 1));
            }

            foreach (var missed in RecordedReasons.Of(input).Samples)
            {
                if (need.Reason(missed) is not null) Take(missed, DaySpans.Shift(missed.MissedOn.Latest, interval + 1));
            }
        }

        foreach (var given in input.Reading.Preventions)
        {
            if (need.Preventions.Contains(given.What))
                Take(given, given.StoppedOn is { } stop ? DaySpans.Shift(stop.Latest, 1) : DateOnly.MaxValue);
        }

        return (last, until);

        void Take(ClinicalEntry entry, DateOnly day)
        {
            if (last is null || day > until) (last, until) = (entry, day);
        }
    }

    private static string NotOnRecord(RuleInput input, Need need, ClinicalEntry? last) => last switch
    {
        PreventionGiven { StoppedOn: { } stop } => $"{need.What} is recorded as stopped on {stop}",
        SafetyChecked { Missing: { } reason } => $"{need.What} is recorded as {RuleText.Spoken(reason)} on {last.Date} and not since",
        LabMissed missed => $"{need.What} is recorded as {RuleText.Spoken(need.Reason(missed)!.Reason)} on {last.Date} and not since",
        { } entry => $"{need.What} is on record last of {entry.Date}, more than {RuleText.Days(Days(input, need.Interval!))} ago",
        null => $"{need.What} is not on record",
    };

    private static Evidence Of(ClinicalEntry entry, Need need) => entry switch
    {
        PreventionGiven given => new(EvidenceKind.Prevention, given.EntryId, given.StartedOn, StoredName.Of(given.What)),
        SafetyChecked check => new(EvidenceKind.SafetyCheck, check.EntryId, check.CheckedOn, StoredName.Of(check.What)),
        LabMeasured lab => new(EvidenceKind.SafetyCheck, lab.EntryId, lab.DrawnOn, StoredName.Of(lab.Analyte)),
        LabMissed missed when need.Reason(missed) is var (analyte, reason) => new(
            EvidenceKind.SafetyCheck, missed.EntryId, missed.MissedOn, $"{StoredName.Of(analyte)}: {StoredName.Of(reason)}"),
        _ => throw new InvalidOperationException($"{entry.GetType().Name} is neither a check nor a prevention."),
    };

    private const int Always = 4_000_000;

    private static int Days(RuleInput input, Threshold limit) => (int)limit.Get(input.Settings);

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    /// <summary>A treatment under which something is looked for.</summary>
    /// <param name="Since">Its first day.</param>
    /// <param name="Asked">When it has lasted long enough, and the first day on which it is over.</param>
    /// <param name="Words">That it was, in words.</param>
    /// <param name="RestsOn">What says so.</param>
    private sealed record Exposed(DateOnly Since, DayWindow Asked, Func<string> Words, Func<Evidence> RestsOn);

    /// <summary>What ought to be on record under a treatment.</summary>
    /// <param name="Name">Name of the rule.</param>
    /// <param name="What">What it is, in words.</param>
    /// <param name="Source">Where it comes from.</param>
    /// <param name="Mark">How well the source supports it.</param>
    /// <param name="Days">Setting: days of the treatment after which it is asked for.</param>
    private sealed record Need(string Name, string What, string Source, SourceMark Mark, Threshold Days)
    {
        /// <summary>Setting: the dose of glucocorticoid; null where an agent decides.</summary>
        public Threshold? Dose { get; init; }

        /// <summary>Setting: days after the dose for which it is still asked; null for none.</summary>
        public Threshold? AfterStop { get; init; }

        /// <summary>Setting: days after the start for which it is asked; null for as long as the treatment goes on.</summary>
        public Threshold? AskedFor { get; init; }

        public Predicate<SparingAgent> Agents { get; init; } = _ => false;

        public ImmutableArray<SafetyCheck> Checks
        {
            get;
            init => (field, Analytes) = (value, [.. value.SelectMany(what => SafetyChecks.MeasuredBy(what))]);
        } = [];

        /// <summary>Laboratory results that are such a check too.</summary>
        public ImmutableArray<Analyte> Analytes { get; private init; } = [];

        /// <summary>Setting: days for which a check stands; null where nothing is checked, or what is found never changes.</summary>
        public Threshold? Interval { get; init; }

        public ImmutableArray<Prevention> Preventions { get; init; } = [];

        public Urgency Urgency { get; init; }

        public IEnumerable<Threshold> Thresholds => new[] { Dose, Days, AfterStop, AskedFor, Interval }.OfType<Threshold>();

        /// <summary>What says why there is no such result; null where nothing does.</summary>
        public NotMeasured? Reason(LabMissed missed) => missed.NotMeasured.FirstOrDefault(missing =>
            Analytes.Contains(missing.Analyte) && RecordedReasons.Explains(missing.Reason));

        /// <summary>An entry by which it would be on record.</summary>
        public ClinicalEntry Met(RuleInput input, DateOnly today) => Checks.IsEmpty
            ? new PreventionGiven { EntryId = input.NewId(Name), StartedOn = RuleText.Date(today), What = Preventions[0] }
            : new SafetyChecked
            {
                EntryId = input.NewId(Name),
                CheckedOn = RuleText.Date(today),
                What = Checks[0],
                Result = SafetyFinding.Normal,
            };
    }
}
