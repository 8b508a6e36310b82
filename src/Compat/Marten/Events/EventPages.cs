using JasperFx.Events;
using Marten.Exceptions;
using Marten.Sessions;
using Npgsql;

namespace Marten.Events;

/// <param name="Floor">Exclusive.</param>
/// <param name="Ceiling">Inclusive; the caller has made sure that no lower number is still in flight.</param>
/// <param name="EventTypes">Stored names to read; empty means all.</param>
internal sealed record EventPageRequest(long Floor, long Ceiling, int Limit, IReadOnlyCollection<string> EventTypes, bool IncludeArchived);

/// <param name="Ceiling">Everything up to here has been read, whether or not it is among the events.</param>
internal sealed record EventPage(IReadOnlyList<IEvent> Events, long Ceiling);

/// <summary>Reads the log of all tenants in order of sequence, page by page.</summary>
internal sealed class EventPages(EventColumns columns, NpgsqlDataSource dataSource, int timeoutSeconds)
{
    /// <param name="request">Which part of the log.</param>
    /// <param name="skip">
    /// Asked about each row that cannot be read: its sequence and an <see cref="UnknownEventTypeException"/> or an
    /// <see cref="EventDeserializationFailureException"/>. True leaves the row out; false, or no callback, throws.
    /// </param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<EventPage> ReadAsync(EventPageRequest request, Func<long, MartenException, bool>? skip, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection) { Timeout = timeoutSeconds };
        batch.BatchCommands.Add(ToCommand(request));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);

        var events = new List<IEvent>(Math.Min(request.Limit, 512));
        var rows = 0;
        var last = request.Floor;
        while (await reader.ReadAsync(cancellation))
        {
            rows++;
            last = EventColumns.Sequence(reader);
            try
            {
                events.Add(columns.Read(reader));
            }
            catch (MartenException e) when (skip is not null && skip(last, e))
            {
                // The caller has taken note of the row.
            }
        }

        return new EventPage(events, rows < request.Limit ? request.Ceiling : last);
    }

    private NpgsqlBatchCommand ToCommand(EventPageRequest request)
    {
        var types = request.EventTypes.Count > 0 ? " and e.type = any($4)" : "";
        var archived = request.IncludeArchived ? "" : " and e.is_archived is not true";
        var command = new NpgsqlBatchCommand(
            $"select {columns.List} {columns.From} where e.seq_id > $1 and e.seq_id <= $2{types}{archived} order by e.seq_id limit $3")
            .With(request.Floor).With(request.Ceiling).With(request.Limit);
        if (types.Length > 0) command.With(request.EventTypes.ToArray());
        return command;
    }
}
