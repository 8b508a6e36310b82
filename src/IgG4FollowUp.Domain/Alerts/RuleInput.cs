using System.Globalization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>What a rule is applied to.</summary>
/// <param name="Reading">The chart.</param>
/// <param name="Settings">The clinic's thresholds.</param>
/// <param name="Today">The day on which one asks. What a rule finds does not depend on it: see <see cref="IsOver"/>.</param>
/// <param name="Explains">Whether anybody asks why a rule is silent: only then is it put into words.</param>
internal sealed record RuleInput(ChartReading Reading, ClinicSettings Settings, DateOnly Today, bool Explains)
{
    /// <summary>
    /// Whether a window has passed and nobody asks why: then nothing that also must be so within it need be looked into.
    /// </summary>
    /// <param name="window">Days on which something would have to hold.</param>
    public bool IsOver(DayWindow window) => !Explains && window.Until <= Today;

    public Guid NewId(string purpose) => NameBasedId.Of($"{Reading.Chart.Id:N}/{purpose}");
}

/// <summary>Days and doses as rules write them.</summary>
internal static class RuleText
{
    public static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    public static string Days(int days) => days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days} days");

    public static string Spoken<T>(T member)
        where T : struct, Enum => StoredName.Of(member).Replace('-', ' ');

    public static ClinicalDate Date(DateOnly day) => day.Year is >= 1900 and <= 2200 ? ClinicalDate.On(day) : ClinicalDate.NotReported;

    public static string Mg(Fraction dose) => dose.Round(2).ToString(CultureInfo.InvariantCulture);
}
