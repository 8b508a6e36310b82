using System.Globalization;
using System.Text.Json;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>Entries and charts for given/when/then: dates as text, ids as small numbers.</summary>
internal static class Given
{
    public static readonly Guid Patient = Id(9999);

    public static readonly DateOnly Today = new(2025, 1, 1);

    public static Guid Id(int number) =>
        Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"01900000-0000-7000-8000-{number:000000000000}"));

    public static ClinicalDate Date(string text) => ClinicalDate.Parse(text);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static Fraction Mg(decimal value) => Fraction.Of(value);

    public static PatientEnrolled Enrolled(string on = "2024-01-01", int? born = 1970) =>
        new() { EntryId = Id(0), StudyNumber = "P-1", EnrolledOn = Date(on), BirthYear = born };

    public static PresentationRecorded Presented(int id, string on, string? onset = null) =>
        new() { EntryId = Id(id), PresentedOn = Date(on), OnsetOn = onset is null ? null : Date(onset) };

    public static AsiaGradeRecorded Graded(int id, string on, AsiaGrade? grade) =>
        new() { EntryId = Id(id), AssessedOn = Date(on), Grade = grade };

    public static LesionImaged Imaged(int id, string on, bool present = true) =>
        new() { EntryId = Id(id), ImagedOn = Date(on), LesionPresent = present };

    public static LabMeasured IgG4(int id, string on, string result, string? assay = "nephelometry", string? limit = null) => new()
    {
        EntryId = Id(id),
        DrawnOn = Date(on),
        Analyte = Analyte.SerumIgG4,
        Result = LabResult.Parse(result),
        Assay = assay,
        UpperLimitOfNormal = limit is null ? null : Quantity.Parse(limit),
    };

    /// <summary>A whole examination with one strength, 0 to 5, in every key muscle of the legs.</summary>
    public static AsiaGradeRecorded Legs(int id, string on, int strength)
    {
        var examination = IsncsciExamination.AllNormal;
        foreach (var level in new[] { CordLevel.L2, CordLevel.L3, CordLevel.L4, CordLevel.L5, CordLevel.S1 })
        {
            examination = examination.With(BodySide.Right, level, MuscleGrade.Of(strength))
                .With(BodySide.Left, level, MuscleGrade.Of(strength));
        }

        return Graded(id, on, grade: null) with { Examination = examination };
    }

    public static SurgeryPerformed Operated(int id, string on) => new() { EntryId = Id(id), PerformedOn = Date(on) };

    public static SteroidCourseStarted Started(
        int id, string on, decimal? mg, Glucocorticoid? drug = Glucocorticoid.Prednisone, SteroidRoute route = SteroidRoute.Oral) =>
        new() { EntryId = Id(id), StartedOn = Date(on), DailyDoseMg = mg, Drug = drug, Route = route };

    public static SteroidDoseChanged Changed(int id, int course, string on, decimal mg) =>
        new() { EntryId = Id(id), CourseId = Id(course), ChangedOn = Date(on), DailyDoseMg = mg };

    public static SteroidCourseStopped Stopped(int id, int course, string lastDoseOn) =>
        new() { EntryId = Id(id), CourseId = Id(course), LastDoseOn = Date(lastDoseOn) };

    public static VisitLogged Visited(int id, string on, string? due = null, params int[] recorded) => new()
    {
        EntryId = Id(id),
        VisitedOn = Date(on),
        NextVisitDueOn = due is null ? null : Day(due),
        Recorded = [.. recorded.Select(Id)],
    };

    public static RecurrenceRecorded Recurred(int id, string on, string? free = null) =>
        new() { EntryId = Id(id), DetectedOn = Date(on), LastKnownFreeOn = free is null ? null : Date(free) };

    public static RecurrenceResolved Resolved(int id, int recurrence, string on) =>
        new() { EntryId = Id(id), RecurrenceId = Id(recurrence), ResolvedOn = Date(on) };

    public static FollowUpEnded Ended(int id, string on, FollowUpEndReason reason) =>
        new() { EntryId = Id(id), EndedOn = Date(on), Reason = reason };

    public static ConsentRecorded Withdrawn(int id, string on) => new()
    {
        EntryId = Id(id),
        DecidedOn = Date(on),
        Purposes = [ConsentPurpose.FollowUp],
        Decision = ConsentDecision.Withdrawn,
    };

    public static FollowUpResumed Resumed(int id, string on) => new() { EntryId = Id(id), ResumedOn = Date(on) };

    public static PatientChart Chart(params IEnumerable<object> events) =>
        PatientChart.FoldAll(Patient, [Enrolled(), .. events])!;

    public static SteroidExposure Exposure(params IEnumerable<object> events) => SteroidExposure.Of(Chart(events));

    public static string Json(object value) => JsonSerializer.Serialize(value, value.GetType(), EntryJson.Options);

    /// <summary>The entries as text: equal when every current entry says the same, in the same order.</summary>
    public static IReadOnlyList<string> Said(PatientChart chart) =>
        [.. chart.Entries.Select(entry => JsonSerializer.Serialize(entry, EntryJson.Options))];
}
