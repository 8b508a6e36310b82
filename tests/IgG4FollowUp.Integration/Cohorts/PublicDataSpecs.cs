using System.Globalization;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>
/// Public data analysed again through the service, against what was published of them. Their variables stand in columns that are numbers or
/// groups here: the death of a patient is a recurrence, the day of acceptance the start of treatment.
/// </summary>
public sealed class PublicDataSpecs(MadeClinics clinics) : IClassFixture<MadeClinics>
{
    private const string Asked = "origin=treatment-start&entry=origin";

    /// <summary>
    /// 103 patients accepted for a heart transplant (Crowley and Hu, J Am Stat Assoc 1977;72:27-36), in half days because one was
    /// transplanted at noon. Coefficients: Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, Wiley 1980, table 5.2,
    /// as R prints them to five digits.
    /// </summary>
    [Fact]
    public async Task a_heart_transplant_counts_from_its_day_on_with_the_published_coefficients()
    {
        await clinics.AddAsync("stanford", Lines("stanford.csv").Select(cells => new MadePatient(Number(cells[0]), cells[2] == "1")
        {
            OperatedAfter = cells[1].Length == 0 ? null : Number(cells[1]),
            Cells = Number(cells[3]),
            // No percentage is below 0.
            Percent = (Number(cells[4]) + 18) / 100m,
            Sex = cells[5] == "1" ? Sex.Female : Sex.Male,
        }));

        var answer = await clinics.GetAsync(
            $"cox-regression?clinic=stanford&{Asked}&covariates=igg4_positive_cells_per_hpf,igg4_to_igg_percent,sex&exposures=surgery");

        (answer["analysed"]!.GetValue<int>(), answer["events"]!.GetValue<int>(), answer["rows"]!.GetValue<int>()).ShouldBe((103, 75, 172));
        answer["penalty"]!.GetValue<string>().ShouldBe("none");
        var terms = Rows(answer, "terms", "variable");
        Published("igg4_positive_cells_per_hpf", 365.25, 0.02717, 0.01371);
        Published("igg4_to_igg_percent", 3.6525, -0.14635, 0.07047);
        Published("sex", 1, -0.63721, 0.36723);
        Published("surgery", 1, -0.01025, 0.31375);
        terms["surgery"]["changesWithTime"]!.GetValue<bool>().ShouldBeTrue();

        void Published(string variable, double unit, double coefficient, double error)
        {
            (terms[variable]["coefficient"]!.GetValue<double>() * unit).ShouldBe(coefficient, 5e-6, variable);
            (terms[variable]["stdError"]!.GetValue<double>() * unit).ShouldBe(error, 5e-6, variable);
        }
    }

    /// <summary>
    /// Advanced lung cancer by ECOG performance status (Loprinzi et al., J Clin Oncol 1994;12:601-7): the coefficient, its error and the
    /// tests as R's documentation of survival prints them.
    /// </summary>
    [Fact]
    public async Task survival_with_lung_cancer_by_performance_status_has_the_published_hazard_ratio()
    {
        await clinics.AddAsync("lung", Lines("lung.csv").Select(cells =>
            new MadePatient(Number(cells[0]), cells[1] == "1") { AgeYears = Number(cells[2]) }));

        var answer = await clinics.GetAsync($"cox-regression?clinic=lung&{Asked}&covariates=age_years");

        var term = Rows(answer, "terms", "variable")["age_years"];
        term["coefficient"]!.GetValue<double>().ShouldBe(0.4759, 5e-5);
        term["stdError"]!.GetValue<double>().ShouldBe(0.1134, 5e-5);
        term["hazardRatio"]!.GetValue<double>().ShouldBe(1.6095, 5e-5);
        term["pValue"]!.GetValue<double>().ShouldBe(2.69e-5, 5e-8);
        var tests = Rows(answer, "tests", "test");
        tests["likelihood-ratio"]["chiSquare"]!.GetValue<double>().ShouldBe(17.57, 5e-3);
        tests["wald"]["chiSquare"]!.GetValue<double>().ShouldBe(17.62, 5e-3);
        tests["score"]["chiSquare"]!.GetValue<double>().ShouldBe(17.89, 5e-3);
    }

    /// <summary>
    /// Ovarian cancer under two treatments (Edmonson et al., Cancer Treat Rep 1979;63:241-7): the log-rank test as R's documentation of
    /// survdiff prints it.
    /// </summary>
    [Fact]
    public async Task survival_with_ovarian_cancer_under_two_treatments_has_the_published_log_rank_test()
    {
        (int Days, int Died, int Treatment)[] ovarian =
        [
            (59, 1, 1), (115, 1, 1), (156, 1, 1), (421, 0, 2), (431, 1, 1), (448, 0, 1), (464, 1, 2), (475, 1, 2), (477, 0, 1), (563, 1, 2),
            (638, 1, 1), (744, 0, 2), (769, 0, 2), (770, 0, 2), (803, 0, 1), (855, 0, 1), (1040, 0, 1), (1106, 0, 1), (1129, 0, 2),
            (1206, 0, 2), (1227, 0, 2), (268, 1, 1), (329, 1, 1), (353, 1, 2), (365, 1, 2), (377, 0, 2),
        ];
        await clinics.AddAsync("ovarian", ovarian.Select(one =>
            new MadePatient(one.Days, one.Died == 1) { Sex = one.Treatment == 1 ? Sex.Male : Sex.Female }));

        var answer = await clinics.GetAsync($"log-rank?clinic=ovarian&{Asked}&by=sex");

        var groups = Rows(answer, "groups", "group");
        (groups["male"]["observed"]!.GetValue<int>(), groups["female"]["observed"]!.GetValue<int>()).ShouldBe((7, 5));
        groups["male"]["expected"]!.GetValue<double>().ShouldBe(5.23, 5e-3);
        groups["female"]["expected"]!.GetValue<double>().ShouldBe(6.77, 5e-3);
        answer["chiSquare"]!.GetValue<double>().ShouldBe(1.06, 5e-3);
        answer["pValue"]!.GetValue<double>().ShouldBe(0.303, 5e-4);
        answer["pValueText"]!.GetValue<string>().ShouldStartWith("exploratory");
    }

    private static Dictionary<string, JsonNode> Rows(JsonNode answer, string table, string key) =>
        answer[table]!.AsArray().ToDictionary(row => row![key]!.GetValue<string>(), row => row!);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Lines(string name)
    {
        using var reader = new StreamReader(typeof(PublicDataSpecs).Assembly.GetManifestResourceStream(name)!);
        reader.ReadLine();
        while (reader.ReadLine() is { } line) yield return line.Split(',');
    }
}
