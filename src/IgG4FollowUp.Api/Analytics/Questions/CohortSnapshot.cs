using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>A request that cannot be answered, with what to say instead.</summary>
public sealed class BadQuestion(Problem problem) : Exception(problem.Title)
{
    public Problem Problem => problem;
}

/// <summary>The analysts' tables at one moment: everything an answer reads through it belongs together.</summary>
public sealed class CohortSnapshot : IAsyncDisposable
{
    public const string KnownAtParameter = Analytics.AsOfRequest.Parameter;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private CohortSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    /// <summary>Sequence up to which the tables hold every event.</summary>
    public long Sequence { get; private init; }

    /// <summary>What the request asked for as <c>knownAt</c>; null for the present.</summary>
    public string? KnownAt { get; private init; }

    /// <summary>
    /// Day on which the state of knowledge is judged: today, or the day of the last event known, so that it never changes afterwards.
    /// </summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The persons as a table expression, with the columns that the question said that it reads.</summary>
    public required string Persons { get; init; }

    /// <summary>
    /// Whether it is answered because it is about published or made-up patients alone: how many persons refuse is then not told.
    /// </summary>
    public bool IsOfOpenRecords { get; private set; }

    /// <summary>Who is left out for want of consent.</summary>
    public required RefusalCounts Refusals { get; init; }

    /// <summary>Adds what every answer says about where its rows come from.</summary>
    public void Describe(AnswerMetadata about, CohortFilter filter)
    {
        about.Add("filter", filter.Text);
        about.Add("sequence", Sequence);
        about.Add("known_at", KnownAt);
        about.Add("consent_refused", IsOfOpenRecords && filter.Clinics is null ? null : Refusals.Refused(filter.Clinics));
        about.Add("consent_not_given", IsOfOpenRecords && filter.Clinics is null ? null : Refusals.NotGiven(filter.Clinics));
        about.Add("consent_withdrawn", IsOfOpenRecords && filter.Clinics is null ? null : Refusals.Withdrawn(filter.Clinics));
    }

    /// <summary>Opens the tables as they are, or as they would have been at an earlier sequence.</summary>
    /// <param name="services">The service.</param>
    /// <param name="knownAt">A moment of recording or a sequence; null for the present.</param>
    /// <param name="reads">What the question reads.</param>
    /// <param name="scope">The recurrences that it looks at.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="BadQuestion">It is neither, or not settled yet.</exception>
    public static async Task<CohortSnapshot> OpenAsync(
        IServiceProvider services, string? knownAt, QuestionReads reads, RecurrenceScope scope, CancellationToken cancellation)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        var clock = services.GetRequiredService<TimeProvider>();
        long? known = null;
        if (knownAt is not null)
        {
            var (resolved, problem) = await services.GetRequiredService<AsOfSequences>()
                .ResolveAsync(KnownAtParameter, knownAt, cancellation);
            known = problem is null ? resolved : throw new BadQuestion(problem);
        }

        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
            await using (var path = new NpgsqlCommand($"set local search_path to {AnalystTable.Schema}", connection, transaction))
                await path.ExecuteNonQueryAsync(cancellation);
            var consent = services.GetRequiredService<ConsentForReuse>();
            var leftOut = await LeftOut.ReadAsync(connection, consent, inTables: known is null, cancellation);
            if (known is { } past)
            {
                var refusals = await TablesAsOf.FillAsync(
                    connection, reads.All, scope,
                    services.GetRequiredService<PatientStreams>().ReadAsync(past, cancellation: cancellation), leftOut, cancellation);
                var recorded = await services.GetRequiredService<AsOfSequences>().RecordedAtAsync(past, cancellation);
                return new CohortSnapshot(connection, transaction)
                {
                    Sequence = past,
                    KnownAt = knownAt,
                    Persons = reads.PersonsSql,
                    Refusals = refusals,
                    AsOf = recorded is { } at
                        ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, clock.LocalTimeZone).Date)
                        : clock.Today(),
                };
            }

            // What the projection has written is committed together with how far it got.
            var sequence = await ShardProgress.ReadAsync(connection, AnalystRowsProjection.ShardName, cancellation);
            if (!await AnalystEdition.IsCurrentAsync(connection, consent.Rule, cancellation))
                throw new BadQuestion(
                    Problem.Unavailable("The tables for analysts are being written anew after an upgrade; ask again in a few minutes."));
            if (leftOut.HidingSql is { Length: > 0 } hiding)
            {
                await using var hide = new NpgsqlCommand(hiding, connection, transaction);
                await hide.ExecuteNonQueryAsync(cancellation);
            }

            return new CohortSnapshot(connection, transaction)
            {
                Sequence = sequence,
                Persons = reads.PersonsSql,
                Refusals = RefusalCounts.AtPresent(leftOut),
                AsOf = clock.Today(),
            };
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes sure that clinics that are asked for exist, at present: nobody in a misspelt clinic is no answer.</summary>
    /// <exception cref="BadQuestion">One does not; the answer names those that do.</exception>
    public async Task RequireClinicsAsync(IReadOnlyCollection<string?> asked, CancellationToken cancellation)
    {
        if (asked.Count == 0) return;
        await using var command = Command($"""
            select coalesce(array_agg(distinct clinic order by clinic), array[]::text[])
            from (select clinic from {PatientTables.Patients.FullName} union select clinic from {AnalystTables.Refusals.FullName}) known
            """);
        var known = (string[])(await command.ExecuteScalarAsync(cancellation))!;
        if (asked.Except(known, StringComparer.Ordinal).Any())
            throw new BadQuestion(
                Problem.InvalidParameter(CohortParameters.Clinic.Name, $"a clinic with patients: {string.Join(", ", known)}."));
    }

    /// <summary>
    /// Whether a question is about published or made-up patients alone: the origin says so, or the clinics that it names have no others.
    /// </summary>
    /// <param name="query">The question.</param>
    /// <param name="originParameters">By which parameters it says where its persons come from.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<bool> TryOpenRecordsAsync(
        IQueryCollection query, IReadOnlyCollection<string> originParameters, CancellationToken cancellation) =>
        IsOfOpenRecords = await AsksForOpenRecordsAsync(query, originParameters, cancellation);

    private async Task<bool> AsksForOpenRecordsAsync(
        IQueryCollection query, IReadOnlyCollection<string> originParameters, CancellationToken cancellation)
    {
        string[] origins = [.. originParameters.SelectMany(name => query[name]).SelectMany(origin => (origin ?? "").Split(','))];
        if (origins.Length > 0) return origins.All(origin => OriginMix.Open.Contains(origin));
        if (query[Analytics.Persons.Clinic] is not { Count: > 0 } clinics) return false;
        await using var command = Command($"select coalesce(bool_and(origin = any($2)), false) from {Persons} s where clinic = any($1)");
        command.Parameters.Add(new() { Value = (string[])clinics! });
        command.Parameters.Add(new() { Value = OriginMix.Open });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public NpgsqlCommand Command(string sql = "") => new(sql, _connection, _transaction);

    /// <summary>Rows of a statement, read as they are asked for; null for what is not reported.</summary>
    public static async IAsyncEnumerable<object?[]> RowsAsync(
        NpgsqlCommand command, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : Cell(reader, i);
            yield return row;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    // Clinical days have no time of day.
    private static object Cell(NpgsqlDataReader reader, int column) =>
        reader.GetFieldType(column) == typeof(DateTime) && reader.GetDataTypeName(column) == "date"
            ? reader.GetFieldValue<DateOnly>(column)
            : reader.GetValue(column);
}
