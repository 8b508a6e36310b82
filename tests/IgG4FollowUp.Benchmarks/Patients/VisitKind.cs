using System.Globalization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Benchmarks.Patients;

/// <summary>A visit of two events: a grade and the visit itself.</summary>
/// <param name="Name">What comes of it.</param>
/// <param name="VisitedOn">Its date.</param>
/// <param name="FirstDueOn">Day that the patient's first such visit states for the next one; later visits state later days. Null states
/// none.</param>
internal sealed record VisitKind(string Name, DateOnly VisitedOn, DateOnly? FirstDueOn)
{
    /// <summary>Nothing is overdue after a visit today: alerts change at a patient's first one and then not at all.</summary>
    public static VisitKind Quiet { get; } = new("no alert changes", DateOnly.FromDateTime(DateTime.Now), null);

    /// <summary>
    /// Each visit is the last one, overdue at once by a day of its own: the alerts of the former are closed and new ones raised.
    /// </summary>
    public static VisitKind Stirring { get; } = new("alerts change each time", new(2023, 6, 10), new(2023, 12, 1));

    /// <summary>The body of a request.</summary>
    /// <param name="round">How many such visits the patient has had.</param>
    public string Json(int round)
    {
        var next = NextDueOn(round) is { } due ? $"""
            , "nextVisitDueOn": "{Text(due)}"
            """ : "";
        return $$"""
            { "visitedOn": "{{Text(VisitedOn)}}", "mode": "in-person", "asiaGrade": { "grade": "D" }{{next}} }
            """;
    }

    /// <summary>The events of such a request.</summary>
    public (AsiaGradeRecorded Grade, VisitLogged Visit) Events(int round)
    {
        var on = ClinicalDate.Parse(Text(VisitedOn));
        var grade = new AsiaGradeRecorded { EntryId = Guid.CreateVersion7(), AssessedOn = on, Grade = AsiaGrade.D };
        return (grade, new VisitLogged
        {
            EntryId = Guid.CreateVersion7(),
            VisitedOn = on,
            Mode = VisitMode.InPerson,
            NextVisitDueOn = NextDueOn(round),
            Recorded = [grade.EntryId],
        });
    }

    private DateOnly? NextDueOn(int round) => FirstDueOn?.AddDays(round);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
