using System.Text;
using System.Text.Json;
using IgG4FollowUp.Domain.Cohorts;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Cohorts;

public sealed class PublishedAggregatesSpecs
{
    private static readonly PublishedAggregates Published = PublishedAggregates.Default;

    [Fact]
    public void every_source_and_measure_is_read()
    {
        Published.Sources.Length.ShouldBe(23);
        Published.Sources.Sum(s => s.Measures.Length).ShouldBe(82);
        Published.Sources.SelectMany(s => s.Measures).ShouldAllBe(m => m.Id.Length > 0 && m.Kind.Length > 0);
        Published.Sources.SelectMany(s => s.Measures).Count(m => m.Figure is not null).ShouldBe(39);
        Published.Sources.SelectMany(s => s.Measures).Sum(m => m.Categories.Length).ShouldBe(24);
    }

    [Fact]
    public void a_percentage_may_be_asserted_exactly_where_it_follows_from_its_counts()
    {
        foreach (var (where, figure) in Figures())
        {
            if (figure is { Count: { } count, Denominator: { } denominator, PercentPrinted: { } printed })
            {
                var decimals = printed.Contains('.') ? printed.Length - printed.IndexOf('.') - 1 : 0;
                var follows = new Proportion(count, denominator).Percent(decimals) == printed;
                figure.Agrees.ShouldBe(follows, where);
                figure.AssertablePercent.ShouldBe(follows ? printed : null, where);
            }
            else
            {
                figure.Agrees.ShouldBeNull(where);
                figure.AssertablePercent.ShouldBeNull(where);
            }
        }
    }

    [Fact]
    public void the_reference_series_has_its_published_figures()
    {
        var yang = Published["yang-2023"];
        yang.Subjects.ShouldBe(45);
        yang.Measure("progressive-worsening")!.Figure!.Text.ShouldBe("22/45 (48.9%)");
        yang.Measure("spinal-level")!.MultiLabel.ShouldBeTrue();
        yang.Measure("spinal-level")!.Categories.Select(c => c.Figure.Count).ShouldBe([28, 26, 9, 1]);
        yang.Measure("compartment")!.Categories.Select(c => c.Figure.Count).ShouldBe([18, 17, 9, 1]);
        yang.Measure("pattern")!.Category("homogeneous")
            .ShouldBe(new PublishedFigure(17, 38, "derived", "44.7", true, PublishedConfidence.V));
        yang.Measure("pattern")!.Category("ventral")!.StatedCount.ShouldBeNull("it is arithmetic");
        yang.Measure("homogeneous-enhancement")!.Figure!.Text.ShouldBe("35/?");
        yang.Measure("no-such-measure").ShouldBeNull();
    }

    [Fact]
    public void a_derived_count_is_not_shown_as_published() =>
        Published["das-ray-2023"].Measure("igg4-related")!.Figure!.Text.ShouldBe("9.2%");

    [Fact]
    public void a_summary_keeps_its_numbers() =>
        Published["lu-z-2016"].Measure("age")!.Summary.ShouldBe(new PublishedSummary(51.7, 11.9, null, null, null));

    [Fact]
    public void an_unknown_series_or_file_is_refused()
    {
        Should.Throw<KeyNotFoundException>(() => Published["nobody-1900"]);
        Should.Throw<JsonException>(() =>
            PublishedAggregates.Read(new MemoryStream(Encoding.UTF8.GetBytes("""{"schemaVersion":"9.0","sources":[]}"""))));
        Should.Throw<JsonException>(() => PublishedAggregates.Read(new MemoryStream("[]"u8.ToArray())));
    }

    private static IEnumerable<(string Where, PublishedFigure Figure)> Figures() =>
        from source in Published.Sources
        from measure in source.Measures
        from figure in measure.Categories.Select(c => (c.Code, c.Figure)).Append((Code: "", Figure: measure.Figure!))
        where figure.Figure is not null
        select ($"{source.Id} {measure.Id} {figure.Code}", figure.Figure);
}
