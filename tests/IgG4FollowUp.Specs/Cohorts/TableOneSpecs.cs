using IgG4FollowUp.Domain.Cohorts;

namespace IgG4FollowUp.Specs.Cohorts;

public sealed class TableOneSpecs
{
    private static readonly PublishedSource Yang = PublishedAggregates.Default["yang-2023"];

    private static readonly TableCategory[] Levels =
        [new("thoracic", "Thoracic"), new("cervical", "Cervical"), new("lumbar", "Lumbar"), new("sacral", "Sacral")];

    private static readonly TableCategory[] Compartments =
        [new("dura", "Dura mater"), new("epidural", "Epidural"), new("intradural-extramedullary", "IDEM"),
            new("intramedullary", "Intramedullary")];

    private static readonly TableCategory[] Patterns = [new("homogeneous", "Both"), new("dorsal", "Dorsal"), new("ventral", "Ventral")];

    private sealed record Case(bool? Worsening, string[]? Levels, string? Compartment, string? Pattern, bool? Enhancement, double? Age);

    [Fact]
    public void forty_five_rows_with_the_published_marginals_show_every_published_count_and_percentage()
    {
        var table = Table(Synthetic45());

        Rows(table, "progressive-worsening").ShouldBe(["22/45 (48.9%)"]);
        Rows(table, "spinal-level").ShouldBe(["28/45 (62.2%)", "26/45 (57.8%)", "9/45 (20.0%)", "1/45 (2.2%)"]);
        Rows(table, "compartment").ShouldBe(["18/45 (40.0%)", "17/45 (37.8%)", "9/45 (20.0%)", "1/45 (2.2%)"]);
        Rows(table, "pattern").ShouldBe(["17/38 (44.7%)", "15/38 (39.5%)", "6/38 (15.8%)"]);

        foreach (var variable in table.Variables.Where(v => v.Id is not ("homogeneous-enhancement" or "age")))
        {
            (variable.Known + variable.Missing).ShouldBe(45);
            foreach (var row in variable.Rows.Where(r => r.Code != "ventral"))
            {
                row.Published!.Text.ShouldBe(row.Text, $"{variable.Id} {row.Code}");
                row.EqualsPublished.ShouldBe(true, $"{variable.Id} {row.Code}");
            }
        }

        var pattern = table.Variables.Single(v => v.Id == "pattern");
        pattern.Missing.ShouldBe(7);
        pattern.Published!.Missing.ShouldBe(7);
        pattern.Rows[2].Published!.Text.ShouldBe("not published", "the ventral count is arithmetic");
        pattern.Rows[2].EqualsPublished.ShouldBeNull();
    }

    [Fact]
    public void a_row_that_differs_from_the_published_one_says_so()
    {
        var cases = Synthetic45();
        cases[0] = cases[0] with { Worsening = false };
        cases[44] = cases[44] with { Pattern = "dorsal" };
        var table = Table(cases);
        table.Variables[0].Rows[0].EqualsPublished.ShouldBe(false, "one person fewer");
        Rows(table, "pattern")[0].ShouldBe("17/39 (43.6%)");
        table.Variables.Single(v => v.Id == "pattern").Rows[0].EqualsPublished.ShouldBe(false, "another denominator");
    }

    [Fact]
    public void a_published_count_without_a_denominator_has_no_percentage()
    {
        var row = Table(Synthetic45()).Variables.Single(v => v.Id == "homogeneous-enhancement").Rows[0];
        row.Published!.Text.ShouldBe("35/?");
        row.Text.ShouldBe("35/40 (87.5%)");
        row.EqualsPublishedCount.ShouldBe(true);
        row.EqualsPublished.ShouldBeNull("nobody knows out of how many");
    }

    [Fact]
    public void people_may_count_in_several_rows_but_once_in_each()
    {
        Case[] cases = [Blank with { Levels = ["cervical", "thoracic", "thoracic"] }, Blank with { Levels = [] }, Blank];
        var levels = Table(cases).Variables.Single(v => v.Id == "spinal-level");
        levels.MultiLabel.ShouldBeTrue();
        levels.Rows.Select(r => r.Cohort.Fraction).ShouldBe(["1/2", "1/2", "0/2", "0/2"]);
        levels.Missing.ShouldBe(1, "not reported is not none");
    }

    [Fact]
    public void nobody_known_gives_no_percentage()
    {
        var row = Table([Blank]).Variables[0].Rows[0];
        row.Text.ShouldBe("0/0");
        row.Percent.ShouldBeNull();
    }

    [Fact]
    public void a_category_that_is_not_listed_is_refused() =>
        Should.Throw<ArgumentException>(() => Table([Blank with { Compartment = "bone" }]));

    [Fact]
    public void a_measurement_shows_location_and_spread_of_those_who_have_it()
    {
        var ages = Table([.. new double?[] { 40, 50, null, 61, 75, 35 }.Select(a => Blank with { Age = a })]).Variables
            .Single(v => v.Id == "age");
        ages.Known.ShouldBe(5);
        ages.Missing.ShouldBe(1);
        ages.Summary.ShouldBe(new TableSummary(52.2, ages.Summary!.StandardDeviation, 50, 40, 61, 35, 75));
        ages.Summary.StandardDeviation!.Value.ShouldBe(Math.Sqrt(1046.8 / 4), 1e-12);
        Table([Blank]).Variables.Single(v => v.Id == "age").Summary!.Median.ShouldBeNull();
        Table([Blank with { Age = 40 }]).Variables.Single(v => v.Id == "age").Summary!.StandardDeviation.ShouldBeNull();
    }

    [Fact]
    public void percentages_have_as_many_decimals_as_the_published_ones()
    {
        var peng = PublishedAggregates.Default["peng-cohort"];
        var parlak = PublishedAggregates.Default["parlak-2024"];
        bool[] relapses = [.. Enumerable.Range(0, 122).Select(i => i < 13)];
        var twelve = new TableOne<bool>(relapses, peng)
            .AnyOf("cumulative-relapse", "Relapse", [new("12-months", "12 months")], r => r ? ["12-months"] : []).Variables[0].Rows[0];
        twelve.Text.ShouldBe("13/122 (10.66%)");
        twelve.Published!.Text.ShouldBe("10.66%", "the count is derived");

        var worsening = new TableOne<bool>([.. Enumerable.Range(0, 52).Select(i => i < 28)], parlak)
            .YesNo("progressive-worsening", "Worsening", r => r).Variables[0].Rows[0];
        worsening.Text.ShouldBe("28/52 (54%)");
        worsening.Published!.Text.ShouldBe("28/52 (printed: 58%)");
        worsening.EqualsPublished.ShouldBe(true, "the printed percentage contradicts its own counts and is not asserted");
    }

    private static Case Blank { get; } = new(null, null, null, null, null, null);

    private static TableOne<Case> Table(IReadOnlyList<Case> cases) => new TableOne<Case>(cases, Yang)
        .YesNo("progressive-worsening", "Progressive worsening", c => c.Worsening)
        .AnyOf("spinal-level", "Spinal level", Levels, c => c.Levels)
        .OneOf("compartment", "Compartment", Compartments, c => c.Compartment)
        .OneOf("pattern", "Pattern", Patterns, c => c.Pattern)
        .YesNo("homogeneous-enhancement", "Homogeneous enhancement", c => c.Enhancement)
        .Measured("age", "Age, years", c => c.Age);

    private static string[] Rows(TableOne<Case> table, string id) =>
        [.. table.Variables.Single(v => v.Id == id).Rows.Select(r => r.Text)];

    /// <summary>Only the marginals are published; how they combine here means nothing.</summary>
    private static Case[] Synthetic45() =>
    [
        .. Enumerable.Range(0, 45).Select(i => new Case(
            Worsening: i < 22,
            Levels: [.. LevelsOf(i)],
            Compartment: i < 18 ? "dura" : i < 35 ? "epidural" : i < 44 ? "intradural-extramedullary" : "intramedullary",
            Pattern: i < 17 ? "homogeneous" : i < 32 ? "dorsal" : i < 38 ? "ventral" : null,
            Enhancement: i < 35 ? true : i < 40 ? false : null,
            Age: null)),
    ];

    private static IEnumerable<string> LevelsOf(int i)
    {
        if (i < 28)
            yield return "thoracic";
        if (i is >= 19)
            yield return "cervical";
        if (i is >= 10 and < 19)
            yield return "lumbar";
        if (i == 18)
            yield return "sacral";
    }
}
