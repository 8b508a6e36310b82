using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <content>Who the patient is, and how the disease first showed itself.</content>
public sealed partial class CaseMapping
{
    private static readonly (string Field, string Words)[] Treatments =
    [
        ("surgery", "no operation"), ("steroid", "no glucocorticoid"), ("sparing_agent", "no steroid-sparing agent"),
        ("comorbidities", "no comorbidity"), ("organs_involved", "no organ involved"), ("preventions", "no prevention"),
        ("adverse_event", "no adverse event"),
    ];

    private static readonly string[] OfPresentation = ["symptoms", "course", "other_organs"];

    private PatientEnrolled Enrolment(string? own, string? citation)
    {
        var other = NotesText.OtherPublication(_cells["notes"]);
        return new()
        {
            EntryId = citation is null ? Id("enrolment", CaseField.StudyNumber) : Id("citation", CaseField.Citation),
            StudyNumber = _studyNumber,
            Sex = Sex(),
            BirthYear = BirthYear(),
            EnrolledOn = own is null ? ClinicalDate.NotReported
                : Date("enrolled_on") is { IsReported: true } enrolled ? enrolled
                : Date("presented_on"),
            Origin = citation is null ? DataOrigin.Clinic : DataOrigin.Published,
            Citation = citation,
            AlsoPublishedAs = other is { Length: <= 500 } ? other : null,
            Note = Number("year", 1900, 2200, whole: true) is { } year
                ? $"{(citation is null ? "Year" : "Publication year")}: {year}."
                : null,
        };
    }

    private Sex? Sex()
    {
        if (_cells["sex"] is not { } cell) return null;
        return Understood("sex", SexText.Read(cell, _cells.SexLetters))
            ?? Wrong<Sex>("sex", SexText.Read(cell, default) is not null
                ? "This letter may stand for a man or for a woman in this column (M for mujer, F for férfi); write male or female."
                : "This must be male, female or other (M or F will do), or blank.");
    }

    private int? BirthYear()
    {
        if (_cells["birth_year"] is not { } cell) return null;
        // The year is the same whichever of day and month comes first. 1968.0 is how spreadsheets write a whole number.
        var (date, fault) = DateText.Read(cell.EndsWith(".0", StringComparison.Ordinal) ? cell[..^2] : cell,
            DateOrder.DayFirst);
        return fault is null
            ? date.Earliest.Year
            : Wrong<int>("birth_year", "This must be a year from 1900 to 2200, or a date, of which only the year is kept; or blank.");
    }

    private void WarnOfAge(int? birthYear, PresentationRecorded presentation)
    {
        if (presentation.AgeYears is not { } age || Plausibility.AgesOn(birthYear, presentation.PresentedOn) is not var (least, most)
            || (age >= least && age <= most)) return;
        Warn("age", Plausibility.AgeCode,
            $"Column '{_cells.Header("age")}' says {age}, and of columns '{_cells.Header("birth_year")}' ({birthYear}) and "
                + $"'{_cells.Header("presented_on")}' ({presentation.PresentedOn}) follows {Math.Max(0, least)} or {most}; one of the "
                + "three is wrong. All were recorded as they are.");
    }

    private void Presentation(string? citation, int? birthYear)
    {
        var (read, remark) = NotesText.DiagnosisOf(citation ?? "", _cells["notes"]);
        // Only files of published cases are known to collect one disease.
        Diagnosis? diagnosis = citation is not null || remark is { Code: "diagnosis-derived" } ? read : null;
        if (remark is not null && diagnosis is not null) _warnings.Add(remark with { Column = _cells.Header("notes") });
        var words = new List<string>();
        var (symptoms, organs) =
            (List("symptoms", PresentationWords.Symptoms, words), List("other_organs", PresentationWords.Organs, words));
        ClinicalCourse? course = _cells["course"] is not { } said ? null
            : _cells.IsYes("course", said) ? Understood<ClinicalCourse>("course", ClinicalCourse.Progressive)
            : Choice("course", PresentationWords.Courses, words);
        if (_cells.State("course") == CellState.StatedAbsent) words.Add("The source states: no progressive course.");
        var presentation = new PresentationRecorded
        {
            EntryId = Guid.Empty,
            PresentedOn = Date("presented_on"),
            OnsetOn = Date("onset_on") is { IsReported: true } onset ? onset : null,
            AgeYears = (int?)Number("age", 0, 120, whole: true),
            Diagnosis = diagnosis,
            Symptoms = symptoms,
            Course = course,
            OtherOrgans = organs,
            Note = WithAbsences(_cells["notes"], words),
        };
        if (citation is null
            && presentation is { PresentedOn.IsReported: false, OnsetOn: null, AgeYears: null, Diagnosis: null, Note: null }
            && symptoms is null && course is null && organs is null) return;
        WarnOfAge(birthYear, presentation);
        _entries.Add(
            presentation with
            {
                EntryId =
                    Id("presentation",
                        _cells["age"] is null && _cells["presented_on"] is not null ? "presented_on"
                            : _cells.Raw("age") is not null ? "age"
                            : _cells.Raw("notes") is null && OfPresentation.FirstOrDefault(field => _cells.Raw(field) is not null)
                                is { } field ? field
                            : "notes"),
            });
    }

    // No treatment is no entry; that the source says so is kept in words.
    private string? WithAbsences(string? notes, List<string> words)
    {
        foreach (var kept in words) notes = notes is null ? kept : notes.Length + kept.Length < 4000 ? $"{notes}\n{kept}" : notes;
        var absent = Treatments
            .Where(treatment => _cells.State(treatment.Field) == CellState.StatedAbsent).Select(treatment => treatment.Words).ToList();
        if (absent.Count == 0) return notes;
        var sentence = $"The source states: {string.Join(", ", absent)}.";
        return notes is null ? sentence : notes.Length + sentence.Length < 4000 ? $"{notes}\n{sentence}" : notes;
    }
}
