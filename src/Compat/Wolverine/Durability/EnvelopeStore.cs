using Marten;
using Npgsql;
using NpgsqlTypes;

namespace Wolverine.Persistence.Durability;

/// <summary>What becomes of messages, written to the database.</summary>
internal sealed partial class EnvelopeStore(NpgsqlDataSource database, string schema, WolverineOptions options)
{
    /// <summary>A lone node needs no register to know its number.</summary>
    public const int SoloNode = 1;

    private const int CleanupBatch = 5000;

    private readonly EnvelopeSchema _tables = new(schema, options.Durability.DeadLetterQueueExpirationEnabled);

    /// <summary>The number under which this process owns rows.</summary>
    public int NodeNumber { get; set; } = SoloNode;

    public NpgsqlDataSource Database => database;

    public EnvelopeSchema Tables => _tables;

    public Task MigrateAsync(CancellationToken cancellation) =>
        _tables.MigrateAsync(database, options.AutoBuildMessageStorageOnStartup, cancellation);

    /// <summary>The row is written by the session's next commit.</summary>
    public void QueueIncoming(IDocumentSession session, Envelope envelope)
    {
        var body = EnvelopeBody.Write(envelope);
        if (envelope.ScheduledTime is { } time)
        {
            session.QueueSqlCommand(
                $"insert into {_tables.Incoming} (id, status, owner_id, execution_time, attempts, body, message_type, received_at) values (?, 'Scheduled', 0, ?, 0, ?, ?, ?)",
                envelope.Id, time.ToUniversalTime(), body, envelope.MessageType!, envelope.Destination!.ToString());
        }
        else
        {
            session.QueueSqlCommand(
                $"insert into {_tables.Incoming} (id, status, owner_id, attempts, body, message_type, received_at) values (?, 'Incoming', ?, 0, ?, ?, ?)",
                envelope.Id, NodeNumber, body, envelope.MessageType!, envelope.Destination!.ToString());
        }
    }

    /// <summary>The message counts as handled if, and only if, the session commits.</summary>
    public void QueueHandled(IDocumentSession session, Envelope envelope) =>
        session.QueueSqlCommand(
            $"update {_tables.Incoming} set status = 'Handled', keep_until = ? where id = ?", KeepUntil(), envelope.Id);

    /// <summary>Stores new messages in one statement; one that is known already is left out and stays unstored.</summary>
    public async Task InsertAsync(IReadOnlyList<Envelope> envelopes, bool releaseScheduled)
    {
        await using var command = database.CreateCommand($"""
            insert into {_tables.Incoming} (id, status, owner_id, execution_time, attempts, body, message_type, received_at)
            select id, status, owner_id, execution_time, 0, body, message_type, received_at
            from unnest($1, $2, $3, $4, $5, $6, $7) as new(id, status, owner_id, execution_time, body, message_type, received_at)
            on conflict (id) do nothing returning id
            """);
        Add(NpgsqlDbType.Uuid, e => e.Id);
        Add(NpgsqlDbType.Varchar, e => e.ScheduledTime is null ? nameof(EnvelopeStatus.Incoming) : nameof(EnvelopeStatus.Scheduled));
        Add(NpgsqlDbType.Integer, e => e.ScheduledTime is not null && releaseScheduled ? 0 : NodeNumber);
        Add(NpgsqlDbType.TimestampTz, e => e.ScheduledTime?.UtcDateTime);
        Add(NpgsqlDbType.Bytea, EnvelopeBody.Write);
        Add(NpgsqlDbType.Varchar, e => e.MessageType);
        Add(NpgsqlDbType.Varchar, e => e.Destination?.ToString());

        var stored = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) stored.Add(reader.GetGuid(0));
        foreach (var envelope in envelopes) envelope.IsStored = stored.Contains(envelope.Id);

        void Add<T>(NpgsqlDbType type, Func<Envelope, T> column) =>
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = envelopes.Select(column).ToArray() });
    }

    public Task MarkHandledAsync(Envelope envelope) => ExecuteAsync(
        $"update {_tables.Incoming} set status = 'Handled', keep_until = $1 where id = $2", CancellationToken.None,
        KeepUntil(), envelope.Id);

    public Task RescheduleAsync(Envelope envelope) => ExecuteAsync(
        $"update {_tables.Incoming} set status = 'Scheduled', owner_id = 0, attempts = $1, execution_time = $2 where id = $3", CancellationToken.None,
        envelope.Attempts, envelope.ScheduledTime!.Value.UtcDateTime, envelope.Id);

    /// <summary>Takes a scheduled message before its time.</summary>
    public async Task<bool> TakeScheduledAsync(Envelope envelope) => await ExecuteAsync(
        $"update {_tables.Incoming} set status = 'Incoming', owner_id = $1, execution_time = null where id = $2 and status = 'Scheduled'",
        CancellationToken.None, NodeNumber, envelope.Id) == 1;

    public async Task MoveToDeadLettersAsync(Envelope envelope, Exception exception)
    {
        var expires = options.Durability.DeadLetterQueueExpirationEnabled;
        await using var command = database.CreateCommand($"""
            with gone as (delete from {_tables.Incoming} where id = $1)
            insert into {_tables.DeadLetters}
                (id, execution_time, body, message_type, received_at, source, exception_type, exception_message, sent_at, replayable{(expires ? ", expires" : "")})
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, false{(expires ? ", $10" : "")})
            on conflict (id) do update set exception_type = excluded.exception_type, exception_message = excluded.exception_message, replayable = false
            """);
        command.Parameters.Add(new() { Value = envelope.Id });
        command.Parameters.Add(new() { Value = (object?)envelope.ScheduledTime?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = EnvelopeBody.Write(envelope) });
        command.Parameters.Add(new() { Value = envelope.MessageType! });
        command.Parameters.Add(new() { Value = (object?)envelope.Destination?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = (object?)envelope.Source ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = exception.GetType().FullName! });
        command.Parameters.Add(new() { Value = exception.Message });
        command.Parameters.Add(new() { Value = envelope.SentAt.UtcDateTime });
        if (expires) command.Parameters.Add(new() { Value = DateTime.UtcNow + options.Durability.DeadLetterQueueExpiration });
        await command.ExecuteNonQueryAsync();
    }

    private DateTime KeepUntil() => DateTime.UtcNow + options.Durability.KeepAfterMessageHandling;

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
