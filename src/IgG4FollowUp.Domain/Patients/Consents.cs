namespace IgG4FollowUp.Domain.Patients;

/// <summary>What a patient agreed to; null is not reported.</summary>
/// <param name="FollowUp">Being followed up in the registry.</param>
/// <param name="DataReuse">Reuse of the data for research.</param>
/// <param name="ContactAgain">Being contacted again.</param>
public sealed record Consents(bool? FollowUp, bool? DataReuse, bool? ContactAgain);
