using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Outcomes;

/// <summary>Which recorded grade counts in outcome analysis.</summary>
public static class AsiaGrades
{
    /// <summary>
    /// The grade when it is determined, a single letter; null otherwise. An examination with untestable parts gives a set of possible
    /// grades, and only a set of one enters an outcome (ISNCSCI, 8th edition).
    /// </summary>
    /// <param name="entry">The entry.</param>
    public static AsiaGrade? Determined(AsiaGradeRecorded entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Grade;
    }
}
