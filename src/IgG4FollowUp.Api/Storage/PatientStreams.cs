using System.Runtime.CompilerServices;
using System.Text.Json;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Domain.Patients;
using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>An event as stored, not yet read.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="Data">Its JSON.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public readonly record struct StoredEvent(long Sequence, string Type, byte[] Data, DateTimeOffset RecordedAt)
{
    /// <summary>The event.</summary>
    /// <exception cref="JsonException">It cannot be read.</exception>
    public object Read() => JsonSerializer.Deserialize(Data, EventNames.OfPatients[Type], EntryJson.Options)
        ?? throw new JsonException($"The data of event {Sequence} is null.");
}

/// <summary>A patient's events in order.</summary>
public sealed record PatientStream(string Clinic, Guid PatientId, IReadOnlyList<StoredEvent> Events)
{
    /// <summary>What is required for reuse of the data.</summary>
    public required ReuseRule Rule { get; init; }

    /// <summary>The patient as known at a sequence; null when nothing was known by then.</summary>
    /// <exception cref="JsonException">An event cannot be read.</exception>
    public PatientFacts? At(long sequence) => Fold(Events.TakeWhile(stored => stored.Sequence <= sequence));

    /// <summary>The patient after the first events of the stream; null for none, and for more than there are.</summary>
    /// <exception cref="JsonException">An event cannot be read.</exception>
    public PatientFacts? AtVersion(int version) => version > Events.Count ? null : Fold(Events.Take(version));

    /// <summary>The patient as known with all of these events.</summary>
    /// <param name="scope">The recurrences that are asked for; all of them when null.</param>
    /// <exception cref="JsonException">An event cannot be read.</exception>
    public PatientFacts Latest(RecurrenceScope? scope = null) =>
        Fold(Events, scope) ?? throw new InvalidOperationException("A history has at least one event.");

    private PatientFacts? Fold(IEnumerable<StoredEvent> events, RecurrenceScope? scope = null)
    {
        var last = 0L;
        var chart = PatientChart.FoldAll(PatientId, events.Select(stored =>
        {
            last = stored.Sequence;
            return stored.Read();
        }));
        return chart is null ? null : new PatientFacts(Clinic, last, chart) { Scope = scope ?? RecurrenceScope.All, Rule = Rule };
    }
}

/// <summary>
/// Reads whole streams up to a sequence in one query, stream after stream, so that memory does not grow with their number. The sequence
/// must not lie above the high-water mark, see <see cref="EventLog"/>: below it nothing can appear any more.
/// </summary>
public sealed class PatientStreams(NpgsqlDataSource database, ConsentForReuse consent)
{
    private static readonly string[] EventTypes = [.. EventNames.OfPatients.Keys];

    /// <summary>Histories of all clinics or one, of all patients or some.</summary>
    public async IAsyncEnumerable<PatientStream> ReadAsync(
        long upTo, string? clinic = null, Guid[]? patients = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var command = database.CreateCommand($"""
            select e.tenant_id, e.stream_id, e.seq_id, e.type, e.data, e.timestamp from {StorageNames.Events} e
            where e.seq_id <= $1 and {EventLog.IsEvent("$2")}{(clinic is null ? "" : " and e.tenant_id = $3")}
              {(patients is null ? "" : $" and e.stream_id = any(${(clinic is null ? 3 : 4)})")}
            order by e.tenant_id, e.stream_id, e.version
            """);
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = EventTypes });
        if (clinic is not null) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clinic });
        if (patients is not null) command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = patients });
        await using var reader = await command.ExecuteReaderAsync(cancellation);

        List<StoredEvent> events = [];
        var (tenant, stream) = ("", Guid.Empty);
        while (await reader.ReadAsync(cancellation))
        {
            var next = reader.GetGuid(1);
            if (events.Count > 0 && (next != stream || reader.GetString(0) != tenant))
            {
                yield return Stream();
                events = [];
            }

            if (events.Count == 0) (tenant, stream) = (reader.GetString(0), next);
            events.Add(
                new(reader.GetInt64(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        if (events.Count > 0) yield return Stream();

        PatientStream Stream() => new(tenant, stream, events) { Rule = consent.Rule };
    }

    /// <summary>Patients as known at a sequence: the same reads for a cohort and, with one id, for a patient.</summary>
    public async IAsyncEnumerable<PatientFacts> KnownAtAsync(
        long sequence, string? clinic = null, Guid[]? patients = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var history in ReadAsync(sequence, clinic, patients, cancellation)) yield return history.Latest();
    }
}
