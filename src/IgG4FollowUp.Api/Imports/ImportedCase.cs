using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>A further row of a patient that an earlier row tells of.</summary>
/// <param name="Row">Number of the row, from 1.</param>
/// <param name="Line">Line on which it begins.</param>
/// <param name="Adds">False when the earlier rows say all of it.</param>
public sealed record FurtherRow(int Row, long Line, bool Adds);

/// <summary>A row as it was read, or the rows of one patient: a patient to enrol, or the reasons why it is none.</summary>
/// <param name="Row">Number of the row, from 1.</param>
/// <param name="Line">Line on which it begins.</param>
public sealed record ImportedCase(int Row, long Line)
{
    /// <summary>The number that its rows share; null when it was not read.</summary>
    public string? StudyNumber { get; init; }

    public PatientEnrolled? Enrolment { get; init; }

    /// <summary>Everything else that is known of the patient, in order.</summary>
    public IReadOnlyList<ClinicalEntry> Entries { get; init; } = [];

    /// <summary>Where each entry stands in the row: a column, or a JSON Pointer that begins with <c>#</c>.</summary>
    public IReadOnlyDictionary<Guid, string> Places { get; init; } = new Dictionary<Guid, string>();

    /// <summary>Columns of single members, for a row of a CSV file.</summary>
    public IReadOnlyDictionary<string, string> Members { get; init; } = new Dictionary<string, string>();

    /// <summary>Further rows that tell of the same patient.</summary>
    public IReadOnlyList<FurtherRow> Further { get; init; } = [];

    /// <summary>The row of each entry, where the patient has several.</summary>
    public IReadOnlyDictionary<Guid, int> Rows { get; init; } = new Dictionary<Guid, int>();

    public IReadOnlyList<ImportRemark> Reasons { get; init; } = [];

    public IReadOnlyList<ImportRemark> Warnings { get; init; } = [];

    /// <summary>A remark on a member of an entry, in the terms of the file.</summary>
    public ImportRemark Remark(Guid? entryId, string? member, string code, string detail) =>
        entryId is not { } id || Places.GetValueOrDefault(id) is not { } place ? new(null, null, code, detail)
        : !place.StartsWith('#')
            ? new(member is null ? place : Members.GetValueOrDefault(member, place), null, code, detail)
            {
                InRow = Rows.GetValueOrDefault(id, Row),
            }
        : new(null, member is null ? place : $"{place}/{member}", code, detail);
}
