using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>What holds of a purpose.</summary>
/// <param name="EntryId">The entry that says so: a consent or the enrolment.</param>
/// <param name="Decision">What was decided last.</param>
/// <param name="Since">When; not reported only where an enrolment without a date says so.</param>
public readonly record struct ConsentState(Guid EntryId, ConsentDecision Decision, ClinicalDate Since)
{
    /// <summary>True when the patient agrees.</summary>
    public bool IsGiven => Decision == ConsentDecision.Given;
}

/// <summary>
/// What a patient agrees to, folded from what the enrolment says and from the consents: of two decisions the one of the later day holds, of
/// one day the one recorded later. Where partial dates leave it open, the decision against is the later one. What the enrolment once said
/// holds until the patient says otherwise: a correction that leaves the consents out takes nothing back.
/// </summary>
public static class ConsentStates
{
    /// <summary>What holds of a purpose; null when nobody is on record to have been asked.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="purpose">The purpose.</param>
    /// <param name="on">The day; null for the present. A consent counts from its last possible day, the others from their first.</param>
    public static ConsentState? Of(PatientChart chart, ConsentPurpose purpose, DateOnly? on = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return Of(chart, chart.Of<PatientEnrolled>().FirstOrDefault(), purpose, on);
    }

    /// <summary>The same, by whoever has the enrolment at hand.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="enrolment">Its enrolment; null when it has none.</param>
    /// <param name="purpose">The purpose.</param>
    /// <param name="on">The day; null for the present.</param>
    internal static ConsentState? Of(PatientChart chart, PatientEnrolled? enrolment, ConsentPurpose purpose, DateOnly? on = null)
    {
        ConsentState? last = null;
        foreach (var said in Said(chart, enrolment, purpose))
        {
            if (on is { } day && Begins(said) > day) continue;
            if (last is not { } former || Place(said) >= Place(former)) last = said;
        }

        return last;
    }

    /// <summary>True when the patient agreed, false when not, null when nobody is on record to have been asked.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="purpose">The purpose.</param>
    public static bool? IsGiven(PatientChart chart, ConsentPurpose purpose) => Of(chart, purpose)?.IsGiven;

    /// <summary>Whether an entry is a consent, or its withdrawal, to a purpose.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="purpose">The purpose.</param>
    internal static bool SpeaksOf(ClinicalEntry entry, ConsentPurpose purpose) =>
        entry is ConsentRecorded consent && consent.Purposes.Contains(purpose);

    /// <summary>Whether an entry of that date is one of a time for which the patient certainly agreed to no follow-up.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="entry">The entry.</param>
    internal static bool ForbidFollowUp(PatientChart chart, ClinicalEntry entry) =>
        entry is not (PatientEnrolled or ConsentRecorded or FollowUpEnded) && entry.Date.IsReported
        && Of(chart, ConsentPurpose.FollowUp, entry.Date.Earliest) is { IsGiven: false, Since: { IsReported: true } since }
        && entry.Date.IsCertainlyAfter(since);

    private static DateOnly Begins(ConsentState said) =>
        !said.Since.IsReported ? DateOnly.MinValue : said.IsGiven ? said.Since.Latest : said.Since.Earliest;

    private static DateOnly Place(ConsentState said) =>
        !said.Since.IsReported ? DateOnly.MinValue : said.IsGiven ? said.Since.Earliest : said.Since.Latest;

    // In the order of recording, to which the enrolment is first.
    private static IEnumerable<ConsentState> Said(PatientChart chart, PatientEnrolled? enrolment, ConsentPurpose purpose)
    {
        if (enrolment is not null && LastSaid(chart, enrolment, purpose) is { } agreed)
            yield return new(enrolment.EntryId, agreed ? ConsentDecision.Given : ConsentDecision.Refused, enrolment.EnrolledOn);

        foreach (var id in chart.ConsentsRecorded ?? [])
        {
            if (chart.Find(id) is ConsentRecorded consent && SpeaksOf(consent, purpose))
                yield return new(consent.EntryId, consent.Decision, consent.DecidedOn);
        }
    }

    private static bool? LastSaid(PatientChart chart, PatientEnrolled enrolment, ConsentPurpose purpose) => chart.Superseded
        .Where(former => former.Entry.EntryId == enrolment.EntryId)
        .Select(former => Member((former.Entry as PatientEnrolled)?.Consents, purpose))
        .Append(Member(enrolment.Consents, purpose)).LastOrDefault(said => said is not null);

    private static bool? Member(Consents? consents, ConsentPurpose purpose) => purpose switch
    {
        ConsentPurpose.FollowUp => consents?.FollowUp,
        ConsentPurpose.DataReuse => consents?.DataReuse,
        ConsentPurpose.ContactAgain => consents?.ContactAgain,
        ConsentPurpose.BiobankLink => consents?.LinkToBiobank,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "Not a purpose."),
    };
}
