namespace IgG4FollowUp.Domain.Wording;

/// <summary>
/// Study numbers that people take for one another: in other case, with another separator or one more, with O for 0, with I or l for 1.
/// </summary>
public static class StudyNumbers
{
    /// <summary>Characters that look like others once the case is folded; those of <see cref="Taken"/> stand in their place.</summary>
    public const string Alike = "OIL._";

    /// <summary>What they are taken for.</summary>
    public const string Taken = "011--";

    /// <summary>What is taken for one where several stand together, and is not seen at the end, as the full stop of a sentence.</summary>
    public const char Separator = '-';

    /// <summary>The form in which numbers that look alike are equal. Only ASCII can stand in a study number.</summary>
    /// <param name="studyNumber">The number.</param>
    public static string Look(string studyNumber)
    {
        ArgumentNullException.ThrowIfNull(studyNumber);
        var look = string.Concat(studyNumber.ToUpperInvariant().Select(c => Alike.IndexOf(c) is >= 0 and var place ? Taken[place] : c));
        return string.Concat(look.Where((c, i) => c != Separator || (i + 1 < look.Length && look[i + 1] != Separator)));
    }
}
