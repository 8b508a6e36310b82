using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>How a grade came into the record. Only grades of the same method are compared.</summary>
public enum GradeMethod
{
    /// <summary>A person entered the letter.</summary>
    Entered,

    /// <summary>The letter was derived from a whole examination.</summary>
    Derived,
}

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

    /// <summary>
    /// The grade of one method; null when the entry has none. An examination may come with a letter that was entered beside it.
    /// </summary>
    /// <param name="method">How the grade came into the record.</param>
    /// <param name="entry">The entry.</param>
    public static AsiaGrade? By(GradeMethod method, AsiaGradeRecorded entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return method == GradeMethod.Derived ? Derived(entry)?.Single : entry.Grade;
    }

    /// <summary>
    /// The method by which a baseline is compared with later grades: the one by which it counts; the letter that was entered beside it when
    /// all later grades were entered. Only grades of one method are compared (house default).
    /// </summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="later">What came after it.</param>
    public static GradeMethod Comparable(AsiaGradeRecorded baseline, IReadOnlyCollection<AsiaGradeRecorded> later)
    {
        var method = MethodOf(baseline);
        return later.Count == 0 || baseline.Grade is null || later.Any(entry => By(method, entry) is not null)
            ? method
            : GradeMethod.Entered;
    }

    /// <summary>The grades that the examination allows; null without an examination.</summary>
    /// <param name="entry">The entry.</param>
    public static PossibleValues<AsiaGrade>? Derived(AsiaGradeRecorded entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Examination is { } examination ? IsncsciClassification.Of(examination).Grade : null;
    }
}
