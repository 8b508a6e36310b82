using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>Which rows are flagged as very probably another record's patient, and which are not.</summary>
public sealed class OverlapSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly string[] Flags = ["possible-duplicate", Overlaps.SamePatient];

    private static readonly Dictionary<string, string> YangGuang = new()
    {
        ["citation"] = "Yang Guang et al. Zhongfeng yu Shenjing Jibing Zazhi 2018(1)",
        ["year"] = "2018",
        ["age"] = "39",
        ["sex"] = "M",
    };

    [Fact]
    public async Task of_the_25_published_rows_exactly_zhang_2020_is_flagged()
    {
        using var clinic = service.Client(clinic: "flags");
        using var response = await clinic.ImportAsync(ImportRequests.Published, "?dryRun=true");
        var row = (await response.ReportAsync()).Rows.Where(Flagged).ShouldHaveSingleItem();
        row.Row.ShouldBe(9);
        row.Warnings.ShouldContain(warning =>
            warning.Code == Overlaps.SamePatient && warning.OtherRow == null && warning.OtherPatientId == null);
    }

    [Fact]
    public async Task of_the_12_comparators_none_is_flagged()
    {
        using var clinic = service.Client(clinic: "flags");
        using var response = await clinic.ImportAsync(File.ReadAllBytes(Demonstration.PathOf("comparator-cases.csv")), "?dryRun=true");
        (await response.ReportAsync()).Rows.ShouldAllBe(row => !Flagged(row));
    }

    [Fact]
    public async Task both_publications_of_one_patient_are_flagged_linked_and_kept_apart()
    {
        using var clinic = service.Client(clinic: "both");
        using var response = await clinic.ImportAsync(CaseCsv.With(ImportRequests.Published, YangGuang));
        var report = await response.ReportAsync();
        report.Summary.Applied.ShouldBeTrue();
        report.Rows.Where(Flagged).Select(row => row.Row).ShouldBe([9, 26]);
        Other(report.Rows[8]).OtherRow.ShouldBe(26);
        Other(report.Rows[25]).OtherRow.ShouldBe(9);
        (await LinkAsync(clinic, report.Rows[8])).ShouldBe("Yang Guang et al., Zhongfeng yu Shenjing Jibing Zazhi 2018(1)");
        (await LinkAsync(clinic, report.Rows[25])).ShouldBe("Zhang R et al. Front Neurol 2020;11:500. doi:10.3389/fneur.2020.00500");

        using var again = await clinic.ImportAsync(CaseCsv.File(YangGuang));
        (await again.ReportAsync()).Rows.Single().Outcome.ShouldBe(RowOutcome.Duplicate);
    }

    [Fact]
    public async Task a_second_publication_is_flagged_against_a_patient_of_the_clinic_in_either_order()
    {
        using var englishFirst = service.Client(clinic: "english-first");
        using var first = await englishFirst.ImportAsync(ImportRequests.Published);
        var zhang = (await first.ReportAsync()).Rows[8].PatientId;
        using var second = await englishFirst.ImportAsync(CaseCsv.File(YangGuang));
        var yang = (await second.ReportAsync()).Rows.Single();
        Other(yang).OtherPatientId.ShouldBe(zhang);
        (await LinkAsync(englishFirst, yang)).ShouldNotBeNull().ShouldStartWith("Zhang R");

        using var chineseFirst = service.Client(clinic: "chinese-first");
        using var earlier = await chineseFirst.ImportAsync(CaseCsv.File(YangGuang));
        var recorded = (await earlier.ReportAsync()).Rows.Single();
        Flagged(recorded).ShouldBeFalse();
        using var later = await chineseFirst.ImportAsync(ImportRequests.Published);
        Other((await later.ReportAsync()).Rows[8]).OtherPatientId.ShouldBe(recorded.PatientId);
    }

    [Theory]
    [InlineData("A A et al. 2020. doi:10.1000/x1", "", "", "", "B B et al. 2021. DOI:10.1000/X1.", "", "", "", true)]
    [InlineData("M\u00fcller A et al. J 2020", "", "", "", "mu\u0308ller  A et al.\u00a0J 2020", "", "", "", true)]
    [InlineData("Case 2 of M\u00fcller 2020", "", "", "", "Case 3 of M\u00fcller 2020", "", "", "", false)]
    [InlineData("Same publication. PMID 123", "", "", "", "Same. PMID:123", "", "", "", true)]
    [InlineData("Same publication (case 1). PMID 123", "", "", "", "Same (case 2). PMID 123", "", "", "", false)]
    [InlineData("Same publication. PMID 123", "50", "M", "", "Same. PMID 123", "51", "M", "", false)]
    [InlineData("Aa B et al. J 2020", "50", "M", "", "Aa B et al. K 2020", "50", "M", "", true)]
    [InlineData("Aa B et al. J 2020", "50", "", "", "Aa B et al. K 2020", "50", "", "", false)]
    [InlineData("Aa B et al. J 2020", "50", "M", "", "Aa B et al. K 2021", "50", "M", "", false)]
    [InlineData("Aa B et al. J 2020", "50", "M", "T4-T6", "Cc D et al. K 2021", "50", "M", "thoracic", true)]
    [InlineData("Aa B et al. J 2020", "50", "M", "T4-T6", "Cc D et al. K 2021", "50", "M", "T7", false)]
    [InlineData("Aa B et al. J 2020", "50", "M", "T4-T6", "Cc D et al. K 2021", "50", "F", "T4-T6", false)]
    [InlineData("Aa B et al. J 2020", "50", "M", "T4-T6", "Cc D et al. K 2021", "", "M", "T4-T6", false)]
    public async Task two_rows_are_flagged_by_publication_or_by_age_sex_and_author_or_levels(
        string citation, string age, string sex, string levels, string otherCitation, string otherAge, string otherSex, string otherLevels,
        bool flagged)
    {
        using var clinic = service.Client(clinic: "pairs");
        using var response = await clinic.ImportAsync(
            CaseCsv.File(
                new() { ["citation"] = citation, ["age"] = age, ["sex"] = sex, ["levels"] = levels },
                new() { ["citation"] = otherCitation, ["age"] = otherAge, ["sex"] = otherSex, ["levels"] = otherLevels }),
            "?dryRun=true");
        var rows = (await response.ReportAsync()).Rows;
        rows.ShouldAllBe(row => Flagged(row) == flagged);
        if (flagged) rows.Select(row => Other(row).OtherRow).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task a_clinics_own_patients_are_not_flagged_against_each_other_but_a_publication_is_against_them()
    {
        using var clinic = service.Client(clinic: "own");
        static string Own(string number) => $$"""
            { "enrolment": { "studyNumber": "{{number}}", "sex": "male", "enrolledOn": "2024" }, "entries": [ { "kind": "presentation", "presentedOn": "2024", "ageYears": 50 }, { "kind": "lesion", "imagedOn": "2024", "lesionPresent": true, "levels": "T4-T6" } ] }
            """;
        using var own = await clinic.ImportAsync(ImportRequests.Utf8(Own("O-1"), Own("O-2")), contentType: ImportRequests.Lines);
        (await own.ReportAsync()).Rows.ShouldAllBe(row => row.Outcome == RowOutcome.Accepted);

        using var published = await clinic.ImportAsync(CaseCsv.File(new Dictionary<string, string>
        {
            ["citation"] = "Aa B et al. J 2020",
            ["age"] = "50",
            ["sex"] = "M",
            ["levels"] = "T5",
        }));
        Other((await published.ReportAsync()).Rows.Single()).OtherPatientId.ShouldNotBeNull();
    }

    private static bool Flagged(ImportRow row) => row.Warnings.Any(warning => Flags.Contains(warning.Code, StringComparer.Ordinal));

    private static ImportRemark Other(ImportRow row) =>
        row.Warnings.Single(warning => Flags.Contains(warning.Code, StringComparer.Ordinal));

    private static async Task<string?> LinkAsync(HttpClient clinic, ImportRow row) =>
        (await clinic.GetJsonAsync($"/api/patients/{row.PatientId}"))["chart"]!["entries"]!.AsArray()
            .Single(entry => entry!["kind"]!.GetValue<string>() == "enrolment")!["alsoPublishedAs"]?.GetValue<string>();
}
