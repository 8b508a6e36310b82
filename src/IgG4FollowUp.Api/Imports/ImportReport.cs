using System.Text.Json.Serialization;
using IgG4FollowUp.Domain;

namespace IgG4FollowUp.Api.Imports;

/// <summary>What a refused row does to the others.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ImportMode>))]
public enum ImportMode
{
    /// <summary>One refused row refuses all: nothing is recorded.</summary>
    AllOrNothing,

    /// <summary>Every row stands for itself.</summary>
    RowByRow,
}

/// <summary>What became of a row.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RowOutcome>))]
public enum RowOutcome
{
    /// <summary>A new patient.</summary>
    Accepted,

    /// <summary>A new patient; something about it should be looked at.</summary>
    AcceptedWithWarnings,

    /// <summary>Not recorded, for the reasons given.</summary>
    Refused,

    /// <summary>Recorded before, by another row or another import; nothing changes.</summary>
    Duplicate,

    /// <summary>Recorded with the patient of an earlier row that has the same study number.</summary>
    Merged,
}

/// <summary>One thing to say about a row.</summary>
/// <param name="Column">Column of a CSV file.</param>
/// <param name="Pointer">JSON Pointer into a line of NDJSON.</param>
/// <param name="Code">Stable code in kebab case.</param>
/// <param name="Detail">What it is about and what would be right.</param>
public sealed record ImportRemark(string? Column, string? Pointer, string Code, string Detail)
{
    /// <summary>The cell it speaks of as it was sent, at most 100 characters; only whoever sent the file sees the report.</summary>
    public string? Value { get; init; }

    /// <summary>The row it is about, where several tell of one patient; the report has it there.</summary>
    [JsonIgnore]
    public int? InRow { get; init; }

    /// <summary>The other row it speaks of.</summary>
    public int? OtherRow { get; init; }

    /// <summary>The patient in the clinic's records that it speaks of.</summary>
    public Guid? OtherPatientId { get; init; }
}

/// <summary>Where the content of a duplicate row stands already.</summary>
/// <param name="PatientId">The patient; null while nothing of the file is recorded.</param>
/// <param name="Row">The earlier row of the same file; null when it was recorded before this import.</param>
public sealed record DuplicateOf(Guid? PatientId, int? Row);

/// <summary>The report on one row. In all-or-nothing mode it stands once the summary says that the import was applied.</summary>
/// <param name="Row">Number of the row, from 1; the header is not counted.</param>
/// <param name="Line">Line of the file on which the row begins.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record ImportRow(int Row, long Line, RowOutcome Outcome)
{
    /// <summary>The patient; null when nothing is recorded.</summary>
    public Guid? PatientId { get; init; }

    public string? StudyNumber { get; init; }

    public DuplicateOf? DuplicateOf { get; init; }

    /// <summary>The first row of the patient, when this is a further one.</summary>
    public int? MergedInto { get; init; }

    /// <summary>Why it is refused.</summary>
    public IReadOnlyList<ImportRemark> Reasons { get; init; } = [];

    public IReadOnlyList<ImportRemark> Warnings { get; init; } = [];
}

/// <summary>The import as a whole.</summary>
/// <param name="Mode">What a refused row did to the others.</param>
/// <param name="DryRun">True when nothing was to be recorded.</param>
/// <param name="Applied">True when every accepted row is now recorded; false for a dry run and for an import refused as a whole.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Accepted">New patients.</param>
/// <param name="AcceptedWithWarnings">New patients with something to look at.</param>
/// <param name="Refused">Rows that are not recorded.</param>
/// <param name="Duplicates">Rows recorded before.</param>
/// <param name="Merged">Further rows of new patients.</param>
public sealed record ImportSummary(
    ImportMode Mode, bool DryRun, bool Applied, int Rows, int Accepted, int AcceptedWithWarnings, int Refused, int Duplicates, int Merged)
{
    public static ImportSummary Of(ImportMode mode, bool dryRun, IReadOnlyCollection<ImportRow> rows)
    {
        var refused = Count(RowOutcome.Refused);
        return new(
            mode, dryRun, !dryRun && (refused == 0 || mode == ImportMode.RowByRow), rows.Count,
            Count(RowOutcome.Accepted), Count(RowOutcome.AcceptedWithWarnings), refused, Count(RowOutcome.Duplicate),
            Count(RowOutcome.Merged));

        int Count(RowOutcome outcome) => rows.Count(row => row.Outcome == outcome);
    }
}

/// <summary>What an import did, row by row.</summary>
public sealed record ImportReport(ImportSummary Summary, IReadOnlyList<ImportRow> Rows)
{
    /// <summary>What each column of a CSV file was taken for; null for NDJSON.</summary>
    public IReadOnlyList<ImportColumn>? Columns { get; init; }
}
