namespace IgG4FollowUp.Domain.Patients;

/// <summary>What a patient agreed to; null is not reported.</summary>
/// <param name="FollowUp">Being followed up in the registry.</param>
/// <param name="DataReuse">Reuse of the data for research.</param>
/// <param name="ContactAgain">Being contacted again.</param>
/// <param name="SampleStored">Whether a biological sample is stored for research.</param>
/// <param name="LinkToBiobank">Whether the sample may be linked to the record.</param>
public sealed record Consents(
    bool? FollowUp, bool? DataReuse, bool? ContactAgain, bool? SampleStored = null, bool? LinkToBiobank = null);
