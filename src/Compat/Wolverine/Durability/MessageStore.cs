using Npgsql;
using Wolverine.Logging;
using Wolverine.Persistence.Durability.DeadLetterManagement;
using Wolverine.Runtime;

namespace Wolverine.Persistence.Durability;

/// <summary>The message tables as an operator sees them.</summary>
internal sealed class MessageStore(EnvelopeStore store, WolverineRuntime runtime) : IMessageStore, IMessageStoreAdmin, IDeadLetters
{
    private const string LetterColumns =
        "id, execution_time, body, message_type, received_at, source, exception_type, exception_message, sent_at, replayable";

    public IDeadLetters DeadLetters => this;

    public IMessageStoreAdmin Admin => this;

    private EnvelopeSchema Tables => store.Tables;

    public Task ClearAllAsync() =>
        ExecuteAsync($"truncate {Tables.Incoming}, {Tables.Outgoing}, {Tables.DeadLetters}");

    public async Task RebuildAsync()
    {
        await store.MigrateAsync(CancellationToken.None);
        await ClearAllAsync();
    }

    public async Task<PersistedCounts> FetchCountsAsync()
    {
        await using var command = store.Database.CreateCommand($"""
            select count(*) filter (where status = 'Incoming'), count(*) filter (where status = 'Scheduled'), count(*) filter (where status = 'Handled'),
                (select count(*) from {Tables.Outgoing}), (select count(*) from {Tables.DeadLetters})
            from {Tables.Incoming}
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new PersistedCounts
        {
            Incoming = (int)reader.GetInt64(0),
            Scheduled = (int)reader.GetInt64(1),
            Handled = (int)reader.GetInt64(2),
            Outgoing = (int)reader.GetInt64(3),
            DeadLetter = (int)reader.GetInt64(4),
        };
    }

    public Task<IReadOnlyList<Envelope>> AllIncomingAsync() => store.AllIncomingAsync();

    public Task ReleaseAllOwnershipAsync() => store.ReleaseAllAsync(CancellationToken.None);

    public async Task<DeadLetterEnvelopeResults> QueryAsync(DeadLetterEnvelopeQuery query, CancellationToken token)
    {
        await using var command = store.Database.CreateCommand();
        var filter = Filter(query, command.Parameters);
        var page = Math.Max(query.PageNumber, 1);
        command.CommandText =
            $"select {LetterColumns}, count(*) over () from {Tables.DeadLetters}{filter} order by sent_at, id limit {query.PageSize} offset {(page - 1) * query.PageSize}";
        var results = new DeadLetterEnvelopeResults { PageNumber = query.PageNumber };
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            results.Envelopes.Add(ReadLetter(reader));
            results.TotalCount = (int)reader.GetInt64(10);
        }

        return results;
    }

    public async Task<DeadLetterEnvelope?> DeadLetterEnvelopeByIdAsync(Guid id, string? tenantId = null)
    {
        await using var command = store.Database.CreateCommand($"select {LetterColumns} from {Tables.DeadLetters} where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? ReadLetter(reader) : null;
    }

    public async Task ReplayAsync(DeadLetterEnvelopeQuery query, CancellationToken token)
    {
        await using var command = store.Database.CreateCommand();
        command.CommandText = $"update {Tables.DeadLetters} set replayable = true{Filter(query, command.Parameters)}";
        await command.ExecuteNonQueryAsync(token);
    }

    public async Task DiscardAsync(DeadLetterEnvelopeQuery query, CancellationToken token)
    {
        await using var command = store.Database.CreateCommand();
        command.CommandText = $"delete from {Tables.DeadLetters}{Filter(query, command.Parameters)}";
        await command.ExecuteNonQueryAsync(token);
    }

    private static string Filter(DeadLetterEnvelopeQuery query, NpgsqlParameterCollection parameters)
    {
        var conditions = new List<string>();
        if (query.MessageIds.Length > 0)
        {
            Add("id = any({0})", query.MessageIds);
        }
        else
        {
            if (!string.IsNullOrEmpty(query.MessageType)) Add("message_type = {0}", query.MessageType);
            if (!string.IsNullOrEmpty(query.ExceptionType)) Add("exception_type = {0}", query.ExceptionType);
            if (!string.IsNullOrEmpty(query.ReceivedAt)) Add("received_at = {0}", query.ReceivedAt);
            if (query.Range.From is { } from) Add("sent_at >= {0}", from.UtcDateTime);
            if (query.Range.To is { } to) Add("sent_at <= {0}", to.UtcDateTime);
        }

        return conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions);

        void Add(string condition, object value)
        {
            parameters.Add(new() { Value = value });
            conditions.Add(condition.Replace("{0}", $"${parameters.Count}", StringComparison.Ordinal));
        }
    }

    private DeadLetterEnvelope ReadLetter(NpgsqlDataReader reader)
    {
        var envelope = EnvelopeBody.Read(reader.GetFieldValue<byte[]>(2));
        envelope.Id = reader.GetGuid(0);
        envelope.MessageType = reader.GetString(3);
        if (runtime.Handlers.FindMessageType(envelope.MessageType) is { } type) envelope.Message = EnvelopeJson.Read(envelope.Data!, type);
        return new DeadLetterEnvelope(
            envelope.Id,
            reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1),
            envelope,
            envelope.MessageType,
            Text(4), Text(5), Text(6), Text(7),
            reader.IsDBNull(8) ? envelope.SentAt : reader.GetFieldValue<DateTimeOffset>(8),
            !reader.IsDBNull(9) && reader.GetBoolean(9))
        {
            Message = envelope.Message,
        };

        string Text(int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = store.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
