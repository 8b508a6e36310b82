using System.Text.RegularExpressions;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <content>What was found: grades, lesions, serum IgG4.</content>
public sealed partial class CaseMapping
{
    private Guid? Grade(string field, string note, TreatmentPhase phase, ClinicalDate date)
    {
        if (_cells[field] is not { } cell) return null;
        var entry = new AsiaGradeRecorded { EntryId = Id(field, field), AssessedOn = date, TreatmentPhase = phase, Note = note };
        if (Letter().Match(cell) is { Success: true } letter)
            entry = entry with
            {
                Grade = Understood<AsiaGrade>(field, Enum.Parse<AsiaGrade>(letter.Groups["grade"].Value.ToUpperInvariant())),
            };
        else if (IsncsciText.TryParse(cell, out var examination, out var errors)) entry = entry with { Examination = examination };
        else Wrong<AsiaGrade>(field,
            $"This must be an ASIA grade A to E, an ISNCSCI examination in its text form, or blank. Read as an examination: {errors[0]}");
        _entries.Add(entry);
        return entry.EntryId;
    }

    private static readonly string[] OfLesion =
        ["levels", "compartment", "pattern", "shape", "t1_signal", "t2_signal", "enhancement", "thickness_mm"];

    private void Lesion()
    {
        var imaged = Date("mri_on");
        var missing = new List<StudyNotAssessed>();
        var compressed = IsMissing("cord_compression", StudyItem.CordCompression) ? null : YesOrNo("cord_compression");
        var cavity = IsMissing("cord_cavity", StudyItem.CordCavity) ? null : YesOrNo("cord_cavity");
        if (_cells.State("levels") == CellState.StatedAbsent && Absence.DeniesNoun(_cells.Raw("levels")!, ColumnSense.ByField["levels"]))
        {
            if (Array.Find(OfLesion, field => _cells[field] is not null) is { } described)
            {
                Wrong<int>(described, $"Column '{_cells.Header("levels")}' says that there was no lesion; one of the two is wrong.");
                return;
            }

            _entries.Add(
                new LesionImaged
                {
                    EntryId = Id("lesion", "levels"),
                    ImagedOn = imaged,
                    LesionPresent = false,
                    CordCavity = cavity,
                    NotAssessed = missing.Count == 0 ? null : missing,
                    SourceWording = $"Levels: {_cells.Raw("levels")}",
                });
            return;
        }

        // What compresses the cord is a lesion; a cavity alone says nothing of one.
        if (OfLesion.All(field => _cells[field] is null) && compressed != true)
        {
            if (cavity == true)
                Warn("cord_cavity", "cavity-without-lesion",
                    "The row tells of a cavity and nothing of a lesion; nothing was recorded. Give the levels of the lesion, or "
                        + "'no lesion'.");
            else if (imaged.IsReported)
                Warn("mri_on", "mri-without-finding",
                    "The row says when an MRI was taken and nothing of what was seen; no study was recorded.");
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
                    ? "No level is certain from these words; they are kept beside what else the row tells of a lesion."
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

        var lesion = new LesionImaged
        {
            EntryId = Id("lesion", OfLesion.FirstOrDefault(field => _cells[field] is not null) ?? "cord_compression"),
            ImagedOn = imaged,
            LesionPresent = true,
            Levels = levels?.Levels,
            Compartment = compartment,
            Pattern = pattern,
            Shape = IsMissing("shape", StudyItem.Shape) ? null : Choice("shape", LesionWords.Shapes, wording),
            T1Signal = IsMissing("t1_signal", StudyItem.T1Signal) ? null : Choice("t1_signal", LesionWords.Signals, wording),
            T2Signal = IsMissing("t2_signal", StudyItem.T2Signal) ? null : Choice("t2_signal", LesionWords.Signals, wording),
            Enhancement = IsMissing("enhancement", StudyItem.Enhancement) ? null
                : _cells.State("enhancement") == CellState.StatedAbsent ? Enhancement.None
                : Choice("enhancement", LesionWords.Enhancements, wording),
            ThicknessMm = IsMissing("thickness_mm", StudyItem.Thickness) ? null : Number("thickness_mm", 0.1m, 100, whole: false),
            CordCompression = compressed,
            CordCavity = cavity,
        };
        // Words that nothing is understood of make no lesion.
        if (lesion is
            {
                Levels: null, Compartment: null, Pattern: null, Shape: null, T1Signal: null, T2Signal: null,
                Enhancement: null or Enhancement.None, ThicknessMm: null
            } && compressed != true)
            return;
        _entries.Add(lesion with { SourceWording = Kept(wording), NotAssessed = missing.Count == 0 ? null : missing });

        bool IsMissing(string field, StudyItem item)
        {
            if (Missing(field) is not { } reason) return false;
            missing.Add(new(item, reason));
            return true;
        }
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
        if (_cells[field] is { } words && RecordWords.WhyMissing(words) is { } reason)
        {
            Understood<MissingReason>(field, reason);
            _entries.Add(new LabMissed
            {
                EntryId = Id("serum_igg4/missed", field),
                MissedOn = drawn.IsReported ? drawn : Date("last_visit_on"),
                NotMeasured = [new(Analyte.SerumIgG4, reason)],
            });
            return;
        }

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

    // Results with their units, and why there is none of what was asked for beside them.
    private void Laboratories()
    {
        var on = Date("labs_on");
        var (known, day) = (_entries.Count, on.IsReported ? on : Date("last_visit_on"));
        var (missing, understood) = (new List<NotMeasured>(), new List<string>());
        foreach (var (item, i) in Listed("labs"))
        {
            if (Unmeasured(item) is { } why)
            {
                missing.Add(why);
                understood.Add($"{StoredName.Of(why.Analyte)}: {StoredName.Of(why.Reason)}");
            }
            else if (Result(item) is { } read)
            {
                understood.Add($"{StoredName.Of(read.Analyte)}: {read.Result}");
                _entries.Add(new LabMeasured
                {
                    EntryId = Id($"labs/{i}", "labs"),
                    DrawnOn = day,
                    Analyte = read.Analyte,
                    Result = read.Result,
                });
            }
        }

        if (understood.Count > 0) _cells.Understand("labs", string.Join("; ", understood));

        if (missing.Exists(what => _entries.Skip(known).OfType<LabMeasured>().Any(lab => lab.Analyte == what.Analyte)))
            Wrong<int>("labs", "What has a result is not missing; leave out one of the two.");
        else if (missing.Count > 0)
            _entries.Add(new LabMissed { EntryId = Id("labs/missed", "labs"), MissedOn = day, NotMeasured = [.. missing.Distinct()] });
        WarnOfDateAlone("labs_on", on, known);
    }

    private static NotMeasured? Unmeasured(string item) => RecordWords.Parts(item, RecordWords.Analytes)
        .Select(part => RecordWords.Reasons(part.Said) is { } reason ? new NotMeasured(part.What, reason) : null)
        .FirstOrDefault(missing => missing is not null);

    private (Analyte Analyte, LabResult Result)? Result(string item)
    {
        string? fault = null;
        foreach (var (analyte, said) in RecordWords.Parts(item, RecordWords.Analytes))
        {
            var (text, doubt) = NumberText.Pointed(said, said, _cells.Marks);
            if (!LabResult.TryRead(text, out var read) || doubt is not null) fault ??= doubt;
            else if (!Analytes.Takes(analyte, read.Unit))
                fault ??= $"The unit {read.Unit.Code} is none of {StoredName.Of(analyte)}; it takes {Analytes.UnitsOf(analyte)}.";
            else return (analyte, read.WithGiven(said));
        }

        Wrong<int>("labs", fault
            ?? "Each item, between semicolons, is an analyte and its result with the unit, such as 'C3 0.7 g/L', or why there is none, "
                + "such as 'csf-igg4 refused'.");
        return null;
    }

    private LabResult? Amount(string field, Unit? unit)
    {
        if (_cells[field] is not { } cell) return null;
        // 2.860 g/L is not 2860 g/L, which no serum holds.
        var marks = _cells.Marks with { PointsMayGroup = _cells.Marks.PointsMayGroup && !IsBeyondSerum(cell.Replace(".", ""), unit) };
        var (text, fault) = NumberText.Pointed(cell, cell, marks);
        if (fault is not null) return Wrong<LabResult>(field, fault);
        var (comparator, number) = LabResult.Split(text);
        if (unit is not null && Quantity.TryParse($"{number} {unit.Code}", out var bare))
        {
            var result = new LabResult(bare, comparator);
            return Understood<LabResult>(field, LabResult.Code(comparator) + number == cell ? result : result.WithGiven(cell));
        }

        if (!LabResult.TryRead(text, out var read) || !Analytes.Takes(Analyte.SerumIgG4, read.Unit))
        {
            return Wrong<LabResult>(field, unit is null
                ? $"This must be a number of at most 12 digits with its unit, one of {Analytes.UnitsOf(Analyte.SerumIgG4)}; the unit may "
                    + "also stand in the header, 'IgG4 (g/L)', or in the column map."
                : $"This must be a number of at most 12 digits in {unit.Code}; digits such as 135.00000000000003 are a spreadsheet's "
                    + "rounding, so round them.");
        }

        if (field == "serum_igg4_mg_dl" && read.Unit != unit)
            return Wrong<LabResult>(field, "This column is in mg/dL; a value in another unit belongs in a column 'serum_igg4'.");
        return Understood<LabResult>(field, read.WithGiven(cell));
    }

    private static bool IsBeyondSerum(string text, Unit? unit) =>
        ((unit is not null && LabResult.TryRead($"{text} {unit.Code}", out var read)) || LabResult.TryRead(text, out read))
            && read.Dimension == Dimension.MassConcentration && read.Quantity.InBaseUnits > Plausibility.IgG4Slip.InBaseUnits;

    // As many as there is room for; what was not understood is warned about in any case.
    private static string? Kept(List<string> wording)
    {
        var (count, length) = (0, 0);
        while (count < wording.Count && length + wording[count].Length + Math.Sign(count) <= 500)
            length += wording[count++].Length + Math.Sign(count - 1);
        return count == 0 ? null : string.Join('\n', wording.Take(count));
    }

    private bool? YesOrNo(string field) => _cells.State(field) == CellState.StatedAbsent ? false
        : _cells[field] is not { } cell ? null
        : Understood<bool>(field, _cells.IsYes(field, cell) ? true : null)
            ?? Wrong<bool>(field, "This must be yes or no, or blank when it is not reported; of 1 and 2 nothing tells which is yes.");

    private T? Choice<T>(string field, Func<string, T?> read, List<string> wording)
        where T : struct, Enum
    {
        if (_cells[field] is not { } cell) return null;
        var value = Understood(field, read(cell));
        if (value is { } known && Kebab(known) == cell) return value;
        wording.Add($"{char.ToUpperInvariant(field[0])}{field[1..].Replace('_', ' ')}: {cell}");
        if (value is not null) return value;
        _cells.Understand(field, null);
        Warn(field, $"{field}-not-mapped",
            "These words are none of the known values, so the value is not reported; they are kept beside what else the row tells of it.");
        return null;
    }

    [GeneratedRegex(@"^(?:(?:ASIA|AIS|grade)[-: ]*)*(?<grade>[A-E])\z", AnyCase, 1000)]
    private static partial Regex Letter();
}
