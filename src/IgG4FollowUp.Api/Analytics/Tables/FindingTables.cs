using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Wording;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>What was found on the patient: one row per current entry.</summary>
public static class FindingTables
{
    public static IReadOnlyList<AnalystTable> All => [AsiaGrades, Statuses, Lesions, ImagingMissed, Labs, LabsMissed, Surgeries, Visits];

    public static AnalystTable AsiaGrades { get; } = new AnalystTable<Graded>(
        "asia_grades", "One row per assessment of the ASIA Impairment Scale, with what a whole examination adds up to.", ["entry_id"],
        p => p.Chart.Of<AsiaGradeRecorded>().Select(entry => new Graded(entry, p.Outcome)),
        [
            Uuid<Graded>("entry_id", "The entry.", g => g.Entry.EntryId, required: true),
            .. Date<Graded>("assessed_on", "When the patient was examined", g => g.Entry.AssessedOn),
            Code<Graded, AsiaGrade>("grade", "The grade that counts, when it is determined.", g =>
                Domain.Patients.AsiaGrades.Determined(g.Entry)),
            Text<Graded>(
                "method",
                "Whether the grade that counts follows from a whole examination or was entered; the two are "
                    + "not compared. One of: derived, entered.",
                g => MethodName(Domain.Patients.AsiaGrades.MethodOf(g.Entry)), required: true) with { Codes = ["derived", "entered"] },
            Code<Graded, AsiaGrade>("entered_grade", "The grade as the examiner gave it.", g => g.Entry.Grade),
            Code<Graded, AsiaGrade>("follow_up_grade",
                "The grade as outcomes compare it with the baseline: certainly after it and of the same "
                    + "method; null for every other assessment.", g =>
                        g.Outcome.FollowUp.FirstOrDefault(grade => grade.EntryId == g.Entry.EntryId)?.Grade),
            Boolean<Graded>("is_baseline", "Whether outcomes take this assessment as the baseline.",
                g => g.Outcome.Baseline?.EntryId == g.Entry.EntryId, required: true),
            Boolean<Graded>("is_last", "Whether outcomes take this assessment as the last of follow-up.",
                g => g.Outcome.Last?.EntryId == g.Entry.EntryId, required: true),
            Code<Graded, TreatmentPhase>(
                "treatment_phase", "Whether the source puts it before or after treatment, where it gives no dates.",
                g => g.Entry.TreatmentPhase),
            Integer<Graded>("uems", "UEMS, 0 to 50; null where a muscle was not testable.", g => g.Totals?.UpperExtremity),
            Integer<Graded>("lems", "LEMS, 0 to 50; null where a muscle was not testable.", g => g.Totals?.LowerExtremity),
            Integer<Graded>("light_touch", "Light touch, 0 to 112; null where a point was not testable.", g => g.Totals?.LightTouch),
            Integer<Graded>("pin_prick", "Pin prick, 0 to 112; null where a point was not testable.", g => g.Totals?.PinPrick),
            Text<Graded>(
                "nli", "Neurological level of injury, or INT for intact throughout; null where the examination allows several.",
                g => g.Classified?.NeurologicalLevel.Single?.Notation())
                with { Codes = [.. Enum.GetValues<CordLevel>().Select(CordLevels.Notation)] },
            Text<Graded>(
                "completeness", "Whether function is preserved in the lowest sacral segments; null where the examination allows both. "
                + "One of: complete, incomplete.",
                g => g.Classified?.Completeness.Single is { } known ? known == InjuryCompleteness.C ? "complete" : "incomplete" : null)
                with { Codes = ["complete", "incomplete"] },
            Boolean<Graded>(
                "vac", "Voluntary anal contraction; null where not testable.", g => Present(g.Entry.Examination?.VoluntaryAnalContraction)),
            Boolean<Graded>("dap", "Deep anal pressure; null where not testable.", g => Present(g.Entry.Examination?.DeepAnalPressure)),
            Boolean<Graded>(
                "is_baseline_examination", "Whether the changes of scores count from this examination: the last whole one not after the "
                + "start of treatment, else the first.",
                g => g.Outcome.BaselineExamination?.EntryId == g.Entry.EntryId, required: true),
            Change("uems", "UEMS", totals => totals.UpperExtremity),
            Change("lems", "LEMS", totals => totals.LowerExtremity),
            Change("light_touch", "Light touch", totals => totals.LightTouch),
            Change("pin_prick", "Pin prick", totals => totals.PinPrick),
        ]);

    public static AnalystTable Statuses { get; } = new AnalystTable<StatusAssessed>(
        "statuses", "One row per assessment of how the patient was: pain, walking, bladder and bowel, function, quality of life.",
        ["entry_id"],
        p => p.Chart.Of<StatusAssessed>(),
        [
            Uuid<StatusAssessed>("entry_id", "The entry.", s => s.EntryId, required: true),
            .. Date<StatusAssessed>("assessed_on", "When the patient was seen or asked", s => s.AssessedOn),
            Integer<StatusAssessed>("pain_score", $"Worst pain of the last week, 0 to 10. {Smallest(Score.Pain)}", s =>
                s.PainScore),
            .. Flags<StatusAssessed, PainSite>("pain_", "Whether it hurts here", s => s.PainSites),
            Code<StatusAssessed, Walking>("walking", "How the patient gets about.", s => s.Walking),
            Integer<StatusAssessed>("walking_distance_m", $"Metres walked without a rest. {Smallest(Score.WalkingDistance)}", s =>
                s.WalkingDistanceM),
            Code<StatusAssessed, BladderFunction>("bladder", "Bladder.", s => s.Bladder),
            Code<StatusAssessed, BowelFunction>("bowel", "Bowel.", s => s.Bowel),
            Code<StatusAssessed, Spasticity>("spasticity", "Modified Ashworth scale of the most affected muscle group.", s => s.Spasticity),
            Text<StatusAssessed>("sensory_level",
                "Lowest level with normal sensation on the worse side, where no whole examination was done; S4-5 is normal throughout.",
                s => s.SensoryLevel)
                with
            {
                Codes = [.. Enum.GetValues<CordLevel>().Where(level => level is >= CordLevel.C1 and <= CordLevel.S4_5)
                    .Select(CordLevels.Notation)],
            },
            Numeric<StatusAssessed>("weight_kg", "Body weight, kilograms.", s => s.WeightKg),
            .. Flags<StatusAssessed, Symptom>("symptom_", "Whether the symptoms of that day include", s => s.Symptoms),
            Integer<StatusAssessed>("mjoa",
                $"mJOA, 0 to 18: mild 15 to 17, moderate 12 to 14, severe 0 to 11 (Tetreault 2017). {Smallest(Score.Mjoa)}",
                s => s.Mjoa),
            Code<StatusAssessed, MyelopathySeverity>("mjoa_severity", "Severity by the mJOA (Tetreault 2017).",
                s => s.Mjoa is { } mjoa ? FunctionScores.Severity(mjoa) : null),
            Integer<StatusAssessed>("mjoa_thoracic",
                $"JOA score without the arms, for the thoracic cord, 0 to 11. {Smallest(Score.MjoaThoracic)}",
                s => s.MjoaThoracic),
            Integer<StatusAssessed>("nurick", $"Nurick grade, 0 to 5. {Smallest(Score.Nurick)}", s => s.Nurick),
            Integer<StatusAssessed>("modified_rankin", $"Modified Rankin scale, 0 to 5. {Smallest(Score.ModifiedRankin)}", s =>
                s.ModifiedRankin),
            Integer<StatusAssessed>("scim_total",
                $"SCIM III, 0 to 100. {Smallest(Score.Scim)}", s => s.ScimTotal),
            Text<StatusAssessed>("eq5d_profile", "EQ-5D-5L profile, five digits from 1 to 5.", s => s.Eq5dProfile),
            Numeric<StatusAssessed>("eq5d_index", $"EQ-5D-5L index by the value set beside it. {Smallest(Score.Eq5dIndex)}", s =>
                s.Eq5dIndex),
            Numeric<StatusAssessed>("eq5d_index_england_2018", "EQ-5D-5L index of the profile by the value set for England (Devlin 2018).",
                s => s.Eq5dProfile is { } profile ? FunctionScores.IndexOfEngland(profile) : null),
            Text<StatusAssessed>(
                "eq5d_value_set", "Value set of the index; null where it names no country of which one is known.", s =>
                    s.Eq5dValueSet is { } named && FunctionScores.NamesValueSet(named) ? named : null),
            .. Enum.GetValues<StatusItem>().Select(item => Code<StatusAssessed, MissingReason>(
                $"missing_{StoredName.Of(item).Replace('-', '_')}", $"Why there is no value: {StoredName.Of(item)}.",
                s => s.NotAssessed?.FirstOrDefault(missing => missing.Item == item)?.Reason)),
        ]);

    public static AnalystTable Lesions { get; } = new AnalystTable<LesionImaged>(
        "lesions", "One row per imaging study of the spine, with or without a lesion.", ["entry_id"], p => p.Chart.Of<LesionImaged>(),
        [
            Uuid<LesionImaged>("entry_id", "The entry.", study => study.EntryId, required: true),
            .. Date<LesionImaged>("imaged_on", "When the study was done", study => study.ImagedOn),
            Boolean<LesionImaged>("lesion_present", "Whether a lesion is seen; false is a negative study.", study => study.LesionPresent,
                required: true),
            .. Levels<LesionImaged>("", "Lesion", study => study.Levels),
            Code<LesionImaged, Compartment>("compartment", "Compartment.", study => study.Compartment),
            Code<LesionImaged, LesionPattern>("pattern",
                "Position of the mass relative to the cord in a sagittal plane (Yang 2023, doi:10.3389/fonc.2022.1035056).", study =>
                    study.Pattern),
            Code<LesionImaged, LesionShape>("shape", "Shape.", study => study.Shape),
            Code<LesionImaged, SignalIntensity>("t1_signal", "T1 signal.", study => study.T1Signal),
            Code<LesionImaged, SignalIntensity>("t2_signal", "T2 signal.", study => study.T2Signal),
            Code<LesionImaged, Enhancement>("enhancement", "Enhancement after gadolinium.", study => study.Enhancement),
            Numeric<LesionImaged>("thickness_mm", "Greatest thickness, millimetres.", study => study.ThicknessMm),
            Boolean<LesionImaged>("cord_compression", "Whether the cord is compressed.", study => study.CordCompression),
            Boolean<LesionImaged>("cord_cavity", "Whether the cord shows a cavity.", study => study.CordCavity),
            Numeric<LesionImaged>("cavity_length_mm", "Length of the cavity of the cord, millimetres.", study => study.CavityLengthMm),
            Code<LesionImaged, LesionChange>("cavity_since_prior", "Change of the cavity of the cord since the prior study.", study =>
                study.CavitySincePrior),
            Code<LesionImaged, LesionChange>("change_since_prior", "Change since the prior study.", study => study.ChangeSincePrior),
            Code<LesionImaged, EnhancementChange>("enhancement_since_prior",
                "Change of enhancement since the prior study, whatever the size.", study => study.EnhancementSincePrior),
            Code<LesionImaged, ImagingModality>(
                "modality", "How it was imaged; null is magnetic resonance. Nothing is derived from another modality.",
                study => study.Modality),
            Boolean<LesionImaged>("contrast_given", "Whether contrast was given.", study => study.ContrastGiven),
            .. Flags<LesionImaged, ImagedRegion>("region_", "Whether what was imaged includes", study => study.Regions),
            Numeric<LesionImaged>("length_mm", "Length along the spine, millimetres.", study => study.LengthMm),
            Integer<LesionImaged>("canal_compromise_percent", "Loss of the canal's anterior-posterior diameter, per cent.",
                study => study.CanalCompromisePercent),
            Code<LesionImaged, CordSignal>("cord_t2_signal", "Signal of the cord on T2-weighted images.", study => study.CordT2Signal),
            Code<LesionImaged, ImagingReader>("reader", "Who read it.", study => study.Reader),
            Boolean<LesionImaged>("done_elsewhere", "Whether it was done at another place.", study => study.DoneElsewhere),
            .. Enum.GetValues<StudyItem>().Select(item => Code<LesionImaged, MissingReason>(
                $"missing_{StoredName.Of(item).Replace('-', '_')}", $"Why there is no value: {StoredName.Of(item)}.",
                study => study.NotAssessed?.FirstOrDefault(missing => missing.Item == item)?.Reason)),
        ])
    {
        Indexed = ["pattern"],
    };

    public static AnalystTable ImagingMissed { get; } = new AnalystTable<ImagingMissed>(
        "imaging_missed", "One row per study of the spine that was not done when it should have been.", ["entry_id"],
        p => p.Chart.Of<ImagingMissed>(),
        [
            Uuid<ImagingMissed>("entry_id", "The entry.", missed => missed.EntryId, required: true),
            .. Date<ImagingMissed>("missed_on", "When it should have been done, or that it was not was known", missed => missed.MissedOn),
            Code<ImagingMissed, MissingReason>("reason", "Why.", missed => missed.Reason, required: true),
            Code<ImagingMissed, ImagingObstacle>("obstacle", "What stood in the way of one that was not possible.",
                missed => missed.Obstacle),
            Code<ImagingMissed, ImagingModality>("modality", "How it should have been imaged; null is magnetic resonance.",
                missed => missed.Modality),
        ]);

    public static AnalystTable Labs { get; } = new AnalystTable<Sample>(
        "labs", "One row per laboratory result, as measured and in one unit per analyte.", ["entry_id"], Samples,
        [
            Uuid<Sample>("entry_id", "The entry.", s => s.Lab.EntryId, required: true),
            .. Date<Sample>("drawn_on", "When the sample was taken", s => s.Lab.DrawnOn),
            Code<Sample, Analyte>("analyte", "What was measured.", s => s.Lab.Analyte, required: true),
            Text<Sample>(
                "comparator",
                "Set when the value is only known to lie below or above the one given; null when it is that. One of: <, <=, >=, >.",
                s => s.Lab.Result.Comparator is { } side ? LabResult.Code(side) : null) with { Codes = ["<", "<=", ">=", ">"] },
            Numeric<Sample>("value", "The value as measured, or the limit that comparator refers to, in unit.", s =>
                s.Lab.Result.Quantity.Value),
            Text<Sample>("unit", "UCUM code of the unit as measured.", s => s.Lab.Result.Unit.Code, required: true),
            Numeric<Sample>("value_in_base_units", "The value, or the limit that comparator refers to, in base_unit.", s =>
                InOneUnit(s.Lab, s.Lab.Result.Quantity)),
            Text<Sample>("base_unit",
                "The one unit of this analyte, whatever it was measured in. Of those measured in two ways haemoglobin is in g/L "
                    + "(16.114 g to 1 mmol), creatinine in umol/L (88.4 umol/L to 1 mg/dL), glucose in mmol/L (18.016 mg/dL to 1 mmol/L), "
                    + "25-hydroxyvitamin D in nmol/L (2.496 nmol/L to 1 ng/mL), HbA1c in mmol/mol (10.93 times the per cent less 23.50) "
                    + "and IgE in U/L (2.4 ng to 1 IU); soluble interleukin-2 receptor measured as mass is in mg/L and as activity in "
                    + "U/L, which nothing converts.",
                s => Analytes.InOneUnit(s.Lab.Analyte, s.Lab.Result.Quantity).Unit.Code,
                required: true) with { Codes = OneUnits },
            Numeric<Sample>("upper_limit_in_base_units", "That laboratory's upper limit of normal, in the base unit.", s =>
                InOneUnit(s.Lab, s.Lab.UpperLimitOfNormal)),
            Numeric<Sample>("lower_limit_in_base_units", "That laboratory's lower limit of normal, in the base unit.", s =>
                InOneUnit(s.Lab, s.Lab.LowerLimitOfNormal)),
            Boolean<Sample>("above_upper_limit",
                "Whether the value exceeds that laboratory's upper limit of normal; null when none "
                    + "is reported or comparator leaves it open.", s => AboveLimit(s.Lab)),
            Integer<Sample>("assay_series",
                "1 for the first assay or analyser that this patient's record names, 2 for the second, …; values are compared only "
                    + "within one. What it is called is somebody's words and not told.", s => s.Series),
            Integer<Sample>("dilution", "Dilution factor; undiluted IgG4 can read falsely low (prozone effect).", s => s.Lab.Dilution),
            Boolean<Sample>("prozone_suspected",
                "Whether a serum IgG4 of a named assay may read falsely low (prozone effect): not known to have been diluted, and far "
                    + "below its neighbours or not raised beside an active lesion. House default; null for all else.", s => s.Suspected),
        ])
    {
        Indexed = ["analyte"],
    };

    public static AnalystTable LabsMissed { get; } = new AnalystTable<Unmeasured>(
        "labs_missed", "One row per laboratory result that was asked for and is missing. None of them counts as a result.",
        ["entry_id", "analyte"],
        p => p.Chart.Of<LabMissed>().SelectMany(missed => missed.NotMeasured, (missed, what) => new Unmeasured(missed, what)),
        [
            Uuid<Unmeasured>("entry_id", "The entry.", u => u.Entry.EntryId, required: true),
            .. Date<Unmeasured>("missed_on", "When the sample should have been taken, or that there is no result was known",
                u => u.Entry.MissedOn),
            Code<Unmeasured, Analyte>("analyte", "What was to be measured.", u => u.What.Analyte, required: true),
            Code<Unmeasured, MissingReason>("reason", "Why there is no result.", u => u.What.Reason, required: true),
        ])
    {
        Indexed = ["analyte"],
    };

    public static AnalystTable Surgeries { get; } = new AnalystTable<SurgeryPerformed>(
        "surgeries", "One row per operation.", ["entry_id"], p => p.Chart.Of<SurgeryPerformed>(),
        [
            Uuid<SurgeryPerformed>("entry_id", "The entry.", surgery => surgery.EntryId, required: true),
            .. Date<SurgeryPerformed>("performed_on", "When", surgery => surgery.PerformedOn),
            .. Flags<SurgeryPerformed, Procedure>("procedure_",
                "Whether the procedures include; null when only the fact of surgery is known", surgery =>
                    surgery.Procedures.Count == 0 ? null : surgery.Procedures),
            .. Levels<SurgeryPerformed>("", "Levels operated on", surgery => surgery.Levels),
            Code<SurgeryPerformed, ResectionExtent>("extent", "Extent of the resection.", surgery => surgery.Extent),
            Boolean<SurgeryPerformed>("is_treatment", "False for an operation that only took tissue.",
                surgery => surgery.IsTreatment(), required: true),
            Boolean<SurgeryPerformed>("decompression",
                "Whether it relieved the cord or the roots: as stated, else true for laminectomy, laminoplasty, vertebrectomy or a "
                    + "resection of whatever extent and false for biopsy, shunt, durotomy or fixation alone (house default); null when "
                    + "neither is known.", surgery => Decompressions.IsDecompression(surgery)),
            Boolean<SurgeryPerformed>("decompression_stated", "Whether the record says so itself.",
                surgery => surgery.Decompression is not null, required: true),
            Code<SurgeryPerformed, SurgeryUrgency>("urgency", "How soon it had to be done.", surgery => surgery.Urgency),
            .. Flags<SurgeryPerformed, SurgicalIndication>("indication_", "Whether it was done for", surgery => surgery.Indications),
            .. Levels<SurgeryPerformed>("decompressed_", "Levels relieved", surgery => surgery.DecompressedLevels),
            Boolean<SurgeryPerformed>("dura_resected", "Whether dura was resected.", surgery => surgery.DuraResected),
            Code<SurgeryPerformed, DuralGraft>("dural_graft", "What replaced or covered dura.", surgery => surgery.DuralGraft),
            Integer<SurgeryPerformed>("blood_loss_ml", "Loss of blood, millilitres.", surgery => surgery.BloodLossMl),
            .. Flags<SurgeryPerformed, SurgicalComplication>("complication_", "Whether the complications include",
                surgery => surgery.Complications),
            Code<SurgeryPerformed, ReoperationReason>("reoperation_for", "Why the patient was operated on again; null for a first one.",
                surgery => surgery.ReoperationFor),
        ]);

    public static AnalystTable Visits { get; } = new AnalystTable<VisitLogged>(
        "visits", "One row per follow-up visit.", ["entry_id"], p => p.Chart.Of<VisitLogged>(),
        [
            Uuid<VisitLogged>("entry_id", "The entry.", visit => visit.EntryId, required: true),
            .. Date<VisitLogged>("visited_on", "When", visit => visit.VisitedOn),
            Code<VisitLogged, VisitMode>("mode", "In person or remote.", visit => visit.Mode),
            Code<VisitLogged, RecurrenceAssessment>("recurrence_assessment",
                "What the clinician said about recurrence; none is a statement, null is silence.", visit => visit.RecurrenceAssessment),
            Day<VisitLogged>("next_visit_due_on", "Day on which the next visit is due.", visit => visit.NextVisitDueOn),
            Day<VisitLogged>("next_mri_planned_on", "Day for which the next MRI is planned.", visit => visit.NextMriPlannedOn),
            Numeric<VisitLogged>("stated_follow_up_months", "Months of follow-up as a source without dates states them.", visit =>
                visit.StatedFollowUpMonths),
            Integer<VisitLogged>("entries_recorded", "Number of other entries the visit recorded.", visit => visit.Recorded.Count,
                required: true),
        ]);

    private static IEnumerable<Sample> Samples(PatientFacts patient)
    {
        var suspected = Prozone.Suspected(patient.Reading).Select(lab => lab.EntryId).ToHashSet();
        var series = new Dictionary<string, int>(WrittenText.Alike);
        foreach (var lab in patient.Chart.Of<LabMeasured>())
        {
            if (lab.Assay is { } assay) series.TryAdd(assay, series.Count + 1);
            yield return new Sample(
                lab, lab is { Analyte: Analyte.SerumIgG4, Assay: not null } ? suspected.Contains(lab.EntryId) : null,
                lab.Assay is null ? null : series[lab.Assay]);
        }
    }

    // Said anew each time: the tables above ask for it before anything below them is set.
    private static IReadOnlyList<string> OneUnits =>
    [
        .. Enum.GetValues<Dimension>().Select(Unit.BaseOf).Concat(Enum.GetValues<Analyte>().Select(Analytes.UnitOf))
            .Select(unit => unit.Code).Distinct(),
    ];

    private sealed record Unmeasured(LabMissed Entry, NotMeasured What);

    private sealed record Sample(LabMeasured Lab, bool? Suspected, int? Series);

    internal static string MethodName(GradeMethod method) => method == GradeMethod.Derived ? "derived" : "entered";

    internal static bool? AboveLimit(LabMeasured lab) =>
        lab.UpperLimitOfNormal is { } limit && limit.Dimension == lab.Result.Dimension ? lab.Result.IsAbove(limit) : null;

    private static decimal? InOneUnit(LabMeasured lab, Quantity? quantity) =>
        quantity is { } known ? Analytes.InOneUnit(lab.Analyte, known).Value : null;

    private static string Smallest(Score score) => SmallestChanges.Of(score).Words;

    private static bool? Present(AnorectalFinding? finding) => finding switch
    {
        AnorectalFinding.Yes => true,
        AnorectalFinding.No => false,
        _ => null,
    };

    private static Column<Graded> Change(string name, string words, Func<IsncsciTotals, int?> total) => Integer<Graded>(
        $"{name}_change", $"{words} gained since the baseline examination, negative when lost; null for it, for what is not certainly "
        + "after it, and where either score is null.",
        g => g.Totals is { } now && g.Outcome is { BaselineExamination.Examination: { } baseline } outcome
            && outcome.LaterExaminations.Contains(g.Entry)
            ? total(now) - total(IsncsciTotals.Of(baseline))
            : null);

    private sealed record Graded(AsiaGradeRecorded Entry, OutcomeTimeline Outcome)
    {
        public IsncsciTotals? Totals => field ??= Entry.Examination is { } examination ? IsncsciTotals.Of(examination) : null;

        public IsncsciClassification? Classified =>
            field ??= Entry.Examination is { } examination ? IsncsciClassification.Of(examination) : null;
    }
}
