using System.Globalization;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>A setting that is a time of day, a length of time, or true or false: what it may be is said in plain words.</summary>
public static partial class PlainSetting
{
    /// <summary>A time of day.</summary>
    /// <exception cref="SettingMissingException">It is none.</exception>
    public static TimeOnly TimeOfDay(IConfiguration configuration, string name, TimeOnly otherwise) =>
        Given(configuration, name) is not { } given ? otherwise
        : TimeOnly.TryParse(given, CultureInfo.InvariantCulture, out var time) ? time
        : throw Wrong(name, "a time of day from 00:00 to 23:59, such as 05:00", given);

    /// <summary>True or false.</summary>
    /// <exception cref="SettingMissingException">It is neither.</exception>
    public static bool Flag(IConfiguration configuration, string name) =>
        Given(configuration, name) is { } given && (bool.TryParse(given, out var flag) ? flag : throw Wrong(name, "true or false", given));

    /// <summary>A length of time; none where nothing is set.</summary>
    /// <exception cref="SettingMissingException">It is none.</exception>
    public static TimeSpan Length(IConfiguration configuration, string name) =>
        Given(configuration, name) is not { } given ? TimeSpan.Zero
        : TimeSpan.TryParse(given, CultureInfo.InvariantCulture, out var length) ? length
        : throw Wrong(name, "days, or hours, minutes and seconds, such as 5 or 12:00:00", given);

    /// <summary>What the framework says of a setting of its own that is not of its type, in plain words; null when it says something else.
    /// </summary>
    public static string? OfFramework(string message)
    {
        if (Unconverted().Match(message) is not { Success: true } match) return null;
        var right = match.Groups["type"].Value switch
        {
            "System.Boolean" => "true or false",
            "System.TimeSpan" => "a length of time, such as 00:00:30",
            "System.TimeOnly" => "a time of day, such as 05:00",
            "System.DateOnly" or "System.DateTime" or "System.DateTimeOffset" => "a date, such as 2024-03-11",
            "System.Byte" or "System.Int16" or "System.Int32" or "System.Int64" or "System.UInt16" or "System.UInt32" or "System.UInt64" =>
                "a whole number",
            "System.Single" or "System.Double" or "System.Decimal" => "a number",
            "System.Uri" => "an address, such as https://follow-up.clinic.example",
            _ => "one of the values that the framework's documentation names",
        };
        return Wrong(match.Groups["path"].Value, right, match.Groups["value"].Value).Message;
    }

    private static string? Given(IConfiguration configuration, string name) => configuration[name] is { Length: > 0 } given ? given : null;

    private static SettingMissingException Wrong(string name, string right, string given) =>
        new($"{name} must be {right}, and '{(given.Length > 40 ? given[..40] + "…" : given).ReplaceLineEndings(" ")}' is not.");

    [GeneratedRegex(
        @"^Failed to convert configuration value '(?<value>.*)' at '(?<path>.*)' to type '(?:System\.Nullable`1\[)?(?<type>[^']*?)\]?'",
        RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex Unconverted();
}
