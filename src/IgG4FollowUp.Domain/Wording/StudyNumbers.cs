namespace IgG4FollowUp.Domain.Wording;

/// <summary>
/// Study numbers that people take for one another: in other case, with another separator, with O for 0, with I or l for 1.
/// </summary>
public static class StudyNumbers
{
    /// <summary>Characters that look like others once the case is folded; those of <see cref="Taken"/> stand in their place.</summary>
    public const string Alike = "OIL._";

    /// <summary>What they are taken for.</summary>
    public const string Taken = "011--";

    /// <summary>The form in which numbers that look alike are equal. Only ASCII can stand in a study number.</summary>
    /// <param name="studyNumber">The number.</param>
    public static string Look(string studyNumber)
    {
        ArgumentNullException.ThrowIfNull(studyNumber);
        return string.Concat(studyNumber.ToUpperInvariant().Select(c => Alike.IndexOf(c) is >= 0 and var place ? Taken[place] : c));
    }
}
