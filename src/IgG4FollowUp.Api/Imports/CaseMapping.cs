using System.Globalization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// Turns a published case into a patient. A blank cell becomes no entry and no member at all; what was mapped from other words
/// keeps the words and is named in a warning. Clinical dates are not reported: the year of publication is not one.
/// </summary>
public sealed class CaseMapping
{
    private readonly List<ImportRemark> _reasons = [];
    private readonly List<ImportRemark> _warnings = [];
    private readonly List<ClinicalEntry> _entries = [];
    private readonly Dictionary<Guid, string> _places = [];
    private readonly string _studyNumber;
    private int _number;

    private CaseMapping(string studyNumber) => _studyNumber = studyNumber;

    public static Candidate Read(int row, long line, CaseRow cells)
    {
        if (cells.Citation is not { } citation)
            return new(row, line) { Reasons = [new("citation", null, "required", "A published case is known by its citation; give one.")] };
        var mapping = new CaseMapping(StableIds.StudyNumber(citation));
        var enrolment = mapping.Enrolment(citation, cells);
        mapping.Presentation(citation, cells);
        mapping.Grade("asia_before", cells.AsiaBefore, "Before treatment.");
        mapping.Lesion(cells);
        mapping.Laboratory(cells);
        mapping.Surgery(cells);
        mapping.Drugs(cells);
        mapping.Course(cells);
        return new(row, line)
        {
            Enrolment = enrolment,
            Entries = mapping._entries,
            Places = mapping._places,
            Reasons = mapping._reasons,
            Warnings = mapping._warnings,
        };
    }

    private PatientEnrolled Enrolment(string citation, CaseRow cells)
    {
        var other = NotesText.OtherPublication(cells.Notes);
        return new()
        {
            EntryId = Id("citation", "citation"),
            StudyNumber = _studyNumber,
            Sex = cells.Sex switch { null => null, "M" => Sex.Male, "F" => Sex.Female, _ => Wrong<Sex>("sex", "This must be M or F, or blank.") },
            EnrolledOn = ClinicalDate.NotReported,
            Origin = DataOrigin.Published,
            Citation = citation,
            AlsoPublishedAs = other is { Length: <= 500 } ? other : null,
            Note = Number("year", cells.Year, 1900, 2200, whole: true) is { } year ? $"Publication year: {year}." : null,
        };
    }

    private void Presentation(string citation, CaseRow cells)
    {
        var (diagnosis, remark) = NotesText.DiagnosisOf(citation, cells.Notes);
        if (remark is not null) _warnings.Add(remark);
        _entries.Add(new PresentationRecorded
        {
            EntryId = Id("presentation", "age"),
            PresentedOn = ClinicalDate.NotReported,
            AgeYears = (int?)Number("age", cells.Age, 0, 120, whole: true),
            Diagnosis = diagnosis,
            Note = cells.Notes,
        });
    }

    private Guid? Grade(string column, string? cell, string note)
    {
        if (cell is null) return null;
        var entry = new AsiaGradeRecorded { EntryId = Id(column, column), AssessedOn = ClinicalDate.NotReported, Note = note };
        if (cell is ['A' or 'B' or 'C' or 'D' or 'E']) entry = entry with { Grade = Enum.Parse<AsiaGrade>(cell) };
        else if (IsncsciText.TryParse(cell, out var examination, out var errors)) entry = entry with { Examination = examination };
        else Wrong<AsiaGrade>(column, $"This must be an ASIA grade A to E, an ISNCSCI examination in its text form, or blank. Read as an examination: {errors[0]}");
        _entries.Add(entry);
        return entry.EntryId;
    }

    private void Lesion(CaseRow cells)
    {
        if (cells is { Levels: null, Compartment: null, Pattern: null }) return;
        var wording = new List<string>();
        var levels = cells.Levels is null ? null : LevelsText.Read(cells.Levels);
        if (levels is { Exact: false })
        {
            wording.Add($"Levels: {cells.Levels}");
            Warn("levels", "levels-mapped", levels.Levels is null
                ? "No level is certain from these words; they are kept as they are."
                : "Only what is certain of these words was taken; they are kept beside it.");
        }

        var compartment = Choice<Compartment>("compartment", cells.Compartment, wording);
        var pattern = Choice<LesionPattern>("pattern", cells.Pattern, wording);
        if (pattern is not null && NotesText.WordsForPattern(cells.Notes) is { } words)
        {
            Warn("pattern", "pattern-mapped", "The notes say that the pattern was mapped from other words; they are kept beside it.");
            // The notes stand in the presentation as a whole in any case.
            if (wording.Sum(text => text.Length + 1) + words.Length <= 500) wording.Add(words);
        }

        _entries.Add(new LesionImaged
        {
            EntryId = Id("lesion", cells.Levels is not null ? "levels" : cells.Compartment is not null ? "compartment" : "pattern"),
            ImagedOn = ClinicalDate.NotReported,
            LesionPresent = true,
            Levels = levels?.Levels,
            Compartment = compartment,
            Pattern = pattern,
            SourceWording = wording.Count == 0 ? null : string.Join('\n', wording),
        });
    }

    private void Laboratory(CaseRow cells)
    {
        if (Number("serum_igg4_mg_dl", cells.SerumIgG4MgDl, 0, Quantity.Maximum, whole: false) is not { } value) return;
        _entries.Add(new LabMeasured
        {
            EntryId = Id("serum_igg4_mg_dl", "serum_igg4_mg_dl"),
            DrawnOn = ClinicalDate.NotReported,
            Analyte = Analyte.SerumIgG4,
            Result = new Quantity(value, Unit.MilligramsPerDecilitre),
        });
    }

    private void Surgery(CaseRow cells)
    {
        if (cells.Surgery is { } words) _entries.Add(SurgeryText.Read(words, Id("surgery", "surgery")));
    }

    private void Drugs(CaseRow cells)
    {
        if (cells.Steroid is { } steroid)
        {
            var courses = SteroidText.Read(steroid);
            _entries.AddRange(SteroidText.Entries(courses, place => Id(place, "steroid")));
            if (courses.Any(course => course.Route is null))
                Warn("steroid", "route-assumed", "A route is not stated; oral was recorded, which stands for systemic, and the note says so.");
            if (courses.Any(course => course.DailyDoseMg is null && course.Words.Any(char.IsAsciiDigit) && course.Words.Contains("mg", StringComparison.Ordinal)))
                Warn("steroid", "dose-not-mapped", "A dose is given without its frequency; it stands in the note only.");
        }

        if (cells.SparingAgent is not { } agents) return;
        var started = SparingAgentText.Entries(agents, place => Id(place, "sparing_agent")).ToList();
        _entries.AddRange(started);
        if (started.OfType<SparingAgentStarted>().Any(start => start.Agent == Domain.Therapy.SparingAgent.Other))
            Warn("sparing_agent", "agent-unknown", "An agent is not among those known; it was recorded as other, with its words as regimen.");
    }

    // Everything after treatment: relapse, then the last visit with what it said.
    private void Course(CaseRow cells)
    {
        var after = Grade("asia_after", cells.AsiaAfter, "After treatment.");
        var recurrence = cells.Recurrence switch
        {
            null => null,
            "yes" => true,
            "no" => false,
            _ => Wrong<bool>("recurrence", "This must be yes or no, or blank when it is not reported."),
        };
        if (recurrence == true) Relapse(cells);

        var months = Number("followup_months", cells.FollowUpMonths, 0, 1200, whole: false);
        if (months is null && cells.Outcome is null && recurrence != false && after is null) return;
        _entries.Add(new VisitLogged
        {
            EntryId = Id("visit", months is not null ? "followup_months" : "outcome"),
            VisitedOn = ClinicalDate.NotReported,
            Recorded = after is { } grade ? [grade] : [],
            RecurrenceAssessment = recurrence == false ? RecurrenceAssessment.None : null,
            StatedFollowUpMonths = months,
            Note = cells.Outcome,
        });
    }

    private void Relapse(CaseRow cells)
    {
        var (kinds, levels, pattern) = NotesText.RelapseIn(cells.Outcome);
        levels ??= cells.Levels is null ? null : LevelsText.Read(cells.Levels).Relapse;
        if (kinds.Count > 0 || levels is not null || pattern is not null)
            Warn("recurrence", "recurrence-derived", "Kind, levels or pattern of the recurrence were derived from words of the row; check them.");
        _entries.Add(new RecurrenceRecorded
        {
            EntryId = Id("recurrence", "recurrence"),
            DetectedOn = ClinicalDate.NotReported,
            Kinds = kinds,
            Levels = levels,
            Pattern = pattern,
        });
    }

    private T? Choice<T>(string column, string? cell, List<string> wording)
        where T : struct, Enum
    {
        if (cell is null) return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()) == cell) return value;
        }

        wording.Add($"{char.ToUpperInvariant(column[0])}{column[1..]}: {cell}");
        Warn(column, $"{column}-not-mapped", "These words are none of the known values; they are kept as they are, and the value is not reported.");
        return null;
    }

    private decimal? Number(string column, string? cell, decimal minimum, decimal maximum, bool whole)
    {
        if (cell is null) return null;
        var style = whole ? NumberStyles.None : NumberStyles.AllowDecimalPoint;
        if (decimal.TryParse(cell, style, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum) return number;
        return Wrong<decimal>(column, $"This must be a {(whole ? "whole " : "")}number from {minimum} to {maximum} without unit or separator, or blank.");
    }

    private T? Wrong<T>(string column, string detail)
        where T : struct
    {
        _reasons.Add(new(column, null, "wrong-value", detail));
        return null;
    }

    private void Warn(string column, string code, string detail) => _warnings.Add(new(column, null, code, detail));

    private Guid Id(string place, string column)
    {
        var id = StableIds.Entry(_studyNumber, place, _number++);
        _places[id] = column;
        return id;
    }
}
