using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// Turns a row into a patient: a clinic's own, known by its study number, or a published one, known by its citation. A cell without content
/// becomes no entry and no member at all; what was mapped from other words keeps the words. No date is made of anything but a date.
/// </summary>
public sealed partial class CaseMapping
{
    private static readonly JsonShape Entry = JsonShapes.Of(typeof(ClinicalEntry));

    // Where a member stands that has a column of its own.
    private static readonly Dictionary<string, string> Members = new(StringComparer.Ordinal)
    {
        ["studyNumber"] = CaseField.StudyNumber,
        ["citation"] = CaseField.Citation,
        ["sex"] = "sex",
        ["birthYear"] = "birth_year",
        ["enrolledOn"] = "enrolled_on",
        ["presentedOn"] = "presented_on",
        ["onsetOn"] = "onset_on",
        ["ageYears"] = "age",
        ["imagedOn"] = "mri_on",
        ["drawnOn"] = "serum_igg4_on",
        ["upperLimitOfNormal"] = "serum_igg4_limit",
        ["performedOn"] = "surgery_on",
        ["dailyDoseMg"] = "steroid_dose_mg",
        ["detectedOn"] = "recurrence_on",
        ["visitedOn"] = "last_visit_on",
        ["statedFollowUpMonths"] = "followup_months",
    };

    private readonly List<ImportRemark> _reasons = [];
    private readonly List<ImportRemark> _warnings = [];
    private readonly List<ClinicalEntry> _entries = [];
    private readonly Dictionary<Guid, string> _places = [];
    private readonly Dictionary<string, ClinicalDate> _dates = new(StringComparer.Ordinal);
    private readonly CaseCells _cells;
    private readonly string _studyNumber;
    private int _number;

    private CaseMapping(CaseCells cells, string studyNumber) => (_cells, _studyNumber) = (cells, studyNumber);

    public static Candidate Read(int row, long line, CaseCells cells)
    {
        var (own, citation) = (cells[CaseField.StudyNumber], cells[CaseField.Citation]);
        if (own is null && citation is null)
        {
            return new(row, line)
            {
                Reasons = [cells.Raw(CaseField.StudyNumber) is null
                    ? new(cells.Header(CaseField.Citation), null, "required", "A published case is known by its citation; give one.")
                    : new(cells.Header(CaseField.StudyNumber), null, "required", "A patient is known by the clinic's study number; give one.")],
            };
        }

        var mapping = new CaseMapping(cells, own ?? StableIds.StudyNumber(citation!));
        var enrolment = mapping.Enrolment(own, citation);
        mapping.Presentation(citation);
        mapping.Grade("asia_before", "Before treatment.", mapping.Date("asia_before_on"));
        mapping.Lesion();
        mapping.Laboratory();
        mapping.Surgery();
        mapping.Steroid();
        mapping.SparingAgent();
        mapping.Course();
        mapping.Check(enrolment);
        return new(row, line)
        {
            Enrolment = enrolment,
            Entries = mapping._entries,
            Places = mapping._places,
            Members = Members.Where(member => cells.Raw(member.Value) is { Length: > 0 }).ToDictionary(member => member.Key, member => cells.Header(member.Value)),
            Reasons = mapping._reasons,
            Warnings = mapping._warnings,
        };
    }

    // What the service would refuse of an entry over HTTP it refuses of a row: one shape judges both.
    private void Check(PatientEnrolled enrolment)
    {
        foreach (var entry in _entries.Prepend(enrolment))
        {
            var errors = new List<ProblemItem>();
            Entry.Check(JsonSerializer.SerializeToElement(entry, EntryText.Options), "#", errors);
            foreach (var error in errors)
            {
                var field = Members.GetValueOrDefault(error.Pointer!.Split('/').ElementAtOrDefault(1) ?? "");
                var place = field is not null && _cells[field] is not null ? _cells.Header(field) : _places[entry.EntryId];
                if (!_reasons.Exists(reason => reason.Column == place))
                    _reasons.Add(new(place, null, error.Code, error.Detail) { Value = field is null ? null : Quoted(field) });
            }
        }
    }

    private PatientEnrolled Enrolment(string? own, string? citation)
    {
        var other = NotesText.OtherPublication(_cells["notes"]);
        return new()
        {
            EntryId = citation is null ? Id("enrolment", CaseField.StudyNumber) : Id("citation", CaseField.Citation),
            StudyNumber = _studyNumber,
            Sex = Sex(),
            BirthYear = BirthYear(),
            EnrolledOn = own is null ? ClinicalDate.NotReported : Date("enrolled_on") is { IsReported: true } enrolled ? enrolled : Date("presented_on"),
            Origin = citation is null ? DataOrigin.Clinic : DataOrigin.Published,
            Citation = citation,
            AlsoPublishedAs = other is { Length: <= 500 } ? other : null,
            Note = Number("year", 1900, 2200, whole: true) is { } year ? $"{(citation is null ? "Year" : "Publication year")}: {year}." : null,
        };
    }

    private Sex? Sex()
    {
        if (_cells["sex"] is not { } cell) return null;
        Sex? sex = cell.Trim('.').ToLowerInvariant() switch
        {
            "m" or "male" or "man" or "boy" or "♂" or "männlich" or "maennlich" or "mann" or "homme" or "masculin" or "masculino" or "hombre" or "maschio" or "男" or "男性" => Domain.Patients.Sex.Male,
            "f" or "female" or "woman" or "girl" or "♀" or "w" or "weiblich" or "frau" or "femme" or "féminin" or "femenino" or "mujer" or "femmina" or "女" or "女性" => Domain.Patients.Sex.Female,
            "other" or "neither" or "divers" or "d" or "intersex" or "non-binary" or "nonbinary" => Domain.Patients.Sex.Other,
            _ => null,
        };
        return Understood("sex", sex) ?? Wrong<Sex>("sex", "This must be male, female or other (M or F will do), or blank.");
    }

    private int? BirthYear()
    {
        if (_cells["birth_year"] is not { } cell) return null;
        var (date, fault) = DateText.Read(cell, _cells.Dates ?? DateOrder.DayFirst);
        return fault is null ? date.Earliest.Year : Wrong<int>("birth_year", "This must be a year from 1900 to 2200, or a date, of which only the year is kept; or blank.");
    }

    private void Presentation(string? citation)
    {
        var (read, remark) = NotesText.DiagnosisOf(citation ?? "", _cells["notes"]);
        // Only files of published cases are known to collect one disease.
        Diagnosis? diagnosis = citation is not null || remark is { Code: "diagnosis-derived" } ? read : null;
        if (remark is not null && diagnosis is not null) _warnings.Add(remark with { Column = _cells.Header("notes") });
        var presentation = new PresentationRecorded
        {
            EntryId = Guid.Empty,
            PresentedOn = Date("presented_on"),
            OnsetOn = Date("onset_on") is { IsReported: true } onset ? onset : null,
            AgeYears = (int?)Number("age", 0, 120, whole: true),
            Diagnosis = diagnosis,
            Note = WithAbsences(_cells["notes"]),
        };
        if (citation is null && presentation is { PresentedOn.IsReported: false, OnsetOn: null, AgeYears: null, Diagnosis: null, Note: null }) return;
        _entries.Add(presentation with { EntryId = Id("presentation", _cells["age"] is null && _cells["presented_on"] is not null ? "presented_on" : _cells.Raw("age") is null ? "notes" : "age") });
    }

    // No treatment is no entry; that the source says so is kept in words.
    private string? WithAbsences(string? notes)
    {
        var absent = new (string Field, string Words)[] { ("surgery", "no operation"), ("steroid", "no glucocorticoid"), ("sparing_agent", "no steroid-sparing agent") }
            .Where(treatment => _cells.State(treatment.Field) == CellState.StatedAbsent).Select(treatment => treatment.Words).ToList();
        if (absent.Count == 0) return notes;
        var sentence = $"The source states: {string.Join(", ", absent)}.";
        return notes is null ? sentence : notes.Length + sentence.Length < 4000 ? $"{notes}\n{sentence}" : notes;
    }

    private Guid? Grade(string field, string note, ClinicalDate date)
    {
        if (_cells[field] is not { } cell) return null;
        var entry = new AsiaGradeRecorded { EntryId = Id(field, field), AssessedOn = date, Note = note };
        if (Letter().Match(cell) is { Success: true } letter) entry = entry with { Grade = Understood<AsiaGrade>(field, Enum.Parse<AsiaGrade>(letter.Groups["grade"].Value.ToUpperInvariant())) };
        else if (IsncsciText.TryParse(cell, out var examination, out var errors)) entry = entry with { Examination = examination };
        else Wrong<AsiaGrade>(field, $"This must be an ASIA grade A to E, an ISNCSCI examination in its text form, or blank. Read as an examination: {errors[0]}");
        _entries.Add(entry);
        return entry.EntryId;
    }

    private void Lesion()
    {
        var imaged = Date("mri_on");
        if (NoLesion().IsMatch(_cells.Raw("levels") ?? "") && _cells["compartment"] is null && _cells["pattern"] is null)
        {
            _entries.Add(new LesionImaged { EntryId = Id("lesion", "levels"), ImagedOn = imaged, LesionPresent = false, SourceWording = $"Levels: {_cells.Raw("levels")}" });
            return;
        }

        if (_cells["levels"] is null && _cells["compartment"] is null && _cells["pattern"] is null)
        {
            if (imaged.IsReported) Warn("mri_on", "mri-without-finding", "The row says when an MRI was taken and nothing of what was seen; no study was recorded.");
            return;
        }

        var wording = new List<string>();
        var levels = _cells["levels"] is { } words ? LevelsText.Read(words) : null;
        if (levels is not null) _cells.Understand("levels", levels.Levels?.ToString());
        if (levels is { Exact: false })
        {
            wording.Add($"Levels: {_cells["levels"]}");
            if (!levels.Certain)
            {
                Warn("levels", "levels-mapped", levels.Levels is null
                    ? "No level is certain from these words; they are kept as they are."
                    : "Only what is certain of these words was taken; they are kept beside it.");
            }
        }

        var compartment = Choice("compartment", LesionWords.Compartments, wording);
        var pattern = Choice("pattern", LesionWords.Patterns, wording);
        if (pattern is not null && NotesText.WordsForPattern(_cells["notes"]) is { } mapped)
        {
            Warn("pattern", "pattern-mapped", "The notes say that the pattern was mapped from other words; they are kept beside it.");
            // The notes stand in the presentation as a whole in any case.
            if (wording.Sum(text => text.Length + 1) + mapped.Length <= 500) wording.Add(mapped);
        }

        _entries.Add(new LesionImaged
        {
            EntryId = Id("lesion", _cells["levels"] is not null ? "levels" : _cells["compartment"] is not null ? "compartment" : "pattern"),
            ImagedOn = imaged,
            LesionPresent = true,
            Levels = levels?.Levels,
            Compartment = compartment,
            Pattern = pattern,
            SourceWording = wording.Count == 0 ? null : string.Join('\n', wording),
        });
    }

    private void Laboratory()
    {
        var field = _cells["serum_igg4"] is null ? "serum_igg4_mg_dl" : "serum_igg4";
        if (field == "serum_igg4" && _cells["serum_igg4_mg_dl"] is not null)
        {
            Wrong<int>(field, $"Column '{_cells.Header("serum_igg4_mg_dl")}' gives serum IgG4 as well; leave one of the two blank.");
            return;
        }

        var drawn = Date("serum_igg4_on");
        if (Amount(field, _cells.UnitOf(field)) is not { } result) return;
        var limit = Amount("serum_igg4_limit", _cells.UnitOf("serum_igg4_limit") ?? result.Unit);
        if (limit is { IsExact: false })
            Wrong<int>("serum_igg4_limit", "The upper limit of normal is a value; a comparator belongs to the result.");
        _entries.Add(new LabMeasured
        {
            EntryId = Id(field == "serum_igg4" ? "serum_igg4" : "serum_igg4_mg_dl", field),
            DrawnOn = drawn,
            Analyte = Analyte.SerumIgG4,
            Result = result,
            UpperLimitOfNormal = limit?.Quantity,
        });
    }

    private LabResult? Amount(string field, Unit? unit)
    {
        if (_cells[field] is not { } cell) return null;
        var (text, fault) = NumberText.Pointed(cell, _cells.Decimal);
        if (fault is not null) return Wrong<LabResult>(field, fault);
        var (comparator, number) = LabResult.Split(text);
        if (unit is not null && Quantity.TryParse($"{number} {unit.Code}", out var bare))
        {
            var result = new LabResult(bare, comparator);
            return Understood<LabResult>(field, LabResult.Code(comparator) + number == cell ? result : result.WithGiven(cell));
        }

        if (!LabResult.TryRead(text, out var read) || read.Dimension != Dimension.MassConcentration)
        {
            return Wrong<LabResult>(field, unit is null
                ? $"This must be a number of at most 12 digits with its unit, one of {Analytes.UnitsOf(Analyte.SerumIgG4)}; the unit may also stand in the header, 'IgG4 (g/L)', or in the column map."
                : $"This must be a number of at most 12 digits in {unit.Code}; digits such as 135.00000000000003 are a spreadsheet's rounding, so round them.");
        }

        if (field == "serum_igg4_mg_dl" && read.Unit != unit) return Wrong<LabResult>(field, "This column is in mg/dL; a value in another unit belongs in a column 'serum_igg4'.");
        return Understood<LabResult>(field, read.WithGiven(cell));
    }

    private void Surgery()
    {
        var date = Date("surgery_on");
        if (_cells.State("surgery") == CellState.StatedAbsent)
        {
            if (date.IsReported) Wrong<int>("surgery_on", $"Column '{_cells.Header("surgery")}' says that there was no operation; one of the two is wrong.");
            return;
        }

        if (_cells["surgery"] is { } words)
        {
            var entry = SurgeryText.Read(words, Id("surgery", "surgery")) with { PerformedOn = date };
            _cells.Understand("surgery", entry.Procedures.Count == 0 ? "an operation" : string.Join(", ", entry.Procedures.Select(procedure => Kebab(procedure))));
            _entries.Add(entry);
        }
        else if (date.IsReported)
        {
            _entries.Add(new SurgeryPerformed { EntryId = Id("surgery", "surgery_on"), PerformedOn = date });
        }
    }

    private void Steroid()
    {
        var (started, stopped, dose) = (Date("steroid_on"), Date("steroid_stopped_on"), Number("steroid_dose_mg", 0.01m, 5000, whole: false));
        if (_cells.State("steroid") == CellState.StatedAbsent)
        {
            if (started.IsReported || stopped.IsReported || dose is not null)
                Wrong<int>("steroid", "This says that there was no glucocorticoid, and another column of the row that there was; one of the two is wrong.");
            return;
        }

        if (_cells["steroid"] is null && !started.IsReported && !stopped.IsReported && dose is null) return;
        var courses = _cells["steroid"] is { } words ? SteroidText.Read(words) : [new ReadCourse("Drug not stated.", null, null, null, null, Ended: false)];
        if (courses.Count == 0) return;
        _cells.Understand("steroid", string.Join("; ", courses.Select(course => $"{(course.Drug is { } drug ? Kebab(drug) : "glucocorticoid")}{(course.DailyDoseMg is { } mg ? $" {mg} mg a day" : "")}")));
        var place = _cells["steroid"] is not null ? "steroid" : _cells["steroid_on"] is not null ? "steroid_on" : _cells["steroid_dose_mg"] is not null ? "steroid_dose_mg" : "steroid_stopped_on";
        var entries = SteroidText.Entries(courses, id => Id(id, place)).ToList();
        var first = (SteroidCourseStarted)entries[0];
        entries[0] = first with { StartedOn = started, DailyDoseMg = dose ?? first.DailyDoseMg };
        if (stopped.IsReported && entries.ElementAtOrDefault(1) is SteroidCourseStopped end) entries[1] = end with { LastDoseOn = stopped };
        else if (stopped.IsReported) entries.Insert(1, new SteroidCourseStopped { EntryId = Id("steroid/0/stop", "steroid_stopped_on"), CourseId = first.EntryId, LastDoseOn = stopped });
        _entries.AddRange(entries);
        if (courses.Any(course => course.Route is null))
            Warn("steroid", "route-assumed", "A route is not stated; oral was recorded, which stands for systemic, and the note says so.");
        if (dose is null && courses.Any(course => course.DailyDoseMg is null && course.Words.Any(char.IsAsciiDigit) && course.Words.Contains("mg", StringComparison.Ordinal)))
            Warn("steroid", "dose-not-mapped", "A dose is given without its frequency; it stands in the note only.");
    }

    private void SparingAgent()
    {
        var date = Date("sparing_agent_on");
        if (_cells["sparing_agent"] is not { } agents)
        {
            if (date.IsReported) Wrong<int>("sparing_agent_on", "A treatment began then, and no column says with which agent; name it in a column 'sparing_agent', or leave this blank.");
            return;
        }

        var entries = SparingAgentText.Entries(agents, place => Id(place, "sparing_agent")).ToList();
        if (entries is [SparingAgentStarted first, ..] && date.IsReported) entries[0] = first with { StartedOn = date };
        _entries.AddRange(entries);
        var started = entries.OfType<SparingAgentStarted>().ToList();
        _cells.Understand("sparing_agent", string.Join("; ", started.Select(start => Kebab(start.Agent))));
        if (started.Exists(start => start.Agent == Domain.Therapy.SparingAgent.Other))
            Warn("sparing_agent", "agent-unknown", "An agent is not among those known; it was recorded as other, with its words as regimen.");
    }

    // Everything after treatment: relapse, then the last visit with what it said.
    private void Course()
    {
        var (visited, detected) = (Date("last_visit_on"), Date("recurrence_on"));
        var after = Grade("asia_after", "After treatment.", visited);
        bool? recurrence = _cells.State("recurrence") == CellState.StatedAbsent ? false
            : _cells["recurrence"] is not { } cell ? detected.IsReported ? true : null
            : Understood<bool>("recurrence", Yes().IsMatch(cell) ? true : null) ?? Wrong<bool>("recurrence", "This must be yes or no, or blank when it is not reported.");
        if (recurrence == false && detected.IsReported)
            Wrong<int>("recurrence_on", $"Column '{_cells.Header("recurrence")}' says that there was no recurrence; one of the two is wrong.");
        if (recurrence == true) Relapse(detected);

        var months = Number("followup_months", 0, 1200, whole: false);
        if (months is null && _cells["outcome"] is null && recurrence != false && after is null && !visited.IsReported) return;
        _entries.Add(new VisitLogged
        {
            EntryId = Id("visit", visited.IsReported ? "last_visit_on" : months is not null ? "followup_months" : _cells["outcome"] is not null ? "outcome" : after is not null ? "asia_after" : "recurrence"),
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
            Warn("recurrence", "recurrence-derived", "Kind, levels or pattern of the recurrence were derived from words of the row; check them.");
        _entries.Add(new RecurrenceRecorded
        {
            EntryId = Id("recurrence", _cells.Raw("recurrence") is { Length: > 0 } ? "recurrence" : "recurrence_on"),
            DetectedOn = detected,
            Kinds = kinds,
            Levels = levels,
            Pattern = pattern,
        });
    }

    private T? Choice<T>(string field, Func<string, T?> read, List<string> wording)
        where T : struct, Enum
    {
        if (_cells[field] is not { } cell) return null;
        var value = Understood(field, read(cell));
        if (value is { } known && Kebab(known) == cell) return value;
        wording.Add($"{char.ToUpperInvariant(field[0])}{field[1..]}: {cell}");
        if (value is not null) return value;
        _cells.Understand(field, null);
        Warn(field, $"{field}-not-mapped", "These words are none of the known values; they are kept as they are, and the value is not reported.");
        return null;
    }

    // A date may be asked for by several entries; it is read, counted and refused once.
    private ClinicalDate Date(string field)
    {
        if (_cells[field] is not { } cell) return ClinicalDate.NotReported;
        if (_dates.TryGetValue(field, out var known)) return known;
        var (date, fault) = DateText.Read(cell, _cells.Dates);
        return _dates[field] = (fault is null ? Understood<ClinicalDate>(field, date) : Wrong<ClinicalDate>(field, fault)) ?? ClinicalDate.NotReported;
    }

    private decimal? Number(string field, decimal minimum, decimal maximum, bool whole)
    {
        if (_cells[field] is not { } cell) return null;
        var (text, fault) = NumberText.Pointed(Measure().Replace(cell, ""), _cells.Decimal);
        if (fault is not null) return Wrong<decimal>(field, fault);
        return NumberText.TryRead(text, whole, out var number) && number >= minimum && number <= maximum
            ? Understood<decimal>(field, number)
            : Wrong<decimal>(field, $"This must be a {(whole ? "whole " : "")}number from {minimum} to {maximum} without unit or separator, or blank.");
    }

    private T? Understood<T>(string field, T? value)
        where T : struct
    {
        if (value is { } known)
            _cells.Understand(field, known is Enum name and not AsiaGrade ? Kebab(name) : string.Create(CultureInfo.InvariantCulture, $"{known}"));
        return value;
    }

    private T? Wrong<T>(string field, string detail)
        where T : struct
    {
        _cells.Understand(field, null);
        _reasons.Add(new(_cells.Header(field), null, "wrong-value", detail) { Value = Quoted(field) });
        return null;
    }

    private string? Quoted(string field) => field != "birth_year" && _cells.Raw(field) is { Length: > 0 } cell ? CaseColumn.Shortened(cell) : null;

    private void Warn(string field, string code, string detail) => _warnings.Add(new(_cells.Header(field), null, code, detail) { Value = Quoted(field) });

    private static string Kebab(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private Guid Id(string place, string field)
    {
        var id = StableIds.Entry(_studyNumber, place, _number++);
        _places[id] = _cells.Header(field);
        return id;
    }

    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"^(?:(?:ASIA|AIS|grade)[-: ]*)*(?<grade>[A-E])\z", AnyCase, 1000)]
    private static partial Regex Letter();

    [GeneratedRegex(@"^(?:no (?:[\w-]+ )*lesions?(?: seen| found)?|normal|unremarkable|negative)\.?\z", AnyCase, 1000)]
    private static partial Regex NoLesion();

    [GeneratedRegex(@"^(?:y|yes|1|true|x|\+|ja|j|oui|si|sí|sim|да|是|有|あり|recurred|relapsed?|recurrence|positive)\z", AnyCase, 1000)]
    private static partial Regex Yes();

    [GeneratedRegex(@"(?<=[0-9]) ?(?:years?(?: old)?|yrs?|y\.?o?\.?|months?|mo|mths?|jahre?|monate?|ans|mois|mg(?:/d(?:ay)?)?|岁|歳|个月|月)\z", AnyCase, 1000)]
    private static partial Regex Measure();
}
