using System.Globalization;
using System.Text;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>What a clinic's own table does not make certain is refused, or kept in words; it is never read as something else.</summary>
public sealed class MisreadSpecs
{
    [Theory]
    [InlineData("Methylprednisolone 1 g x 3 d, prednisone 60 mg/d")]
    [InlineData("hydrocortisone 20 mg/d + prednisone 5 mg/d")]
    [InlineData("IVMP 500 mg/d and PSL 30 mg/d")]
    [InlineData("dexamethasone 4 mg every 6 h, prednisone")]
    public void a_course_of_several_drugs_has_no_drug_and_no_dose_and_says_so(string words)
    {
        var row = Row(("steroid", words));
        var course = row.Entries.ShouldHaveSingleItem().ShouldBeOfType<SteroidCourseStarted>();
        (course.Drug, course.DailyDoseMg).ShouldBe((null, null));
        course.Note.ShouldNotBeNull().ShouldStartWith(words);
        row.Warnings.ShouldContain(warning => warning.Code == "course-not-mapped" && warning.Column == "steroid");
    }

    [Theory]
    [InlineData("IVMP 1 g x 3 d followed by prednisone 60 mg/d")]
    [InlineData("IVMP 1 g x 3 d, gefolgt von prednisone 60 mg/d")]
    [InlineData("IVMP 1 g x 3 d puis prednisone 60 mg/d")]
    [InlineData("IVMP 1 g x 3 d, seguido de prednisone 60 mg/d")]
    public void courses_that_follow_one_another_are_courses_of_their_own(string words) =>
        Row(("steroid", words)).Entries.OfType<SteroidCourseStarted>().Select(course => (course.Drug, course.DailyDoseMg)).ShouldBe(
            [(Glucocorticoid.Methylprednisolone, 1000m), (Glucocorticoid.Prednisone, 60m)]);

    [Theory]
    [InlineData("prednisone 2 x 20 mg/d", null)]
    [InlineData("prednisone 2x20 mg daily", null)]
    [InlineData("prednisolone 1 500 mg daily", null)]
    [InlineData("prednisolone 1\u00a0500 mg/d", null)]
    [InlineData("prednisone 60 mg tapered to 5 mg/day", null)]
    [InlineData("prednisone tapered to 5 mg/day", null)]
    [InlineData("prednisone, maintenance 5 mg/day", null)]
    [InlineData("prednisone 60 mg auf 10 mg/d", null)]
    [InlineData("prednisone 60 mg for a month, later 10 mg/d", null)]
    [InlineData("prednisone 40 mg/day on alternate days", null)]
    [InlineData("prednisone 20 mg/d every other day", null)]
    [InlineData("prednisone 20 mg/d b.i.d.", null)]
    [InlineData("prednisone 40 mg/d tapered to 5 mg/d", "40")]
    [InlineData("prednisone 1 mg/kg, 60 mg/d", "60")]
    [InlineData("Prednisolon 40 mg/Tag", "40")]
    [InlineData("20 mg Prednison tgl.", null)]
    [InlineData("Prednison 7,5 mg täglich", "7.5")]
    [InlineData("prednisone 30 mg par jour", "30")]
    [InlineData("Prednisolon 40 mg tgl., später 10 mg tgl.", "40")]
    public void a_dose_is_not_that_of_another_time_or_a_part_of_it(string words, string? mg) =>
        SteroidText.Read(words).ShouldHaveSingleItem().DailyDoseMg
            .ShouldBe(mg is null ? null : decimal.Parse(mg, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("Prednisolon 40 mg/d, im Verlauf reduziert", null)]
    [InlineData("im Januar Prednisolon", null)]
    [InlineData("triamcinolone i.m.", SteroidRoute.Intramuscular)]
    [InlineData("methylprednisolone IM", SteroidRoute.Intramuscular)]
    public void a_preposition_is_no_route(string words, SteroidRoute? route) =>
        SteroidText.Read(words).ShouldHaveSingleItem().Route.ShouldBe(route);

    [Theory]
    [InlineData("steroid", "pas de corticoïdes")]
    [InlineData("steroid", "sem corticoide")]
    [InlineData("steroid", "geen steroïden")]
    [InlineData("steroid", "без стероидов")]
    [InlineData("sparing_agent", "pas d'immunosuppresseur")]
    [InlineData("surgery", "pas de chirurgie")]
    [InlineData("surgery", "non operato")]
    [InlineData("surgery", "konservative Therapie")]
    [InlineData("surgery", "traitement conservateur")]
    [InlineData("surgery", "tratamiento conservador")]
    [InlineData("surgery", "保守治疗")]
    [InlineData("surgery", "wait and see")]
    public void what_denies_a_treatment_in_any_language_is_no_treatment(string field, string words)
    {
        var row = Row((field, words));
        row.Reasons.ShouldBeEmpty();
        row.Entries.ShouldHaveSingleItem().ShouldBeOfType<PresentationRecorded>().Note.ShouldNotBeNull()
            .ShouldStartWith("The source states: no ");
    }

    [Theory]
    [InlineData("steroid", "prednisone planned")]
    [InlineData("steroid", "Prednisolon geplant")]
    [InlineData("sparing_agent", "rituximab considered")]
    [InlineData("sparing_agent", "RTX refused by patient")]
    [InlineData("sparing_agent", "MTX contraindicated")]
    [InlineData("sparing_agent", "allergic to azathioprine")]
    [InlineData("sparing_agent", "MTX 7.5 mg planned")]
    [InlineData("sparing_agent", "拟用利妥昔单抗")]
    [InlineData("surgery", "laminectomy planned")]
    [InlineData("surgery", "OP geplant")]
    [InlineData("surgery", "chirurgie refusée")]
    [InlineData("surgery", "cirugía programada")]
    [InlineData("surgery", "patient declined surgery")]
    [InlineData("surgery", "declined surgery")]
    [InlineData("surgery", "拒绝手术")]
    [InlineData("steroid", "拒绝激素")]
    public void what_was_planned_or_refused_was_not_given_and_the_report_says_so(string field, string words)
    {
        var row = Row((field, words));
        row.Reasons.ShouldBeEmpty();
        row.Entries.ShouldAllBe(entry => entry is PresentationRecorded);
        row.Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            warning => warning.Code.ShouldBe("not-given"), warning => warning.Column.ShouldBe(field),
            warning => warning.Value.ShouldBe(words));
    }

    [Fact]
    public void what_was_given_stands_beside_what_is_planned_or_was_ended()
    {
        Agents("AZA; rituximab planned").ShouldBe([SparingAgent.Azathioprine]);
        Agents("AZA, rituximab recommended").ShouldBe([SparingAgent.Azathioprine]);
        Agents("rituximab stopped, patient refused further doses").ShouldBe([SparingAgent.Rituximab]);
        Agents("MTX until 2020 then contraindicated").ShouldBe([SparingAgent.Methotrexate]);
        Row(("surgery", "laminectomy performed as planned")).Entries.OfType<SurgeryPerformed>().ShouldHaveSingleItem().Procedures
            .ShouldBe([Procedure.Laminectomy]);
        Row(("surgery", "non-instrumented laminectomy")).Entries.OfType<SurgeryPerformed>().ShouldHaveSingleItem().Procedures
            .ShouldBe([Procedure.Laminectomy]);

        static IEnumerable<SparingAgent> Agents(string words) =>
            Row(("sparing_agent", words)).Entries.OfType<SparingAgentStarted>().Select(start => start.Agent);
    }

    [Fact]
    public void words_that_name_no_glucocorticoid_are_pointed_out()
    {
        Row(("steroid", "Kur am Meer")).Warnings.ShouldContain(warning => warning.Code == "drug-unknown" && warning.Value == "Kur am Meer");
        foreach (var words in new[] { "yes", "steroids", "Corticoïdes", "Kortison oral", "激素", "40 mg", "GC", "pulse therapy" })
            Row(("steroid", words)).Warnings.ShouldNotContain(warning => warning.Code == "drug-unknown", words);
    }

    [Theory]
    [InlineData("Total")]
    [InlineData("TOTAL")]
    [InlineData("Mean")]
    [InlineData("Median:")]
    [InlineData("Gesamt")]
    [InlineData("Mittelwert")]
    [InlineData("Moyenne")]
    [InlineData("Promedio")]
    [InlineData("合计")]
    [InlineData("平均")]
    [InlineData("id")]
    [InlineData("ID")]
    public void a_row_that_sums_up_or_repeats_the_header_is_no_patient(string cell)
    {
        var file = Read($"id,age,levels\nA-1,55,C5\n{cell},58,\nA-2,61,C6\n");
        file.Rows.Select(row => row.Reasons.Count).ShouldBe([0, 1, 0]);
        file.Rows[1].Reasons[0].ShouldSatisfyAllConditions(
            reason => reason.Column.ShouldBe("id"), reason => reason.Code.ShouldBe("no-patient"));
    }

    [Fact]
    public void a_study_number_with_such_a_word_in_it_is_one() =>
        Read("id,age\nMean-1,55\nTotal-2,56\nTotalA,57\n").Rows.ShouldAllBe(row => row.Reasons.Count == 0);

    [Theory]
    [InlineData("No,Patient ID,age", "7,P-1,55")]
    [InlineData("Nr.;Pat-Nr;Alter", "7;P-1;55")]
    [InlineData("Patient ID,No,age", "P-1,7,55")]
    [InlineData("id,code,study no", "7,8,P-1")]
    public void a_number_of_the_line_is_no_study_number_where_another_column_is(string headers, string cells)
    {
        var file = Read($"{headers}\n{cells}\n");
        file.Rows.ShouldHaveSingleItem().StudyNumber.ShouldBe("P-1");
        file.Columns.Count(column => column.Source == ColumnSource.NotUnderstood).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("recurrence")]
    [InlineData("surgery")]
    [InlineData("steroid")]
    public void one_is_no_yes_in_a_column_coded_one_and_two(string field)
    {
        Read($"study_number,{field}\nA-1,1\nA-2,2\n").Rows.ShouldAllBe(row => row.Reasons.Count == 1 && row.Reasons[0].Column == field);
        Read($"study_number,{field}\nA-1,1\nA-2,0\n").Rows.ShouldAllBe(row => row.Reasons.Count == 0);
        Read($"study_number,{field}\nA-1,1\nA-2,\n").Rows.ShouldAllBe(row => row.Reasons.Count == 0);
    }

    [Theory]
    [InlineData("MTX or AZA")]
    [InlineData("Azathioprin oder MMF")]
    [InlineData("methotrexate o azatioprina o azathioprine")]
    [InlineData("MTX 或 AZA")]
    [InlineData("MTX bzw. AZA")]
    [InlineData("RTX versus CYC")]
    public void one_of_several_agents_is_none_that_is_known_to_have_been_given(string words)
    {
        var row = Row(("sparing_agent", words));
        row.Entries.ShouldBeEmpty();
        row.Warnings.ShouldContain(warning => warning.Code == "agents-unclear" && warning.Column == "sparing_agent");
    }

    [Theory]
    [InlineData("MTX-Unverträglichkeit", false)]
    [InlineData("MTX?", false)]
    [InlineData("rituximab ？", false)]
    [InlineData("intolerant to azathioprine", false)]
    [InlineData("MTX, stopped for intolerance", true)]
    public void what_a_patient_does_not_bear_or_what_is_doubted_is_not_said_to_have_been_given(string words, bool given) =>
        Row(("sparing_agent", words)).Entries.OfType<SparingAgentStarted>().Any().ShouldBe(given);

    [Theory]
    [InlineData("Código")]
    [InlineData("Numéro patient")]
    [InlineData("ID paciente")]
    public void a_study_number_is_found_under_its_names_in_other_languages(string header) =>
        Read($"{header},sex\nA-1,female\n").Rows.ShouldHaveSingleItem().Enrolment!.StudyNumber.ShouldBe("A-1");

    [Theory]
    // Spanish: hombre and mujer.
    [InlineData("sexo", "M,H", "Female,Male")]
    [InlineData("sex", "M,H", "Female,Male")]
    // French: homme and femme.
    [InlineData("sexe", "H,F", "Male,Female")]
    [InlineData("sexo", "M,F", "Male,Female")]
    [InlineData("sex", "M,m.", "Male,Male")]
    [InlineData("Geschlecht", "m,w", "Male,Female")]
    // Nothing beside it, or too much.
    [InlineData("sexo", "M", "?")]
    [InlineData("sex", "M,H,F", "?,Male,Female")]
    // Spanish varón and mujer, or Dutch man and vrouw.
    [InlineData("sex", "M,V", "?,?")]
    // Hungarian férfi and nő; Finnish mies and nainen. N alone is no for all that is known.
    [InlineData("sex", "F,N", "?,")]
    [InlineData("sex", "M,N", "Male,")]
    public void a_letter_of_sex_is_read_as_the_letters_beside_it_tell(string header, string letters, string sexes)
    {
        var rows = letters.Split(',').Select((letter, i) => $"A-{i},{letter}\n");
        Read($"study_number,{header}\n{string.Concat(rows)}").Rows
            .Select(row => row.Reasons.Count > 0 ? "?" : row.Enrolment!.Sex.ToString()).ShouldBe(sexes.Split(','));
    }

    [Theory]
    [InlineData("2,86;1.350", "2.86 mg/dL;?")]
    [InlineData("286,5;1,350", "286.5 mg/dL;1.350 mg/dL")]
    [InlineData("2.86;1.350", "2.86 mg/dL;1.350 mg/dL")]
    [InlineData("2,86;1.350 mg/dL", "2.86 mg/dL;?")]
    [InlineData("2,86;1.35 mg/dL", "2.86 mg/dL;1.35 mg/dL")]
    [InlineData("2,86;0.350 mg/dL", "2.86 mg/dL;0.350 mg/dL")]
    [InlineData("286;286.500", "286 mg/dL;286.500 mg/dL")]
    [InlineData("2,86;2.9;1.350", "2.86 mg/dL;2.9 mg/dL;?")]
    [InlineData("2.86;1,350", "2.86 mg/dL;?")]
    [InlineData("286;1,350", "286 mg/dL;?")]
    // Semicolons separate cells where the comma is taken.
    [InlineData("286;1.350", "286 mg/dL;?")]
    [InlineData("286;2.350 mg/dL", "286 mg/dL;?")]
    [InlineData("286;12.350 mg/dL", "286 mg/dL;12.350 mg/dL")]
    [InlineData("286;0.350", "286 mg/dL;0.350 mg/dL")]
    public void a_mark_between_digits_is_read_as_the_other_numbers_of_the_file_tell(string cells, string results)
    {
        var rows = cells.Split(';').Select((cell, i) => $"A-{i};{cell}\n");
        Read($"study_number;serum_igg4_mg_dl\n{string.Concat(rows)}").Rows
            .Select(row => row.Reasons.Count > 0 ? "?" : row.Entries.OfType<LabMeasured>().Single().Result.ToString())
            .ShouldBe(results.Split(';'));
    }

    [Theory]
    [InlineData("1.350,5", "one mark")]
    [InlineData("1,350.5", "one mark")]
    [InlineData("1.350.000", "one mark")]
    [InlineData("1 350", "one mark")]
    [InlineData("1'350", "one mark")]
    [InlineData("1\u202f350,5", "one mark")]
    [InlineData("1,350", "comma")]
    public void a_number_with_separated_thousands_is_refused_and_told_how_to_be_written(string cell, string words)
    {
        foreach (var field in new[] { "serum_igg4_mg_dl", "steroid_dose_mg", "followup_months" })
            Read($"study_number\t{field}\nA-1\t{cell}\n").Rows.Single().Reasons.ShouldHaveSingleItem(field).Detail.ShouldContain(words);
    }

    [Fact]
    public void the_map_says_that_a_point_is_a_decimal_mark_where_semicolons_make_one_doubt_it()
    {
        var doubted = Encoding.UTF8.GetBytes("study_number;serum_igg4_mg_dl\nA-1;1.350\n");
        CaseFile.Read(doubted).Rows.Single().Reasons.ShouldHaveSingleItem().Detail.ShouldContain("\"decimal\": \"point\"");
        var (map, _) = ColumnMap.Read("""{ "decimal": "point" }""");
        CaseFile.Read(doubted, map).Rows.Single().Entries.OfType<LabMeasured>().Single().Result.ToString().ShouldBe("1.350 mg/dL");
        Read("study_number,serum_igg4_mg_dl\nA-1,1.350\n").Rows.Single().Entries.OfType<LabMeasured>().Single().Result.ToString()
            .ShouldBe("1.350 mg/dL");
    }

    [Theory]
    [InlineData("methylprednisolone 1.000 mg/d", null)]
    [InlineData("Methylprednisolon 1.250 mg/Tag", null)]
    [InlineData("methylprednisolone 1,000 mg/d", null)]
    [InlineData("methylprednisolone 1 000 mg/d", null)]
    [InlineData("methylprednisolone 1'000 mg/d", null)]
    [InlineData("methylprednisolone 1000 mg/d", 1000.0)]
    [InlineData("methylprednisolone 62.5 mg/d", 62.5)]
    [InlineData("methylprednisolone 62,5 mg/d", 62.5)]
    [InlineData("dexamethasone 0.125 mg/d", 0.125)]
    public void a_dose_whose_mark_may_separate_thousands_is_none(string cell, double? mg) =>
        SteroidText.Read(cell).ShouldHaveSingleItem().DailyDoseMg.ShouldBe((decimal?)mg);

    [Theory]
    [InlineData("dekompressive Laminektomie C4-C6", Procedure.Laminectomy)]
    [InlineData("Laminectomie C4-C6", Procedure.Laminectomy)]
    [InlineData("laminectomía", Procedure.Laminectomy)]
    [InlineData("Laminoplastie", Procedure.Laminoplasty)]
    [InlineData("Teilresektion", null)]
    [InlineData("Resektion", Procedure.Resection)]
    [InlineData("exérèse", Procedure.Resection)]
    [InlineData("resección", Procedure.Resection)]
    [InlineData("Biopsie", Procedure.Biopsy)]
    [InlineData("Dekompression", Procedure.Other)]
    [InlineData("Duraplastik", Procedure.Durotomy)]
    [InlineData("keine Laminektomie, nur Biopsie", Procedure.Biopsy)]
    public void procedures_are_read_in_the_languages_of_the_field(string cell, Procedure? procedure) =>
        SurgeryText.Read(cell, Guid.NewGuid()).Procedures.ShouldBe(procedure is { } one ? [one] : []);

    [Theory]
    [InlineData("54 J.", 54)]
    [InlineData("54 Jahre", 54)]
    [InlineData("54 años", 54)]
    [InlineData("54 ans", 54)]
    [InlineData("54 anni", 54)]
    public void an_age_is_read_with_its_unit(string cell, int years) =>
        Read($"study_number,age\nA-1,{cell}\n").Rows.Single().Entries.OfType<PresentationRecorded>().Single().AgeYears.ShouldBe(years);

    [Theory]
    [InlineData("{ \"enrolment\": { \"studyNumber\": \"A-1\" } }\n", "application/x-ndjson")]
    [InlineData("\n [ { \"studyNumber\": \"A-1\" } ]", "application/x-ndjson")]
    [InlineData("study_number^sex\nA-1^m\n", "1 header separated by commas")]
    [InlineData("name|sex\nA-1|m\n", "2 headers separated by bars")]
    [InlineData("Export of our patients;;\nstudy_number;sex;age\n", "3 headers separated by semicolons")]
    public void a_file_that_is_no_table_of_patients_is_told_what_it_was_taken_for(string text, string words) =>
        CaseFile.Read(Encoding.UTF8.GetBytes(text)).Problem!.Detail!.ShouldContain(words);

    [Fact]
    public void a_table_in_utf_16_is_named_with_and_without_its_mark()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            var bytes = encoding.GetBytes("study_number;sex\nA-1;m\n");
            CaseFile.Read(bytes).Problem!.Detail!.ShouldContain("UTF-16", Case.Sensitive, encoding.EncodingName);
            CaseFile.Read((byte[])[.. encoding.GetPreamble(), .. bytes]).Problem!.Detail!.ShouldContain("UTF-16");
        }
    }

    [Theory]
    [InlineData("11 marraskuuta 2024")]
    [InlineData("11 marec 2024")]
    [InlineData("11 juna 2024")]
    [InlineData("decade 2024")]
    public void a_word_that_begins_like_a_month_is_none(string cell) =>
        DateText.Read(cell, null).Fault.ShouldNotBeNull();

    [Theory]
    [InlineData("11 March 2024", "2024-03-11")]
    [InlineData("11. März 2024", "2024-03-11")]
    [InlineData("11 mars 2024", "2024-03-11")]
    [InlineData("11 marzo 2024", "2024-03-11")]
    [InlineData("11-Sept-2024", "2024-09-11")]
    [InlineData("Sep 3rd, 2024", "2024-09-03")]
    [InlineData("Dez. 2024", "2024-12")]
    [InlineData("1 mayo 2024", "2024-05-01")]
    [InlineData("3 Juli 2024", "2024-07-03")]
    public void months_are_read_in_the_languages_of_the_field(string cell, string date) =>
        DateText.Read(cell, null).ShouldBe((ClinicalDate.Parse(date), null));

    [Fact]
    public void dots_do_not_put_the_day_first_against_what_the_map_says()
    {
        DateText.Read("03.11.2024", DateOrder.MonthFirst).Fault.ShouldNotBeNull();
        DateText.Read("03.11.2024", null).Date.ShouldBe(ClinicalDate.Parse("2024-11-03"));
        DateText.Read("30.11.2024", DateOrder.MonthFirst).Date.ShouldBe(ClinicalDate.Parse("2024-11-30"));
        DateText.Read("11.11.2024", DateOrder.MonthFirst).Date.ShouldBe(ClinicalDate.Parse("2024-11-11"));
    }

    private static ImportedCase Row(params (string Field, string Cell)[] cells)
    {
        var header = string.Join(',', cells.Select(cell => cell.Field));
        var row = string.Join(',', cells.Select(cell => $"\"{cell.Cell}\""));
        return Read($"study_number,{header}\nA-1,{row}\n").Rows.ShouldHaveSingleItem();
    }

    private static ReadFile Read(string csv)
    {
        var file = CaseFile.Read(Encoding.UTF8.GetBytes(csv));
        file.Problem.ShouldBeNull(csv);
        return file;
    }
}
