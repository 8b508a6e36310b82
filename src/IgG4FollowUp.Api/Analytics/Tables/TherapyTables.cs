using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>What the patient was given.</summary>
public static class TherapyTables
{
    private const int DoseDigits = 4;

    public static IReadOnlyList<AnalystTable> All => [SteroidDoses, SparingAgents, AgentDoses, Exposure];

    public static AnalystTable SteroidDoses { get; } = new AnalystTable<Step>(
        "steroid_doses", "One row per recorded step of a glucocorticoid course: its start, each change of dose, its stop.", ["entry_id"],
        Steps,
        [
            Uuid<Step>("entry_id", "The entry.", s => s.Entry.EntryId, required: true),
            Uuid<Step>("course_id", "The course: entry id of its start.", s => s.Course.EntryId, required: true),
            Text<Step>("step", "One of: start, change, stop.", s => s.Name, required: true) with { Codes = ["start", "change", "stop"] },
            .. Date<Step>("on", "First day on the dose; of a stop, the last day on which the drug was taken", s => s.Entry.Date),
            Code<Step, Glucocorticoid>("drug", "Drug of the course.", s => s.Course.Drug),
            Code<Step, SteroidRoute>("route", "Route of the course; only oral, intravenous and intramuscular count towards exposure.",
                s => s.Course.Route, required: true),
            Code<Step, Indication>("indication", "What the course is given for.", s => s.Course.Indication),
            Boolean<Step>("is_systemic", "Whether the route counts towards exposure.", s => SteroidCourse.IsSystemic(s.Course.Route),
                required: true),
            Numeric<Step>("daily_dose_mg",
                "Dose of the drug, milligrams a day, the mean of a day where it was prescribed otherwise; null for a stop or when not "
                    + "reported.", s => s.DailyDoseMg),
            Numeric<Step>("prescribed_mg", "Milligrams each time, where it was prescribed otherwise than as so many a day.", s =>
                s.Prescribed?.Mg),
            Numeric<Step>("prescribed_mg_per_kg", "The same by body weight, milligrams per kilogram.", s => s.Prescribed?.MgPerKg),
            Numeric<Step>("prescribed_for_kg", "Body weight that the dose goes by.", s => s.Prescribed?.WeightKg),
            Code<Step, DoseFrequency>("prescribed_frequency", "How often, where it was prescribed so.", s => s.Prescribed?.Frequency),
            Numeric<Step>("prednisone_mg_per_day", "The same dose as milligrams of prednisone a day; null without drug or dose.", s =>
                s.PrednisoneMgPerDay),
            Text<Step>("equivalents", "Table of equivalents used.", s => s.Equivalents.Id, required: true),
            Code<Step, StopReason>("stop_reason", "Why the course was stopped; null for other steps.", s =>
                (s.Entry as SteroidCourseStopped)?.Reason),
        ]);

    public static AnalystTable SparingAgents { get; } = new AnalystTable<Treatment>(
        "sparing_agents", "One row per treatment with a steroid-sparing agent.", ["entry_id"], Treatments,
        [
            Uuid<Treatment>("entry_id", "The entry, which is the treatment's id.", t => t.Start.EntryId, required: true),
            Code<Treatment, SparingAgent>("agent", "Agent.", t => t.Start.Agent, required: true),
            Code<Treatment, Indication>("indication",
                "What it is given for; an agent given for another disease is not steroid-sparing for this one.", t => t.Start.Indication),
            .. Date<Treatment>("started_on", "First day of treatment", t => t.Start.StartedOn),
            .. Date<Treatment>("last_dose_on", "Last day of treatment", t => t.Stop?.LastDoseOn),
            Boolean<Treatment>("stop_recorded", "Whether a stop is on record.", t => t.Stop is not null, required: true),
            Code<Treatment, StopReason>("stop_reason", "Why it was stopped.", t => t.Stop?.Reason),
        ]);

    public static AnalystTable AgentDoses { get; } = new AnalystTable<Dosed>(
        "sparing_agent_doses",
        "One row per recorded dose of a steroid-sparing agent: on its first day, at each change, at each later administration.",
        ["entry_id"], Doses,
        [
            Uuid<Dosed>("entry_id", "The entry.", d => d.Entry.EntryId, required: true),
            Uuid<Dosed>("treatment_id", "The treatment: entry id of its start.", d => d.Start.EntryId, required: true),
            Text<Dosed>("step", "One of: start, change, administration.", d => d.Name, required: true) with
            {
                Codes = ["start", "change", "administration"],
            },
            .. Date<Dosed>("on", "When it was given, or the first day on the dose", d => d.Entry.Date),
            Code<Dosed, SparingAgent>("agent", "Agent.", d => d.Start.Agent, required: true),
            Numeric<Dosed>("amount", "How much at once, in dose_unit; null when not reported.", d => d.Dose?.Amount),
            Code<Dosed, AgentDoseUnit>("dose_unit", "Unit of the amount.", d => d.Dose?.Unit),
            Code<Dosed, DoseFrequency>("frequency", "How often; null for once or when not reported.", d => d.Dose?.Frequency),
            Code<Dosed, AgentRoute>("route", "Route.", d => d.Dose?.Route),
            Integer<Dosed>("course_number", "Number of the course, where the clinic counts them.",
                d => (d.Entry as AgentAdministered)?.Course),
        ]);

    public static AnalystTable Exposure { get; } = new AnalystTable<Exposed>(
        "treatment_exposure",
        "One row per stretch of treatment of this disease, from what is recorded and how long it acts: start, stop, dose. What was given "
            + "for another disease is left out.",
        ["kind", "ordinal"],
        p => TreatmentStretches.Of(p.Treatments).GroupBy(stretch => stretch.Kind)
            .SelectMany(same => same.Select((stretch, i) => new Exposed(stretch, i + 1))),
        [
            Code<Exposed, ExposureKind>(
                "kind", "What was given: an operation that was more than taking tissue, systemic glucocorticoid at one dose, or an agent.",
                e => e.Stretch.Kind, required: true),
            Integer<Exposed>("ordinal", "1 for the first stretch of this kind, 2 for the second, …", e => e.Ordinal, required: true),
            Code<Exposed, SparingAgent>("agent", "Agent; null for other kinds.", e => e.Stretch.Agent),
            .. Span<Exposed>("starts", "First day", e => e.Stretch.Starts),
            .. Span<Exposed>(
                "stops", "Last day, for an agent the last on which it acts; null for an operation, which never ends, and while it goes on",
                e => e.Stretch.Stops),
            .. Dose<Exposed>("prednisone_per_day", "Daily dose of systemic glucocorticoid, all courses together", e =>
                e.Stretch.PrednisoneMgPerDay),
        ]);

    private static IEnumerable<Step> Steps(PatientFacts patient)
    {
        var courses = patient.Chart.Of<SteroidCourseStarted>().ToDictionary(course => course.EntryId);
        foreach (var entry in patient.Chart.Entries)
        {
            var id = entry switch
            {
                SteroidCourseStarted start => start.EntryId,
                SteroidDoseChanged change => change.CourseId,
                SteroidCourseStopped stop => stop.CourseId,
                _ => (Guid?)null,
            };
            // A change whose course was retracted belongs to no treatment that took place.
            if (id is { } courseId && courses.TryGetValue(courseId, out var course))
                yield return new Step(entry, course, patient.Exposure.Factors);
        }
    }

    private static IEnumerable<Treatment> Treatments(PatientFacts patient)
    {
        var stops = patient.Chart.Of<SparingAgentStopped>().ToLookup(stop => stop.TreatmentId);
        return patient.Chart.Of<SparingAgentStarted>().Select(start => new Treatment(start, stops[start.EntryId].FirstOrDefault()));
    }

    private static IEnumerable<Dosed> Doses(PatientFacts patient)
    {
        var starts = patient.Chart.Of<SparingAgentStarted>().ToDictionary(start => start.EntryId);
        foreach (var entry in patient.Chart.Entries)
        {
            var (id, dose) = entry switch
            {
                SparingAgentStarted { Dose: not null } start => (start.EntryId, start.Dose),
                AgentDoseChanged change => (change.TreatmentId, change.Dose),
                AgentAdministered given => (given.TreatmentId, given.Dose),
                _ => (Guid.Empty, null),
            };
            if (starts.TryGetValue(id, out var treatment)) yield return new(entry, treatment, dose);
        }
    }

    private sealed record Exposed(TreatmentStretch Stretch, int Ordinal);

    private sealed record Dosed(ClinicalEntry Entry, SparingAgentStarted Start, AgentDose? Dose)
    {
        public string Name => Entry switch { SparingAgentStarted => "start", AgentDoseChanged => "change", _ => "administration" };
    }

    private sealed record Treatment(SparingAgentStarted Start, SparingAgentStopped? Stop);

    private sealed record Step(ClinicalEntry Entry, SteroidCourseStarted Course, PrednisoneEquivalents Equivalents)
    {
        public string Name => Entry switch { SteroidCourseStarted => "start", SteroidDoseChanged => "change", _ => "stop" };

        public decimal? DailyDoseMg =>
            Entry switch { SteroidCourseStarted start => start.DailyDoseMg, SteroidDoseChanged change => change.DailyDoseMg, _ => null };

        public PrescribedDose? Prescribed =>
            Entry switch { SteroidCourseStarted start => start.Prescribed, SteroidDoseChanged change => change.Prescribed, _ => null };

        public decimal? PrednisoneMgPerDay =>
            Course.Drug is { } drug && DailyDoseMg is { } dose ? (Fraction.Of(dose) * Equivalents[drug]).Round(DoseDigits) : null;
    }
}
