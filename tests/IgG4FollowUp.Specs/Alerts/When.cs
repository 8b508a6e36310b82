using System.Text.Json;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>Asking one rule about a chart on a day, days as text.</summary>
internal static class When
{
    public static Finding[] Asked(string rule, PatientChart chart, string today, ClinicSettings? settings = null) =>
        [.. AlertRules.Evaluate(chart, Given.Day(today), settings).Findings.Where(finding => finding.Rule == rule)];

    public static Finding Fires(string rule, PatientChart chart, string today, ClinicSettings? settings = null) =>
        Asked(rule, chart, today, settings).ShouldHaveSingleItem();

    /// <summary>Silent, and for the named reason.</summary>
    public static FailedCondition Silent(string rule, PatientChart chart, string today, string because, ClinicSettings? settings = null)
    {
        Asked(rule, chart, today, settings).ShouldBeEmpty();
        var silence = AlertRules.WhyNot(AlertRules.Find(rule)!, chart, Given.Day(today), settings);
        silence.Fires.ShouldBeFalse();
        silence.Failed.Select(failed => failed.Name).ShouldContain(because);
        return silence.Failed.First(failed => failed.Name == because);
    }

    public static string Text(AlertEvaluation evaluation) => JsonSerializer.Serialize(evaluation, EntryJson.Options);
}
