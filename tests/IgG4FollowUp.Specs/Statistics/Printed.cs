using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

/// <summary>Comparisons with published figures, and the published data sets.</summary>
internal static class Printed
{
    public static readonly SurvivalTime[] AmlMaintained = Times("9 13 13+ 18 23 28+ 31 34 45+ 48 161+");

    public static readonly SurvivalTime[] AmlNonmaintained = Times("5 5 8 8 12 16+ 23 27 30 33 43 45");

    public static readonly SurvivalTime[] SixMp =
        Times("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+");

    public static readonly SurvivalTime[] Placebo = Times("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23");

    /// <summary>Reads "9 13 13+": a plus marks censoring.</summary>
    public static SurvivalTime[] Times(string text) =>
        [.. Words(text).Select(word => new SurvivalTime(double.Parse(word.TrimEnd('+')), !word.EndsWith('+')))];

    public static (SurvivalTime[] Subjects, int[] Groups) Together(params SurvivalTime[][] groups) =>
        ([.. groups.SelectMany(g => g)], [.. groups.SelectMany((g, i) => Enumerable.Repeat(i, g.Length))]);

    public static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Requires the value to round to what is printed; NA and NaN require it to be undefined.</summary>
    public static void ShouldPrintAs(this double value, string printed, string where = "")
    {
        if (printed is "NA" or "NaN")
        {
            value.ShouldBe(double.NaN, where);
            return;
        }

        var decimals = printed.Contains('.') ? printed.Length - printed.IndexOf('.') - 1 : 0;
        value.ShouldBe(double.Parse(printed), (0.5 * Math.Pow(10, -decimals)) + 1e-12, where);
    }

    /// <summary>Requires limits that print as "lower-upper".</summary>
    public static void ShouldPrintAs(this ConfidenceLimits limits, string printed, string where = "")
    {
        var parts = printed is "NA" ? ["NA", "NA"] : printed.Split('-');
        limits.Lower.ShouldPrintAs(parts[0], where);
        limits.Upper.ShouldPrintAs(parts[1], where);
    }
}
