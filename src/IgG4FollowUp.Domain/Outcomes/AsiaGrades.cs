using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Outcomes;

/// <summary>Which grade of an entry counts, and how it came into the record.</summary>
public static class AsiaGrades
{
    /// <summary>
    /// The grade that counts in outcome analysis: the one that follows from the examination when it is a single letter, else the
    /// one that was entered; null when neither is determined. An examination with untestable parts gives a set of possible
    /// grades, and only a set of one enters an outcome (ISNCSCI, 8th edition).
    /// </summary>
    /// <param name="entry">The entry.</param>
    public static AsiaGrade? Determined(AsiaGradeRecorded entry) => Derived(entry)?.Single ?? entry.Grade;

    /// <summary>How the grade that counts came into the record; grades of different methods are not compared (house default).</summary>
    /// <param name="entry">The entry.</param>
    public static GradeMethod MethodOf(AsiaGradeRecorded entry) =>
        Derived(entry) is { IsDetermined: true } ? GradeMethod.Derived : GradeMethod.Entered;

    /// <summary>The grades that the examination allows; null without an examination.</summary>
    /// <param name="entry">The entry.</param>
    public static PossibleValues<AsiaGrade>? Derived(AsiaGradeRecorded entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Examination is { } examination ? IsncsciClassification.Of(examination).Grade : null;
    }
}
