namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Whether a patient's data may be used beyond the patient's own care. Only a refusal excludes: consent that is not reported is not a
/// refusal.
/// </summary>
public static class ReuseConsent
{
    /// <summary>True when reuse for research is refused as the chart knows it.</summary>
    /// <param name="chart">The patient's chart.</param>
    public static bool IsRefused(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return chart.Of<PatientEnrolled>().Any(enrolment => enrolment.Consents?.DataReuse == false);
    }
}
