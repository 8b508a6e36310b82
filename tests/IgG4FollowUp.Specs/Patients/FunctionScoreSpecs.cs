using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>Check values of published instruments.</summary>
public sealed class FunctionScoreSpecs
{
    // Ends and steps of the value set for England (Devlin 2018); the ends, those of one step and 23245 stand in the tests of the package
    // eq5d of CRAN as well.
    [Theory]
    [InlineData("23245", 0.247)]
    [InlineData("11111", 1)]
    [InlineData("55555", -0.285)]
    [InlineData("12111", 0.950)]
    [InlineData("11211", 0.950)]
    [InlineData("21111", 0.942)]
    [InlineData("11121", 0.937)]
    [InlineData("11112", 0.922)]
    [InlineData("22222", 0.701)]
    [InlineData("33333", 0.593)]
    public void the_index_of_a_profile_is_that_of_the_value_set(string profile, double index) =>
        FunctionScores.IndexOfEngland(profile).ShouldBe((decimal)index);

    [Fact]
    public void no_profile_is_better_than_one_that_is_no_worse_in_any_dimension()
    {
        foreach (var profile in Enumerable.Range(0, 3125).Select(Profile))
        {
            for (var i = 0; i < 5; i++)
            {
                if (profile[i] == '5') continue;
                var worse = $"{profile[..i]}{(char)(profile[i] + 1)}{profile[(i + 1)..]}";
                FunctionScores.IndexOfEngland(worse).ShouldBeLessThan(FunctionScores.IndexOfEngland(profile), worse);
            }
        }

        static string Profile(int number) =>
            string.Concat(Enumerable.Range(0, 5).Select(i => (char)('1' + number / (int)Math.Pow(5, i) % 5)));
    }

    // Tetreault 2017: mild 15 to 17, moderate 12 to 14, severe 0 to 11.
    [Theory]
    [InlineData(18, MyelopathySeverity.None)]
    [InlineData(17, MyelopathySeverity.Mild)]
    [InlineData(15, MyelopathySeverity.Mild)]
    [InlineData(14, MyelopathySeverity.Moderate)]
    [InlineData(12, MyelopathySeverity.Moderate)]
    [InlineData(11, MyelopathySeverity.Severe)]
    [InlineData(0, MyelopathySeverity.Severe)]
    public void severity_has_the_published_limits(int mjoa, MyelopathySeverity severity) =>
        FunctionScores.Severity(mjoa).ShouldBe(severity);

    [Theory]
    [InlineData("England 2018", true)]
    [InlineData("South Korea 2016", true)]
    [InlineData("Trinidad and Tobago 2016", true)]
    [InlineData("Jane Roe 2024", false)]
    [InlineData("england 2018", false)]
    [InlineData("2018", false)]
    public void a_value_set_is_named_by_a_country_that_has_one(string named, bool isOne) =>
        FunctionScores.NamesValueSet(named).ShouldBe(isOne);

    [Fact]
    public void an_index_that_the_profile_does_not_have_is_kept_with_a_warning()
    {
        var status = new StatusAssessed
        {
            EntryId = Id(1),
            AssessedOn = Date("2024-03-11"),
            Eq5dProfile = "21111",
            Eq5dIndex = 0.942m,
            Eq5dValueSet = "England 2018",
        };
        Warned(status).ShouldBeEmpty();
        Warned(status with { Eq5dIndex = 0.492m }).ShouldBe(["eq5dIndex index-disagrees"]);
        Warned(status with { Eq5dIndex = 0.492m, Eq5dValueSet = "Germany 2018" }).ShouldBeEmpty();
    }

    private static IEnumerable<string> Warned(ClinicalEntry entry) =>
        Plausibility.Warnings(Chart(entry), [entry]).Select(warning => $"{warning.Member} {warning.Code}");
}
