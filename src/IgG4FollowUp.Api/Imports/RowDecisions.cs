using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>A row, the events it would record, and the report on it so far.</summary>
public sealed record DecidedRow(ImportedCase Source, Guid PatientId, IReadOnlyList<object> Events, ImportRow Report)
{
    /// <summary>True when the row is a new patient.</summary>
    public bool Accepted => Report.Outcome is RowOutcome.Accepted or RowOutcome.AcceptedWithWarnings;

    /// <summary>The report on each of its rows: they stand and fall together, and each has its own remarks.</summary>
    public IEnumerable<ImportRow> Reports => Source.Further.Count == 0
        ? [Report]
        : Source.Further.Select(further => OfRow(new(further.Row, further.Line, Outcome(further)) { MergedInto = Report.Row }))
            .Prepend(OfRow(Report));

    private RowOutcome Outcome(FurtherRow row) => !Accepted ? Report.Outcome : row.Adds ? RowOutcome.Merged : RowOutcome.Duplicate;

    private ImportRow OfRow(ImportRow row)
    {
        var reasons = Of(Report.Reasons);
        if (row.Outcome == RowOutcome.Refused && reasons.Count == 0)
        {
            reasons.Add(new(
                null, null, "other-row-refused",
                "Another row of this study number is refused; the rows of a patient are recorded together or not at all.")
            {
                OtherRow = Report.Reasons.Select(reason => reason.InRow).FirstOrDefault(other => other is not null),
            });
        }

        return row with
        {
            StudyNumber = Report.StudyNumber,
            PatientId = Report.PatientId,
            DuplicateOf = row.Outcome == RowOutcome.Duplicate ? Report.DuplicateOf ?? new(Report.PatientId, Report.Row) : null,
            Reasons = reasons,
            Warnings = Of(Report.Warnings),
        };

        List<ImportRemark> Of(IReadOnlyList<ImportRemark> remarks) => [.. remarks.Where(remark => (remark.InRow ?? Report.Row) == row.Row)];
    }
}

/// <summary>Decides each row as if it stood alone, by the same rules as an enrolment over HTTP.</summary>
public sealed class RowDecisions(TimeProvider time)
{
    private readonly DateOnly _today = time.Today();

    public DecidedRow Decide(ImportedCase row, Overlaps overlaps, AlikeNumbers numbers)
    {
        ImportRow report = new(row.Row, row.Line, RowOutcome.Refused)
        {
            StudyNumber = row.StudyNumber ?? row.Enrolment?.StudyNumber,
            Warnings = row.Warnings,
        };
        if (row.Enrolment is not { } enrolment || row.Reasons.Count > 0)
            return new(row, Guid.Empty, [], report with { Reasons = row.Reasons });

        var warnings = new List<ImportRemark>(row.Warnings);
        if (numbers.Warning(row) is { } alike) warnings.Add(alike);
        if (Overlap(row, enrolment, overlaps) is { } overlap)
        {
            warnings.Add(overlap.Remark);
            enrolment = enrolment with { AlsoPublishedAs = overlap.AlsoPublishedAs };
            row = row with { Enrolment = enrolment };
        }

        var id = Guid.CreateVersion7(time.GetUtcNow());
        var decision = PatientDecisions.Enrol(id, enrolment, row.Entries, _today);
        if (!decision.Accepted)
            return new(row, Guid.Empty, [],
                report with
                {
                    Reasons =
                        [.. decision.Refusals.Select(refusal => row.Remark(refusal.EntryId, refusal.Member, refusal.Code, refusal.Detail))],
                });
        // What the reader of the table said with its columns is said once.
        warnings.AddRange(decision.Warnings.Where(warning => !row.Warnings.Any(said => said.Code == warning.Code))
            .Select(warning => row.Remark(warning.EntryId, warning.Member, warning.Code, warning.Detail)));
        return new(row, id, decision.Events, report with
        {
            Outcome = warnings.Count > 0 ? RowOutcome.AcceptedWithWarnings : RowOutcome.Accepted,
            PatientId = id,
            Warnings = warnings,
        });
    }

    private static (ImportRemark Remark, string? AlsoPublishedAs)? Overlap(ImportedCase row, PatientEnrolled enrolment, Overlaps overlaps)
    {
        var named = enrolment.AlsoPublishedAs;
        if (overlaps.Find(OverlapKey.Of(row)) is { } found)
        {
            var (other, code, detail) = found;
            var remark = row.Remark(enrolment.EntryId, null, code, detail) with { OtherRow = other.Row, OtherPatientId = other.PatientId };
            return (remark, named ?? (code == Overlaps.SamePatient ? other.Citation : null));
        }

        return named is null
            ? null
            : (row.Remark(enrolment.EntryId, null, Overlaps.SamePatient,
                "The source names another publication of the same patient; it is kept with the enrolment."), named);
    }
}

/// <summary>Tells new patients from those recorded before, in the file or in the clinic.</summary>
public sealed class EarlierRows
{
    private readonly Dictionary<string, DecidedRow> _byNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DecidedRow> _pending = new(StringComparer.Ordinal);

    /// <summary>Forgets what was compared since the last <see cref="Keep"/>: it is about to be compared again.</summary>
    public void Forget() => _pending.Clear();

    /// <summary>What was compared stands.</summary>
    public void Keep()
    {
        foreach (var (number, row) in _pending) _byNumber[number] = row;
        _pending.Clear();
    }

    public DecidedRow Compare(DecidedRow row, IReadOnlyDictionary<string, PatientChart> charts)
    {
        if (!row.Accepted) return row;
        var number = row.Source.Enrolment!.StudyNumber;
        if (_pending.TryGetValue(number, out var earlier) || _byNumber.TryGetValue(number, out earlier))
        {
            var entries = earlier.Source.Entries.Prepend(earlier.Source.Enrolment!).ToLookup(entry => entry.EntryId);
            return Known(row, new(earlier.Report.PatientId ?? earlier.Report.DuplicateOf?.PatientId, earlier.Source.Row), id =>
                entries[id]);
        }

        if (!charts.TryGetValue(number, out var chart))
        {
            _pending[number] = row;
            return row;
        }

        // An entry that was corrected or retracted since is still the one that was imported.
        var recorded = chart.Entries.Concat(chart.Superseded.Select(former => former.Entry)).ToLookup(entry => entry.EntryId);
        var compared = Known(row, new(chart.Id, null), id => recorded[id]);
        if (compared.Report.Outcome == RowOutcome.Duplicate) _pending[number] = compared;
        return compared;
    }

    private static DecidedRow Known(DecidedRow row, DuplicateOf where, Func<Guid, IEnumerable<ClinicalEntry>> recorded)
    {
        var differing = row.Source.Entries.Prepend(row.Source.Enrolment!)
            .Where(entry => !recorded(entry.EntryId).Any(other => Same(entry, other))).ToList();
        var report = row.Report with { PatientId = null };
        if (differing.Count == 0)
            return row with { Report = report with { Outcome = RowOutcome.Duplicate, DuplicateOf = where, Warnings = [] } };
        return row with
        {
            Report = report with
            {
                Outcome = RowOutcome.Refused,
                Warnings = [],
                // Said as a reason, because what the row says is not in the record.
                Reasons = [.. differing.Select(entry => row.Source.Remark(
                    entry.EntryId, null, "recorded-differently",
                    "The study number is taken by a record that does not say this; correct or complete that record instead.")
                    with { OtherRow = where.Row, OtherPatientId = where.PatientId })],
            },
        };
    }

    // The link to another publication is the importer's own, and depends on when it was imported.
    private static bool Same(ClinicalEntry one, ClinicalEntry other) =>
        EntryJson.Said(Told(one)) == EntryJson.Said(Told(other));

    private static ClinicalEntry Told(ClinicalEntry entry) =>
        entry is PatientEnrolled enrolment ? enrolment with { AlsoPublishedAs = null } : entry;
}
