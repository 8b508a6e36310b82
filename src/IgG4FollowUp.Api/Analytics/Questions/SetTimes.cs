using System.Collections.Immutable;
using System.Globalization;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>A curve at set times, as a paper states it: the estimate with its interval, and the numbers that stand under it.</summary>
public static class SetTimes
{
    /// <summary>Name of the table.</summary>
    public const string Table = "at_months";

    // House default: one, two and five years, the times that are asked for most.
    private static readonly int[] HouseDefault = [12, 24, 60];

    public static ReadParameter AtMonths { get; } = new(
        "atMonths",
        $"Months from the origin at which the estimate is stated, separated by commas; {string.Join(", ", HouseDefault)} unless given.")
    {
        Type = Microsoft.OpenApi.JsonSchemaType.Integer,
        Range = (1, SetTime.MostMonths),
        Separated = true,
    };

    /// <summary>Months in ascending order, each once.</summary>
    public static IReadOnlyList<int> Parse(string? text) => text is null
        ? HouseDefault
        : [.. text.Split(',').Select(month => int.Parse(month, CultureInfo.InvariantCulture)).Distinct().Order()];

    /// <summary>Freedom from the event.</summary>
    public static TidyTable Of(
        IReadOnlyList<Grouped<string, KaplanMeierCurve>> curves, IReadOnlyList<int> months, IntervalScale scale, double level) =>
        TidyTable.Of(Table,
            ["group", "months", "time", "at_risk", "cumulative_events", "cumulative_censored", "survival", "std_error", "lower", "upper",
                "text"],
            from curve in curves
            from row in months.Zip(curve.Result.At([.. months.Select(month => (double)SetTime.DaysOf(month))], scale, level))
            let at = row.Second
            select new object?[]
            {
                curve.Key, row.First, at.Time, at.AtRisk, at.CumulativeEvents, at.CumulativeCensored, at.Survival, at.StandardError,
                at.Lower, at.Upper, at.Survival is null ? "nobody was observed so long" : null,
            });

    /// <summary>Cumulative incidence of each cause.</summary>
    public static TidyTable Of(
        IReadOnlyList<Grouped<string, ImmutableArray<IncidenceCurve>>> curves, IReadOnlyList<int> months, Func<int, string> cause,
        double z) =>
        TidyTable.Of(Table,
            ["group", "cause", "months", "time", "cumulative_events", "incidence", "std_error", "lower", "upper", "text"],
            from curve in curves
            from incidence in curve.Result
            from month in months
            let time = SetTime.DaysOf(month)
            let past = incidence.Points.Where(point => point.Time <= time)
            select Row(curve.Key, cause(incidence.Cause), month, time, past.Sum(point => point.Events), incidence, z));

    private static object?[] Row(string group, string cause, int month, int time, int events, IncidenceCurve curve, double z)
    {
        var (estimate, last) = (curve.At(time), curve.LastBy(time));
        var limits = estimate is null ? ConfidenceLimits.Undefined : last?.Limits(z) ?? ConfidenceLimits.Undefined;
        return
        [
            group, cause, month, time, events, estimate, estimate is null ? null : last?.StandardError ?? 0, limits.Lower, limits.Upper,
            estimate is null ? "nobody was observed so long" : null,
        ];
    }
}
