using System.Globalization;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>
/// A denial is absence only of what its column asks about. Whatever denies something else, doubts, or speaks of what is planned, refused or
/// over is neither taken for a finding nor for its absence: it is read exactly or the report names the cell.
/// </summary>
public sealed class DenialSpecs
{
    // Something that each column can hold, of every column that takes neither text as it is nor a date: reading nothing at all fails here.
    private static readonly Dictionary<string, string> Something = new(StringComparer.Ordinal)
    {
        ["year"] = "2019",
        ["age"] = "54",
        ["sex"] = "female",
        ["levels"] = "T5-T8",
        ["compartment"] = "dura",
        ["pattern"] = "dorsal",
        ["serum_igg4_mg_dl"] = "286",
        ["asia_before"] = "C",
        ["asia_after"] = "D",
        ["surgery"] = "laminectomy",
        ["steroid"] = "prednisolone",
        ["sparing_agent"] = "rituximab",
        ["followup_months"] = "24",
        ["recurrence"] = "yes",
        ["birth_year"] = "1968",
        ["serum_igg4"] = "286 mg/dL",
        ["serum_igg4_limit"] = "135",
        ["steroid_dose_mg"] = "40",
        ["symptoms"] = "neck pain",
        ["course"] = "progressive",
        ["other_organs"] = "pancreas",
        ["shape"] = "fusiform",
        ["t1_signal"] = "hypointense",
        ["t2_signal"] = "isointense",
        ["enhancement"] = "homogeneous",
        ["thickness_mm"] = "5",
        ["cord_compression"] = "yes",
        ["pain_score"] = "3",
        ["walking"] = "wheelchair",
        ["bladder"] = "catheter",
        ["mjoa"] = "12",
        ["mjoa_thoracic"] = "8",
        ["nurick"] = "2",
        ["modified_rankin"] = "2",
        ["weight_kg"] = "70",
        ["igg4_cells_per_hpf"] = "30",
        ["igg4_igg_percent"] = "45",
        ["storiform_fibrosis"] = "yes",
        ["obliterative_phlebitis"] = "yes",
        ["cord_cavity"] = "yes",
        ["hbsag"] = "positive",
        ["anti_hbc"] = "positive",
        ["tuberculosis_test"] = "positive",
        ["safety_checks"] = "BP 135/85",
        ["comorbidities"] = "diabetes",
        ["comorbidities_absent"] = "diabetes",
        ["comorbidities_former"] = "smoking",
        ["organs_involved"] = "kidney",
        ["organs_not_involved"] = "kidney",
        ["organs_not_looked_for"] = "kidney",
        ["organ_methods"] = "mri",
        ["responder_index_sites"] = "kidney 2",
        ["responder_index_version"] = "2018",
        ["responder_index_total"] = "4",
        ["preventions"] = "entecavir",
        ["adverse_event"] = "infection",
        ["adverse_event_grade"] = "2",
        ["adverse_event_serious"] = "yes",
        ["adverse_event_outcome"] = "ongoing",
        ["administration_dose_mg"] = "1000",
        ["administration_course"] = "1",
        ["plan"] = "mri",
        ["plan_agent"] = "rituximab",
        ["taper"] = "prednisolone 40 mg from 2024-05-01; 30 mg from 2024-05-15",
        ["labs"] = "C3 0.7 g/L",
        ["scim_total"] = "88",
        ["eq5d_profile"] = "21232",
        ["walking_distance_m"] = "200",
        ["not_assessed"] = "scim refused",
        ["follow_up_end"] = "lost",
        ["consent_follow_up"] = "given",
        ["consent_data_reuse"] = "given",
        ["consent_form"] = "2.1",
        ["consent_by"] = "patient",
    };

    // What a column needs beside it to become an entry at all.
    private static (string Field, string Cell)[] Beside(string field) => field switch
    {
        "serum_igg4_limit" => [("serum_igg4", "100 mg/dL")],
        "cord_cavity" => [("levels", "C5")],
        "responder_index_sites" or "responder_index_total" => field == "responder_index_sites"
            ? [("responder_index_version", "2018")]
            : [("responder_index_sites", "kidney 2"), ("responder_index_version", "2018")],
        "responder_index_version" => [("responder_index_sites", "kidney 2")],
        "organ_methods" => [("organs_involved", "kidney")],
        "adverse_event_grade" or "adverse_event_serious" or "adverse_event_outcome" => [("adverse_event", "infection")],
        "administration_dose_mg" or "administration_course" => [("sparing_agent", "rituximab"), ("administered_on", "2024-03-11")],
        "plan_agent" => [("plan", "infusion")],
        "taper" => [("planned_on", "2024-04-30")],
        "follow_up_end" => [("ended_on", "2024-03-11")],
        "consent_follow_up" or "consent_data_reuse" => [("consent_on", "2024-03-11")],
        "consent_form" or "consent_by" => [("consent_on", "2024-03-11"), ("consent_data_reuse", "given")],
        _ => [],
    };

    // Of what no column asks about.
    private static readonly string[] OfSomethingElse =
    [
        "no reaction to vaccination", "not only spine", "never smoked a pipe", "without hair loss", "w/o headgear", "denies gambling",
        "nothing remarkable but the spleen", "keine Reaktion auf Impfung", "nicht nur Wirbelsäule", "ohne Haarausfall",
        "niemals im Ausland",
        "pas de réaction au vaccin", "aucun voyage", "sans bagage", "sin reacción a la vacuna", "ningún viaje",
        "nessuna reazione al vaccino",
        "senza bagaglio", "无疫苗反应", "没有出国", "否认外伤史", "ワクチン反応なし", "外傷は認めず", "unlikely", "ruled out", "improbable",
        "not excluded", "nicht ausgeschlossen", "sin descartar", "不能排除", "remains to be seen?", "✗", "✘", "☐", "×",
        "well tolerated", "not stable", "kein MRT geplant",
    ];

    // Of a treatment: ordered, advised, discussed or thought of, and not reported as given.
    private static readonly string[] OfTreatment =
    [
        "plan: {0}", "Plan {0}", "plans {0}", "under discussion: {0}", "discuss {0}", "{0} discussed", "{0} TBD", "{0} to be decided",
        "{0} to be discussed", "start {0} next week", "{0} from next month", "{0} tomorrow", "start {0}", "please start {0}",
        "initiate {0}", "if relapse {0}", "falls Rezidiv {0}", "in case of relapse {0}", "en cas de rechute {0}",
        "{0} on hold", "considering {0}",
        "consideration of {0}", "recommend {0}", "recommendation: {0}", "Empfehlung: {0}", "{0} empfehlen", "{0} ab morgen",
        "soll {0} nehmen", "sollte {0} bekommen", "{0} besprechen", "{0} à discuter", "{0} à débuter", "da iniziare {0}", "iniciar {0}",
        "{0} da valutare", "{0}, discussed", "{0}, on hold", "{0} (TBD)", "{0}, from next month", "referred for {0}",
        "consultation about {0}", "{0} aborted", "待{0}", "{0}検討中", "{0} allergy", "allergic to {0}", "{0}-Allergie",
    ];

    // Of what the column can hold: doubted, to come, refused, over, not begun, or denied in one part and stated in another.
    private static readonly string[] OfSomething =
    [
        "{0}?", "{0} ?", "{0}？", "({0}?)", "{0} (?)", "probably {0}", "possible {0}", "suspected {0}", "unlikely {0}", "{0} unlikely",
        "Verdacht auf {0}", "V.a. {0}", "wahrscheinlich {0}", "suspicion de {0}", "sospecha de {0}", "疑似{0}", "{0}の疑い", "{0} ruled out",
        "{0} excluded", "{0} ausgeschlossen", "排除{0}", "{0} declined", "{0} refused", "{0} abgelehnt", "{0} refusé", "拒绝{0}",
        "{0} resolved", "{0}, resolved", "{0} rückläufig", "{0}消失", "{0} not begun", "{0} not started", "{0} postponed", "{0} cancelled",
        "{0} (declined)", "{0}, not done", "not {0}", "nicht {0}", "{0}, no?", "no {0}?", "no longer {0}", "not yet {0}",
        "no pipe smoking, {0}?", "{0} if worse", "{0} zurückgestellt",
        "{0} -", "{0} \u2013", "{0} \u2212", "{0} (-)", "- {0}", "\u2013 {0}",
    ];

    // What the columns ask about, denied as a whole.
    private static readonly (string Field, string[] Cells)[] Own =
    [
        ("recurrence",
            ["no recurrence", "no relapse", "No evidence of recurrence.", "not recurred", "has not relapsed", "never recurred",
                "without recurrence", "recurrence: none", "recurrence excluded", "relapse absent", "free of relapse", "recurrence-free",
                "no recurrence or relapse", "no recurrence in 24 months", "no recurrence at last follow-up", "kein Rezidiv",
                "kein Hinweis auf Rezidiv", "Rezidiv: nein", "rezidivfrei", "bisher kein Rezidiv", "kein Rezidiv nach 2 Jahren",
                "pas de récidive", "aucune rechute", "sans récidive", "sin recidiva", "ninguna recaída", "nessuna recidiva", "未复发", "无复发",
                "没有复发", "再発なし", "再発は認めず"]),
        ("levels",
            ["no lesion", "no lesions seen", "lesion absent", "no spinal lesion", "lesion: none", "keine Läsion", "pas de lésion",
                "sin lesiones", "nessuna lesione", "无病变", "未见异常", "病変なし", "阴性", "normal", "unremarkable", "unauffällig"]),
        ("enhancement", ["no enhancement", "no contrast enhancement", "keine Anreicherung", "non-enhancing", "无强化", "造影効果なし"]),
        ("symptoms",
            ["no symptoms", "asymptomatic", "symptom-free", "keine Beschwerden", "beschwerdefrei", "pas de symptômes", "sin síntomas",
                "nessun sintomo", "无症状", "自覚症状なし", "denies symptoms"]),
        ("course", ["no progression", "not progressive", "keine Progredienz", "sin progresión", "无进展", "進行なし"]),
        ("other_organs", ["no other organs", "no other organ involvement", "keine anderen Organe", "无其他器官受累", "他臓器病変なし"]),
        ("organs_involved", ["no organs", "no other organs involved", "keine Organbeteiligung", "无其他器官受累"]),
        ("cord_compression", ["no compression", "no cord compression", "keine Kompression", "pas de compression", "无压迫", "圧迫なし"]),
        ("cord_cavity", ["no cavity", "no syrinx", "cavity: none", "keine Syrinx", "无空洞", "空洞なし"]),
        ("adverse_event_serious", ["not serious", "nicht schwerwiegend", "pas grave", "不严重"]),
        ("storiform_fibrosis", ["no storiform fibrosis", "keine Fibrose", "无席纹状纤维化"]),
        ("obliterative_phlebitis", ["no obliterative phlebitis", "keine Phlebitis", "无闭塞性静脉炎"]),
        ("adverse_event",
            ["no adverse events", "no side effects", "no complications", "without complications", "no complications; n/a",
                "keine Nebenwirkungen", "sans complication", "pas d'effets secondaires", "sin complicaciones", "nessuna complicanza",
                "无不良反应", "副作用なし"]),
        ("comorbidities",
            ["no comorbidities", "no known comorbidities", "no risk factors", "keine Vorerkrankungen", "pas d'antécédents",
                "sin comorbilidades", "nessuna comorbilità", "无合并症", "既往歴なし"]),
        ("preventions", ["no prophylaxis", "prophylaxis not given", "keine Prophylaxe", "pas de prophylaxie", "sin profilaxis", "无预防"]),
        ("plan", ["no plan", "no further visits", "nothing planned", "nichts geplant", "keine weiteren Termine", "无计划"]),
        ("surgery",
            ["no surgery", "no operation", "never had an operation", "not operated", "inoperabel", "conservative", "keine Operation",
                "pas de chirurgie", "sin cirugía", "non operato", "nessun intervento", "未手术", "未行手术", "無手術", "手術なし"]),
        ("steroid",
            ["no steroids", "never on steroids", "no glucocorticoids", "steroid-free", "keine Steroide", "kein Kortison",
                "pas de corticoïdes",
                "sin corticoides", "nessun steroide", "未用激素", "ステロイドなし", "no steroids; no pulse"]),
        ("sparing_agent",
            ["no immunosuppression", "no sparing agent", "no steroid-sparing agent", "keine Immunsuppression", "sin inmunosupresores",
                "pas d'immunosuppresseur", "无免疫抑制剂", "免疫抑制剤なし"]),
    ];

    private static IEnumerable<CaseField> Columns =>
        CaseField.All.Where(known => !known.IsDate
            && known.Name is not (CaseField.Citation or CaseField.StudyNumber or "outcome" or "notes"));

    [Fact]
    public void every_column_reads_something()
    {
        foreach (var field in Columns)
        {
            Something.ShouldContainKey(field.Name, "say what the column can hold");
            var row = Row(field.Name, Something[field.Name]);
            row.Reasons.Concat(row.Warnings).Where(remark => remark.Column == field.Name && remark.Code != "route-assumed")
                .ShouldBeEmpty(field.Name);
            Said(row).ShouldNotBe(Said(Row(field.Name, "")), field.Name);
        }
    }

    [Fact]
    public void a_denial_of_something_else_is_neither_a_finding_nor_its_absence() =>
        (from column in Columns from cell in OfSomethingElse select Misread(column.Name, cell)).OfType<string>().ShouldBeEmpty();

    [Fact]
    public void what_is_doubted_or_put_off_or_denied_in_part_is_neither_a_finding_nor_its_absence() =>
        (from column in Columns
         where !IsNumber(column)
         from form in OfSomething
         where !IsExact(column.Name, form)
         select Misread(column.Name, string.Format(CultureInfo.InvariantCulture, form, Something[column.Name]))).OfType<string>()
        .ShouldBeEmpty();

    [Fact]
    public void a_treatment_that_is_ordered_advised_or_thought_of_was_not_given() =>
        (from field in new[] { "surgery", "steroid", "sparing_agent" }
         from form in OfTreatment
         select Misread(field, string.Format(CultureInfo.InvariantCulture, form, Something[field]))).OfType<string>().ShouldBeEmpty();

    [Theory]
    [InlineData("MTX, stopped since allergic to it", 1)]
    [InlineData("rituximab until next visit", 1)]
    [InlineData("rituximab started after discussion", 1)]
    public void what_was_given_before_it_was_discussed_or_stopped_was_given(string cell, int agents) =>
        Row("sparing_agent", cell).Entries.OfType<SparingAgentStarted>().Count().ShouldBe(agents);

    [Theory]
    [InlineData("topical steroid")]
    [InlineData("inhaled budesonide steroid")]
    [InlineData("steroid eye drops")]
    [InlineData("cortisone injection")]
    [InlineData("Kortison-Infiltration")]
    [InlineData("hydrocortisone cream")]
    [InlineData("steroid-sparing agent")]
    public void what_is_put_on_or_into_one_place_is_no_systemic_glucocorticoid(string cell) => Misread("steroid", cell).ShouldBeNull();

    [Theory]
    [InlineData("intravenous injection of methylprednisolone", 1)]
    [InlineData("epidural steroid", 1)]
    [InlineData("prednisolone 40 mg/d; steroid eye drops", 1)]
    public void a_course_beside_it_is_one(string cell, int courses) =>
        Row("steroid", cell).Entries.OfType<SteroidCourseStarted>().Count().ShouldBe(courses);

    [Fact]
    public void whoever_denies_what_the_column_asks_about_states_that_there_was_none() =>
        (from own in Own from cell in own.Cells where !IsStatedAbsent(own.Field, cell) select $"{own.Field}: '{cell}'").ShouldBeEmpty();

    [Fact]
    public void each_column_whose_noun_can_be_denied_is_tried() =>
        ColumnSense.ByField.Keys.Except(Own.Select(own => own.Field))
            .ShouldBe(["compartment", "pattern", "shape", "t1_signal", "t2_signal", "asia_before", "asia_after", "walking", "bladder"],
                ignoreOrder: true);

    [Fact]
    public void an_examination_that_was_not_done_found_neither_something_nor_nothing()
    {
        foreach (var column in ColumnSense.ByField.Values.Where(column => !column.IsOfDeeds))
        {
            foreach (var cell in new[] { "not done", "not performed", "nicht durchgeführt", "non fait", "not yet done" })
            {
                var file = File(column.Field, cell);
                Found(file.Rows.ShouldHaveSingleItem()).ShouldBe(Said(Row(column.Field, "")), $"{column.Field}: '{cell}'");
                Reported(file, column.Field).NotReported.ShouldBe(1, $"{column.Field}: '{cell}'");
            }
        }
    }

    [Fact]
    public void a_denied_risk_is_absent_and_a_former_one_was()
    {
        States("no diabetes; never smoker; ex-smoker").ShouldBeEmpty("a smoker is not both");
        States("no diabetes; hypertension").ShouldBe(
            [(RiskFactor.Diabetes, RiskState.Absent), (RiskFactor.Hypertension, RiskState.Present)]);
        States("hypertension, no diabetes")
            .ShouldBe([(RiskFactor.Hypertension, RiskState.Present), (RiskFactor.Diabetes, RiskState.Absent)]);
        States("never smoker").ShouldBe([(RiskFactor.Smoking, RiskState.Absent)]);
        States("former smoker").ShouldBe([(RiskFactor.Smoking, RiskState.Former)]);
        States("kein Diabetes").ShouldBe([(RiskFactor.Diabetes, RiskState.Absent)]);
        States("无糖尿病").ShouldBe([(RiskFactor.Diabetes, RiskState.Absent)]);
        States("no diabetes, hypertension").ShouldBeEmpty("the denial may reach beyond the comma");
        States("no diabetes; hypertension?").ShouldBeEmpty("a doubt in one part leaves the cell open");

        static IEnumerable<(RiskFactor, RiskState)> States(string cell)
        {
            var row = Row("comorbidities", cell);
            var risks = row.Entries.OfType<RiskRecorded>().Select(risk => (risk.What, risk.State)).ToList();
            row.Warnings.Any(warning => warning.Column == "comorbidities" && warning.Value == cell).ShouldBe(risks.Count == 0, cell);
            return risks;
        }
    }

    [Theory]
    [InlineData("surgery", "without laminectomy")]
    [InlineData("steroid", "never on prednisolone")]
    [InlineData("sparing_agent", "no methotrexate, no rituximab")]
    [InlineData("sparing_agent", "pas de MTX")]
    [InlineData("adverse_event", "no infection, no fever")]
    public void of_which_one_was_denied_another_there_may_have_been(string field, string cell) => Misread(field, cell).ShouldBeNull();

    [Theory]
    [InlineData("surgery", "surgery scheduled after MRI")]
    [InlineData("surgery", "laminectomy recommended since progression")]
    [InlineData("surgery", "second opinion proposed laminectomy")]
    [InlineData("steroid", "prednisolone advised after surgery")]
    [InlineData("sparing_agent", "rituximab planned after vaccination")]
    public void what_it_is_planned_to_follow_does_not_make_it_given(string field, string cell) => Misread(field, cell).ShouldBeNull();

    [Fact]
    public void of_one_agent_instead_of_another_only_the_one_was_given()
    {
        foreach (var cell in new[]
        {
            "statt MTX Rituximab", "Rituximab statt MTX", "rituximab instead of MTX", "instead of MTX, rituximab",
            "rituximab rather than MTX",
            "rituximab au lieu de MTX", "rituximab en lugar de MTX", "rituximab invece di MTX", "anstatt MTX Rituximab",
        })
            Row("sparing_agent", cell).Entries.OfType<SparingAgentStarted>().Select(start => start.Agent)
                .ShouldBe([SparingAgent.Rituximab], cell);
    }

    [Fact]
    public void no_lesion_beside_a_description_of_one_is_refused()
    {
        var file = CaseFile.Read("study_number,levels,pattern\nA-1,no lesion,dorsal\n"u8.ToArray());
        file.Rows.ShouldHaveSingleItem().Reasons.ShouldHaveSingleItem().Column.ShouldBe("pattern");
    }

    // Words of none in languages that nobody taught the reader, references to elsewhere, codes and letters at random.
    private static IEnumerable<string> Unknown()
    {
        foreach (var cell in new[]
        {
            "nincs", "tidak ada", "žádné", "nema", "niks", "κανένα", "ei ole", "saknas", "ikke noe",
            "niciuna", "لا يوجد", "ไม่มี", "không có",
            "alles gut", "alles in Ordnung", "tutto bene", "RAS", "rien à signaler", "WNL", "NAD", "uncomplicated", "stable", "unchanged",
            "siehe Arztbrief", "see letter", "as above", "dito", "idem", "0 events", "zero", "00", "-99", "77", "placebo", "blinded",
        })
            yield return cell;
        var random = new Random(20261201);
        foreach (var (first, letters) in new[] { ('a', 26), ('α', 17), ('а', 32), ('ا', 10), ('가', 400), ('ก', 40) })
        {
            for (var times = 0; times < 20; times++)
                yield return string.Concat(Enumerable.Range(0, random.Next(4, 12)).Select(_ => (char)(first + random.Next(letters))));
        }
    }

    [Theory]
    [InlineData("adverse_event", "adverse_event_on", "2024-03-11", "herpes zoster")]
    [InlineData("adverse_event", "adverse_event_grade", "2", "herpes zoster")]
    [InlineData("adverse_event", "adverse_event_serious", "yes", "herpes zoster")]
    [InlineData("adverse_event", "adverse_event_outcome", "ongoing", "herpes zoster")]
    [InlineData("plan", "plan_due_on", "2024-09", "nerve conduction")]
    [InlineData("sparing_agent", "sparing_agent_on", "2024-03-11", "certolizumab")]
    public void words_that_nobody_knows_are_something_only_where_the_row_says_more_of_it(
        string field, string beside, string more, string words)
    {
        Unknown().Append(words).Select(cell => Misread(field, cell)).OfType<string>().ShouldBeEmpty();
        Recorded(words, more).ShouldBe(1);
        Recorded($"other: {words}", "").ShouldBe(1);
        Recorded("-99", more).ShouldBe(0);

        int Recorded(string cell, string stated) => Read([(field, cell), (beside, stated), ("planned_on", "2024-03-11")])
            .Rows.ShouldHaveSingleItem().Entries.Count(entry => entry is AdverseEventReported { Description: { } harm } && harm == words
                || entry is PlanMade { Description: { } plan } && plan == words
                || entry is SparingAgentStarted { Agent: SparingAgent.Other, Regimen: { } agent } && agent == words);
    }

    [Theory]
    [InlineData("prednisolone 20 mg", 0)]
    [InlineData("nur Kortison", 0)]
    [InlineData("nosuchumab 20 mg", 1)]
    [InlineData("rituximab; nosuchumab", 1)]
    [InlineData("yes", 1)]
    public void an_agent_that_nobody_knows_is_one_by_its_dose_and_no_glucocorticoid(string cell, int agents) =>
        Row("sparing_agent", cell).Entries.OfType<SparingAgentStarted>().Count().ShouldBe(agents);

    // What a column reads exactly in such a form, or what says in it that there was none.
    private static bool IsExact(string field, string form) => (field, form) switch
    {
        ("course", "not {0}" or "nicht {0}" or "{0} ruled out" or "{0} excluded" or "{0} ausgeschlossen") => true,
        // A treatment that is over was given.
        ("surgery" or "steroid" or "sparing_agent", "{0} resolved" or "{0}, resolved" or "{0} rückläufig" or "{0}消失") => true,
        _ => false,
    };

    private static bool IsNumber(CaseField field) => field.IsNumber || field.Name is "year" or "birth_year" or "administration_dose_mg";

    // What is wrong with how a cell was read; null when it was reported and nothing was recorded of it.
    private static string? Misread(string field, string cell)
    {
        var row = Row(field, cell);
        var remarks = row.Reasons.Concat(row.Warnings).Where(remark => remark.Column == field).ToList();
        return remarks.Count == 0 ? $"{field}: '{cell}' is not reported"
            : field != "birth_year" && remarks.TrueForAll(remark => remark.Value != cell) ? $"{field}: '{cell}' is not quoted"
            : row.Reasons.Count == 0 && Said(row) != Said(Row(field, "")) ? $"{field}: '{cell}' recorded {Said(row)}"
            : null;
    }

    private static bool IsStatedAbsent(string field, string cell)
    {
        var file = File(field, cell);
        var (row, column) = (file.Rows.ShouldHaveSingleItem(), Reported(file, field));
        return row.Reasons.Count + row.Warnings.Count == 0 && (column.Filled, column.StatedAbsent, column.NotReported) == (0, 1, 0);
    }

    private static ImportColumn Reported(ReadFile file, string field) =>
        file.Columns.Single(known => known.Field?.Name == field).Report(withValues: false);

    // Why something was not looked at is no finding.
    private static string Found(ImportedCase row) => Said(row with
    {
        Entries =
        [
            .. row.Entries.Select(entry => entry switch
            {
                LesionImaged study => study with { NotAssessed = null },
                BiopsyReported biopsy => biopsy with { NotAssessed = null },
                _ => entry,
            }),
        ],
    });

    private static string Said(ImportedCase row) =>
        string.Join('\n', row.Entries.Prepend(row.Enrolment!).Select(entry => EntryJson.Said(entry)));

    private static ImportedCase Row(string field, string cell) => File(field, cell).Rows.ShouldHaveSingleItem();

    private static ReadFile File(string field, string cell) => Read([(field, cell), .. Beside(field)]);

    private static ReadFile Read((string Field, string Cell)[] cells)
    {
        var file = CaseFile.Read(System.Text.Encoding.UTF8.GetBytes(
            $"study_number,{string.Join(',', cells.Select(one => one.Field))}\n"
                + $"A-1,{string.Join(',', cells.Select(one => $"\"{one.Cell}\""))}\n"));
        file.Problem.ShouldBeNull(cells[0].Cell);
        return file;
    }
}
