using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Calendar;

/// <summary>
/// How a planned visit or study stands on a day. The limits are house defaults, since none for spinal disease is known to have been
/// published.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PlannedState>))]
public enum PlannedState
{
    /// <summary>Its window has not opened.</summary>
    Upcoming,

    /// <summary>Its window is open.</summary>
    Due,

    /// <summary>
    /// Its window has closed and nobody has come since. It stays so, however long, until somebody comes or follow-up ends.
    /// </summary>
    Overdue,

    /// <summary>
    /// Its window closed before the next visit or study, or before follow-up ended or was planned anew, or the next step of a taper came.
    /// </summary>
    Missed,

    /// <summary>
    /// It took place within its window, or may have where only month or year is known: nobody is said to have missed a visit on a vague
    /// date.
    /// </summary>
    Kept,
}

/// <summary>A visit, a study or something else that is or was planned for a patient.</summary>
public sealed record PlannedContact
{
    /// <summary>What is planned.</summary>
    public required PlannedKind What { get; init; }

    /// <summary>The day on which it is due.</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>First day of its window: as many days before the due day as there is grace after it. House default.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day of its window: the due day and the clinic's days of grace.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The visit or plan that states the day; null when it follows from the clinic's intervals.</summary>
    public Guid? StatedBy { get; init; }

    /// <summary>The last visit, enrolment, resumption or study before it; of other plans the plan itself.</summary>
    public required Guid After { get; init; }

    /// <summary>The entry by which it was kept; null when it was not.</summary>
    public Guid? KeptBy { get; init; }

    /// <summary>When it was kept; null when it was not.</summary>
    public ClinicalDate? KeptOn { get; init; }

    /// <summary>True when it can no longer be kept.</summary>
    public bool Missed { get; init; }

    /// <summary>Agent of an infusion; null for all else.</summary>
    public SparingAgent? Agent { get; init; }

    /// <summary>What a laboratory test is to measure; null where that is left open and for all else.</summary>
    public Analyte? Analyte { get; init; }

    /// <summary>Daily dose of a step of a taper, milligrams of the planned drug; null for all else.</summary>
    public decimal? DailyDoseMg { get; init; }

    /// <summary>What was taken on the day of a step; null until the patient was heard of then or later, and for all else.</summary>
    public DoseTaken? Taken { get; init; }

    /// <summary>Day from which the next step of a taper stands in its place; null for the last one and for all else.</summary>
    public DateOnly? GivesWayOn { get; init; }

    /// <summary>True while somebody may still come for it.</summary>
    [JsonIgnore]
    public bool Open => KeptBy is null && !Missed;

    /// <summary>How it stands on a day. Entries count whatever their dates; the day only says how long has been waited.</summary>
    /// <param name="today">The day on which one asks.</param>
    public PlannedState StateOn(DateOnly today) =>
        KeptBy is not null ? PlannedState.Kept
        : Missed || GivesWayOn <= today ? PlannedState.Missed
        : today < From ? PlannedState.Upcoming
        : today <= To ? PlannedState.Due
        : PlannedState.Overdue;

    /// <summary>Days since the due day while it is overdue; null otherwise.</summary>
    /// <param name="today">The day on which one asks.</param>
    public int? DaysOverdue(DateOnly today) => StateOn(today) == PlannedState.Overdue ? today.DayNumber - DueOn.DayNumber : null;
}
