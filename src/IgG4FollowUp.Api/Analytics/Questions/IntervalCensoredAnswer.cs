using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// Times that are known to lie between two looks, and those whose dates are partial: the estimate of Turnbull, with limits by bootstrap,
/// and the generalised log-rank test.
/// </summary>
public static class IntervalCensoredAnswer
{
    private const int DefaultResamples = 200;

    // Beyond it the bootstrap takes longer than anybody waits, unless it is asked for.
    private const int MostUnasked = 1000;

    private const string Rule =
        "A recurrence lies after the last look free of it and not after the first that showed it; who had none is free up to the last "
            + "assessment that could have shown it. A partial date counts by its bounds, and nobody is left out for want of an exact day.";

    public static readonly IReadOnlyList<ReadParameter> Parameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring,
        CohortParameters.By with
        {
            Description = "Column whose values are the groups; everyone is one group unless given. One that is known only later than time "
                + "begins to count is refused.",
        },
        CohortParameters.Enters, SetTimes.AtMonths,
        new("resamples",
            $"Resamples for the limits, 0 for none; {DefaultResamples} unless given, and none unless asked for of more than {MostUnasked} "
                + "patients.")
        {
            Type = Microsoft.OpenApi.JsonSchemaType.Integer,
            Range = (0, 1000),
        },
        PatientParameters.Known, CohortParameters.Table("masses", "groups", SetTimes.Table),
    ];

    public static async Task<IResult> AnswerAsync(HttpContext http, CohortSnapshot snapshot, TimesQuery query)
    {
        var request = TimesRequest.Parse(http, Parameters.Names(), query.Asked with { WithBounds = true });
        var truncation = Truncation.Parse(query.Entry, lateEntry: false);
        var all = await request.ReadAsync(snapshot, http.RequestAborted);
        var bounded = all.FindAll(row => row.Bounds is not null);
        var rows = bounded.FindAll(row => !truncation.FromEnrolment || row.EnrolledAtMost <= 0);
        var groups = rows.GroupBy(row => row.Group, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Sample(group.Key, [.. group.Select(row => row.Bounds!.Value)])).ToList();
        var resamples = CohortParameters.Number(query.Resamples) ?? (rows.Count > MostUnasked ? 0 : DefaultResamples);
        var test = PermutationTest.LogRank(
            [.. groups.SelectMany(group => group.Intervals)], [.. groups.SelectMany((group, i) => group.Intervals.Select(_ => i))],
            ComparisonAnswers.Seed);
        var about = request.About(snapshot, "turnbull");
        request.DescribeCensoring(about);
        about.Add("interval_rule", Rule);
        about.Add("death", "censored at the last assessment before it");
        about.Add("entry", truncation.Name);
        about.Add("truncation", truncation.Rule);
        about.DescribePeople(
            all.Count, ("analysed", rows.Count), ("not_determinable", all.Count - bounded.Count),
            ("enrolled_after_origin", bounded.Count - rows.Count));
        about.Describe(all.Select(row => row.Origin));
        about.DescribeWithoutAnalysed(all.Select(row => row.Group).Except(groups.Select(group => group.Name), StringComparer.Ordinal));
        about.Add("test", "generalised log-rank (Peto and Peto)");
        about.AddTest(
            test.Asymptotic.ChiSquare, test.Asymptotic.DegreesOfFreedom, groups.Count > 1 ? test.PValue : null,
            groups.Select(group => group.Events));
        about.Add("exact", test.IsExact);
        about.Add("allocations", test.Allocations);
        about.Add("seed", ComparisonAnswers.Seed);
        about.Add("resamples", resamples);
        about.Add("conf_level", SurvivalAnswers.Level);
        about.Add("conf_type", resamples == 0 ? "none" : "percentile bootstrap");
        about.NotFor(
            "Not for groups that are examined at different intervals because of how they fare.",
            "The limits are an indication: the estimate converges too slowly for a bootstrap to be exact.", Uses.NotCausal);
        var months = SetTimes.Parse(query.AtMonths);
        return new CohortAnswer(about,
        [
            TidyTable.Of("masses", ["group", "after", "by", "probability"],
                from @group in groups
                from mass in @group.Curve.Masses
                select new object?[] { @group.Name, mass.After, mass.By, mass.Probability }),
            TidyTable.Of("groups", ["group", "patients", "analysed", "events", "exact", "certified_within"],
                from row in all
                group row by row.Group into members
                orderby members.Key
                let sample = groups.Find(one => one.Name == members.Key)
                select new object?[]
                {
                    members.Key, members.Count(), sample?.Intervals.Length ?? 0, sample?.Events ?? 0,
                    sample?.Intervals.Count(interval => interval.After.Equals(interval.By)) ?? 0, sample?.Curve.Gap,
                }),
            TidyTable.Of(SetTimes.Table,
                ["group", "months", "time", "survival", "survival_at_least", "survival_at_most", "lower", "upper", "text"],
                groups.SelectMany(group => At(group, months, resamples))),
        ]);
    }

    private static IEnumerable<object?[]> At(Sample group, IReadOnlyList<int> months, int resamples)
    {
        double[] times = [.. months.Select(month => (double)SetTime.DaysOf(month))];
        var limits = resamples == 0
            ? [.. times.Select(_ => ConfidenceLimits.Undefined)]
            : Turnbull.BootstrapLimits(group.Intervals, times, resamples, ComparisonAnswers.Seed, SurvivalAnswers.Level);
        // Beyond the last look nothing is known but that the rest comes later.
        var last = group.Intervals.Max(interval => double.IsFinite(interval.By) ? interval.By : interval.After);
        foreach (var (i, month) in months.Index())
        {
            var known = times[i] <= last;
            var bounds = group.Curve.SurvivalBounds(times[i]);
            yield return
            [
                group.Name, month, times[i], known ? group.Curve.Survival(times[i]) : null, known ? bounds.Lower : null,
                known ? bounds.Upper : null, known ? limits[i].Lower : null, known ? limits[i].Upper : null,
                known ? null : "nobody was observed so long",
            ];
        }
    }

    private sealed record Sample(string Name, CensoredInterval[] Intervals)
    {
        public TurnbullCurve Curve => field ??= Turnbull.Estimate(Intervals);

        public int Events => Intervals.Count(interval => double.IsFinite(interval.By));
    }
}
