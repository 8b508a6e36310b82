using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Web.Words;

/// <summary>An entry as a clinician would read it out. What is not reported is left out, never said to be absent.</summary>
public static class EntryWords
{
    /// <summary>What such an entry is called.</summary>
    /// <param name="entry">The entry.</param>
    public static string Kind(ClinicalEntry entry) => Words(entry, null).Kind;

    /// <summary>The entry without its date and note.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="chart">The chart it belongs to, which names the drug of a dose change; may be missing.</param>
    public static string Of(ClinicalEntry entry, PatientChart? chart = null)
    {
        var text = string.Join("; ", Words(entry, chart).Phrases.Where(phrase => phrase is not null));
        return text.Length == 0 ? PatientWords.NotReported : text;
    }

    private static (string Kind, string?[] Phrases) Words(ClinicalEntry entry, PatientChart? chart) => entry switch
    {
        PatientEnrolled e => ("Enrolment",
        [
            $"study number {e.StudyNumber}", Named(e.Sex), e.BirthYear is { } year ? $"born {year}" : null, Origin(e), e.Citation,
        ]),
        PresentationRecorded e => ("Presentation",
        [
            Named(e.Diagnosis), e.OnsetOn is { } onset ? $"first symptom {PatientWords.Date(onset)}" : null,
            e.NeurologicalOnsetOn is { } deficit ? $"first deficit {PatientWords.Date(deficit)}" : null,
            e.DeteriorationOn is { } worse ? $"worsening since {PatientWords.Date(worse)}" : null,
            e.AgeYears is { } age ? $"age {age}" : null,
            e.Symptoms is { Count: > 0 } symptoms ? EnumWords.List(symptoms) : null,
            e.Course is { } course ? $"course {EnumWords.Of(course)}" : null,
            e.OtherOrgans switch
            {
                null => null,
                { Count: 0 } => "no other organ involved",
                var organs => $"also {EnumWords.List(organs)}",
            },
        ]),
        ConsentRecorded e => ("Consent",
        [
            $"{EnumWords.List(e.Purposes)}: {EnumWords.Of(e.Decision)}", e.By is { } giver ? $"by {EnumWords.Of(giver)}" : null,
            e.FormVersion is { } form ? $"form {form}" : null,
        ]),
        RiskRecorded e => ("Risk",
        [
            $"{EnumWords.Of(e.What)}: {EnumWords.Of(e.State)}", e.Since is { } since ? $"since {PatientWords.Date(since)}" : null,
        ]),
        AsiaGradeRecorded e => ("AIS grade",
        [
            e.Grade is { } grade ? $"AIS {grade}" : null, Examined(e), Named(e.TreatmentPhase),
            e.Edition is { } edition ? $"classified by {EnumWords.Of(edition)}" : null,
        ]),
        StatusAssessed e => ("Status",
        [
            e.PainScore is { } pain ? $"pain {pain} of 10" : null, e.PainSites is { Count: > 0 } sites ? EnumWords.List(sites) : null,
            e.Walking is { } walking ? $"walking: {EnumWords.Of(walking)}" : null, e.WalkingDistanceM is { } metres ? $"{metres} m" : null,
            e.Bladder is { } bladder ? $"bladder: {EnumWords.Of(bladder)}" : null,
            e.Bowel is { } bowel ? $"bowel: {EnumWords.Of(bowel)}" : null,
            e.Spasticity is { } tone ? $"spasticity: {EnumWords.Of(tone)}" : null,
            e.SensoryLevel is { } level ? $"sensory level {level}" : null,
            e.WeightKg is { } weight ? FormattableString.Invariant($"{weight} kg") : null,
            e.Symptoms switch { null => null, { Count: 0 } => "no symptoms", var symptoms => EnumWords.List(symptoms) },
            e.Mjoa is { } mjoa ? $"mJOA {mjoa} of 18" : null, e.MjoaThoracic is { } thoracic ? $"thoracic mJOA {thoracic} of 11" : null,
            e.Nurick is { } nurick ? $"Nurick {nurick}" : null, e.ModifiedRankin is { } rankin ? $"mRS {rankin}" : null,
            e.ScimTotal is { } scim ? $"SCIM III {scim} of 100" : null, e.Eq5dProfile is { } profile ? $"EQ-5D-5L {profile}" : null,
            e.Eq5dIndex is { } index ? $"index {index} ({e.Eq5dValueSet})" : null,
            .. (e.NotAssessed ?? []).Select(missing => $"{EnumWords.Of(missing.Item)}: {EnumWords.Of(missing.Reason)}"),
        ]),
        ResponderIndexScored e => ("Responder Index",
        [
            $"{EnumWords.Of(e.Instrument)}: total {e.Total()}",
            e.StatedTotal is { } stated && stated != e.Total() ? $"{stated} as stated" : null,
            .. e.Sites.Select(site => string.Join(", ", new[]
            {
                $"{EnumWords.Of(site.Site)} {site.Score}", SaidOf(site.Urgent, "urgent"), SaidOf(site.Symptomatic, "symptomatic"),
                site.Damage == false ? "no damage" : null,
            }.Where(said => said is not null))),
            e.ConstitutionalScore is { } constitutional ? $"constitutional {constitutional}" : null,
            e.SerumIgG4Score is { } serum ? $"serum IgG4 {serum}" : null,
            e.Sites.Where(site => site.Damage == true).Select(site => site.Site).ToList() is { Count: > 0 } damaged
                ? $"damage: {EnumWords.List(damaged)}" : null,
        ]),
        ImagingMissed e => ("Not imaged",
        [
            Named(e.Modality), EnumWords.Of(e.Reason), Named(e.Obstacle),
        ]),
        LesionImaged e => (e.Modality is null or ImagingModality.Mri ? "MRI" : "Imaging",
        [
            e.Modality is null or ImagingModality.Mri ? null : Named(e.Modality),
            e.Regions is { Count: > 0 } regions ? EnumWords.List(regions) : null,
            Said(e.ContrastGiven, "contrast"),
            e.LesionPresent ? "lesion" : "no lesion", e.Levels?.ToString(), Named(e.Compartment), Named(e.Pattern), Named(e.Shape),
            e.T1Signal is { } t1 ? $"T1 {EnumWords.Of(t1)}" : null, e.T2Signal is { } t2 ? $"T2 {EnumWords.Of(t2)}" : null,
            e.Enhancement is { } enhancement ? $"enhancement {EnumWords.Of(enhancement)}" : null,
            e.ThicknessMm is { } mm ? $"{mm} mm thick" : null,
            e.LengthMm is { } length ? FormattableString.Invariant($"{length} mm long") : null,
            e.CanalCompromisePercent is { } lost ? $"canal narrowed by {lost} %" : null,
            Said(e.CordCompression, "cord compression"), Said(e.CordCavity, "cord cavity"),
            e.CavityLengthMm is { } cavity ? FormattableString.Invariant($"cavity {cavity} mm long") : null,
            e.CavitySincePrior is { } hollow ? $"cavity {EnumWords.Of(hollow)} since the prior study" : null,
            e.CordT2Signal is { } signal ? $"cord on T2: {EnumWords.Of(signal)}" : null,
            e.ChangeSincePrior is { } change ? $"{EnumWords.Of(change)} since the prior study" : null,
            e.EnhancementSincePrior is { } since ? $"enhancement since the prior study: {EnumWords.Of(since)}" : null,
            e.Reader is { } reader ? $"read by {EnumWords.Of(reader)}" : null, Said(e.DoneElsewhere, "done elsewhere"),
            .. (e.NotAssessed ?? []).Select(missing => $"{EnumWords.Of(missing.Item)}: {EnumWords.Of(missing.Reason)}"), e.SourceWording,
        ]),
        LabMeasured e => ("Laboratory",
        [
            $"{EnumWords.Of(e.Analyte)} {e.Result}".Replace("{1.73_m2}", "1.73 m\u00b2", StringComparison.Ordinal),
            e.UpperLimitOfNormal is { } limit ? $"upper limit {limit}" : null,
            e.LowerLimitOfNormal is { } least ? $"lower limit {least}" : null, e.Assay,
            e.Dilution is { } dilution ? $"diluted 1:{dilution}" : null,
        ]),
        LabMissed e => ("Not measured",
        [
            .. e.NotMeasured.Select(missing => $"{EnumWords.Of(missing.Analyte)}: {EnumWords.Of(missing.Reason)}"),
        ]),
        BiopsyReported e => ("Histology",
        [
            Named(e.Tissue), e.Levels?.ToString(), e.SampledOn is { } sampled ? $"taken {PatientWords.Date(sampled)}" : null,
            e.IgG4PositiveCellsPerHpf is { } cells ? $"{cells} IgG4+ cells per high-power field" : null,
            e.IgG4ToIgGPercent is { } percent ? $"IgG4+/IgG+ {percent} %" : null,
            Said(e.LymphoplasmacyticInfiltrate, "lymphoplasmacytic infiltrate"),
            Said(e.Fibrosis, "fibrosis"), Said(e.StoriformFibrosis, "storiform fibrosis"),
            e.StoriformAssessable == false ? "storiform fibrosis not assessable" : null,
            Said(e.ObliterativePhlebitis, "obliterative phlebitis"),
            e.Granulomas is { } granulomas ? $"granulomas: {EnumWords.Of(granulomas)}" : null,
            e.Neutrophils is { } neutrophils ? $"neutrophils: {EnumWords.Of(neutrophils)}" : null,
            e.Exclusions switch
            {
                null => null,
                { Count: 0 } => "nothing against IgG4\u2011related disease",
                var exclusions => $"against IgG4\u2011related disease: {EnumWords.List(exclusions)}",
            },
            .. (e.NotAssessed ?? []).Select(missing => $"{EnumWords.Of(missing.Item)}: {EnumWords.Of(missing.Reason)}"),
        ]),
        DifferentialChecked e => ("Differential diagnosis", [EnumWords.Of(e.What), Named(e.Result), Named(e.Missing)]),
        OrganAssessed e => ("Organ",
        [
            $"{EnumWords.Of(e.Site)}: {Named(e.Result) ?? $"not looked for, {Named(e.Missing)}"}",
            e.Bilateral switch { true => "both sides", false => "one side", null => null },
            e.Features switch { null or { Count: 0 } => null, var features => EnumWords.List(features) },
            e.Methods is { Count: > 0 } methods ? $"by {EnumWords.List(methods)}" : null, e.SuvMax is { } suv ? $"SUVmax {suv}" : null,
        ]),
        DiagnosisMade e => ("Diagnosis",
        [
            EnumWords.Of(e.Diagnosis), Named(e.Certainty), e.Criteria is { } criteria ? $"by {EnumWords.Of(criteria)}" : null,
            e.StatedPoints is { } points ? $"{points} points as stated" : null,
        ]),
        SurgeryPerformed e => ("Surgery",
        [
            e.Procedures.Count > 0 ? EnumWords.List(e.Procedures) : null, e.Levels?.ToString(),
            e.Extent is { } extent ? $"extent {EnumWords.Of(extent)}" : null, Said(e.Decompression, "decompression"),
            e.DecompressedLevels is { } relieved ? $"relieved at {relieved}" : null, Named(e.Urgency),
            e.Indications is { Count: > 0 } reasons ? $"for {EnumWords.List(reasons)}" : null,
            e.ReoperationFor is { } again ? $"again for {EnumWords.Of(again)}" : null,
            Said(e.DuraResected, "resection of dura"), e.DuralGraft is { } graft ? $"graft: {EnumWords.Of(graft)}" : null,
            e.BloodLossMl is { } millilitres ? $"{millilitres} mL of blood lost" : null,
            e.Complications switch
            {
                null => null,
                { Count: 0 } => "no complications",
                var complications => $"complications: {EnumWords.List(complications)}",
            },
            e.Description,
        ]),
        SteroidCourseStarted e => ("Glucocorticoid started",
        [
            Named(e.Drug) ?? "drug not reported", Dose(e.DailyDoseMg) ?? "dose not reported", As(e.Prescribed), EnumWords.Of(e.Route),
            For(e.Indication),
        ]),
        SteroidDoseChanged e => ("Glucocorticoid dose", [Drug(chart, e.CourseId), Dose(e.DailyDoseMg), As(e.Prescribed)]),
        SteroidCourseStopped e => ("Glucocorticoid stopped", [Drug(chart, e.CourseId), "last dose on this day", Named(e.Reason)]),
        SparingAgentStarted e => ("Sparing agent started", [EnumWords.Of(e.Agent), Given(e.Dose), e.Regimen, For(e.Indication)]),
        AgentDoseChanged e => ("Sparing agent dose", [Agent(chart, e.TreatmentId), Given(e.Dose), Named(e.Reason)]),
        AgentAdministered e => ("Sparing agent given",
        [
            Agent(chart, e.TreatmentId), Given(e.Dose), e.Course is { } number ? $"course {number}" : null,
        ]),
        SparingAgentStopped e => ("Sparing agent stopped",
        [
            Agent(chart, e.TreatmentId), Named(e.Reason),
        ]),
        SafetyChecked e => ("Safety check",
        [
            EnumWords.Of(e.What), Named(e.Result), e.SystolicMmHg is { } systolic ? $"{systolic}/{e.DiastolicMmHg} mmHg" : null,
            e.TScore is { } score ? $"T-score {score}" : null, Named(e.Missing),
        ]),
        PreventionGiven e => ("Prevention",
        [
            EnumWords.Of(e.What), e.StoppedOn is { } stop ? $"stopped {PatientWords.Date(stop)}" : null,
        ]),
        AdverseEventReported e => ("Adverse event",
        [
            EnumWords.Of(e.Term), e.Description, e.Grade is { } degree ? $"grade {degree}" : null, Said(e.Serious, "serious"),
            Said(e.GlucocorticoidSuspected, "glucocorticoid suspected"),
            e.SuspectedAgents switch
            {
                null => null,
                { Count: 0 } => "no agent suspected",
                var agents => $"suspected: {EnumWords.List(agents)}",
            },
            e.Action is { } action ? $"action: {EnumWords.Of(action)}" : null,
            e.Outcome is { } outcome ? $"outcome: {EnumWords.Of(outcome)}" : null,
            e.EndedOn is { } ended ? $"ended {PatientWords.Date(ended)}" : null,
        ]),
        VisitLogged e => ("Visit",
        [
            Named(e.Mode), e.RecurrenceAssessment is { } assessment ? $"recurrence: {EnumWords.Of(assessment)}" : null,
            e.NextVisitDueOn is { } due ? $"next visit due {due:yyyy-MM-dd}" : null,
            e.NextMriPlannedOn is { } mri ? $"next MRI {mri:yyyy-MM-dd}" : null,
            e.StatedFollowUpMonths is { } months ? $"{months} months of follow-up stated" : null,
        ]),
        RecurrenceRecorded e => ("Recurrence",
        [
            e.Kinds.Count > 0 ? EnumWords.List(e.Kinds) : "kind not reported",
            e.LastKnownFreeOn is { } free ? $"last known free {PatientWords.Date(free)}" : null,
            e.Sites is { Count: > 0 } sites ? $"in: {EnumWords.List(sites)}" : null,
            e.Levels?.ToString(), Named(e.Pattern),
            e.StatedPrednisoneMgPerDay is { } dose ? $"on prednisone {dose} mg/day as stated" : null,
        ]),
        PlanMade e => ("Plan",
        [
            EnumWords.Of(e.What), e.DueOn is { } due ? $"due {PatientWords.Date(due)}" : null, Named(e.Agent), Named(e.Analyte),
            Named(e.Drug), .. (e.Steps ?? []).Select(step => $"{step.DailyDoseMg} mg/day from {step.From:yyyy-MM-dd}"),
            e.Replaces is null ? null : "instead of an earlier plan", e.Description,
        ]),
        PlanSettled e => ("Plan settled", [EnumWords.Of(e.Outcome), Named(e.Reason)]),
        RecurrenceResolved => ("Recurrence resolved", ["came under control"]),
        FollowUpEnded e => ("Follow-up ended", [EnumWords.Of(e.Reason), e.CauseOfDeath]),
        FollowUpResumed => ("Follow-up resumed", ["follow-up goes on"]),
        _ => throw new InvalidOperationException($"{entry.GetType().Name} has no words."),
    };

    private static string? Agent(PatientChart? chart, Guid treatmentId) =>
        chart?.Find(treatmentId) is SparingAgentStarted start ? EnumWords.Of(start.Agent) : null;

    private static string? Given(AgentDose? dose) => dose is null ? null : string.Join(' ', new[]
    {
        FormattableString.Invariant($"{dose.Amount}"), EnumWords.Of(dose.Unit), Named(dose.Frequency), Named(dose.Route),
    }.OfType<string>());

    private static string? As(PrescribedDose? dose) => dose switch
    {
        null => null,
        { MgPerKg: { } perKg } =>
            FormattableString.Invariant($"prescribed as {perKg} mg/kg for {dose.WeightKg} kg, {EnumWords.Of(dose.Frequency)}"),
        _ => FormattableString.Invariant($"prescribed as {dose.Mg} mg, {EnumWords.Of(dose.Frequency)}"),
    };

    // What was typed and what the examination says stand side by side: where they differ, the reader must see it.
    private static string? Examined(AsiaGradeRecorded e) =>
        e.Examination is null ? null
        : AsiaGrades.Derived(e)?.Single is { } grade ? $"ISNCSCI examination gives AIS {grade}"
        : "ISNCSCI examination leaves the grade open";

    private static string? Origin(PatientEnrolled e) => e.Origin == DataOrigin.Clinic ? null : $"{EnumWords.Of(e.Origin)} record";

    private static string? Drug(PatientChart? chart, Guid courseId) =>
        chart?.Find(courseId) is SteroidCourseStarted { Drug: { } drug } ? EnumWords.Of(drug) : null;

    private static string? Dose(decimal? mg) => mg is { } dose ? $"{dose} mg/day" : null;

    private static string? For(Indication? indication) => indication switch
    {
        null => null,
        Indication.Other => "for another disease",
        { } disease => $"for {EnumWords.Of(disease)}",
    };

    private static string? Named(Enum? value) => value is null ? null : EnumWords.Of(value);

    private static string? SaidOf(bool? value, string what) => value switch { true => what, false => $"not {what}", null => null };

    private static string? Said(bool? value, string what) => value switch { true => what, false => $"no {what}", null => null };
}
