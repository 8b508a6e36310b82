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
/// Turns the rows of a patient into entries: of a clinic's own, known by its study number, or of a published one, known by its citation.
/// A cell without content becomes no entry and no member at all; what was mapped from other words keeps the words. No date is made of
/// anything but a date. Of several rows each may add findings, treatments and visits; who the patient is they must say alike.
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
        ["thicknessMm"] = "thickness_mm",
        ["painScore"] = "pain_score",
        ["weightKg"] = "weight_kg",
        ["reportedOn"] = "biopsy_on",
        ["givenOn"] = "administered_on",
        ["notedOn"] = "comorbidities_on",
        ["checkedOn"] = "safety_checks_on",
        ["scoredOn"] = "responder_index_on",
        ["plannedOn"] = "planned_on",
        ["dueOn"] = "plan_due_on",
        ["steps"] = "taper",
        ["notMeasured"] = "labs",
        ["notAssessed"] = "not_assessed",
        ["agent"] = "plan_agent",
        ["endedOn"] = "ended_on",
        ["decidedOn"] = "consent_on",
        ["formVersion"] = "consent_form",
    };

    private const string OtherRowDisagrees =
        "An earlier row of this study number says something else here; all rows of a patient must say the same.";

    private readonly List<ImportRemark> _reasons = [];
    private readonly List<ImportRemark> _warnings = [];
    private readonly List<ClinicalEntry> _entries = [];
    private readonly Dictionary<Guid, string> _places = [];
    private readonly Dictionary<Guid, int> _rows = [];
    private readonly Dictionary<string, Guid> _said = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClinicalDate> _dates = new(StringComparer.Ordinal);
    private ClinicalDate _enrolledOn = ClinicalDate.NotReported;
    private readonly string _studyNumber;
    private CaseCells _cells;
    private string _within = "";
    private int _number;

    private CaseMapping(CaseCells patient, string studyNumber) => (_cells, _studyNumber) = (patient, studyNumber);

    /// <summary>Reads the rows of one patient, of which there is at least one.</summary>
    public static ImportedCase Read(IReadOnlyList<CaseCells> rows)
    {
        var first = rows[0];
        var patient = CaseCells.OfPatient(rows);
        var (own, citation) = (patient[CaseField.StudyNumber], patient[CaseField.Citation]);
        if (own is null && citation is null)
        {
            return new(first.Row, first.Line)
            {
                Reasons =
                [
                    patient.Raw(CaseField.StudyNumber) is null
                        ? new(patient.Header(CaseField.Citation), null, "required", "A published case is known by its citation; give one.")
                        : new(patient.Header(CaseField.StudyNumber), null, "required",
                            "A patient is known by the clinic's study number; give one."),
                ],
            };
        }

        if (own is not null && SummaryRow.Fault(own, patient.Header(CaseField.StudyNumber)) is { } fault)
            return new(first.Row, first.Line) { Reasons = [new(patient.Header(CaseField.StudyNumber), null, "no-patient", fault)] };

        var mapping = new CaseMapping(patient, own ?? StableIds.StudyNumber(citation!));
        var enrolment = mapping.Enrolment(own, citation);
        mapping._enrolledOn = enrolment.EnrolledOn;
        mapping.Presentation(citation, enrolment.BirthYear);
        mapping.Check(mapping._entries.Prepend(enrolment));
        var further = new List<FurtherRow>(rows.Count - 1);
        for (var i = 0; i < rows.Count; i++)
        {
            mapping.Turn(rows[i], i);
            if (i > 0) mapping.Compare(patient);
            var adds = mapping.AddRow();
            if (i > 0) further.Add(new(rows[i].Row, rows[i].Line, adds));
        }

        return new(first.Row, first.Line)
        {
            StudyNumber = mapping._studyNumber,
            Enrolment = enrolment,
            Entries = mapping._entries,
            Further = further,
            Places = mapping._places,
            Rows = mapping._rows,
            Members = Members.Where(member => rows.Any(row => row.Raw(member.Value) is { Length: > 0 }))
                .ToDictionary(member => member.Key, member => patient.Header(member.Value)),
            Reasons = mapping._reasons,
            Warnings = mapping._warnings,
        };
    }

    private void Turn(CaseCells to, int index)
    {
        _cells = to;
        _dates.Clear();
        // The ids of a table with one row a patient are those of its first row.
        if (index > 0) _within = $"{index + 1}/";
    }

    // Who the patient is does not change from row to row.
    private void Compare(CaseCells patient)
    {
        foreach (var field in CaseField.OfPatient)
        {
            if (_cells[field.Name] is not { } said || patient[field.Name] is not { } first || patient.RowOf(field.Name) == _cells.Row)
                continue;
            if (MeansTheSame(field, said, first)) _cells.Understand(field.Name, null);
            else Wrong<int>(field.Name, OtherRowDisagrees, "rows-disagree");
        }
    }

    private bool MeansTheSame(CaseField field, string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase)
        || (field.Name == "sex" && SexText.Read(one, _cells.SexLetters) is { } sex && sex == SexText.Read(other, _cells.SexLetters))
        || (field.IsDate && DateText.Read(one, _cells.Dates) is { Fault: null } date && date == DateText.Read(other, _cells.Dates));

    // What the row tells of; false when earlier rows told all of it.
    private bool AddRow()
    {
        var known = _entries.Count;
        Unclear();
        Grade("asia_before", "Before treatment.", TreatmentPhase.BeforeTreatment, Date("asia_before_on"));
        Lesion();
        Laboratory();
        Laboratories();
        Surgery();
        Steroid();
        SparingAgent();
        Administration();
        Course();
        Status();
        Histology();
        SafetyChecks();
        Risks();
        Organs();
        ResponderIndex();
        Preventions();
        AdverseEvent();
        Plan();
        Consents();
        End();
        LeaveOutRepeated(known);
        Check(_entries.Skip(known));
        return _entries.Count > known;
    }

    // Neither content nor absence: nothing is recorded, and the report says of which cell and what would be right.
    private void Unclear()
    {
        foreach (var column in _cells.Unclear.Where(column => !column.IsTreatment)) NotUnderstood(column, "not-understood");
    }

    private void NotUnderstood(ColumnSense column, string code) => Warn(column.Field, code,
        "It does not follow from these words what there was, nor that there was none; nothing was recorded of this cell. It takes "
            + $"{column.Right}.{(column.IsTreatment && column.IsNamed(_cells.Raw(column.Field)!) ? GivenWords.Expected(column) : "")}");

    // Tables with a row for each visit repeat in every row what was found or done once.
    private void LeaveOutRepeated(int from)
    {
        var same = new Dictionary<Guid, Guid>();
        for (var i = from; i < _entries.Count;)
        {
            var entry = _entries[i] = Redirected(_entries[i], same);
            var said = EntryJson.Said(entry);
            if (_said.TryAdd(said, entry.EntryId))
            {
                i++;
                continue;
            }

            same[entry.EntryId] = _said[said];
            _entries.RemoveAt(i);
        }

        foreach (var entry in _entries.Skip(from).Where(IsUndatedFinding)
            .Where(entry => _entries.Take(from).Any(earlier => CannotBoth(earlier, entry))))
        {
            const string Detail = "An earlier row of this study number says something else here, and no date tells the two apart.";
            _reasons.Add(new(_places[entry.EntryId], null, "rows-disagree", Detail) { InRow = _cells.Row });
        }
    }

    private static bool IsUndatedFinding(ClinicalEntry entry) =>
        entry is AsiaGradeRecorded or LabMeasured or VisitLogged && !entry.Date.IsReported;

    // Grades before and after treatment are told apart by their note.
    private static bool CannotBoth(ClinicalEntry earlier, ClinicalEntry entry) =>
        IsUndatedFinding(earlier) && earlier.GetType() == entry.GetType() && (entry is VisitLogged || earlier.Note == entry.Note);

    private static ClinicalEntry Redirected(ClinicalEntry entry, Dictionary<Guid, Guid> same)
    {
        return same.Count == 0 ? entry : entry switch
        {
            SteroidDoseChanged change => change with { CourseId = To(change.CourseId) },
            SteroidCourseStopped stop => stop with { CourseId = To(stop.CourseId) },
            SparingAgentStopped stop => stop with { TreatmentId = To(stop.TreatmentId) },
            AgentAdministered given => given with { TreatmentId = To(given.TreatmentId) },
            VisitLogged visit => visit with { Recorded = [.. visit.Recorded.Select(To)] },
            _ => entry,
        };

        Guid To(Guid id) => same.GetValueOrDefault(id, id);
    }

    // What the service would refuse of an entry over HTTP it refuses of a row: one shape judges both.
    private void Check(IEnumerable<ClinicalEntry> entries)
    {
        foreach (var entry in entries)
        {
            var errors = new List<ProblemItem>();
            Entry.Check(JsonSerializer.SerializeToElement(entry, EntryJson.Options), "#", errors);
            foreach (var error in errors)
            {
                var field = FieldOf(entry, error.Pointer!.Split('/').ElementAtOrDefault(1) ?? "");
                var place = field is not null && _cells[field] is not null ? _cells.Header(field) : _places[entry.EntryId];
                var row = _rows[entry.EntryId];
                if (!_reasons.Exists(reason => reason.Column == place && reason.InRow == row))
                    _reasons.Add(new(place, null, error.Code, error.Detail) { Value = field is null ? null : Quoted(field), InRow = row });
            }
        }
    }

    // Members of one name stand in a column of their own for each kind.
    private static string? FieldOf(ClinicalEntry entry, string member) => (entry, member) switch
    {
        (AdverseEventReported, "startedOn") => "adverse_event_on",
        (AdverseEventReported, "endedOn") => "adverse_event_ended_on",
        (AdverseEventReported, "grade") => "adverse_event_grade",
        (PreventionGiven, "startedOn") => "preventions_on",
        (OrganAssessed, "assessedOn") => "organs_on",
        (LabMeasured { Analyte: not Analyte.SerumIgG4 }, "drawnOn") => "labs_on",
        (not PlanMade, "agent") => null,
        _ => Members.GetValueOrDefault(member),
    };

    // A date may be asked for by several entries; it is read, counted and refused once.
    private ClinicalDate Date(string field)
    {
        if (_cells[field] is not { } cell) return ClinicalDate.NotReported;
        if (_dates.TryGetValue(field, out var known)) return known;
        var (date, fault) = DateText.Read(cell, _cells.Dates);
        return _dates[field] = (fault is null ? Understood<ClinicalDate>(field, date) : Wrong<ClinicalDate>(field, fault))
            ?? ClinicalDate.NotReported;
    }

    private const int MostDecimals = NumberShape.MostDecimals;

    // Dividing by it leaves no zeros behind the last decimal.
    private const decimal WithoutZeros = 1.000000m;

    private decimal? Number(string field, decimal minimum, decimal maximum, bool whole)
    {
        if (_cells[field] is not { } cell) return null;
        var (given, factor) = MeasuredNumber.Read(cell, field);
        var (text, fault) = NumberText.Pointed(given, cell, _cells.Marks);
        if (fault is not null) return Wrong<decimal>(field, fault);
        if (NumberText.TryRead(text, whole && factor == 1, out var number))
        {
            var value = decimal.Round(number * factor, MostDecimals);
            // Of the column itself: what judges the whole entry later does not know of every member which column it came from.
            if (factor == 1 && value != number)
                return Wrong<decimal>(field, $"This must be a number from {minimum} to {maximum} with at most {MostDecimals} decimals.",
                    "out-of-range");
            if ((!whole || decimal.IsInteger(value)) && value >= minimum && value <= maximum)
                return Understood<decimal>(field, factor == 1 ? number : value / WithoutZeros);
        }

        return Wrong<decimal>(field,
            $"This must be a {(whole ? "whole " : "")}number from {minimum} to {maximum} without separator, "
                + $"{MeasuredNumber.Expected(field)}, or blank.");
    }

    private T? Understood<T>(string field, T? value)
        where T : struct
    {
        if (value is { } known)
            _cells.Understand(field,
                known is Enum name and not AsiaGrade ? Kebab(name) : string.Create(CultureInfo.InvariantCulture, $"{known}"));
        return value;
    }

    private T? Wrong<T>(string field, string detail, string code = "wrong-value")
        where T : struct
    {
        _cells.Understand(field, null);
        _reasons.Add(new(_cells.Header(field), null, code, detail) { Value = Quoted(field), InRow = _cells.RowOf(field) });
        return null;
    }

    private string? Quoted(string field) =>
        field != "birth_year" && _cells.Raw(field) is { Length: > 0 } cell ? CaseColumn.Shortened(cell) : null;

    private void Warn(string field, string code, string detail) =>
        _warnings.Add(new(_cells.Header(field), null, code, detail) { Value = Quoted(field), InRow = _cells.RowOf(field) });

    private static string Kebab(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private Guid Id(string place, string field)
    {
        var id = StableIds.Entry(_studyNumber, _within + place, _number++);
        _places[id] = _cells.Header(field);
        _rows[id] = _cells.RowOf(field);
        return id;
    }

    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
}
