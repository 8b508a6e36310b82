using System.Globalization;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>Words of absence are absence in every column, and never content.</summary>
public sealed class AbsenceSpecs
{
    private static readonly string[] Absent =
        ["nope", "nada", "nej", "entfällt", "brak", "no", "No", "NO", "none", "None", "never", "nil", "Nein",
            "keine", "aucun", "无", "無", "なし", "false", " none ", "none.", "(none)", "\u200bnone"];

    private static readonly string[] Unknown =
        ["?", "./.", "n.d.", "n/v", "unbek.", "-", "–", "—", "--", "n/a", "N/A", "NA", "n.a.", "#N/A", "unknown", "not reported",
            "Not stated", "not available", "no data", "NR", "NULL", "k.A.", "不详", "未知", "missing", "not recorded.", "\u00a0", "\u200b"];

    // Nobody said, asked or looked, which is not that there was none.
    private static readonly string[] NotLookedFor =
        ["not assessed", "Not yet evaluated.", "not determined", "not tested", "not asked", "not collected", "never documented",
            "not known at last visit", "no answer", "no follow-up", "no data on recurrence", "insufficient data", "data not available",
            "results pending",
            "declined to answer", "unspecified", "Undetermined", "unavailable", "n/a (not done)", "unknown (not recorded)",
            "nicht erhoben", "nicht erfasst", "Nicht bestimmt", "keine Angaben", "Daten fehlen", "ausstehend",
            "non précisé", "non renseignée", "sans objet", "sin datos", "no consta", "non noto",
            "нет данных", "неизвестно", "未检测", "未隨訪", "无记录", "無記載", "データなし", "記載無し"];

    // Two letters, in whatever way they are set.
    private static readonly string[] Settings =
        ["{0}{1}", "{0}.{1}.", "{0}.{1}", "{0}. {1}.", "{0}. {1}", "{0}/{1}", "{0} / {1}", "{0}/{1}.", "{0}-{1}", "{0}\u2044{1}",
            "{0}\u00a0/\u00a0{1}", "({0}/{1})", "[{0}.{1}.]", "\u200b{0}{1}"];

    private static IEnumerable<string> Abbreviated(params string[] letters) =>
        from two in letters
        from setting in Settings
        from word in new[] { two, two.ToUpperInvariant(), string.Concat(two.Select(c => (char)(c - '!' + '\uff01'))) }
        select string.Format(CultureInfo.InvariantCulture, setting, word[0], word[1]);

    // Signs alone, in every length of dash.
    private static readonly string[] Signs =
        ["\u2010", "\u2011", "\u2012", "\u2212", "\ufe63", "\uff0d", "- -", "-/-", "?!", "...", "**", "#", "~", ";",
            "#NV", "#N/A", "<NA>", "(leer)", "(blank)"];

    private static bool IsText(CaseField field) => field.Name is "outcome" or "notes" or CaseField.Citation;

    // Columns in which absence denies what was looked for, each with something that it can hold.
    private static readonly (string Field, string Finding)[] Findings =
        [("recurrence", "yes"), ("levels", "T5-8"), ("compartment", "dura"), ("pattern", "dorsal"), ("asia_before", "C"),
            ("asia_after", "D"), ("symptoms", "limb weakness"), ("course", "progressive"), ("other_organs", "pancreas"),
            ("shape", "fusiform"), ("t1_signal", "hypointense"), ("t2_signal", "isointense"), ("enhancement", "homogeneous"),
            ("cord_compression", "yes"), ("cord_cavity", "yes"), ("adverse_event_serious", "yes"), ("walking", "wheelchair"),
            ("bladder", "catheter"), ("storiform_fibrosis", "yes"), ("obliterative_phlebitis", "yes"), ("hbsag", "positive"),
            ("anti_hbc", "positive"), ("tuberculosis_test", "negative"), ("comorbidities", "diabetes"), ("organs_involved", "kidney"),
            ("responder_index_sites", "kidney 0 damage"), ("follow_up_end", "lost"), ("adverse_event_outcome", "ongoing")];

    // Who says no there was asked.
    private static bool IsDecision(CaseField field) => field.Name is "consent_follow_up" or "consent_data_reuse";

    // Where only the first column of a row must hold something.
    private static IEnumerable<CaseField> Fields => CaseField.All.Where(known => known.Name != CaseField.StudyNumber);

    [Fact]
    public void a_word_of_absence_in_any_column_refuses_nothing_and_records_nothing()
    {
        foreach (var field in Fields)
        {
            foreach (var word in IsDecision(field) ? Unknown : Absent.Concat(Unknown))
            {
                var row = Row((field.Name, word));
                var what = $"{field.Name}: '{word}'";
                row.Reasons.ShouldBeEmpty(what);
                row.Warnings.ShouldBeEmpty(what);
                row.Enrolment!.Origin.ShouldBe(DataOrigin.Clinic, what);
                row.Entries.Where(entry => entry is not (PresentationRecorded or VisitLogged)).ShouldBeEmpty(what);
                row.Entries.OfType<VisitLogged>().Any().ShouldBe(field.Name == "recurrence" && Absent.Contains(word), what);
            }
        }
    }

    [Fact]
    public void no_in_a_column_of_consent_is_a_decision_and_wants_its_day()
    {
        foreach (var field in Fields.Where(IsDecision))
        {
            foreach (var word in new[] { "no", "nein", "NO", "non" })
            {
                Row((field.Name, word)).Reasons.ShouldHaveSingleItem().Column.ShouldBe(field.Name, $"{field.Name}: '{word}'");
                Row((field.Name, word), ("consent_on", "2024-05-02")).Entries.OfType<ConsentRecorded>().ShouldHaveSingleItem()
                    .Decision.ShouldBe(ConsentDecision.Refused, $"{field.Name}: '{word}'");
            }
        }
    }

    [Fact]
    public void a_word_of_absence_is_one_however_it_is_set()
    {
        var everywhere = Abbreviated("na", "nr", "nk", "nd", "ka").Concat(Signs).ToList();
        foreach (var field in Fields)
        {
            foreach (var word in IsText(field) ? everywhere : everywhere.Concat(Abbreviated("ne", "nt", "nm")))
            {
                var row = Row((field.Name, word));
                row.Reasons.Concat(row.Warnings).ShouldBeEmpty($"{field.Name}: '{word}'");
                row.Entries.ShouldBeEmpty($"{field.Name}: '{word}'");
            }
        }
    }

    [Fact]
    public void what_was_not_looked_for_is_not_absent()
    {
        foreach (var field in Fields)
        {
            foreach (var word in NotLookedFor)
            {
                var row = Row((field.Name, word));
                row.Reasons.Concat(row.Warnings).ShouldBeEmpty($"{field.Name}: '{word}'");
                // Neither a treatment nor its absence, neither a recurrence nor the freedom from one.
                row.Entries.ShouldBeEmpty($"{field.Name}: '{word}'");
            }
        }
    }

    [Theory]
    [InlineData("SD")]
    [InlineData("NE")]
    [InlineData("+")]
    [InlineData("no follow-up MRI, neurologically intact")]
    [InlineData("not followed up; died elsewhere")]
    [InlineData("lost to follow-up")]
    [InlineData("unknown cause of death")]
    [InlineData("data from the letter: walks unaided")]
    public void words_that_say_more_are_kept(string words) =>
        Row(("outcome", words)).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().Note.ShouldBe(words);

    [Theory]
    [InlineData("-99", "wrong-value")]
    [InlineData("9", "wrong-value")]
    [InlineData("999", "wrong-value")]
    [InlineData("2.0", "wrong-value")]
    [InlineData("#VALUE!", "spreadsheet-error")]
    [InlineData("#DIV/0!", "spreadsheet-error")]
    [InlineData("#BEZUG!", "spreadsheet-error")]
    [InlineData("#NAME?", "spreadsheet-error")]
    [InlineData("########", "spreadsheet-error")]
    public void neither_a_code_nor_an_error_of_the_spreadsheet_is_a_treatment(string cell, string code)
    {
        foreach (var field in new[] { "surgery", "steroid", "sparing_agent" })
        {
            var row = Row((field, cell));
            var reason = row.Reasons.ShouldHaveSingleItem(field);
            (reason.Column, reason.Code).ShouldBe((field, code));
        }
    }

    [Fact]
    public void a_patient_without_a_study_number_in_any_words_is_refused_by_that_column()
    {
        foreach (var word in Absent.Concat(Unknown).Append(""))
            Read($"study_number,sex\n\"{word}\",F\n").Rows.ShouldHaveSingleItem().Reasons.ShouldHaveSingleItem().Column
                .ShouldBe("study_number", word);
    }

    [Theory]
    [InlineData("surgery", "None (conservative)")]
    [InlineData("steroid", "prednisolone 0 mg")]
    [InlineData("surgery", "no surgery")]
    [InlineData("surgery", "No operation")]
    [InlineData("surgery", "not operated")]
    [InlineData("surgery", "never had an operation")]
    [InlineData("surgery", "conservative treatment")]
    [InlineData("surgery", "0")]
    [InlineData("surgery", "未行手术")]
    [InlineData("steroid", "no steroids")]
    [InlineData("steroid", "steroid-naive")]
    [InlineData("steroid", "none; no pulse")]
    [InlineData("sparing_agent", "not given")]
    [InlineData("sparing_agent", "无")]
    public void what_denies_a_treatment_is_no_treatment_and_is_kept_in_words(string field, string words)
    {
        var row = Row((field, words));
        row.Reasons.ShouldBeEmpty();
        row.Entries.ShouldHaveSingleItem().ShouldBeOfType<PresentationRecorded>().Note.ShouldNotBeNull()
            .ShouldStartWith("The source states: no ");
    }

    [Theory]
    [InlineData("recurrence-free")]
    [InlineData("free of relapse")]
    [InlineData("Rezidivfrei")]
    public void free_of_recurrence_is_no_recurrence(string words) =>
        Row(("recurrence", words)).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().RecurrenceAssessment
            .ShouldBe(RecurrenceAssessment.None);

    [Fact]
    public void a_doubt_or_an_intention_about_a_finding_is_no_denial()
    {
        foreach (var (field, finding) in Findings)
        {
            foreach (var words in new[] { "{0}?", "{0} ?", "{0}？", "{0} planned", "{0} considered", "{0} refused", "{0}, no?" })
            {
                var cell = string.Format(CultureInfo.InvariantCulture, words, finding);
                var row = Row((field, cell), ("adverse_event", "infection"), ("adverse_event_on", "2024-03-11"));
                // Refused, or kept as words, by the name of the column; never taken for its contrary.
                row.Reasons.Concat(row.Warnings).Where(reason => reason.Column == field).ShouldNotBeEmpty($"{field}: '{cell}'");
            }
        }
    }

    [Fact]
    public void whoever_denies_a_doubt_or_an_absence_states_no_absence()
    {
        string[] cells =
        [
            "not recurrence-free", "nicht rezidivfrei", "not free of recurrence", "not excluded", "not ruled out", "nicht ausgeschlossen",
            "nicht sicher", "sin descartar", "无法判断", "未排除", "no further recurrence", "no recurrence until 2021", "not yet",
            "not confirmed", "nicht eindeutig", "no doubt", "ohne Zweifel", "never in remission", "no longer", "not resolved",
            "not definitely excluded", "nicht vollständig ausgeschlossen", "kein sicheres Rezidiv", "不能排除", "no relapse until 2019",
        ];
        foreach (var field in new[] { "recurrence", "storiform_fibrosis", "cord_compression", "adverse_event", "comorbidities" })
        {
            foreach (var cell in cells)
            {
                var row = Row((field, cell), ("adverse_event_on", "2024-03-11"));
                row.Reasons.Concat(row.Warnings).ShouldNotBeEmpty($"{field}: '{cell}'");
                row.Entries.OfType<VisitLogged>().ShouldAllBe(visit => visit.RecurrenceAssessment == null, $"{field}: '{cell}'");
            }
        }
    }

    [Theory]
    [InlineData("surgery", "laminectomy not performed")]
    [InlineData("surgery", "laminectomy was not done")]
    [InlineData("surgery", "laminectomy postponed")]
    [InlineData("surgery", "waiting list for laminectomy")]
    [InlineData("surgery", "laminectomy if progression")]
    [InlineData("surgery", "Laminektomie nicht erfolgt")]
    [InlineData("surgery", "Patient lehnt OP ab")]
    [InlineData("surgery", "暂缓手术")]
    [InlineData("sparing_agent", "azathioprine not given")]
    [InlineData("sparing_agent", "rituximab to be started")]
    [InlineData("sparing_agent", "rituximab not approved")]
    [InlineData("sparing_agent", "MTX nie begonnen")]
    [InlineData("sparing_agent", "Rituximab beantragt")]
    [InlineData("sparing_agent", "will receive rituximab")]
    [InlineData("steroid", "prednisolone not started")]
    [InlineData("steroid", "Prednisolon nicht gegeben")]
    [InlineData("steroid", "declines prednisolone")]
    [InlineData("steroid", "prednisolone withheld")]
    [InlineData("steroid", "不用激素")]
    [InlineData("sparing_agent", "cyclophosphamide never given")]
    [InlineData("sparing_agent", "mycophenolate deferred")]
    [InlineData("sparing_agent", "possibly rituximab")]
    [InlineData("surgery", "laminoplasty was never performed")]
    public void a_treatment_that_is_named_and_was_not_begun_was_not_given(string field, string cell) =>
        Row((field, cell)).Entries
            .Where(entry => entry is SurgeryPerformed or SparingAgentStarted or SteroidCourseStarted).ShouldBeEmpty();

    [Theory]
    [InlineData("steroid", "prednisolone 40 mg pending biopsy")]
    [InlineData("steroid", "prednisolone 40 mg will be tapered")]
    [InlineData("steroid", "Prednisolon 40 mg soll reduziert werden")]
    [InlineData("sparing_agent", "methotrexate then rituximab if relapse")]
    [InlineData("surgery", "laminectomy, fusion not required")]
    public void what_was_given_stays_given_whatever_else_is_to_come(string field, string cell) =>
        Row((field, cell)).Entries
            .Where(entry => entry is SurgeryPerformed or SparingAgentStarted or SteroidCourseStarted).ShouldNotBeEmpty();

    [Theory]
    [InlineData("no recurrence and stable")]
    [InlineData("no recurrence until last follow-up")]
    [InlineData("no MRI evidence of recurrence")]
    public void words_beside_a_denial_of_recurrence_take_nothing_from_it(string words) =>
        Row(("recurrence", words)).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().RecurrenceAssessment
            .ShouldBe(RecurrenceAssessment.None);

    [Theory]
    [InlineData("steroid", "no response to prednisolone")]
    [InlineData("steroid", "not tolerated")]
    [InlineData("steroid", "nicht ausgeschlichen")]
    [InlineData("surgery", "no complications")]
    [InlineData("surgery", "ohne Komplikationen")]
    [InlineData("sparing_agent", "no effect")]
    public void how_a_treatment_went_does_not_say_that_there_was_none(string field, string cell)
    {
        var row = Row((field, cell));
        row.Reasons.Concat(row.Warnings).ShouldNotBeEmpty();
        row.Entries.OfType<PresentationRecorded>().ShouldAllBe(entry => entry.Note == null || !entry.Note.Contains("no "));
    }

    [Fact]
    public void where_nobody_looked_a_finding_is_not_reported()
    {
        foreach (var field in new[] { "recurrence", "storiform_fibrosis", "obliterative_phlebitis", "cord_compression", "enhancement" })
        {
            foreach (var cell in new[]
            {
                "no biopsy", "no biopsy taken", "no tissue", "未查", "未复查", "no MRI", "kein MRT", "no contrast given", "ohne KM",
                "nicht kontrolliert", "keine Kontrolle", "no visit", "without biopsy", "no histology available", "kein Gewebe",
            })
            {
                var row = Row((field, cell));
                row.Reasons.Concat(row.Warnings).ShouldBeEmpty($"{field}: '{cell}'");
                row.Entries.ShouldBeEmpty($"{field}: '{cell}'");
            }
        }
    }

    [Fact]
    public void a_sign_or_a_number_of_any_kind_is_no_blank_cell()
    {
        foreach (var field in new[] { "nurick", "recurrence", "levels", "age" })
        {
            foreach (var cell in new[] { "½", "¼", "²", "③", "Ⅲ", "ⅳ", "%", "†", "§", "⅔", "Ⅻ", "¶" })
            {
                var row = Row((field, cell));
                row.Reasons.Concat(row.Warnings).ShouldNotBeEmpty($"{field}: '{cell}'");
            }
        }
    }

    [Theory]
    [InlineData("adverse_event", "no adverse events")]
    [InlineData("adverse_event", "No complications.")]
    [InlineData("adverse_event", "keine Nebenwirkungen")]
    [InlineData("adverse_event", "sans complication")]
    [InlineData("comorbidities", "no comorbidities")]
    [InlineData("organs_involved", "no other organs")]
    [InlineData("preventions", "no prophylaxis")]
    [InlineData("plan", "no further visits")]
    [InlineData("symptoms", "no symptoms")]
    [InlineData("other_organs", "without other organs")]
    public void a_whole_sentence_that_denies_is_no_entry(string field, string words)
    {
        var row = Row((field, words));
        row.Reasons.Concat(row.Warnings).ShouldBeEmpty();
        row.Entries.Where(entry => entry is not PresentationRecorded).ShouldBeEmpty();
    }

    [Fact]
    public void an_examination_that_was_refused_leaves_open_what_it_would_have_found()
    {
        foreach (var (field, _) in Findings.Where(known => known.Finding is "yes" or "C" or "dorsal" or "T5-8" or "wheelchair"))
        {
            foreach (var cell in new[] { "refused", "Declined", "omitted" })
            {
                var row = Row((field, cell));
                row.Reasons.Concat(row.Warnings).ShouldBeEmpty($"{field}: '{cell}'");
                row.Entries.ShouldBeEmpty($"{field}: '{cell}'");
            }
        }
    }

    [Theory]
    [InlineData("no recurrence, MRI planned")]
    [InlineData("no relapse; biopsy refused")]
    public void what_was_planned_beside_a_denial_takes_nothing_from_it(string words) =>
        Row(("recurrence", words)).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().RecurrenceAssessment
            .ShouldBe(RecurrenceAssessment.None);

    [Fact]
    public void a_denial_inside_a_description_takes_away_what_it_denies_and_nothing_else()
    {
        SurgeryText.Read("laminectomy without fixation", Guid.NewGuid()).Procedures.ShouldBe([Procedure.Laminectomy]);
        SurgeryText.Read("no biopsy, laminoplasty C3-C6", Guid.NewGuid()).ShouldSatisfyAllConditions(
            surgery => surgery.Procedures.ShouldBe([Procedure.Laminoplasty]), surgery => surgery.Levels!.ToString().ShouldBe("C3-C6"));
        Row(("steroid", "no pulse; prednisolone 30 mg/d")).Entries.OfType<SteroidCourseStarted>().ShouldHaveSingleItem().DailyDoseMg
            .ShouldBe(30);
        Row(("sparing_agent", "rituximab, no methotrexate")).Entries.OfType<SparingAgentStarted>().ShouldHaveSingleItem().Agent
            .ShouldBe(SparingAgent.Rituximab);
        Row(("outcome", "no change")).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().Note.ShouldBe("no change");
        Row(("sex", "male"), ("notes", "declined a second biopsy")).Entries.OfType<PresentationRecorded>().ShouldHaveSingleItem().Note
            .ShouldBe("declined a second biopsy");
    }

    [Fact]
    public void stated_absent_and_not_reported_are_told_apart_where_the_record_can_hold_it()
    {
        Row(("recurrence", "no")).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().RecurrenceAssessment
            .ShouldBe(RecurrenceAssessment.None);
        Row(("recurrence", "never recurred")).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().RecurrenceAssessment
            .ShouldBe(RecurrenceAssessment.None);
        Row(("recurrence", "n/a")).Entries.ShouldBeEmpty();
        Row(("levels", "no lesion")).Entries.OfType<LesionImaged>().ShouldHaveSingleItem().LesionPresent.ShouldBeFalse();
        Row(("surgery", "n/a")).Entries.ShouldBeEmpty();
        Row(("surgery", "no"), ("surgery_on", "2024-03-11")).Reasons.ShouldHaveSingleItem().Column.ShouldBe("surgery_on");
    }

    private static ImportedCase Row(params (string Field, string Cell)[] cells)
    {
        var header = string.Join(',', cells.Select(cell => cell.Field));
        var row = string.Join(',', cells.Select(cell => $"\"{cell.Cell}\""));
        return Read($"study_number,{header}\nA-1,{row}\n").Rows.ShouldHaveSingleItem();
    }

    private static ReadFile Read(string csv)
    {
        var file = CaseFile.Read(System.Text.Encoding.UTF8.GetBytes(csv));
        file.Problem.ShouldBeNull(csv);
        return file;
    }
}
