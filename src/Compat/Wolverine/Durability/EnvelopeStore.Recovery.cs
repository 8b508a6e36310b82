using Npgsql;

namespace Wolverine.Persistence.Durability;

/// <summary>Finding messages that nobody runs yet.</summary>
internal sealed partial class EnvelopeStore
{
    /// <summary>Takes messages whose time has come; nothing when another node is doing so at this moment.</summary>
    /// <returns>They are owned by this node, in the order of their times.</returns>
    public async Task<List<Envelope>> TakeDueAsync(string[] queues, CancellationToken cancellation)
    {
        var due = await TakeAsync(
            $"""
            with turn as materialized (select pg_try_advisory_xact_lock($5) as mine),
            due as (
                select id from {_tables.Incoming}
                where (select mine from turn) and status = 'Scheduled' and execution_time <= $4 and received_at = any($2)
                order by execution_time limit $3 for update skip locked)
            update {_tables.Incoming} as t set status = 'Incoming', owner_id = $1 from due where t.id = due.id
            returning t.id, t.body, t.message_type, t.received_at, t.attempts, t.execution_time
            """,
            queues, cancellation, DateTime.UtcNow, (long)StableHash.Of($"{_tables.Name}:scheduled-jobs"));
        due.Sort(static (a, b) => Nullable.Compare(a.ScheduledTime, b.ScheduledTime));
        return due;
    }

    /// <summary>Takes accepted messages that no node owns.</summary>
    public Task<List<Envelope>> TakeOwnerlessAsync(string[] queues, CancellationToken cancellation) => TakeAsync(
        $"""
        with ownerless as (
            select id from {_tables.Incoming}
            where status = 'Incoming' and owner_id = 0 and received_at = any($2)
            order by id limit $3 for update skip locked)
        update {_tables.Incoming} as t set owner_id = $1 from ownerless where t.id = ownerless.id
        returning t.id, t.body, t.message_type, t.received_at, t.attempts, t.execution_time
        """,
        queues, cancellation);

    /// <summary>Dead letters that someone wants to see run again become ownerless messages.</summary>
    public Task ReplayAsync(CancellationToken cancellation) => ExecuteAsync(
        $"""
        with again as (delete from {_tables.DeadLetters} where replayable returning id, body, message_type, received_at)
        insert into {_tables.Incoming} (id, status, owner_id, attempts, body, message_type, received_at)
        select id, 'Incoming', 0, 0, body, message_type, received_at from again
        on conflict (id) do update set status = 'Incoming', owner_id = 0, attempts = 0, keep_until = null
        """,
        cancellation);

    public async Task DeleteHandledAsync(CancellationToken cancellation)
    {
        int deleted;
        do
        {
            deleted = await ExecuteAsync(
                $"delete from {_tables.Incoming} where id in (select id from {_tables.Incoming} where status = 'Handled' and keep_until <= $1 limit $2)",
                cancellation, DateTime.UtcNow, CleanupBatch);
        }
        while (deleted == CleanupBatch);

        if (options.Durability.DeadLetterQueueExpirationEnabled)
        {
            await ExecuteAsync($"delete from {_tables.DeadLetters} where expires <= $1 and not replayable", cancellation, DateTime.UtcNow);
        }
    }

    /// <summary>Whatever this node owns is anyone's again.</summary>
    public Task ReleaseOwnAsync(CancellationToken cancellation) => ExecuteAsync(
        $"update {_tables.Incoming} set owner_id = 0 where owner_id = $1", cancellation, NodeNumber);

    /// <summary>Whatever any node owns is anyone's again.</summary>
    public Task ReleaseAllAsync(CancellationToken cancellation) => ExecuteAsync(
        $"with incoming as (update {_tables.Incoming} set owner_id = 0 where owner_id <> 0) update {_tables.Outgoing} set owner_id = 0 where owner_id <> 0",
        cancellation);

    /// <summary>A lone node takes the whole database: there is nobody else whose messages they could be.</summary>
    public async Task ClaimDatabaseAsync(CancellationToken cancellation)
    {
        await ExecuteAsync($"delete from {_tables.Nodes}", cancellation);
        await ReleaseAllAsync(cancellation);
    }

    /// <summary>Releases what belongs to nodes that are no longer registered.</summary>
    public Task ReleaseOrphansAsync(CancellationToken cancellation) => ExecuteAsync(
        $"""
        update {_tables.Incoming} set owner_id = 0
        where owner_id <> 0 and status <> 'Handled' and not exists (select from {_tables.Nodes} where node_number = owner_id)
        """,
        cancellation);

    public async Task<IReadOnlyList<Envelope>> AllIncomingAsync()
    {
        await using var command = database.CreateCommand(
            $"select id, body, message_type, received_at, attempts, execution_time, status from {_tables.Incoming} order by id");
        var all = new List<Envelope>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var envelope = ReadRow(reader);
            envelope.Status = Enum.Parse<EnvelopeStatus>(reader.GetString(6));
            all.Add(envelope);
        }

        return all;
    }

    private async Task<List<Envelope>> TakeAsync(string sql, string[] queues, CancellationToken cancellation, params object[] more)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = NodeNumber });
        command.Parameters.Add(new() { Value = queues });
        command.Parameters.Add(new() { Value = options.Durability.RecoveryBatchSize });
        foreach (var parameter in more) command.Parameters.Add(new() { Value = parameter });

        var taken = new List<Envelope>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) taken.Add(ReadRow(reader));
        return taken;
    }

    /// <summary>The columns win over the body: they are what changes while a message waits.</summary>
    private static Envelope ReadRow(NpgsqlDataReader reader)
    {
        var envelope = EnvelopeBody.Read(reader.GetFieldValue<byte[]>(1));
        envelope.Id = reader.GetGuid(0);
        envelope.MessageType = reader.GetString(2);
        envelope.Destination = reader.IsDBNull(3) ? envelope.Destination : new Uri(reader.GetString(3));
        envelope.Attempts = reader.IsDBNull(4) ? 0 : reader.GetInt32(4);
        envelope.ScheduledTime = reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5);
        envelope.Status = EnvelopeStatus.Incoming;
        envelope.IsStored = true;
        return envelope;
    }
}
