namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Whether a patient's data may be used beyond the patient's own care. Only a refusal excludes: consent that is not reported is not a
/// refusal. What the patient once said holds until the patient says otherwise: whoever corrects something else and leaves the consents out
/// takes nothing back.
/// </summary>
public static class ReuseConsent
{
    /// <summary>True when reuse for research is refused as the chart knows it.</summary>
    /// <param name="chart">The patient's chart.</param>
    public static bool IsRefused(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return chart.Of<PatientEnrolled>().Any(enrolment => LastSaid(chart, enrolment) == false);
    }

    private static bool? LastSaid(PatientChart chart, PatientEnrolled enrolment) => chart.Superseded
        .Where(former => former.Entry.EntryId == enrolment.EntryId).Select(former => (former.Entry as PatientEnrolled)?.Consents?.DataReuse)
        .Append(enrolment.Consents?.DataReuse).LastOrDefault(said => said is not null);
}
