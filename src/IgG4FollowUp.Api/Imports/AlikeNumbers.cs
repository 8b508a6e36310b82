using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// Study numbers of the file and of the clinic that people take for one another; those made of citations are nobody's to mistake.
/// </summary>
public sealed class AlikeNumbers
{
    private readonly ILookup<string, (string Number, int? Row, Guid? PatientId)> _byLook;

    /// <summary>How many pairs of numbers were compared so far.</summary>
    public long Compared { get; private set; }

    /// <param name="rows">The rows that could be read.</param>
    /// <param name="recorded">The clinic's patients whose study numbers look like one of the file.</param>
    public AlikeNumbers(IEnumerable<ImportedCase> rows, IEnumerable<(string Number, Guid PatientId)> recorded) => _byLook =
        OwnNumbers(rows).Select(own => (own.Number, (int?)own.Row, (Guid?)null))
            .Concat(recorded.Select(patient => (patient.Number, (int?)null, (Guid?)patient.PatientId)))
            // Each number once, so that a file of one number is not gone through for each of its rows.
            .DistinctBy(known => known.Number, StringComparer.Ordinal)
            .ToLookup(known => StudyNumbers.Look(known.Number), StringComparer.Ordinal);

    /// <summary>The numbers of the rows that are a clinic's own patients.</summary>
    public static IEnumerable<(string Number, int Row)> OwnNumbers(IEnumerable<ImportedCase> rows) =>
        rows.Where(row => row.Enrolment is { Origin: not DataOrigin.Published }).Select(row => (row.Enrolment!.StudyNumber, row.Row));

    /// <summary>The warning that another patient has a number that looks like a row's; null when none has.</summary>
    public ImportRemark? Warning(ImportedCase row)
    {
        if (row.Enrolment is not { Origin: not DataOrigin.Published } enrolment) return null;
        foreach (var (number, otherRow, patientId) in _byLook[StudyNumbers.Look(enrolment.StudyNumber)])
        {
            Compared++;
            if (number == enrolment.StudyNumber) continue;
            var remark = row.Remark(
                enrolment.EntryId, "studyNumber", "study-number-alike",
                "Another patient has a study number that looks like this one; check that they are two.");
            return remark with { OtherRow = otherRow, OtherPatientId = patientId };
        }

        return null;
    }
}
