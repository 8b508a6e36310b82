using System.Collections.Frozen;

namespace IgG4FollowUp.Api.Imports;

/// <summary>What a column of a file may hold, one patient a row.</summary>
/// <param name="Name">The name a column map says, and a header may.</param>
/// <param name="MaximumLength">Most characters of a cell.</param>
/// <param name="Description">What it means.</param>
/// <param name="Headers">Other headers it is known by, in lower case and without blanks, signs and accents.</param>
public sealed record CaseField(string Name, int MaximumLength, string Description, params IReadOnlyList<string> Headers)
{
    public bool IsDate => Name.EndsWith("_on", StringComparison.Ordinal);

    public bool IsNumber => Name is "age" or "serum_igg4_mg_dl" or "serum_igg4" or "serum_igg4_limit" or "followup_months"
        or "steroid_dose_mg" or "thickness_mm" or "pain_score" or "mjoa" or "mjoa_thoracic" or "nurick" or "modified_rankin" or "weight_kg"
        or "igg4_cells_per_hpf" or "igg4_igg_percent" or "adverse_event_grade" or "administration_dose_mg" or "administration_course"
        or "responder_index_total" or "scim_total" or "eq5d_profile" or "walking_distance_m";

    /// <summary>True for a column whose cell may say in place of a value why there is none: not done, not possible, refused.</summary>
    public bool TakesReason => Name is "serum_igg4" or "serum_igg4_mg_dl" or "pain_score" or "mjoa" or "mjoa_thoracic" or "nurick"
        or "modified_rankin" or "weight_kg" or "scim_total" or "eq5d_profile" or "walking_distance_m";

    /// <summary>The clinic's own number; a row that has one is the clinic's own patient.</summary>
    public const string StudyNumber = "study_number";

    public const string Citation = "citation";

    /// <summary>Every field. The published files have the first seventeen, in this order.</summary>
    public static readonly IReadOnlyList<CaseField> All =
    [
        new(Citation, 500, "publication of a published patient", "reference", "publication", "literatur"),
        new("year", 20, "year of publication", "publicationyear", "yearofpublication", "pubyear"),
        new("age", 20, "age at presentation, whole years", "ageyears", "ageyrs", "agey", "ageatpresentation", "ageatdiagnosis",
            "ageatonset", "alter", "edad", "eta", "年龄", "年齢"),
        new("sex", 20, "male, female or other", "gender", "geschlecht", "sexe", "sexo", "sesso", "性别", "性別"),
        new("levels", 200, "levels of the lesion, such as C5-T4", "level", "segments", "segment", "spinallevel", "spinallevels",
            "vertebrallevel", "vertebrallevels", "lesionlevel",
            "lesionlevels", "location", "lesionlocation", "hohe", "hohen", "niveau", "segmente", "节段"),
        new("compartment", 100, "dura, epidural, intradural-extramedullary or intramedullary", "space", "kompartiment", "compartiment"),
        new("pattern", 100, "ventral, dorsal or homogeneous", "position", "lesionpattern", "lesionposition", "muster", "lage"),
        new("serum_igg4_mg_dl", 60, "serum IgG4 in mg/dL"),
        new("asia_before", 1000, "ASIA grade before treatment, or an ISNCSCI examination", "asia", "ais", "asiagrade", "aisgrade",
            "aisbefore", "asiapre", "aispre", "asiabaseline",
            "aisbaseline", "baselineasia", "baselineais", "asiaatpresentation", "aisatpresentation", "asiapreop", "aispreop", "preopasia",
            "preopais", "asiavorher"),
        new("asia_after", 1000, "ASIA grade at the last visit, or an ISNCSCI examination", "aisafter", "asiapost", "aispost", "asialast",
            "aislast", "asiafollowup", "aisfollowup",
            "asiaatlastvisit", "aisatlastvisit", "asiaatfollowup", "aisatfollowup", "asiapostop", "aispostop", "asianachher"),
        new("surgery", 500, "operation in words", "operation", "op", "procedure", "surgicaltreatment", "operationtype", "surgerytype",
            "chirurgie", "手术", "手術"),
        new("steroid", 500, "glucocorticoid in words", "steroids", "steroidtreatment", "steroidtherapy", "glucocorticoid",
            "glucocorticoids", "corticosteroid", "corticosteroids",
            "kortison", "cortison", "激素"),
        new("sparing_agent", 200, "steroid-sparing agents in words", "steroidsparingagent", "steroidsparing", "immunosuppressant",
            "immunosuppressants", "immunosuppression",
            "immunosuppressive", "dmard", "dmards", "secondline", "免疫抑制剂"),
        new("followup_months", 20, "months of follow-up", "followup", "followupduration", "monthsoffollowup", "fumonths", "fu", "fum",
            "nachbeobachtung", "随访月"),
        new("recurrence", 20, "yes or no", "relapse", "recurred", "relapsed", "rezidiv", "recidive", "recidiva", "复发", "再発"),
        new("outcome", 1000, "outcome in words", "结局"),
        new("notes", 4000, "remarks", "note", "comment", "comments", "remark", "remarks", "bemerkung", "bemerkungen", "kommentar", "备注"),
        new(StudyNumber, 40, "the clinic's own number for the patient", "studyno", "studynr", "studyid", "subject", "subjectid",
            "subjectno", "subjid", "usubjid", "patientid",
            "patientno", "patientnr", "patientnumber", "patientcode", "patid", "patno", "patnr", "pid", "id", "case", "caseid", "caseno",
            "casenumber", "participant", "participantid",
            "recordid", "no", "nr", "code", "codigo", "codigopaciente", "codepatient", "codicepaziente", "idpaciente", "idpatient",
            "numero",
            "numeropaciente", "numeropatient", "studiennummer", "patientennummer", "patientennr", "编号", "患者编号", "研究编号", "病例号", "症例番号"),
        new("birth_year", 40, "year of birth; of a date only the year is kept", "birthyear", "yearofbirth", "yob", "geburtsjahr",
            "anneedenaissance", "dob", "dateofbirth", "birthdate",
            "geburtsdatum", "出生日期"),
        new("enrolled_on", 40, "when follow-up began", "enrolled", "enrolment", "enrollment", "enrolmentdate", "enrollmentdate",
            "dateofenrolment", "dateofenrollment", "inclusion",
            "inclusiondate", "registrationdate", "einschluss", "einschlussdatum"),
        new("presented_on", 40, "first presentation", "presented", "presentationdate", "dateofpresentation", "diagnosisdate",
            "dateofdiagnosis", "diagnosed",
            "diagnosedon", "firstseen", "firstvisit", "dateoffirstvisit", "admission", "admissiondate", "diagnosedatum", "erstvorstellung",
            "aufnahmedatum", "诊断日期"),
        new("onset_on", 40, "first symptom", "onset", "onsetdate", "dateofonset", "symptomonset", "symptomonsetdate", "firstsymptom",
            "symptombeginn", "beginn", "发病日期"),
        new("asia_before_on", 40, "when the first grade was assessed", "asiadate", "aisdate", "asiabeforedate", "aisbeforedate",
            "examinedon", "examinationdate"),
        new("mri_on", 40, "when the MRI was taken", "mridate", "dateofmri", "imagedon", "imagingdate", "scandate", "mrtam", "mrtdatum"),
        new("serum_igg4", 60, "serum IgG4 with its unit, unless the header or the map gives it", "igg4", "sigg4", "igg4serum", "igg4level",
            "serumigg4level", "igg4imserum", "血清igg4"),
        new("serum_igg4_on", 40, "when the sample was taken", "serumigg4date", "igg4date", "igg4on", "labdate", "dateoflab", "drawnon",
            "sampledate"),
        new("serum_igg4_limit", 60, "that laboratory's upper limit of normal", "serumigg4upperlimit", "igg4upperlimit", "igg4limit",
            "igg4uln", "uln", "upperlimit"),
        new("surgery_on", 40, "when the operation was", "surgerydate", "dateofsurgery", "operationdate", "dateofoperation", "operatedon",
            "opdate", "opdatum", "手术日期"),
        new("steroid_on", 40, "first day of the glucocorticoid", "steroidstart", "steroidstarted", "steroidstartdate", "steroidstartedon",
            "steroiddate"),
        new("steroid_dose_mg", 20, "milligrams a day of the first course", "steroiddose", "steroidmg", "steroiddosage", "dailydosemg",
            "prednisolonemg", "prednisonemg"),
        new("steroid_stopped_on", 40, "last day of the glucocorticoid", "steroidstop", "steroidstopped", "steroidend", "steroidenddate",
            "steroidstopdate"),
        new("sparing_agent_on", 40, "first day of the sparing agent", "sparingagentstart", "sparingagentstarted", "sparingagentdate",
            "immunosuppressantstart"),
        new("recurrence_on", 40, "when the recurrence was detected", "recurrencedate", "relapsedate", "dateofrecurrence", "dateofrelapse",
            "relapsedon", "rezidivdatum", "复发日期"),
        new("last_visit_on", 40, "last visit, to which grade and outcome belong", "lastvisit", "lastvisitdate", "dateoflastvisit",
            "lastfollowup", "lastfollowupdate", "lastseen",
            "lastcontact", "visitdate", "visitedon", "letztevisite", "letzterkontakt", "末次随访"),
        new("symptoms", 500, "symptoms at presentation, separated by semicolons or commas", "symptom", "presentingsymptoms", "symptome",
            "symptomes", "sintomas", "sintomi", "症状"),
        new("course", 60, "course until presentation: progressive, stable, fluctuating or improving; yes is progressive",
            "progressiveworsening", "progressive", "progression", "progressivedeficit", "progressivecourse", "verlauf"),
        new("other_organs", 500, "other organs involved, separated by semicolons or commas", "otherorgan", "otherorgansinvolved",
            "organinvolvement", "extraspinal", "extraspinalinvolvement", "systemicinvolvement", "andereorgane", "其他器官"),
        new("shape", 100, "striated, fusiform or lobulated-oval", "lesionshape"),
        new("t1_signal", 100, "T1 signal: hypointense, isointense, slightly-hyperintense, hyperintense or mixed", "t1", "t1wi", "t1signal",
            "t1weighted"),
        new("t2_signal", 100, "T2 signal, in the same words", "t2", "t2wi", "t2weighted"),
        new("enhancement", 100, "enhancement: homogeneous, heterogeneous, peripheral or none", "contrastenhancement", "gadolinium",
            "gadoliniumenhancement", "kontrastmittelaufnahme"),
        new("thickness_mm", 20, "greatest thickness of the lesion in millimetres", "thickness", "lesionthickness", "thicknessinmm"),
        new("cord_compression", 60, "yes or no", "compression", "spinalcordcompression", "myelonkompression"),
        new("status_on", 40, "when pain, walking and scores were asked; the last visit unless stated", "statusdate", "dateofstatus",
            "assessedon"),
        new("pain_score", 20, "pain, 0 to 10", "painnrs", "nrspain"),
        new("walking", 60, "independent, with-aid, wheelchair or bed", "walkingability", "ambulatorystatus"),
        new("bladder", 60, "normal, urgency, incontinence, retention or catheter", "bladderfunction"),
        new("mjoa", 20, "mJOA, 0 to 18", "mjoascore"),
        new("mjoa_thoracic", 20, "thoracic mJOA, 0 to 11", "mjoathoracic", "thoracicmjoa"),
        new("nurick", 20, "Nurick grade, 0 to 5", "nurickgrade"),
        new("modified_rankin", 20, "modified Rankin scale, 0 to 5", "mrs", "rankin", "modifiedrankinscale"),
        new("weight_kg", 20, "body weight in kilograms", "weight", "bodyweight", "gewicht"),
        new("biopsy_on", 40, "when histology was reported", "biopsydate", "dateofbiopsy", "histologydate", "histologyon"),
        new("igg4_cells_per_hpf", 20, "IgG4-positive plasma cells per high-power field", "igg4hpf", "igg4perhpf", "igg4positivecells",
            "igg4cells", "igg4positivecellsperhpf"),
        new("igg4_igg_percent", 20, "IgG4-positive of IgG-positive plasma cells in per cent", "igg4iggratio", "igg4igg", "igg4toigg",
            "igg4iggpercent", "igg4toiggpercent"),
        new("storiform_fibrosis", 60, "yes or no", "storiform"),
        new("obliterative_phlebitis", 60, "yes or no", "phlebitis"),
        new("cord_cavity", 60, "cavity of the cord, yes or no", "cavity", "syrinx", "cordcavitation"),
        new("hbsag", 60, "hepatitis B surface antigen: positive, negative or indeterminate, or why it is not known",
            "hepatitisbsurfaceantigen"),
        new("anti_hbc", 60, "antibody against hepatitis B core antigen, in the same words", "antihbc", "hbcab", "hepatitisbcoreantibody"),
        new("tuberculosis_test", 60, "test for tuberculosis, in the same words", "igra", "quantiferon", "tbtest", "tspot"),
        new("safety_checks", 500,
            "further checks with what they found, separated by semicolons, such as BP 135/85; T-score -2.1; eye-examination refused",
            "safetychecks", "monitoring", "screening"),
        new("safety_checks_on", 40, "when these checks were done; the last visit unless stated", "screenedon", "screeningdate"),
        new("comorbidities", 500, "what bears on the risks of treatment and is present, separated by semicolons, such as diabetes; smoking",
            "comorbidity", "riskfactors", "risks", "begleiterkrankungen", "合并症"),
        new("comorbidities_absent", 500, "the same, asked about and absent", "nocomorbidities"),
        new("comorbidities_former", 500, "the same, present once and no more", "formercomorbidities"),
        new("comorbidities_on", 40, "when that was asked; the presentation unless stated", "comorbiditiesdate"),
        new("organs_involved", 500, "organs looked at and involved, separated by semicolons", "organsaffected"),
        new("organs_not_involved", 500, "organs looked at and not involved", "organsfree"),
        new("organs_not_looked_for", 500, "organs not looked at", "organsnotexamined"),
        new("organ_methods", 200, "how they were looked at: clinical, ct, mri, pet-ct, ultrasound and so on", "organmethod"),
        new("organs_on", 40, "when; the last visit unless stated", "organsdate", "petcton"),
        new("responder_index_sites", 500, "sites of the Responder Index with scores, such as spinal-meninges 3 urgent; kidney 0 damage",
            "risites", "responderindex"),
        new("responder_index_version", 40, "2012 or 2018", "riversion"),
        new("responder_index_total", 20, "total as it was written down", "ritotal", "igg4rdri"),
        new("responder_index_on", 40, "when it was scored; the last visit unless stated", "ridate"),
        new("preventions", 500, "what was given to prevent harm by the treatment, separated by semicolons", "prevention", "prophylaxis"),
        new("preventions_on", 40, "when that was begun or given", "preventionson", "prophylaxison"),
        new("adverse_event", 200, "an adverse event, as a term, or in words with its date or grade, or after 'other:'; one a row",
            "adverseevents", "ae", "sideeffect", "sideeffects"),
        new("adverse_event_on", 40, "when it began", "aeon", "aestart", "aedate"),
        new("adverse_event_ended_on", 40, "when it ended", "aeend", "aeended"),
        new("adverse_event_grade", 20, "its grade by CTCAE, 1 to 5", "aegrade", "ctcae", "ctcaegrade"),
        new("adverse_event_serious", 60, "yes or no", "serious", "sae"),
        new("adverse_event_outcome", 60, "recovered, recovered-with-sequelae, ongoing, fatal or unknown", "aeoutcome"),
        new("administered_on", 40, "a day on which the sparing agent was given after its first; one a row", "infusionon", "infusiondate",
            "infusedon"),
        new("administration_dose_mg", 20, "milligrams given then", "infusiondose", "infusionmg"),
        new("administration_course", 20, "number of the course that it belongs to", "infusioncourse", "cycle"),
        new("plan", 200,
            "what is planned: visit, mri, infusion, operation, laboratory, examination, or in words with when it is due, or after "
                + "'other:'; one a row",
            "nextplan"),
        new("plan_due_on", 40, "when that is due", "plandue", "dueon", "duedate"),
        new("plan_agent", 100, "agent of a planned infusion", "plannedagent"),
        new("planned_on", 40, "when it was planned; the last visit unless stated", "plandate"),
        new("taper", 500,
            "planned doses of a glucocorticoid: 40 mg from 2024-01-01; 30 mg from 2024-01-15, or 40-35-30 mg every 2 weeks from "
                + "2024-01-01, or 40 mg from 2024-01-01, minus 5 mg every 2 weeks to 10 mg; the drug before them, or as the only one "
                + "under steroid",
            "plannedtaper", "taperplan", "steroidtaper", "ausschleichschema"),
        new("labs", 500,
            "further laboratory results with their units, or why there is none, separated by semicolons, such as C3 0.7 g/L; CSF protein "
                + "1.1 g/L; serum-igg refused",
            "laboratory", "labresults", "labor"),
        new("labs_on", 40, "when their samples were taken; the last visit unless stated", "labsdate"),
        new("scim_total", 20, "SCIM III, 0 to 100", "scim", "scim3", "scimiii"),
        new("eq5d_profile", 20, "EQ-5D-5L profile, five digits from 1 to 5", "eq5d", "eq5d5l", "eq5dprofile"),
        new("walking_distance_m", 20, "metres walked without a rest", "walkingdistance", "walkingdistancem"),
        new("not_assessed", 500,
            "what was not assessed of pain, walking, function and the rest, and why, separated by semicolons, such as scim not-done; "
                + "eq5d refused",
            "notassessed", "missedassessments"),
        new("follow_up_end", 60, "why follow-up ended: died, lost, withdrew or transferred", "endoffollowup", "followupstatus",
            "vitalstatus"),
        new("consent_follow_up", 60, "consent to being followed up: given, refused or withdrawn; yes and no will do", "registryconsent",
            "consentregistry", "consenttofollowup", "followupconsent"),
        new("consent_data_reuse", 60, "consent to reuse of the data for research, in the same words", "researchconsent", "consentresearch",
            "consenttoresearch", "consentforresearch", "consenttodatareuse"),
        new("consent_on", 40, "when that was decided; the enrolment unless stated", "consentdate", "dateofconsent", "consentedon"),
        new("consent_form", 40, "number of the version of the form that was signed", "consentversion", "consentform", "consentformversion"),
        new("consent_by", 60, "who decided: patient, parent or legal-representative", "consentedby", "consentgivenby"),
        new("ended_on", 40, "when it ended", "followupendedon", "dateofdeath", "deathdate", "diedon"),
    ];

    /// <summary>What is said of the patient and not of one visit: all rows of a patient must say the same.</summary>
    public static IReadOnlyList<CaseField> OfPatient { get; } =
        [.. All.Where(field => field.Name is Citation or "year" or "age" or "sex" or "birth_year" or "enrolled_on" or "presented_on"
            or "onset_on" or "symptoms" or "course" or "other_organs")];

    /// <summary>The columns of the published files.</summary>
    public static IReadOnlyList<CaseField> Published { get; } = [.. All.Take(17)];

    public static readonly FrozenDictionary<string, CaseField> ByName = All.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, CaseField> ByHeader =
        All.SelectMany(field => field.Headers.Prepend(Key(field.Name)).Distinct(StringComparer.Ordinal).Select(header => (header, field)))
            .ToFrozenDictionary(pair => pair.header, pair => pair.field, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Persons = FrozenSet.Create(
        StringComparer.Ordinal,
        "name", "surname", "lastname", "firstname", "givenname", "familyname", "fullname", "patientname", "initials", "nachname", "vorname",
        "nom", "prenom", "apellido", "nombre", "姓名", "氏名",
        "mrn", "medicalrecordnumber", "hospitalnumber", "hospitalid", "hospitalno", "nhsnumber", "ssn", "insurancenumber", "address",
        "phone", "telephone", "email", "adresse", "telefon", "住院号", "身份证");

    /// <summary>The field a header names by itself or by a synonym; null when it names none.</summary>
    public static CaseField? Guess(string header) => ByHeader.GetValueOrDefault(Key(header));

    /// <summary>True for a header that may mean another thing, where a plainer one stands beside it.</summary>
    public static bool IsVague(string header) =>
        Key(header) is "no" or "nr" or "id" or "code" or "codigo" or "numero" or "case" or "pid" or "location" or "segment";

    /// <summary>True for a header of what identifies a person: nothing of such a column is ever taken or repeated.</summary>
    public static bool IdentifiesPerson(string header) => Persons.Contains(Key(header));

    /// <summary>The field that a header that names none probably means.</summary>
    public static string? Nearest(string header) => Http.Nearest.To(Key(header), ByHeader.Keys) is { } key ? ByHeader[key].Name : null;

    // Combining marks are no letters and fall away; letters that bring their mark along are told here, since normalisation is not at hand
    // where globalisation is invariant.
    private const string Marked = "äàáâãåæçéèêëíìîïñöòóôõøúùûüýÿß";
    private const string Plain = "aaaaaaaceeeeiiiinoooooouuuuyys";

    private static string Key(string header) => string.Concat(header.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)
        .Select(letter => Marked.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var index ? Plain[index] : letter));
}
