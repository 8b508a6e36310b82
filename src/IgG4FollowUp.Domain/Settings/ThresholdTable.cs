using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Settings;

/// <summary>How well a source supports a figure. The figure stays a house default, since none is specific to spinal disease.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SourceMark>))]
public enum SourceMark
{
    /// <summary>Stated in the cited publication, about IgG4-related disease or neurology in general.</summary>
    Published,

    /// <summary>From a secondary source.</summary>
    Secondary,

    /// <summary>This project's own choice.</summary>
    HouseDefault,
}

/// <summary>What a clinic needs to know of a setting before it changes it. The setting's own value is the default.</summary>
/// <param name="name">Name, in kebab case.</param>
/// <param name="unit">Unit.</param>
/// <param name="minimum">Smallest sensible value.</param>
/// <param name="maximum">Largest sensible value.</param>
/// <param name="source">Where the default comes from.</param>
/// <param name="mark">How well that source supports it.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ThresholdAttribute(
    string name, string unit, double minimum, double maximum, string source, SourceMark mark = SourceMark.HouseDefault) : Attribute
{
    public Threshold Of(PropertyInfo setting)
    {
        var isWhole = setting.PropertyType == typeof(int);
        var change = setting.SetMethod!;
        return new(name, unit, (decimal)minimum, (decimal)maximum, source, mark)
        {
            IsWhole = isWhole,
            Get = isWhole ? Whole(setting.GetMethod!) : setting.GetMethod!.CreateDelegate<Func<ClinicSettings, decimal>>(),
            Set = (settings, value) =>
            {
                var changed = settings with { };
                change.Invoke(changed, [isWhole ? (object)(int)value : value]);
                return changed;
            },
        };
    }

    private static Func<ClinicSettings, decimal> Whole(MethodInfo read)
    {
        var get = read.CreateDelegate<Func<ClinicSettings, int>>();
        return settings => get(settings);
    }
}

/// <summary>One limit of <see cref="ClinicSettings"/>.</summary>
/// <param name="Name">Name, in kebab case.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Minimum">Smallest sensible value.</param>
/// <param name="Maximum">Largest sensible value.</param>
/// <param name="Source">Where the default comes from.</param>
/// <param name="Mark">How well that source supports it.</param>
public sealed record Threshold(string Name, string Unit, decimal Minimum, decimal Maximum, string Source, SourceMark Mark)
{
    /// <summary>Reads it.</summary>
    [JsonIgnore]
    public required Func<ClinicSettings, decimal> Get { get; init; }

    /// <summary>Changes it; a number of days or points is cut to a whole number.</summary>
    [JsonIgnore]
    public required Func<ClinicSettings, decimal, ClinicSettings> Set { get; init; }

    /// <summary>True for a count of days, points or grades.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The house default.</summary>
    public decimal Default => Get(ClinicSettings.HouseDefault);

    /// <summary>True when a value lies in the range, ends included.</summary>
    /// <param name="value">The value.</param>
    public bool Allows(decimal value) => value >= Minimum && value <= Maximum;
}

/// <summary>Every limit that a clinic may choose, read from the settings themselves.</summary>
public static class ThresholdTable
{
    private static readonly ImmutableArray<(string Setting, Threshold Threshold)> InOrder =
    [
        .. from setting in typeof(ClinicSettings).GetProperties()
           orderby setting.MetadataToken
           let described = setting.GetCustomAttribute<ThresholdAttribute>()
           where described is not null
           select (setting.Name, described.Of(setting)),
    ];

    private static readonly FrozenDictionary<string, Threshold> BySetting =
        InOrder.ToFrozenDictionary(each => each.Setting, each => each.Threshold, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Threshold> ByName =
        InOrder.ToFrozenDictionary(each => each.Threshold.Name, each => each.Threshold, StringComparer.Ordinal);

    /// <summary>Every threshold, in the order of the settings.</summary>
    public static ImmutableArray<Threshold> All { get; } = [.. InOrder.Select(each => each.Threshold)];

    /// <summary>A threshold by name; null when there is none.</summary>
    /// <param name="name">Such as <c>visit-grace</c>.</param>
    public static Threshold? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The threshold of a setting.</summary>
    /// <param name="setting">Name of the property of <see cref="ClinicSettings"/>.</param>
    internal static Threshold Of(string setting) => BySetting[setting];

    /// <summary>The thresholds of some settings.</summary>
    /// <param name="settings">Names of properties of <see cref="ClinicSettings"/>.</param>
    internal static ImmutableArray<Threshold> Of(params ReadOnlySpan<string> settings)
    {
        var found = ImmutableArray.CreateBuilder<Threshold>(settings.Length);
        foreach (var setting in settings) found.Add(Of(setting));
        return found.DrainToImmutable();
    }
}
