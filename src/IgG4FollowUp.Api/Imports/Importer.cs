using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Wording;
using Wolverine;

namespace IgG4FollowUp.Api.Imports;

/// <summary>How an import is to be done, and for whom.</summary>
public sealed record ImportOrder(string Clinic, ImportMode Mode, bool DryRun, WriteRequest Request)
{
    /// <summary>What each column was taken for, to be reported.</summary>
    public IReadOnlyList<ImportColumn>? Columns { get; init; }
}

/// <summary>
/// Decides row after row and enrols the new patients in batches. What has been recorded before, by an earlier, an interrupted or a
/// simultaneous import, is recognised by its study number: the table of study numbers is the guard, and a batch that loses a race
/// is decided again on what the winner recorded.
/// </summary>
public sealed class Importer(IMessageContext bus, PatientsAsOf known, TimeProvider time)
{
    private const int BatchSize = 200;
    private const int MaximumAttempts = 5;

    /// <summary>
    /// Imports rows; each is told to <paramref name="progress"/> once it is decided, and again should another import change it.
    /// </summary>
    /// <exception cref="ImportRaceException">Other writers kept enrolling the same study numbers.</exception>
    public async Task<ImportReport> RunAsync(
        ImportOrder order, IReadOnlyList<ImportedCase> rows, Func<IReadOnlyList<ImportRow>, Task> progress, CancellationToken cancellation)
    {
        var deciding = new RowDecisions(time);
        var overlaps = new Overlaps();
        var readable = rows.Where(row => row is { Enrolment: not null, Reasons.Count: 0 }).ToList();
        foreach (var key in await known.OverlapKeysAsync(order.Clinic, readable.Any(row => row.Enrolment!.Origin == DataOrigin.Published),
            cancellation))
            overlaps.Add(key);
        foreach (var row in readable) overlaps.Add(OverlapKey.Of(row));

        var looks = AlikeNumbers.OwnNumbers(readable).Select(own => StudyNumbers.Look(own.Number)).Distinct(StringComparer.Ordinal)
            .ToArray();
        var numbers = new AlikeNumbers(readable, await known.LookingLikeAsync(order.Clinic, looks, cancellation));

        var decided = new List<DecidedRow>(rows.Count);
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            decided.Add(deciding.Decide(row, overlaps, numbers));
        }

        return order is { Mode: ImportMode.RowByRow, DryRun: false }
            ? await RowByRowAsync(order, decided, progress, cancellation)
            : await AsOneAsync(order, decided, progress, cancellation);
    }

    private async Task<ImportReport> RowByRowAsync(
        ImportOrder order, List<DecidedRow> decided, Func<IReadOnlyList<ImportRow>, Task> progress, CancellationToken cancellation)
    {
        var rows = new List<ImportRow>(decided.Count);
        var earlier = new EarlierRows();
        foreach (var batch in decided.Chunk(BatchSize))
        {
            var reports = await RetryAsync(async () =>
            {
                earlier.Forget();
                var charts = await ChartsAsync(order, batch, cancellation);
                var compared = batch.Select(row => earlier.Compare(row, charts)).ToList();
                await EnrolAsync(order, compared, null, cancellation);
                return compared;
            });
            earlier.Keep();
            var told = reports.SelectMany(row => row.Reports).ToList();
            rows.AddRange(told);
            await progress(told);
        }

        var report = new ImportReport(ImportSummary.Of(order.Mode, order.DryRun, rows), InOrder(rows)) { Columns = order.Columns };
        // Each row guards itself against being recorded twice, so the answer may be kept after the last batch.
        if (order.Request.IdempotencyKey is not null)
            await InvokeAsync(order, new EnrolBatch([], order.Request, ImportAnswers.Of(report)), cancellation);
        return report;
    }

    private async Task<ImportReport> AsOneAsync(
        ImportOrder order, List<DecidedRow> decided, Func<IReadOnlyList<ImportRow>, Task> progress, CancellationToken cancellation)
    {
        var told = new Dictionary<int, ImportRow>();
        return await RetryAsync(async () =>
        {
            var earlier = new EarlierRows();
            var compared = new List<DecidedRow>(decided.Count);
            foreach (var batch in decided.Chunk(BatchSize))
            {
                var charts = await ChartsAsync(order, batch, cancellation);
                var rows = batch.Select(row => earlier.Compare(row, charts)).ToList();
                compared.AddRange(rows);
                // Decided again after a lost race, only rows that came out differently are told again.
                var news = rows.SelectMany(row => row.Reports).Select(row => Shown(order, row))
                    .Where(row => !told.TryGetValue(row.Row, out var before) || before.Outcome != row.Outcome).ToList();
                foreach (var row in news) told[row.Row] = row;
                if (news.Count > 0) await progress(news);
            }

            var reports = InOrder(compared.SelectMany(row => row.Reports));
            var summary = ImportSummary.Of(order.Mode, order.DryRun, reports);
            var report = new ImportReport(summary, summary.Applied ? reports : reports.ConvertAll(WithoutPatient))
            {
                Columns = order.Columns,
            };
            if (summary.Applied)
                await EnrolAsync(order, compared, order.Request.IdempotencyKey is null ? null : ImportAnswers.Of(report), cancellation);
            return report;
        });
    }

    private async Task<Dictionary<string, PatientChart>> ChartsAsync(ImportOrder order, IEnumerable<DecidedRow> batch,
        CancellationToken cancellation)
    {
        var numbers = batch.Where(row => row.Accepted).Select(row => row.Source.Enrolment!.StudyNumber).Distinct(StringComparer.Ordinal)
            .ToList();
        return numbers.Count == 0 ? [] : await known.WithAsync(order.Clinic, numbers, cancellation);
    }

    private async Task EnrolAsync(ImportOrder order, IEnumerable<DecidedRow> rows, Reply? answer, CancellationToken cancellation)
    {
        var patients = rows.Where(row => row.Accepted)
            .Select(row => new NewPatient(row.PatientId, row.Source.Enrolment!.StudyNumber, row.Events)).ToList();
        if (patients.Count > 0 || answer is not null)
            await InvokeAsync(order, new EnrolBatch(patients, order.Request, answer), cancellation);
    }

    private Task InvokeAsync(ImportOrder order, EnrolBatch batch, CancellationToken cancellation)
    {
        bus.UserName = order.Request.User;
        return bus.InvokeForTenantAsync(order.Clinic, batch, cancellation);
    }

    // Rows of one patient need not follow each other.
    private static List<ImportRow> InOrder(IEnumerable<ImportRow> rows) => [.. rows.OrderBy(row => row.Row)];

    private static ImportRow Shown(ImportOrder order, ImportRow row) => order.DryRun ? WithoutPatient(row) : row;

    // An id that was only planned is no patient.
    private static ImportRow WithoutPatient(ImportRow row) => row.PatientId is null && row.DuplicateOf?.Row is null
        ? row
        : row with
        {
            PatientId = null,
            DuplicateOf = row.DuplicateOf is { Row: not null } ? row.DuplicateOf with { PatientId = null } : row.DuplicateOf,
        };

    private static async Task<T> RetryAsync<T>(Func<Task<T>> attempt)
    {
        for (var i = 1; ; i++)
        {
            try
            {
                return await attempt();
            }
            catch (Exception e) when (LostRace.Is(e))
            {
                if (i == MaximumAttempts) throw new ImportRaceException(e);
            }
        }
    }
}

/// <summary>Other writers kept enrolling the same study numbers while they were imported.</summary>
public sealed class ImportRaceException(Exception inner) : Exception("Study numbers of the import kept being enrolled by others.", inner);
