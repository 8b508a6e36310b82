using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>One row per patient: who they are, how they presented, and how much is on record. No study number.</summary>
public static class PatientTables
{
    public static IReadOnlyList<AnalystTable> All => [Patients];

    public static AnalystTable Patients { get; } = new AnalystTable<Patient>(
        "patients", "One row per patient: sex, age, presentation, first lesion, first histology, and how much is on record.", [], Read,
        [
            .. Known(Knowledge.TimeZero,
            [
                Code<Patient, Sex>("sex", "Sex.", p => p.Enrolment.Sex),
                Integer<Patient>("birth_year", "Year of birth.", p => p.Enrolment.BirthYear),
                Code<Patient, DataOrigin>("origin", "Where the record comes from.", p => p.Enrolment.Origin, required: true),
                .. Date<Patient>("enrolled_on", "Start of follow-up", p => p.Enrolment.EnrolledOn),
            ]),
            .. Known(Knowledge.Later,
            [
                Boolean<Patient>("consent_follow_up", "Consent to being followed up.", p =>
                    ConsentStates.IsGiven(p.Facts.Chart, ConsentPurpose.FollowUp)),
                Boolean<Patient>("consent_data_reuse", "Consent to reuse of the data for research; who refuses it is in no table.", p =>
                    ConsentStates.IsGiven(p.Facts.Chart, ConsentPurpose.DataReuse)),
            ]),
            .. Known(Knowledge.TimeZero,
            [
                .. Date<Patient>("presented_on", "First seen with the disease", p => p.Presentation?.PresentedOn),
                .. Date<Patient>("onset_on", "First symptom", p => p.Presentation?.OnsetOn),
                .. Date<Patient>("neurological_onset_on", "First neurological deficit, as stated at presentation", p =>
                    p.Presentation?.NeurologicalOnsetOn),
                .. Date<Patient>("deterioration_on", "When the deficit began to worsen, as stated at presentation", p =>
                    p.Presentation?.DeteriorationOn),
                Integer<Patient>("age_years", "Age at presentation, completed years.", p => p.Presentation?.AgeYears),
                Code<Patient, Diagnosis>("diagnosis", "Diagnosis that brought the patient into the registry.", p =>
                    p.Presentation?.Diagnosis),
                Code<Patient, ClinicalCourse>("course", "Course until presentation.", p => p.Presentation?.Course),
                .. Flags<Patient, Symptom>("symptom_", "Whether the symptoms reported at presentation include", p =>
                    p.Presentation?.Symptoms),
                .. Flags<Patient, Organ>("organ_", "Whether the other organs reported at presentation include", p =>
                    p.Presentation?.OtherOrgans),
            ]),
            .. Known(Knowledge.From("lesion_imaged_on"),
            [
                .. Date<Patient>("lesion_imaged_on", "First lesion imaged", p => p.Lesion?.ImagedOn),
                .. Levels<Patient>("lesion_", "First lesion imaged", p => p.Lesion?.Levels),
                Code<Patient, Compartment>("lesion_compartment", "Compartment of the first lesion imaged.", p => p.Lesion?.Compartment),
                Code<Patient, LesionPattern>("lesion_pattern", "Pattern of the first lesion imaged.", p => p.Lesion?.Pattern),
                Code<Patient, LesionShape>("lesion_shape", "Shape of the first lesion imaged.", p => p.Lesion?.Shape),
                Code<Patient, Enhancement>("lesion_enhancement", "Enhancement of the first lesion imaged.", p => p.Lesion?.Enhancement),
                Code<Patient, SignalIntensity>("lesion_t1_signal", "T1 signal of the first lesion imaged.", p => p.Lesion?.T1Signal),
                Code<Patient, SignalIntensity>("lesion_t2_signal", "T2 signal of the first lesion imaged.", p => p.Lesion?.T2Signal),
                Boolean<Patient>("lesion_cord_compression", "Whether the first lesion imaged compresses the cord.", p =>
                    p.Lesion?.CordCompression),
                Boolean<Patient>("lesion_cord_cavity", "Whether the study of the first lesion shows a cavity of the cord.", p =>
                    p.Lesion?.ShowsCavity()),
            ]),
            .. Known(Knowledge.From("serum_igg4_on"),
            [
                .. Date<Patient>("serum_igg4_on", "First serum IgG4 on record", p => p.SerumIgG4?.DrawnOn),
                Boolean<Patient>("serum_igg4_raised",
                    "Whether the first serum IgG4 on record exceeds that laboratory's upper limit of normal; null when none was given, or "
                        + "the value may lie on either side of it.", p => p.SerumIgG4 is { } lab ? FindingTables.AboveLimit(lab) : null),
            ]),
            .. Known(Knowledge.From("biopsy_on"),
            [
                .. Date<Patient>("biopsy_on", "First biopsy report", p => p.Biopsy?.ReportedOn),
                Integer<Patient>("igg4_positive_cells_per_hpf",
                    "IgG4-positive plasma cells per high-power field, first biopsy report.", p => p.Biopsy?.IgG4PositiveCellsPerHpf),
                Numeric<Patient>("igg4_to_igg_percent", "IgG4-positive of IgG-positive plasma cells, per cent, first biopsy report.", p =>
                    p.Biopsy?.IgG4ToIgGPercent),
                Boolean<Patient>("lymphoplasmacytic_infiltrate", "Dense lymphoplasmacytic infiltrate, first biopsy report.", p =>
                    p.Biopsy?.LymphoplasmacyticInfiltrate),
                Boolean<Patient>("storiform_fibrosis", "Storiform fibrosis, first biopsy report.", p => p.Biopsy?.StoriformFibrosis),
                Boolean<Patient>("obliterative_phlebitis", "Obliterative phlebitis, first biopsy report.", p =>
                    p.Biopsy?.ObliterativePhlebitis),
                Code<Patient, HistologyGrade>("granulomas", "Granulomas, first biopsy report.", p => p.Biopsy?.Granulomas),
                Code<Patient, HistologyGrade>("neutrophils", "Neutrophilic inflammation, first biopsy report.", p => p.Biopsy?.Neutrophils),
            ]),
            .. Known(Knowledge.From("treatment_started_on"),
            [
                .. Span<Patient>("treatment_started_on", "First of operation, systemic glucocorticoid, sparing agent for this disease", p
                    => p.Facts.Reading.Treatment),
            ]),
            .. Known(Knowledge.Later,
            [
                Integer<Patient>("surgeries_recorded", "Number of operations on record, biopsies too; 0 is no proof that there was none.",
                    p => p.Count<SurgeryPerformed>(), required: true),
                Integer<Patient>("treatment_surgeries_recorded", "Number of operations on record that were more than a biopsy.",
                    p => p.Facts.Treatments.Surgeries, required: true),
                Integer<Patient>("systemic_steroid_courses_recorded",
                    "Number of systemic glucocorticoid courses on record, for whatever disease; 0 is no proof that there was none.",
                    p => p.SystemicCourses, required: true),
                Integer<Patient>("disease_steroid_courses_recorded",
                    "Number of systemic glucocorticoid courses on record that were not given for another disease.",
                    p => p.Facts.Treatments.SteroidCourses, required: true),
                Integer<Patient>("sparing_agents_recorded",
                    "Number of treatments with a steroid-sparing agent on record; one for another disease is "
                        + "none. 0 is no proof that there was none.", p => p.Facts.Treatments.SparingAgents, required: true),
                Boolean<Patient>("recurrence_recorded",
                    "Whether a recurrence is on record, as such or in the words of a visit; false where a visit says that there was none, "
                        + "null where nothing is said. It knows no time: for that see recurrence_free_intervals.", p => p.Recurrence),
                Integer<Patient>("visits_recorded", "Number of follow-up visits on record.", p => p.Count<VisitLogged>(), required: true),
            ]),
            .. Known(Knowledge.From("presented_on", ResponseSettings.HouseDefault.StrategyDays),
            [
                Code<Patient, TreatmentStrategy>("treatment_strategy",
                    $"Treatment of this disease begun up to {ResponseSettings.HouseDefault.StrategyDays} days after presentation (house "
                        + "default); biopsy is none. Known on that day only: count time from then on and leave out who recurred, died or "
                        + "was lost before.", p => p.Facts.Strategy, required: true),
            ]),
            .. Known(Knowledge.From("decompression_on"),
            [
                .. Span<Patient>("decompression_on", "First decompression", p => p.Facts.Decompression?.On),
                .. Days<Patient>("days_first_symptom_to_decompression", "From the first symptom to the first decompression", p =>
                    p.Facts.Decompression?.FromFirstSymptom),
                .. Days<Patient>("days_neurological_onset_to_decompression", "From the first deficit to the first decompression", p =>
                    p.Facts.Decompression?.FromNeurologicalOnset),
                .. Days<Patient>("days_deterioration_to_decompression", "From the deterioration to the first decompression", p =>
                    p.Facts.Decompression?.FromDeterioration),
                Code<Patient, SurgeryUrgency>("decompression_urgency", "Urgency of the first decompression.", p =>
                    p.Facts.Decompression?.Urgency),
                Code<Patient, AsiaGrade>("ais_before_decompression",
                    "Last determined AIS grade up to the first decompression; one of its day counts unless said to come after.", p =>
                        p.Facts.Decompression?.GradeBefore),
                .. Days<Patient>("days_ais_before_decompression", "From that assessment to the first decompression", p =>
                    p.Facts.Decompression?.DaysSinceGrade),
            ]),
            .. ResponseSettings.HouseDefault.MaintenanceMonths.SelectMany(Maintained),
        ])
    {
        Indexed = ["origin"],
    };

    private static IEnumerable<Column<Patient>> Maintained(int months, int i) => Known<Patient>(
        Knowledge.From("treatment_started_on", AssessmentWindow.DaysOf(months)),
    [
        Code<Patient, MaintenanceState>($"maintenance_{months}_months",
            $"Whether systemic glucocorticoid or a sparing agent for this disease was in use {months} months after treatment began, at "
                + "whatever dose (house default); known then only.", p => p.Facts.Maintenance[i].State, required: true),
        .. Dose<Patient>($"prednisone_{months}_months_per_day",
            $"Daily dose for this disease {months} months after treatment began; null where the patient was not certainly followed so long",
            p => p.Facts.Maintenance[i].PrednisoneMgPerDay),
        Text<Patient>($"sparing_agents_{months}_months",
            $"Sparing agents certainly in use {months} months after treatment began, joined by ' + '; rituximab and inebilizumab act for "
                + "six to nine months. Null when there is none, or the patient was not certainly followed so long.", p =>
                    Agents(p.Facts.Maintenance[i])),
    ]);

    private static string? Agents(Maintenance maintenance)
    {
        var names = maintenance.Agents?.Where(agent => agent.Certain).Select(agent => StoredName.Of(agent.Agent))
            .Order(StringComparer.Ordinal).ToList();
        return names is { Count: > 0 } ? string.Join(" + ", names) : null;
    }

    private static IEnumerable<Patient> Read(PatientFacts patient)
    {
        // An entry of another kind may precede the enrolment only in a damaged stream; such a patient has no row.
        if (patient.Chart.Of<PatientEnrolled>().FirstOrDefault() is { } enrolment) yield return new Patient(patient, enrolment);
    }

    private sealed class Patient(PatientFacts facts, PatientEnrolled enrolment)
    {
        public PatientFacts Facts => facts;
        public PatientEnrolled Enrolment => enrolment;
        public PresentationRecorded? Presentation { get; } = facts.Chart.Presentation;
        public LesionImaged? Lesion { get; } = facts.Chart.Of<LesionImaged>().FirstOrDefault(study => study.LesionPresent);
        public LabMeasured? SerumIgG4 { get; } =
            facts.Chart.Of<LabMeasured>().FirstOrDefault(lab => lab.Analyte == Domain.Laboratory.Analyte.SerumIgG4);
        public BiopsyReported? Biopsy { get; } = facts.Chart.Of<BiopsyReported>().FirstOrDefault();
        public int SystemicCourses => facts.Chart.Of<SteroidCourseStarted>().Count(course => SteroidCourse.IsSystemic(course.Route));

        public bool? Recurrence
        {
            get
            {
                if (Count<RecurrenceRecorded>() > 0) return true;
                var said = facts.Chart.Of<VisitLogged>().Select(visit => visit.RecurrenceAssessment).ToHashSet();
                return said.Contains(RecurrenceAssessment.Confirmed) ? true : said.Contains(RecurrenceAssessment.None) ? false : null;
            }
        }

        public int Count<T>()
            where T : ClinicalEntry => facts.Chart.Of<T>().Count();
    }
}
