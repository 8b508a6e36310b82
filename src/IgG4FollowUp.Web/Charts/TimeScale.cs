using System.Globalization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Web.Charts;

/// <summary>Where a day stands on a drawing.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day, after the first one.</param>
/// <param name="Left">Where the first day stands.</param>
/// <param name="Right">Where the last day stands.</param>
public sealed record TimeScale(DateOnly From, DateOnly To, double Left, double Right)
{
    private static readonly int[] MonthsBetweenTicks = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600];

    /// <summary>Where a day stands; days outside stand at the edge.</summary>
    public double At(DateOnly day) =>
        Left + (Right - Left) * Math.Clamp(day.DayNumber - From.DayNumber, 0, To.DayNumber - From.DayNumber)
            / (To.DayNumber - From.DayNumber);

    /// <summary>Where a date stands: an interval when it is partial.</summary>
    public (double From, double To) At(ClinicalDate date) => (At(date.Earliest), At(date.Latest));

    /// <summary>First days of months to label, few enough to read.</summary>
    /// <param name="most">How many that is.</param>
    public IEnumerable<(double X, string Text)> Ticks(int most)
    {
        var months = Months(To) - Months(From);
        var step = MonthsBetweenTicks.FirstOrDefault(between => months / between <= most, MonthsBetweenTicks[^1]);
        for (var month = (Months(From) + step - 1) / step * step; month <= Months(To); month += step)
        {
            var day = new DateOnly(month / 12, month % 12 + 1, 1);
            if (day < From || day > To) continue;
            yield return (At(day), day.ToString(step % 12 == 0 ? "yyyy" : "yyyy-MM", CultureInfo.InvariantCulture));
        }
    }

    private static int Months(DateOnly day) => day.Year * 12 + day.Month - 1;
}
