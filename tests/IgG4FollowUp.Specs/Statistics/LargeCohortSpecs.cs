using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

/// <summary>
/// The estimators carry their variances forward in running sums. Over thousands of steps these must still equal the
/// published double sums, computed here term by term.
/// </summary>
public sealed class LargeCohortSpecs
{
    private const int People = 1500;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void the_variance_of_an_incidence_equals_its_double_sum(bool delayed)
    {
        var random = new Random(12);
        var subjects = Enumerable.Range(0, People).Select(_ =>
        {
            var time = 5 + (random.NextDouble() * 100);
            return new CompetingTime(time, random.Next(3), delayed ? time - (random.NextDouble() * 60) : double.NegativeInfinity);
        }).ToArray();

        var curve = AalenJohansen.Estimate(subjects, causes: 2)[0];

        var points = curve.Points;
        for (var j = 0; j < points.Length; j += 37)
        {
            double sum = 0, before = 1;
            for (var i = 0; i <= j; i++)
            {
                double n = points[i].AtRisk, own = points[i].Events, d = own + points[i].OtherEvents;
                var gap = points[j].Incidence - points[i].Incidence;
                if (d < n)
                    sum += gap * gap * d / (n * (n - d));
                sum += before * before * own * (n - own) / (n * n * n);
                sum -= 2 * gap * before * own / (n * n);
                before = points[i].EventFree;
            }

            points[j].Variance.ShouldBe(sum, 1e-12, $"point {j}");
        }
    }

    [Fact]
    public void the_variance_of_a_mean_equals_the_sum_over_people()
    {
        var random = new Random(13);
        var rows = Enumerable.Range(0, People).SelectMany(person =>
        {
            var entry = random.Next(20);
            var flares = Enumerable.Range(entry + 1, 60).Where(_ => random.Next(25) == 0).Select(t => (double)t).ToArray();
            return CountingProcess.Rows(person, entry, entry + 61 + random.Next(200), flares);
        }).ToArray();

        var influence = new double[People];
        foreach (var point in MeanCumulativeFunction.Estimate(rows))
        {
            var present = rows.Where(r => r.Start < point.Time && point.Time <= r.Stop).ToArray();
            foreach (var row in present)
            {
                var own = row.IsEvent && row.Stop == point.Time ? 1 : 0;
                influence[row.Subject] += (own - (point.Events / (double)point.AtRisk)) / point.AtRisk;
            }

            present.Length.ShouldBe(point.AtRisk);
            point.Variance.ShouldBe(influence.Sum(u => u * u), 1e-12, $"t = {point.Time}");
        }
    }

    [Fact]
    public void a_hundred_thousand_people_without_censoring_have_the_binomial_variance()
    {
        var points = KaplanMeier.Estimate([.. Enumerable.Range(1, 100_000).Select(t => new SurvivalTime(t, true))]).Points;
        foreach (var t in new[] { 1, 1000, 50_000, 99_999 })
        {
            var s = 1 - (t / 1e5);
            points[t - 1].Survival.ShouldBe(s, 1e-9);
            points[t - 1].StandardError.ShouldBe(Math.Sqrt(s * (1 - s) / 1e5), 1e-9);
        }
    }
}
