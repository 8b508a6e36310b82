using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>What is to be had of a patient who wants to stay out of what is made of the data beyond the patient's own care.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ReuseRule>))]
public enum ReuseRule
{
    /// <summary>Consent: whoever was not asked by a clinic is left out (opt-in).</summary>
    Required,

    /// <summary>No refusal: whoever was not asked is not left out (opt-out), on another legal basis.</summary>
    UnlessRefused,
}

/// <summary>Why a patient's data may not be used beyond the patient's own care.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ReuseBar>))]
public enum ReuseBar
{
    /// <summary>The patient refused, or withdrew what was given.</summary>
    Refused,

    /// <summary>No consent is on record.</summary>
    NotGiven,
}

/// <summary>
/// Whether a patient's data may be used beyond the patient's own care. A refusal always excludes. That nobody was asked excludes only a
/// clinic's own patient, and only where consent is required: published patients are public, and synthetic ones are nobody.
/// </summary>
public static class ReuseConsent
{
    /// <summary>True when reuse for research is refused as the chart knows it.</summary>
    /// <param name="chart">The patient's chart.</param>
    public static bool IsRefused(PatientChart chart) => Bar(chart, ReuseRule.UnlessRefused) is not null;

    /// <summary>What keeps a patient out; null when nothing does.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="rule">What is required.</param>
    public static ReuseBar? Bar(PatientChart chart, ReuseRule rule)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return ConsentStates.IsGiven(chart, ConsentPurpose.DataReuse) switch
        {
            true => null,
            false => ReuseBar.Refused,
            null when rule == ReuseRule.Required && chart.Of<PatientEnrolled>().Any(enrolment => enrolment.Origin == DataOrigin.Clinic) =>
                ReuseBar.NotGiven,
            null => null,
        };
    }
}
