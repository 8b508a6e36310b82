using System.Globalization;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>A setting that is a number: what it may be is said in one place, and looked at before anything starts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Otherwise">What holds where it is not set.</param>
/// <param name="Least">The least it may be.</param>
/// <param name="Most">The most it may be; null where nothing but the type ends it.</param>
public sealed record NumberSetting(string Name, decimal Otherwise, decimal Least, decimal? Most = null)
{
    /// <summary>Whether it may have decimals.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Its value.</summary>
    /// <exception cref="SettingMissingException">It is no number, or one that it may not be.</exception>
    public decimal In(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[Name] is not { Length: > 0 } text) return Otherwise;
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var number)
            && (!IsWhole || decimal.IsInteger(number)) && number >= Least && number <= (Most ?? int.MaxValue)
            ? number
            : throw new SettingMissingException($"{Name} must be a {(IsWhole ? "whole " : "")}number from {Text(Least)}{To}.");
    }

    /// <summary>Its value, for one that counts.</summary>
    public int CountIn(IConfiguration configuration) => (int)In(configuration);

    public TimeSpan SecondsIn(IConfiguration configuration) => TimeSpan.FromSeconds((double)In(configuration));

    public TimeSpan HoursIn(IConfiguration configuration) => TimeSpan.FromHours((double)In(configuration));

    public TimeSpan DaysIn(IConfiguration configuration) => TimeSpan.FromDays((double)In(configuration));

    private string To => Most is { } most ? $" to {Text(most)}" : "";

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
