using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>
/// The entries that a dose rests on: without any of them it would be another one. A course stands for its changes of dose and its stop; one
/// that was over adds nothing and is named by what ended it.
/// </summary>
internal sealed class DoseSources(PatientChart chart, SteroidExposure exposure)
{
    // The end of follow-up, or the resumption, that is in force, and what would be in force without it.
    private readonly ClinicalEntry? _inForce = chart.Death ?? LastEnd(chart, except: null);

    /// <summary>What the dose of all systemic courses on a day rests on.</summary>
    public IEnumerable<Guid> DoseOn(DateOnly day)
    {
        var begun = Begun(day);
        return [.. begun.Select(course => course.LastDose.Latest < day && course.StopId is { } stop ? stop : course.CourseId),
            .. Ending(begun, day)];
    }

    /// <summary>What the cumulative dose up to a day rests on.</summary>
    public IEnumerable<Guid> SumUntil(DateOnly day)
    {
        var begun = Begun(day);
        return [.. begun.Select(course => course.CourseId), .. Ending(begun, day)];
    }

    /// <summary>What the sum of the doses of some days rests on; a course that was certainly over before them adds nothing.</summary>
    public IEnumerable<Guid> SumBetween(DateOnly from, DateOnly to)
    {
        var begun = Begun(to).FindAll(course => course.LastDose.Latest >= from);
        return [.. begun.Select(course => course.CourseId), .. Ending(begun, to)];
    }

    /// <summary>
    /// What it rests on that some courses were over: their stops, or the courses where partial dates leave open which was over last.
    /// </summary>
    public IEnumerable<Guid> Ends(IReadOnlyList<SteroidCourse> courses)
    {
        var exact = courses.All(course => course.LastDose.IsExact && course.StopId is not null);
        return [.. courses.Select(course => exact ? course.StopId!.Value : course.CourseId), .. Ending(courses, DateOnly.MaxValue)];
    }

    /// <summary>The end of follow-up, or its resumption, where it decides how long some courses went on before a day.</summary>
    public IEnumerable<Guid> Ending(IReadOnlyList<SteroidCourse> courses, DateOnly day)
    {
        if (_inForce is null || courses.All(course => course.StopId is not null && course.FirstDose.IsExact && course.LastDose.IsExact))
            return [];
        var otherwise = LastEnd(chart, _inForce);
        return Bounds(_inForce) || Bounds(otherwise) ? [_inForce.EntryId] : [];

        bool Bounds(ClinicalEntry? end) => end is FollowUpEnded ended && ended.EndedOn.Earliest <= day;
    }

    private List<SteroidCourse> Begun(DateOnly day) => [.. exposure.Systemic.Where(course => course.FirstDose.Earliest <= day)];

    private static ClinicalEntry? LastEnd(PatientChart chart, ClinicalEntry? except) =>
        chart.Entries.LastOrDefault(entry => entry is FollowUpEnded or FollowUpResumed && !ReferenceEquals(entry, except));
}
