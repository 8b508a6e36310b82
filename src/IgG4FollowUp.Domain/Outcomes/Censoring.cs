using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Outcomes;

/// <summary>Until when somebody without the event counts as free of it.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Censoring>))]
public enum Censoring
{
    /// <summary>
    /// The last assessment that could have shown the event, after the FDA's guidance on endpoints of cancer trials (2018), which censors
    /// progression-free survival at the last adequate assessment. Which assessments could have is a house default.
    /// </summary>
    LastAssessment,

    /// <summary>The last contact of any kind, also one that could not have shown the event.</summary>
    LastContact,
}

/// <summary>The ways of censoring in words.</summary>
public static class CensoringRules
{
    /// <summary>The rule as printed next to results.</summary>
    /// <param name="censoring">The way of censoring.</param>
    public static string Rule(this Censoring censoring) => censoring switch
    {
        Censoring.LastAssessment =>
            "Who had no event is censored at the last assessment within the follow-up that could have shown one that the definition "
                + "counts: for a clinical one an examination or a visit at which recurrence was assessed, for a radiological one an MRI "
                + "of the spine that is negative or tells of change, for a serological one serum IgG4 of a named assay, for an escalation "
                + "a visit or a treatment. Death and progression keep their own day. Whoever was never so assessed is counted as not "
                + "determinable.",
        Censoring.LastContact =>
            "Who had no event is censored at the last contact of any kind, also one that could not have shown the event.",
        _ => throw new ArgumentOutOfRangeException(nameof(censoring), censoring, "Not a way of censoring."),
    };
}
