using System.Runtime.InteropServices;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Domain.Course;

/// <summary>
/// A chart read once: its entries by kind, from one pass, and what follows from them, each computed when first asked for and once only.
/// Alert rules, recurrence, response, outcome and timeline share it. It belongs to one thread at a time.
/// </summary>
public sealed class ChartReading
{
    // Of two examinations of one date and grade the one that is higher in the first of these that differs is the better one.
    private static readonly Measure[] BetterFirst =
        [Measure.UpperMotor, Measure.LowerMotor, Measure.AnalContraction, Measure.EnteredGrade];

    private readonly PatientEnrolled? _enrolment;

    // So few that to look through them is quicker than to hash a key.
    private readonly List<(object? Key, object Value)> _kept = [];

    /// <summary>Reads a chart.</summary>
    /// <param name="chart">The chart.</param>
    public ChartReading(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        Chart = chart;
        ClinicalEntry? lastEnd = null;
        foreach (var entry in chart.Entries)
        {
            // The kinds of which a chart has most come first.
            switch (entry)
            {
                case VisitLogged visit: FollowedBy(Visits, visit); break;
                case SteroidDoseChanged change: Treated(DoseChanges, change); break;
                case LabMeasured lab: Labs.Add(lab); break;
                case AsiaGradeRecorded grade: Grades.Add(grade); break;
                case SafetyChecked check: SafetyChecks.Add(check); break;
                case LesionImaged study when study.IsMri(): FollowedBy(Studies, study); break;
                case LesionImaged study: OtherStudies.Add(study); break;
                case StatusAssessed status: Statuses.Add(status); break;
                case OrganAssessed or ResponderIndexScored or DifferentialChecked: break;
                case RiskRecorded risk: Risks.Add(risk); break;
                case SteroidCourseStarted start: Treated(CourseStarts, start); break;
                case SteroidCourseStopped stop: Treated(CourseStops, stop); break;
                case SparingAgentStarted start: Treated(AgentStarts, start); break;
                case SparingAgentStopped stop: Treated(AgentStops, stop); break;
                case AgentAdministered given: Treated(Administrations, given); break;
                case AgentDoseChanged: TreatmentEntries.Add(entry); break;
                case SurgeryPerformed surgery: Treated(Surgeries, surgery); break;
                case RecurrenceRecorded recurrence: FollowedBy(Recurrences, recurrence); break;
                case RecurrenceResolved resolved: Resolutions.Add(resolved); break;
                case PatientEnrolled enrolment:
                    _enrolment = enrolment;
                    FollowUpEntries.Add(entry);
                    break;
                case PresentationRecorded presentation: Presentation ??= presentation; break;
                case PreventionGiven prevention: Preventions.Add(prevention); break;
                case PlanMade plan: FollowedBy(Plans, plan); break;
                case PlanSettled settled: FollowedBy(PlanOutcomes, settled); break;
                case FollowUpEnded ended:
                    FollowedBy(Ends, ended);
                    if (ended.Reason == FollowUpEndReason.Died) End ??= ended;
                    else lastEnd = ended;
                    break;
                case FollowUpResumed:
                    lastEnd = entry;
                    FollowUpEntries.Add(entry);
                    break;
            }
        }

        End ??= lastEnd as FollowUpEnded;
        FollowUpConsent = ConsentStates.Of(chart, _enrolment, ConsentPurpose.FollowUp);
        Treatment = DiseaseTreatments.First(this) is { } first && first.Latest != DateOnly.MaxValue ? first : null;
    }

    /// <summary>The chart.</summary>
    public PatientChart Chart { get; }

    /// <summary>Systemic glucocorticoid, for whatever disease.</summary>
    public SteroidExposure Exposure => field ??= SteroidExposure.Of(CourseStarts, DoseChanges, CourseStops, End);

    /// <summary>The same without what is given for another disease.</summary>
    public SteroidExposure DiseaseExposure => field ??= CourseStarts.Exists(IsForAnother)
        ? SteroidExposure.Of(CourseStarts.FindAll(start => !IsForAnother(start)), DoseChanges, CourseStops, End)
        : Exposure;

    /// <summary>What was given for this disease.</summary>
    public DiseaseTreatments Treatments => field ??= DiseaseTreatments.Of(this);

    /// <summary>How far the patient is followed.</summary>
    public FollowUpPeriod Period => field ??= FollowUpPeriod.Of(this);

    internal PatientEnrolled Enrolment => _enrolment ?? throw new InvalidOperationException("The chart has no enrolment.");

    internal PresentationRecorded? Presentation { get; }

    /// <summary>What holds of the consent to follow-up; null when nobody is on record to have been asked.</summary>
    internal ConsentState? FollowUpConsent { get; }

    /// <summary>The end of follow-up in force.</summary>
    internal FollowUpEnded? End { get; }

    // By kind, in clinical order.
    internal List<VisitLogged> Visits { get; } = [];

    internal List<AsiaGradeRecorded> Grades { get; } = [];

    internal List<LabMeasured> Labs { get; } = [];

    internal List<LesionImaged> Studies { get; } = [];

    internal List<SteroidCourseStarted> CourseStarts { get; } = [];

    internal List<SteroidDoseChanged> DoseChanges { get; } = [];

    internal List<SteroidCourseStopped> CourseStops { get; } = [];

    internal List<SparingAgentStarted> AgentStarts { get; } = [];

    internal List<SparingAgentStopped> AgentStops { get; } = [];

    internal List<AgentAdministered> Administrations { get; } = [];

    internal List<SurgeryPerformed> Surgeries { get; } = [];

    /// <summary>Glucocorticoid, agents and operations, whatever they were for.</summary>
    internal List<ClinicalEntry> TreatmentEntries { get; } = [];

    /// <summary>What later visits and studies may be counted from.</summary>
    internal List<ClinicalEntry> FollowUpEntries { get; } = [];

    internal List<RecurrenceRecorded> Recurrences { get; } = [];

    internal List<RecurrenceResolved> Resolutions { get; } = [];

    /// <summary>Recurrences without those of other organs alone.</summary>
    internal List<RecurrenceRecorded> SpinalRecurrences => field ??=
        Recurrences.Exists(recurrence => recurrence.IsElsewhereAlone)
            ? Recurrences.FindAll(recurrence => !recurrence.IsElsewhereAlone)
            : Recurrences;

    /// <summary>When they came under control.</summary>
    internal List<RecurrenceResolved> SpinalResolutions => field ??=
        ReferenceEquals(SpinalRecurrences, Recurrences)
            ? Resolutions
            : Resolutions.FindAll(resolved =>
                !Recurrences.Exists(recurrence => recurrence.EntryId == resolved.RecurrenceId && recurrence.IsElsewhereAlone));

    /// <summary>Computed tomography and radiographs, which show the course of the disease too poorly to be read for it.</summary>
    internal List<LesionImaged> OtherStudies { get; } = [];

    internal List<StatusAssessed> Statuses { get; } = [];

    internal List<SafetyChecked> SafetyChecks { get; } = [];

    internal List<PreventionGiven> Preventions { get; } = [];

    internal List<RiskRecorded> Risks { get; } = [];

    internal List<PlanMade> Plans { get; } = [];

    internal List<PlanSettled> PlanOutcomes { get; } = [];

    internal List<FollowUpEnded> Ends { get; } = [];

    /// <summary>Visits with a date; an entry without one proves nothing of what came before what.</summary>
    internal ReadOnlySpan<VisitLogged> DatedVisits => Dated(Visits);

    /// <summary>Studies with a date.</summary>
    internal ReadOnlySpan<LesionImaged> DatedStudies => Dated(Studies);

    /// <summary>Studies in which anything of the spine was imaged, as far as they say.</summary>
    internal List<LesionImaged> SpinalStudies => field ??= Studies.Exists(ImagingStudies.IsOfTheBrainAlone)
        ? Studies.FindAll(static study => !study.IsOfTheBrainAlone())
        : Studies;

    /// <summary>Visits at which recurrence was ruled out.</summary>
    internal List<VisitLogged> FreeVisits => field ??= Visits.FindAll(visit => visit.RecurrenceAssessment == RecurrenceAssessment.None);

    /// <summary>What each neurological examination measured.</summary>
    internal List<Measured> Examinations => field ??= Grades.ConvertAll(grade => new Measured(grade));

    /// <summary>
    /// The same, of one date those before treatment first and those after it last, and of those that say neither the better one first, in
    /// whichever order they were entered.
    /// </summary>
    internal List<Measured> ExaminationsByPhase => field ??=
        Examinations.InOrderWithinDates(static examined => examined.On, static (left, right) =>
        {
            var phase = Phase(left).CompareTo(Phase(right));
            if (phase != 0) return phase;
            if (Nullable.Compare(right.Grade, left.Grade) is var grade and not 0) return grade;
            foreach (var measure in BetterFirst)
            {
                if (Nullable.Compare(right[measure], left[measure]) is var better and not 0) return better;
            }

            return string.CompareOrdinal(left.Entry.Examination?.ToString(), right.Entry.Examination?.ToString());
        });

    /// <summary>Studies, of those of one date the graver one last, in whichever order they were entered.</summary>
    internal List<LesionImaged> StudiesGraverLast => field ??=
        Studies.InOrderWithinDates(static study => study.ImagedOn, static (left, right) =>
        {
            var gravity = Gravity(left).CompareTo(Gravity(right));
            if (gravity != 0) return gravity;
            if (right.EnhancesNowhere().CompareTo(left.EnhancesNowhere()) is var enhances and not 0) return enhances;
            return Nullable.Compare(left.ThicknessMm, right.ThicknessMm) is var thickness and not 0
                ? thickness
                : Nullable.Compare(left.ChangeSincePrior, right.ChangeSincePrior);
        });

    /// <summary>What each examination measured, by its entry id.</summary>
    internal Dictionary<Guid, Measured> ExaminationOf => field ??= Examinations.ToDictionary(examined => examined.Entry.EntryId);

    /// <summary>How much strength each key muscle lost, see <see cref="Worsening.MuscleFalls"/>.</summary>
    internal int?[] MuscleFalls => field ??= Worsening.MuscleFalls(Examinations);

    /// <summary>
    /// Dated serum IgG4 by assay, in clinical order. Only results of one named assay are compared: those without a name prove nothing. A
    /// unit of another dimension is refused on entry; an older chart that holds one compares nothing with it.
    /// </summary>
    internal List<List<LabMeasured>> Assays
    {
        get
        {
            if (field is not null) return field;
            var assays = new List<List<LabMeasured>>();
            // Most names are written in one way, which is quicker to find than one that only means the same.
            var asWritten = new Dictionary<string, List<LabMeasured>?>(StringComparer.Ordinal);
            var alike = new Dictionary<string, List<LabMeasured>>(WrittenText.Alike);
            foreach (var lab in Labs)
            {
                if (lab is not { Analyte: Analyte.SerumIgG4, Assay: { } name, Result.Dimension: Dimension.MassConcentration }) continue;
                if (!lab.DrawnOn.IsReported) continue;
                if (!asWritten.TryGetValue(name, out var assay))
                {
                    if (!WrittenText.IsBlank(name) && !alike.TryGetValue(name, out assay)) assays.Add(alike[name] = assay = []);
                    asWritten[name] = assay;
                }

                assay?.Add(lab);
            }

            return field = assays;
        }
    }

    /// <summary>Studies and recurrences that state where the lesion lies, in clinical order.</summary>
    internal List<ClinicalEntry> Patterned => field ??=
    [
        .. Chart.Entries.Where(entry => entry is RecurrenceRecorded { Pattern: not null }
            || (entry is LesionImaged { Pattern: not null } study && study.IsMri())),
    ];

    /// <summary>Systemic glucocorticoid courses for this disease, by entry id.</summary>
    internal Dictionary<Guid, SteroidCourse> DiseaseCourses => field ??= DiseaseExposure.Systemic.ToDictionary(course => course.CourseId);

    /// <summary>When recurrences came under control, by the entry id of the recurrence, each in clinical order.</summary>
    internal ILookup<Guid, RecurrenceResolved> ResolutionsOf => field ??= Resolutions.ToLookup(resolved => resolved.RecurrenceId);

    /// <summary>When an agent was given after its first day, by the entry id of its start, each in clinical order.</summary>
    internal ILookup<Guid, AgentAdministered> AdministrationsOf => field ??= Administrations.ToLookup(given => given.TreatmentId);

    /// <summary>Starts of agents by entry id.</summary>
    internal Dictionary<Guid, SparingAgentStarted> AgentStartOf => field ??= AgentStarts.ToDictionary(start => start.EntryId);

    /// <summary>
    /// Doses of agents that were changed, or given on a day, by the entry id of the start of the treatment, each in clinical order.
    /// </summary>
    internal Dictionary<Guid, List<ClinicalEntry>> AgentDosesOf
    {
        get
        {
            if (field is not null) return field;
            var doses = new Dictionary<Guid, List<ClinicalEntry>>(AgentStarts.Count);
            foreach (var entry in TreatmentEntries)
            {
                var treatment = entry switch
                {
                    AgentDoseChanged change => change.TreatmentId,
                    AgentAdministered { Dose: not null } given => given.TreatmentId,
                    _ => (Guid?)null,
                };
                if (treatment is not { } id) continue;
                if (doses.TryGetValue(id, out var own)) own.Add(entry);
                else doses[id] = [entry];
            }

            return field = doses;
        }
    }

    /// <summary>The first stop of each steroid-sparing agent, by the entry id of its start.</summary>
    internal Dictionary<Guid, SparingAgentStopped> AgentEnds
    {
        get
        {
            if (field is not null) return field;
            var ends = new Dictionary<Guid, SparingAgentStopped>(AgentStops.Count);
            foreach (var stop in AgentStops) ends.TryAdd(stop.TreatmentId, stop);
            return field = ends;
        }
    }

    /// <summary>The chart without what certainly came after the end of follow-up; this one when nothing did.</summary>
    internal ChartReading Followed => field ??= Period.Within(Chart) is var within && ReferenceEquals(within, Chart) ? this : new(within);

    /// <summary>Start of treatment; null when none is recorded with a date.</summary>
    public DaySpan? Treatment { get; }

    /// <summary>What somebody else computes from the chart, when first asked for and once only.</summary>
    /// <param name="compute">Computes it.</param>
    internal T Once<T>(Func<ChartReading, T> compute)
        where T : class
    {
        foreach (var (key, value) in _kept)
        {
            if (key is null && value is T known) return known;
        }

        var computed = compute(this);
        _kept.Add((null, computed));
        return computed;
    }

    /// <summary>The same under a choice, of which equal ones are one.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="compute">Computes it.</param>
    internal T Once<TChoice, T>(TChoice choice, Func<ChartReading, TChoice, T> compute)
        where TChoice : class
        where T : class
    {
        foreach (var (key, value) in _kept)
        {
            if (value is T known && (ReferenceEquals(key, choice) || choice.Equals(key))) return known;
        }

        var computed = compute(this, choice);
        _kept.Add((choice, computed));
        return computed;
    }

    internal static bool IsForAnother(SteroidCourseStarted course) => course.Indication == Indication.Other;

    private void FollowedBy<T>(List<T> own, T entry)
        where T : ClinicalEntry
    {
        own.Add(entry);
        FollowUpEntries.Add(entry);
    }

    private void Treated<T>(List<T> own, T entry)
        where T : ClinicalEntry
    {
        own.Add(entry);
        TreatmentEntries.Add(entry);
    }

    private static int Phase(Measured examined) => examined.Entry.TreatmentPhase switch
    {
        TreatmentPhase.BeforeTreatment => 0,
        TreatmentPhase.AfterTreatment => 2,
        _ => 1,
    };

    private static int Gravity(LesionImaged study) => !study.LesionPresent ? 0 : study.IsActive() ? 3 : study.IsSilent() ? 2 : 1;

    // What has no date comes first in clinical order.
    private static ReadOnlySpan<T> Dated<T>(List<T> entries)
        where T : ClinicalEntry
    {
        var first = 0;
        while (first < entries.Count && !entries[first].Date.IsReported) first++;
        return CollectionsMarshal.AsSpan(entries)[first..];
    }
}
