using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Web.Patients;

namespace IgG4FollowUp.Web.Words;

/// <summary>Words that several pages share.</summary>
public static class PatientWords
{
    public const string NotReported = "not reported";

    public static string Date(ClinicalDate date) => date.IsReported ? date.ToString() : NotReported;

    /// <summary>True unless a side is open.</summary>
    public static bool HasBounds(this DaySpan days) => days.Earliest != DateOnly.MinValue && days.Latest != DateOnly.MaxValue;

    /// <summary>Days between which something happened.</summary>
    public static string Span(DaySpan days) =>
        days.Earliest == days.Latest ? $"{days.Earliest:yyyy-MM-dd}"
        : days.Earliest == DateOnly.MinValue && days.Latest == DateOnly.MaxValue ? NotReported
        : days.Earliest == DateOnly.MinValue ? $"by {days.Latest:yyyy-MM-dd}"
        : days.Latest == DateOnly.MaxValue ? $"from {days.Earliest:yyyy-MM-dd}"
        : $"{days.Earliest:yyyy-MM-dd} to {days.Latest:yyyy-MM-dd}";

    public static string Status(FollowUpEndReason? end) => end is { } reason ? $"ended: {EnumWords.Of(reason)}" : "in follow-up";

    public static string NextVisit(PatientSummary patient) =>
        patient.FollowUp is not null ? "none" : patient.NextVisitDueOn is { } due ? due.ToString("yyyy-MM-dd") : NotReported;

    /// <summary>An entry of the history: kind, and what happened to it.</summary>
    public static string Change(RecordedChange change) => EntryWords.Kind((change.After ?? change.Before)!)
        + (change.Before is null ? "" : change.After is null ? ", retracted" : ", corrected");

    public static string Dated(ClinicalEntry entry) =>
        $"{Date(entry.Date)}: {EntryWords.Of(entry)}" + (entry.Note is { } note ? $" “{note}”" : "");

    /// <summary>Why an entry holds no longer.</summary>
    public static string Superseded(Supersession superseded)
    {
        var because = superseded.Because is { } words ? $": {words}" : "";
        return superseded.RetractedFor is { } reason ? $"Retracted, {EnumWords.Of(reason)}{because}" : $"Corrected{because}";
    }
}
