using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>One row per patient: who they are, how they presented, and how much is on record. No study number.</summary>
public static class PatientTables
{
    public static AnalystTable Patients { get; } = new AnalystTable<Patient>(
        "patients", "One row per patient: sex, age, presentation, first lesion, first histology, and how much is on record.", [], Read,
        [
            Code<Patient, Sex>("sex", "Sex.", p => p.Enrolment.Sex),
            Integer<Patient>("birth_year", "Year of birth.", p => p.Enrolment.BirthYear),
            Code<Patient, DataOrigin>("origin", "Where the record comes from.", p => p.Enrolment.Origin, required: true),
            .. Date<Patient>("enrolled_on", "Start of follow-up", p => p.Enrolment.EnrolledOn),
            Boolean<Patient>("consent_follow_up", "Consent to being followed up.", p => p.Enrolment.Consents?.FollowUp),
            Boolean<Patient>("consent_data_reuse", "Consent to reuse of the data for research; who refuses it is in no table.", p => p.Enrolment.Consents?.DataReuse),
            .. Date<Patient>("presented_on", "First seen with the disease", p => p.Presentation?.PresentedOn),
            .. Date<Patient>("onset_on", "First symptom", p => p.Presentation?.OnsetOn),
            Integer<Patient>("age_years", "Age at presentation, completed years.", p => p.Presentation?.AgeYears),
            Code<Patient, Diagnosis>("diagnosis", "Diagnosis that brought the patient into the registry.", p => p.Presentation?.Diagnosis),
            Code<Patient, ClinicalCourse>("course", "Course until presentation.", p => p.Presentation?.Course),
            .. Flags<Patient, Symptom>("symptom_", "Whether the symptoms reported at presentation include", p => p.Presentation?.Symptoms),
            .. Flags<Patient, Organ>("organ_", "Whether the other organs reported at presentation include", p => p.Presentation?.OtherOrgans),
            .. Levels<Patient>("lesion_", "First lesion imaged", p => p.Lesion?.Levels),
            Code<Patient, Compartment>("lesion_compartment", "Compartment of the first lesion imaged.", p => p.Lesion?.Compartment),
            Code<Patient, LesionPattern>("lesion_pattern", "Pattern of the first lesion imaged.", p => p.Lesion?.Pattern),
            Code<Patient, LesionShape>("lesion_shape", "Shape of the first lesion imaged.", p => p.Lesion?.Shape),
            Code<Patient, Enhancement>("lesion_enhancement", "Enhancement of the first lesion imaged.", p => p.Lesion?.Enhancement),
            .. Date<Patient>("biopsy_on", "First biopsy report", p => p.Biopsy?.ReportedOn),
            Integer<Patient>("igg4_positive_cells_per_hpf", "IgG4-positive plasma cells per high-power field, first biopsy report.", p => p.Biopsy?.IgG4PositiveCellsPerHpf),
            Numeric<Patient>("igg4_to_igg_percent", "IgG4-positive of IgG-positive plasma cells, per cent, first biopsy report.", p => p.Biopsy?.IgG4ToIgGPercent),
            Boolean<Patient>("lymphoplasmacytic_infiltrate", "Dense lymphoplasmacytic infiltrate, first biopsy report.", p => p.Biopsy?.LymphoplasmacyticInfiltrate),
            Boolean<Patient>("storiform_fibrosis", "Storiform fibrosis, first biopsy report.", p => p.Biopsy?.StoriformFibrosis),
            Boolean<Patient>("obliterative_phlebitis", "Obliterative phlebitis, first biopsy report.", p => p.Biopsy?.ObliterativePhlebitis),
            Code<Patient, HistologyGrade>("granulomas", "Granulomas, first biopsy report.", p => p.Biopsy?.Granulomas),
            Code<Patient, HistologyGrade>("neutrophils", "Neutrophilic inflammation, first biopsy report.", p => p.Biopsy?.Neutrophils),
            Integer<Patient>("surgeries_recorded", "Number of operations on record; 0 is no proof that there was none.", p => p.Count<SurgeryPerformed>(), required: true),
            Integer<Patient>("systemic_steroid_courses_recorded", "Number of systemic glucocorticoid courses on record; 0 is no proof that there was none.", p => p.SystemicCourses, required: true),
            Integer<Patient>("sparing_agents_recorded", "Number of treatments with a steroid-sparing agent on record; 0 is no proof that there was none.", p => p.Count<SparingAgentStarted>(), required: true),
            Integer<Patient>("visits_recorded", "Number of follow-up visits on record.", p => p.Count<VisitLogged>(), required: true),
        ])
    {
        Indexed = ["origin"],
    };

    private static IEnumerable<Patient> Read(PatientFacts patient)
    {
        // An entry of another kind may precede the enrolment only in a damaged stream; such a patient has no row.
        if (patient.Chart.Of<PatientEnrolled>().FirstOrDefault() is { } enrolment) yield return new Patient(patient.Chart, enrolment);
    }

    private sealed class Patient(PatientChart chart, PatientEnrolled enrolment)
    {
        public PatientEnrolled Enrolment => enrolment;
        public PresentationRecorded? Presentation { get; } = chart.Presentation;
        public LesionImaged? Lesion { get; } = chart.Of<LesionImaged>().FirstOrDefault(study => study.LesionPresent);
        public BiopsyReported? Biopsy { get; } = chart.Of<BiopsyReported>().FirstOrDefault();
        public int SystemicCourses => chart.Of<SteroidCourseStarted>().Count(course => SteroidCourse.IsSystemic(course.Route));

        public int Count<T>()
            where T : ClinicalEntry => chart.Of<T>().Count();
    }
}
