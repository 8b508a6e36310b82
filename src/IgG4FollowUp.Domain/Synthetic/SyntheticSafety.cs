using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// What is looked at and given for the safety of a made-up patient's treatment, and what befalls the patient under it. The shares are made
/// up; none is known to have been published for spinal pachymeningitis.
/// </summary>
internal sealed class SyntheticSafety(DeterministicRandom random)
{
    /// <summary>House default: percent of operations with a complication.</summary>
    public const int ComplicationPercent = 6;

    /// <summary>House default: percent of visits on treatment at which an adverse event is reported.</summary>
    public const int EventPercent = 5;

    /// <summary>House default: percent of adverse events of which only the month of the beginning is known.</summary>
    public const int MonthPercent = 20;

    /// <summary>House default: percent of patients who are asked about a risk, for each of four.</summary>
    public const int AskedPercent = 80;

    /// <summary>House default: percent with hypertension, with diabetes and with atopy or allergy.</summary>
    public const int HypertensionPercent = 30, DiabetesPercent = 12, AtopyPercent = 25;

    /// <summary>House default: percent who smoke, and who did.</summary>
    public const int SmokingPercent = 15, FormerSmokingPercent = 20;

    /// <summary>House default: percent of risks of which the year of the beginning is known.</summary>
    public const int SincePercent = 50;

    /// <summary>House default: percent of starts of an agent before which infections are looked for.</summary>
    public const int ScreenedPercent = 70;

    /// <summary>House default: percent of the screened with a positive finding.</summary>
    public const int PositivePercent = 4;

    /// <summary>House default: percent of starts of a glucocorticoid with calcium and vitamin D.</summary>
    public const int BonePercent = 60;

    /// <summary>House default: percent of starts of a glucocorticoid with prophylaxis against Pneumocystis.</summary>
    public const int PneumocystisPercent = 40;

    /// <summary>House default: the prophylaxis is stopped at the first visit below this many milligrams of prednisone a day.</summary>
    public const decimal PneumocystisUntilBelowMg = 15m;

    /// <summary>House default: percent of visits in person with a blood pressure; of those under a glucocorticoid with a glucose.</summary>
    public const int PressurePercent = 30;

    /// <summary>House default: percent of visits under a glucocorticoid with a bone density; the same of the eyes.</summary>
    public const int DensityPercent = 6;

    /// <summary>House default: percent of such checks that were not done, with the reason.</summary>
    public const int NotDonePercent = 10;

    /// <summary>House default: percent of visits at which a vaccination is told.</summary>
    public const int VaccinatedPercent = 5;

    private DateOnly? _prophylaxisSince;

    /// <summary>What is asked about at presentation.</summary>
    public IEnumerable<ClinicalEntry> AtPresentation(DateTimeOffset at, DateOnly day)
    {
        foreach (var (what, present, former) in ((RiskFactor, int, int)[])
            [
                (RiskFactor.Hypertension, HypertensionPercent, 0), (RiskFactor.Diabetes, DiabetesPercent, 0),
                (RiskFactor.AtopyOrAllergy, AtopyPercent, 0), (RiskFactor.Smoking, SmokingPercent, FormerSmokingPercent),
            ])
        {
            if (!random.Percent(AskedPercent)) continue;
            var drawn = random.Between(0, 99);
            var state = drawn < present ? RiskState.Present : drawn < present + former ? RiskState.Former : RiskState.Absent;
            yield return new RiskRecorded
            {
                EntryId = random.NextUuid(at),
                NotedOn = ClinicalDate.On(day),
                What = what,
                State = state,
                Since = state != RiskState.Absent && random.Percent(SincePercent)
                    ? StoryWriter.Year(day.AddDays(-random.Between(366, 7300)))
                    : null,
            };
        }
    }

    /// <summary>What is given when a glucocorticoid is started.</summary>
    public IEnumerable<ClinicalEntry> WithSteroid(DateTimeOffset at, DateOnly day)
    {
        if (random.Percent(PneumocystisPercent)) _prophylaxisSince = day;
        if (random.Percent(BonePercent)) yield return Given(at, day, Prevention.CalciumAndVitaminD);
    }

    /// <summary>What is looked at before a steroid-sparing agent.</summary>
    public IEnumerable<ClinicalEntry> BeforeAgent(DateTimeOffset at, DateOnly day, SparingAgent agent)
    {
        if (!random.Percent(ScreenedPercent)) yield break;
        foreach (var test in (SafetyCheck[])
            [SafetyCheck.HepatitisBSurfaceAntigen, SafetyCheck.HepatitisBCoreAntibody, SafetyCheck.TuberculosisTest])
            yield return Check(at, day, test, random.Percent(PositivePercent) ? SafetyFinding.Positive : SafetyFinding.Negative);
        if (agent == SparingAgent.Azathioprine)
            yield return Check(at, day, SafetyCheck.Tpmt, random.Percent(10) ? SafetyFinding.Abnormal : SafetyFinding.Normal);
    }

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
    /// <param name="at">Moment of recording.</param>
    /// <param name="last">The visit before.</param>
    /// <param name="day">The visit.</param>
    /// <param name="remote">Whether nobody saw the patient.</param>
    /// <param name="mg">Prednisone a day.</param>
    /// <param name="agent">Steroid-sparing agent.</param>
    public IEnumerable<ClinicalEntry> AtVisit(
        DateTimeOffset at, DateOnly last, DateOnly day, bool remote, decimal mg, SparingAgent? agent)
    {
        var onSteroid = mg > 0;
        if (_prophylaxisSince is { } since && since < day && mg < PneumocystisUntilBelowMg)
        {
            _prophylaxisSince = null;
            yield return Given(at, since, Prevention.PneumocystisProphylaxis) with { StoppedOn = ClinicalDate.On(day) };
        }

        if (!remote && random.Percent(PressurePercent))
        {
            yield return new SafetyChecked
            {
                EntryId = random.NextUuid(at),
                CheckedOn = ClinicalDate.On(day),
                What = SafetyCheck.BloodPressure,
                SystolicMmHg = random.Between(105, 165),
                DiastolicMmHg = random.Between(60, 100),
            };
            if (onSteroid)
                yield return Check(
                    at, day, SafetyCheck.GlucoseOrHba1c, random.OneOf(SafetyFinding.Normal, SafetyFinding.Normal, SafetyFinding.Abnormal));
        }

        if (onSteroid && random.Percent(DensityPercent))
        {
            var score = random.Between(-35, 10) / 10m;
            yield return random.Percent(NotDonePercent) ? Missed(at, day, SafetyCheck.BoneDensity)
                : Check(at, day, SafetyCheck.BoneDensity, result: null) with { TScore = score };
        }

        if (onSteroid && random.Percent(DensityPercent))
            yield return random.Percent(NotDonePercent) ? Missed(at, day, SafetyCheck.EyeExamination)
                : Check(at, day, SafetyCheck.EyeExamination, random.Percent(85) ? SafetyFinding.Normal : SafetyFinding.Abnormal);
        if (random.Percent(VaccinatedPercent))
            yield return Given(
                at, day, random.OneOf(Prevention.InfluenzaVaccination, Prevention.PneumococcalVaccination, Prevention.Covid19Vaccination,
                    Prevention.HerpesZosterVaccination));
        if ((onSteroid || agent is not null) && random.Percent(EventPercent)) yield return Event(at, last, day, onSteroid, agent);
    }

    private PreventionGiven Given(DateTimeOffset at, DateOnly day, Prevention what) =>
        new() { EntryId = random.NextUuid(at), StartedOn = ClinicalDate.On(day), What = what };

    private SafetyChecked Check(DateTimeOffset at, DateOnly day, SafetyCheck what, SafetyFinding? result) =>
        new() { EntryId = random.NextUuid(at), CheckedOn = ClinicalDate.On(day), What = what, Result = result };

    private SafetyChecked Missed(DateTimeOffset at, DateOnly day, SafetyCheck what) =>
        Check(at, day, what, result: null) with { Missing = random.OneOf(MissingReason.NotDone, MissingReason.Refused) };

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
