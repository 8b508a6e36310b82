using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// What is read from the notes and the outcome of a published case: as little as possible, and never a clinical value without words for it.
/// </summary>
public static partial class NotesText
{
    /// <summary>The diagnosis, and how it was come by: null when citation or notes speak of IgG4 and of nothing else.</summary>
    public static (Diagnosis Diagnosis, ImportRemark? Remark) DiagnosisOf(string citation, string? notes)
    {
        if (notes is not null && Idiopathic().IsMatch(notes)) return Derived(Diagnosis.IdiopathicHypertrophicPachymeningitis);
        if (notes is not null && Pseudotumour().IsMatch(notes)) return Derived(Diagnosis.InflammatoryPseudotumour);
        if (notes is not null && NotPachymeningitis().IsMatch(notes)) return Derived(Diagnosis.OtherIgG4RelatedDisease);
        return (Diagnosis.IgG4RelatedSpinalPachymeningitis, $"{citation} {notes}".Contains("IgG4", StringComparison.OrdinalIgnoreCase)
            ? null
            : new ImportRemark("notes", null, "diagnosis-assumed",
                "Neither citation nor notes name a disease; taken for IgG4-related spinal "
                    + "pachymeningitis, which this kind of file collects."));

        static (Diagnosis, ImportRemark?) Derived(Diagnosis diagnosis) => (
            diagnosis,
            new ImportRemark("notes", null, "diagnosis-derived", "The diagnosis was derived from words of the notes; check it."));
    }

    /// <summary>Another publication of the same patient, as the notes name it.</summary>
    public static string? OtherPublication(string? notes) =>
        notes is not null && SamePatient().Match(notes) is { Success: true } match ? match.Groups["citation"].Value.Trim() : null;

    /// <summary>The author's words for the pattern, where the notes say that it was mapped.</summary>
    public static string? WordsForPattern(string? notes) =>
        notes is not null && Mapped().Match(notes) is { Success: true } match ? match.Value.Trim() : null;

    /// <summary>What an outcome says of a relapse: kind, levels and pattern, each only where stated in the same clause.</summary>
    public static (IReadOnlyList<RecurrenceKind> Kinds, SpinalLevels? Levels, LesionPattern? Pattern) RelapseIn(string? outcome)
    {
        var clause = outcome?.Split(';').FirstOrDefault(text => Relapse().IsMatch(text));
        if (clause is null) return ([], null, null);
        var (ventral, dorsal) = (Ventral().IsMatch(clause), Dorsal().IsMatch(clause));
        return (
            Imaging().IsMatch(clause) ? [RecurrenceKind.Radiological] : [],
            LevelsText.OnlyRangeIn(clause),
            (ventral, dorsal) switch
            {
                (true, true) => LesionPattern.Homogeneous,
                (true, false) => LesionPattern.Ventral,
                (false, true) => LesionPattern.Dorsal,
                _ => null,
            });
    }

    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\bidiopathic comparator\b", AnyCase, 1000)]
    private static partial Regex Idiopathic();

    [GeneratedRegex(@"\binflammatory (?:pseudotumou?r|myofibroblastic tumou?r)\b", AnyCase, 1000)]
    private static partial Regex Pseudotumour();

    [GeneratedRegex(@"\bnot pachymeningitis\b", AnyCase, 1000)]
    private static partial Regex NotPachymeningitis();

    [GeneratedRegex(@"\bsame patient as (?<citation>[^:;]+?)(?:[:;]|\.\s|\.?\z)", AnyCase, 1000)]
    private static partial Regex SamePatient();

    [GeneratedRegex(
        @"[^.;]*\(mapped to '(?:ventral|dorsal|homogeneous)' in this file\)|[^.]*; mapped to '(?:ventral|dorsal|homogeneous)' in this file",
        AnyCase, 1000)]
    private static partial Regex Mapped();

    [GeneratedRegex(@"\b(?:relapse|recurrence|progression)\b", AnyCase, 1000)]
    private static partial Regex Relapse();

    [GeneratedRegex(@"\b(?:lesion|radiological|MRI)\b", AnyCase, 1000)]
    private static partial Regex Imaging();

    [GeneratedRegex(@"\b(?:anterior|ventral)\b", AnyCase, 1000)]
    private static partial Regex Ventral();

    [GeneratedRegex(@"\b(?:posterior|dorsal)\b", AnyCase, 1000)]
    private static partial Regex Dorsal();
}
