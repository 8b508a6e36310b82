using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class PlausibilitySpecs
{
    private static void Warned(string member, string code, PatientChart chart, ClinicalEntry entry)
    {
        var decision = PatientDecisions.Record(chart, [entry], Today);
        decision.Accepted.ShouldBeTrue();
        decision.Warnings.Select(warning => (warning.EntryId, warning.Member, warning.Code)).ShouldBe([(entry.EntryId, member, code)]);
    }

    private static void Silent(PatientChart chart, ClinicalEntry entry)
    {
        var decision = PatientDecisions.Record(chart, [entry], Today);
        (decision.Refusals.IsEmpty, decision.Warnings.IsEmpty).ShouldBe((true, true));
    }

    [Theory]
    [InlineData(52, "2024-03-11", true)]
    [InlineData(53, "2024-03-11", false)]
    [InlineData(54, "2024", false)]
    [InlineData(55, "2024", true)]
    [InlineData(12, null, false)]
    public void an_age_that_year_of_birth_and_date_of_presentation_rule_out_is_questioned(int age, string? presented, bool questioned)
    {
        var presentation = new PresentationRecorded
        {
            EntryId = Id(1),
            PresentedOn = presented is null ? Domain.Dates.ClinicalDate.NotReported : Date(presented),
            AgeYears = age,
        };

        if (questioned) Warned("ageYears", "age-disagrees", Chart(), presentation);
        else Silent(Chart(), presentation);
    }

    [Fact]
    public void a_slip_of_unit_in_an_immunoglobulin_is_questioned()
    {
        Warned("result", "value-implausible", Chart(), IgG4(1, "2024-03-01", "2190 g/L"));
        Warned("result", "value-implausible", Chart(), IgG4(1, "2024-03-01", "4001 mg/dL"));
        Silent(Chart(), IgG4(1, "2024-03-01", "4000 mg/dL"));
        Warned("result", "value-implausible", Chart(),
            IgG4(1, "2024-03-01", "10001 mg/dL") with { Analyte = Domain.Laboratory.Analyte.SerumIgG });
        Silent(Chart(), IgG4(1, "2024-03-01", "10000 mg/dL") with { Analyte = Domain.Laboratory.Analyte.SerumIgG });
        Silent(Chart(), IgG4(1, "2024-03-01", "20000 mg/dL") with { Analyte = Domain.Laboratory.Analyte.CsfProtein });
    }

    [Theory]
    [InlineData("13.5 g/L", true)]
    [InlineData("1350 g/L", false)]
    [InlineData("10.7 g/L", false)]
    [InlineData("0.13 g/L", true)]
    [InlineData("<0.1 g/L", false)]
    public void a_leap_of_serum_igg4_within_an_assay_is_questioned(string result, bool questioned)
    {
        var chart = Chart(IgG4(1, "2024-03-01", "135 mg/dL"));
        var leap = IgG4(2, "2024-04-01", result);
        Codes(leap).Contains("change-unusual").ShouldBe(questioned);
        Codes(leap with { Assay = "another" }).ShouldNotContain("change-unusual");

        IEnumerable<string> Codes(ClinicalEntry entry) =>
            PatientDecisions.Record(chart, [entry], Today).Warnings.Select(warning => warning.Code);
    }

    [Fact]
    public void an_oral_dose_beyond_reason_is_questioned()
    {
        var (oral, intravenous) = (Started(1, "2024-03-01", 40), Started(1, "2024-03-01", 40, route: SteroidRoute.Intravenous));
        Warned("dailyDoseMg", "dose-unusual", Chart(), Started(1, "2024-03-01", 200.1m));
        Silent(Chart(), Started(1, "2024-03-01", 200));
        Silent(Chart(), Started(1, "2024-03-01", 1000, route: SteroidRoute.Intravenous));
        Warned("dailyDoseMg", "dose-unusual", Chart(oral), Changed(2, 1, "2024-03-02", 201));
        Silent(Chart(oral), Changed(2, 1, "2024-03-02", 200));
        Silent(Chart(intravenous), Changed(2, 1, "2024-03-02", 500));
    }

    [Fact]
    public void grade_e_is_given_only_after_a_deficit()
    {
        Warned("grade", "no-prior-deficit", Chart(), Graded(1, "2024-03-01", AsiaGrade.E));
        Silent(Chart(Graded(2, "2024-02-01", AsiaGrade.D)), Graded(1, "2024-03-01", AsiaGrade.E));
        Silent(Chart(Presented(2, "2024-02-01") with { Symptoms = [Symptom.LimbWeakness] }), Graded(1, "2024-03-01", AsiaGrade.E));
        Warned("grade", "no-prior-deficit", Chart(Presented(2, "2024-02-01") with { Symptoms = [] }), Graded(1, "2024-03-01", AsiaGrade.E));
    }

    [Fact]
    public void a_jump_of_three_grades_is_questioned()
    {
        var chart = Chart(Graded(1, "2024-02-01", AsiaGrade.A), Graded(2, "2024-02-15", null));
        Warned("grade", "change-unusual", chart, Graded(3, "2024-03-01", AsiaGrade.D));
        Silent(chart, Graded(3, "2024-03-01", AsiaGrade.C));
        Silent(chart, Graded(3, "2024-01-15", AsiaGrade.D));
    }

    [Fact]
    public void the_same_finding_on_the_same_date_may_be_a_duplicate()
    {
        var chart = Chart(IgG4(1, "2024-03-01", "135 mg/dL"));
        Warned("entryId", "possible-duplicate", chart, IgG4(2, "2024-03-01", "135 mg/dL"));
        Silent(chart, IgG4(2, "2024-03-02", "135 mg/dL"));
        Silent(chart, IgG4(2, "2024-03-01", "136 mg/dL"));
    }

    [Fact]
    public void a_visit_of_the_same_date_that_says_the_same_may_have_been_sent_twice()
    {
        var chart = Chart(Graded(1, "2024-03-01", AsiaGrade.D), Visited(2, "2024-03-01", recorded: 1));
        Again(AsiaGrade.D, "2024-03-01").ShouldBe([("visitedOn", "visit-repeated"), ("entryId", "possible-duplicate")]);
        Again(AsiaGrade.C, "2024-03-01").ShouldBeEmpty();
        Again(AsiaGrade.D, "2024-03-02").ShouldBeEmpty();
        Warned("visitedOn", "visit-repeated", Chart(Visited(1, "2024-03-01")), Visited(2, "2024-03-01"));
        Silent(chart, Visited(4, "2024-03-01"));
        Silent(Chart(Visited(1, "2024-03-01", due: "2024-06-01")), Visited(2, "2024-03-01", due: "2024-06-02"));

        IEnumerable<(string Member, string Code)> Again(AsiaGrade grade, string on) =>
            PatientDecisions.Record(chart, [Graded(3, on, grade), Visited(4, on, recorded: 3)], Today).Warnings
                .Select(warning => (warning.Member, warning.Code));
    }

    [Theory]
    [InlineData("2024-03-05", "2024-03", true)]
    [InlineData("2024-03", "2024-03-05", true)]
    [InlineData("2024", "2024-03-05", true)]
    [InlineData("2024-03", "2024", true)]
    [InlineData("2024-03", "2024-03", true)]
    [InlineData("2024-03-05", "2024-04", false)]
    [InlineData("2024-03", "2024-04-01", false)]
    [InlineData("2023", "2024-03-05", false)]
    public void what_is_sent_again_with_its_date_given_more_or_less_exactly_may_be_repeated(string first, string again, bool warned)
    {
        var chart = Chart(Graded(1, first, AsiaGrade.D), Visited(2, first, recorded: 1));

        Codes(Graded(3, again, AsiaGrade.D), Visited(4, again, recorded: 3))
            .ShouldBe(warned ? ["visit-repeated", "possible-duplicate"] : []);
        Codes(Graded(3, again, AsiaGrade.C), Visited(4, again, recorded: 3)).ShouldBeEmpty();
        // A finding that keeps the date that it had.
        Codes(Graded(3, first, AsiaGrade.D), Visited(4, again, recorded: 3))
            .ShouldBe(warned ? ["visit-repeated", "possible-duplicate"] : ["possible-duplicate"]);

        IEnumerable<string> Codes(params ClinicalEntry[] entries) =>
            PatientDecisions.Record(chart, entries, Today).Warnings.Select(warning => warning.Code);
    }

    [Fact]
    public void what_is_told_twice_of_a_patient_who_is_just_enrolled_is_questioned_once()
    {
        ClinicalEntry[] told =
            [Graded(1, "2024-03-01", AsiaGrade.D), Visited(2, "2024-03-01", recorded: 1), IgG4(3, "2024-03-01", "135 mg/dL"),
                Graded(4, "2024-03-01", AsiaGrade.D), Visited(5, "2024-03-01", recorded: 4), IgG4(6, "2024-03-01", "135 mg/dL"),
                Visited(7, "2024-03-02"), IgG4(8, "2024-03-01", "136 mg/dL")];
        PatientDecisions.Enrol(Patient, Enrolled(), told, Today).Warnings.Select(warning => (warning.EntryId, warning.Code))
            .ShouldBe([(Id(5), "visit-repeated"), (Id(4), "possible-duplicate"), (Id(6), "possible-duplicate")]);
    }

    [Theory]
    [InlineData("2.12 g/L", "BN II")]
    [InlineData("212mg/dl", "BN II")]
    [InlineData("212.0 mg/dL", "BN II")]
    [InlineData("2120 µg/mL", "BN II")]
    [InlineData("212 mg/dL", "bn  ii")]
    [InlineData("212 mg/dL", "BN\u00a0II")]
    public void what_is_sent_again_in_another_form_says_the_same(string result, string assay)
    {
        var chart = Chart(Nephelometry(1, "212 mg/dL", "BN II"), Visited(2, "2024-03-01", recorded: 1) with { Note = "Mit Häubchen" });

        PatientDecisions.Record(
                chart, [Nephelometry(3, result, assay), Visited(4, "2024-03-01", recorded: 3) with { Note = "mit Ha\u0308ubchen " }], Today)
            .Warnings.Select(warning => warning.Code).ShouldBe(["visit-repeated", "possible-duplicate"]);
        Silent(chart, Nephelometry(3, $"<{result}", assay));
        Silent(chart, Nephelometry(3, result, $"{assay}I"));

        LabMeasured Nephelometry(int number, string given, string by) =>
            IgG4(number, "2024-03-01", "1 mg/dL") with { Result = Read(given), Assay = by };

        LabResult Read(string given) => LabResult.TryRead(given, out var read) ? read : throw new ArgumentException(given);
    }

    [Fact]
    public void an_entry_says_the_same_in_whatever_order_its_lists_and_levels_are_and_however_its_words_are_set() =>
        Generated.ForAll(Generated.Entries, entries =>
        {
            foreach (var entry in entries)
            {
                var written = JsonNode.Parse(JsonSerializer.Serialize(entry, EntryJson.Options))!;
                var otherwise = JsonSerializer.Deserialize<ClinicalEntry>(Otherwise(written)!.ToJsonString(), EntryJson.Options)!;
                EntryJson.Said(otherwise).ShouldBe(EntryJson.Said(entry));
                EntryJson.Said(entry with { EntryId = Id(99), KnownBy = null }).ShouldBe(EntryJson.Said(entry));
                EntryJson.Said(entry with { Note = entry.Note + "x" }).ShouldNotBe(EntryJson.Said(entry));
                var date = EntryKinds.Of(entry).DateMember;
                written[date] = "1900";
                var on1900 = JsonSerializer.Deserialize<ClinicalEntry>(written.ToJsonString(), EntryJson.Options)!;
                EntryJson.SaidOnAnyDate(on1900).ShouldBe(EntryJson.SaidOnAnyDate(entry), date);
                EntryJson.SaidOnAnyDate(on1900 with { Note = entry.Note + "x" }).ShouldNotBe(EntryJson.SaidOnAnyDate(entry));
            }
        });

    private static JsonNode? Otherwise(JsonNode? node, string member = "") => node switch
    {
        JsonObject members => new JsonObject(members.Select(each => KeyValuePair.Create(each.Key, Otherwise(each.Value, each.Key)))),
        JsonArray items => new JsonArray([.. items.Select(item => Otherwise(item)).Reverse()]),
        JsonValue value when member is "note" or "assay" or "description" or "regimen" => $" {value.GetValue<string>().ToUpperInvariant()}",
        JsonValue value when member == "levels" => string.Join(" and ", value.GetValue<string>().Split(" and ").Reverse()),
        _ => node?.DeepClone(),
    };

    [Theory]
    [InlineData(FollowUpEndReason.Lost)]
    [InlineData(FollowUpEndReason.Transferred)]
    public void an_entry_after_the_end_of_follow_up_is_questioned(FollowUpEndReason reason)
    {
        var ended = Ended(1, "2024-05-01", reason);
        Warned("visitedOn", "follow-up-had-ended", Chart(ended), Visited(2, "2024-05-02"));
        Silent(Chart(ended), Visited(2, "2024-05-01"));
        Silent(Chart(ended, Resumed(3, "2024-05-02")), Visited(2, "2024-05-02"));
        Silent(Chart(ended), Resumed(2, "2024-05-02"));
    }

    [Fact]
    public void a_correction_is_questioned_like_a_new_entry()
    {
        var decision = PatientDecisions.Correct(Chart(Started(1, "2024-03-01", 40)), Id(1), Started(1, "2024-03-01", 400), "typing error",
            Today);
        decision.Warnings.Select(warning => warning.Code).ShouldBe(["dose-unusual"]);
    }
}
