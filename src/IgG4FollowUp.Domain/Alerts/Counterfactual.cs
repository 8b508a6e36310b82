using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>Everything that a verdict depends on.</summary>
/// <param name="Chart">The chart.</param>
/// <param name="Today">The day on which one asks.</param>
/// <param name="Settings">The clinic's thresholds.</param>
public sealed record Situation(PatientChart Chart, DateOnly Today, ClinicSettings Settings);

/// <summary>
/// One change that would have kept a rule silent. It is no claim: <see cref="Apply"/> makes the change, so it can be tried.
/// </summary>
/// <param name="Words">The change as the end of the sentence "It would not have fired if …".</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AskedEarlier), "asked-earlier")]
[JsonDerivedType(typeof(OtherThreshold), "other-threshold")]
[JsonDerivedType(typeof(WithEntry), "with-entry")]
[JsonDerivedType(typeof(WithEntries), "with-entries")]
[JsonDerivedType(typeof(WithoutEntry), "without-entry")]
public abstract record Counterfactual(string Words)
{
    /// <summary>The situation with the change made.</summary>
    /// <param name="situation">The situation in which the rule fired.</param>
    public abstract Situation Apply(Situation situation);
}

/// <summary>Asked on an earlier day.</summary>
/// <param name="Day">The last day before it held.</param>
public sealed record AskedEarlier(DateOnly Day)
    : Counterfactual(string.Create(CultureInfo.InvariantCulture, $"one had asked on {Day:yyyy-MM-dd}"))
{
    /// <inheritdoc/>
    public override Situation Apply(Situation situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        return situation with { Today = Day };
    }
}

/// <summary>Another value of one setting.</summary>
/// <param name="Threshold">Name of the setting.</param>
/// <param name="Value">The value, in the setting's unit.</param>
/// <param name="Words">The change in words.</param>
public sealed record OtherThreshold(string Threshold, decimal Value, string Words) : Counterfactual(Words)
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no setting of that name.</exception>
    public override Situation Apply(Situation situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        var threshold = ThresholdTable.Find(Threshold) ?? throw new InvalidOperationException($"There is no threshold {Threshold}.");
        return situation with { Settings = threshold.Set(situation.Settings, Value) };
    }

    internal static OtherThreshold Of(Threshold threshold, decimal value) => new(
        threshold.Name, value, string.Create(CultureInfo.InvariantCulture, $"{threshold.Name} were {value:0.####} {threshold.Unit}"));
}

/// <summary>An entry that the chart does not hold.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Words">The change in words.</param>
public sealed record WithEntry(ClinicalEntry Entry, string Words) : Counterfactual(Words)
{
    /// <inheritdoc/>
    public override Situation Apply(Situation situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        return situation with { Chart = PatientChart.Fold(situation.Chart, situation.Chart.Id, Entry) };
    }
}

/// <summary>Several entries that the chart does not hold, where one alone would not do.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Words">The change in words.</param>
public sealed record WithEntries(ImmutableArray<ClinicalEntry> Entries, string Words) : Counterfactual(Words)
{
    /// <inheritdoc/>
    public override Situation Apply(Situation situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        return Entries.Aggregate(
            situation, (now, entry) => now with { Chart = PatientChart.Fold(now.Chart, now.Chart.Id, entry) });
    }
}

/// <summary>The chart without one of its entries.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Words">The change in words.</param>
public sealed record WithoutEntry(Guid EntryId, string Words) : Counterfactual(Words)
{
    /// <inheritdoc/>
    public override Situation Apply(Situation situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        var chart = PatientChart.Fold(situation.Chart, situation.Chart.Id,
            new EntryRetracted(EntryId, RetractionReason.EnteredInError, Explanation: null));
        return situation with { Chart = chart };
    }
}
