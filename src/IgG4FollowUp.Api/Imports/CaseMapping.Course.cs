using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <content>Everything after treatment: relapse, then the visit with what it said.</content>
public sealed partial class CaseMapping
{
    private void Course()
    {
        var (visited, detected) = (Date("last_visit_on"), Date("recurrence_on"));
        var after = Grade("asia_after", "After treatment.", TreatmentPhase.AfterTreatment, visited);
        bool? recurrence = _cells.State("recurrence") == CellState.StatedAbsent ? false
            : _cells["recurrence"] is not { } cell ? detected.IsReported ? true : null
            : Understood<bool>("recurrence", _cells.IsYes("recurrence", cell) ? true : null)
                ?? Wrong<bool>("recurrence",
                    "This must be yes or no, or blank when it is not reported; of 1 and 2 nothing tells which is yes.");
        if (recurrence == false && detected.IsReported)
            Wrong<int>("recurrence_on",
                $"Column '{_cells.Header("recurrence")}' says that there was no recurrence; one of the two is wrong.");
        if (recurrence == true) Relapse(detected);

        var months = Number("followup_months", 0, 1200, whole: false);
        if (months is null && _cells["outcome"] is null && recurrence != false && after is null && !visited.IsReported) return;
        _entries.Add(new VisitLogged
        {
            EntryId =
                Id("visit",
                    visited.IsReported ? "last_visit_on"
                        : months is not null ? "followup_months"
                        : _cells["outcome"] is not null ? "outcome"
                        : after is not null ? "asia_after"
                        : "recurrence"),
            VisitedOn = visited,
            Recorded = after is { } grade ? [grade] : [],
            RecurrenceAssessment = recurrence == false ? RecurrenceAssessment.None : null,
            StatedFollowUpMonths = months,
            Note = _cells["outcome"],
        });
    }

    private void Relapse(ClinicalDate detected)
    {
        var (kinds, levels, pattern) = NotesText.RelapseIn(_cells["outcome"]);
        levels ??= _cells["levels"] is { } words ? LevelsText.Read(words).Relapse : null;
        if (kinds.Count > 0 || levels is not null || pattern is not null)
            Warn("recurrence", "recurrence-derived",
                "Kind, levels or pattern of the recurrence were derived from words of the row; check them.");
        _entries.Add(new RecurrenceRecorded
        {
            EntryId = Id("recurrence", _cells.Raw("recurrence") is { Length: > 0 } ? "recurrence" : "recurrence_on"),
            DetectedOn = detected,
            Kinds = kinds,
            Levels = levels,
            Pattern = pattern,
        });
    }
}
