namespace IgG4FollowUp.Web.Pages;

/// <summary>What became of a form.</summary>
/// <param name="Status">Status of the answer.</param>
/// <param name="Refusal">Why nothing was recorded; null when it was.</param>
/// <param name="Errors">What is wrong with each field, by its name.</param>
/// <param name="Address">Where what was recorded is shown; null where it was shown before.</param>
public sealed record FormOutcome(int Status, string? Refusal, IReadOnlyDictionary<string, string> Errors, string? Address)
{
    /// <summary>Hidden field with the version that the page showed.</summary>
    public const string VersionField = "version";

    /// <summary>Hidden field with the key of the form: the same form sent twice is recorded once.</summary>
    public const string KeyField = "key";

    /// <summary>What is wrong with a field; null when nothing is.</summary>
    public string? Of(string field) => Errors.GetValueOrDefault(field);
}
