using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>
/// Limits used to describe glucocorticoid exposure. All are configurable house defaults, not guidance for spinal disease; doses
/// are milligrams of prednisone.
/// </summary>
public sealed record ExposureSettings
{
    /// <summary>The house defaults.</summary>
    public static ExposureSettings HouseDefault { get; } = new();

    /// <summary>An intravenous dose of at least this many milligrams a day can be a pulse. House default: 250.</summary>
    public decimal PulseMgPerDay { get; init; } = 250m;

    /// <summary>A pulse lasts at most this many days. House default: 5.</summary>
    public int PulseDays { get; init; } = 5;
}

/// <summary>A short intravenous high-dose treatment.</summary>
/// <param name="CourseId">The course it belongs to.</param>
/// <param name="Drug">Drug.</param>
/// <param name="Peak">Highest daily dose, mg of prednisone.</param>
/// <param name="Days">How long the dose stayed at or above the limit.</param>
/// <param name="Cumulative">Sum over these days, mg of prednisone; its upper bound is null while the end is not determinable.</param>
/// <param name="Certain">True when every reading of the dates makes it a pulse.</param>
public sealed record SteroidPulse(Guid CourseId, Glucocorticoid Drug, Fraction Peak, DayCount Days, DoseRange Cumulative, bool Certain);

/// <summary>Days without systemic glucocorticoid between two courses.</summary>
/// <param name="AfterCourseId">The course that ended last before the gap.</param>
/// <param name="BeforeCourseId">The course that began after it.</param>
/// <param name="Days">Length in days; at least 0 means that partial dates leave open whether there was a gap at all.</param>
public sealed record SteroidInterruption(Guid AfterCourseId, Guid BeforeCourseId, DayCount Days);

/// <summary>Why a dose is a range and not a number.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ExposureCaveatKind>))]
public enum ExposureCaveatKind
{
    /// <summary>The drug is not reported: the sum is a lower bound.</summary>
    DrugNotReported,

    /// <summary>The dose is not reported: the sum is a lower bound until a known dose follows.</summary>
    DoseNotReported,

    /// <summary>The date is known to the month or year only: the sum has a lower and an upper bound.</summary>
    PartialDate,

    /// <summary>The date is not reported at all.</summary>
    DateNotReported,

    /// <summary>Two doses of one course begin on one day: either may hold.</summary>
    TwoDosesFromOneDay,

    /// <summary>Follow-up ended while the course went on: from then on it may have been stopped.</summary>
    OpenAtEndOfFollowUp,
}

/// <summary>Something that keeps an exposure from being exact.</summary>
/// <param name="EntryId">The entry it is about.</param>
/// <param name="Kind">What is missing.</param>
public sealed record ExposureCaveat(Guid EntryId, ExposureCaveatKind Kind);
