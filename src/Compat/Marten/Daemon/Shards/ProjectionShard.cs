using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Events.Projections;
using Marten.Exceptions;
using Marten.Services;
using Marten.Sessions;
using Npgsql;

namespace Marten.Events.Daemon.Shards;

/// <summary>A registered projection, fed from the log instead of from a unit of work.</summary>
internal sealed class ProjectionShard(DocumentStore store, RegisteredProjection projection, Progression progression) : IShard
{
    private readonly string[] _eventTypes = projection.IncludedTypes.Select(type => store.Configuration.EventOptions.Types.For(type).Name).ToArray();

    public ShardName Name { get; } = new(projection.Name, ShardName.All, projection.Version);

    public AsyncOptions Options => projection.Options;

    public async Task<ShardPage> LoadAsync(long floor, long ceiling, int size, ErrorHandlingOptions errors, CancellationToken cancellation)
    {
        var letters = new List<DeadLetterEvent>();
        var request = new EventPageRequest(floor, ceiling, size, _eventTypes, projection.IncludesArchivedEvents);
        var page = await store.EventPages.ReadAsync(request, Skip, cancellation);
        return new ShardPage(floor, page.Ceiling, page.Events, letters);

        bool Skip(long sequence, MartenException e)
        {
            if (e is not EventDeserializationFailureException) return errors.SkipUnknownEvents;
            if (!errors.SkipSerializationErrors) return false;
            letters.Add(DeadLetters.From(Name, sequence, null, e.Message, e.InnerException ?? e));
            return true;
        }
    }

    public async Task ApplyAsync(ShardPage page, long? from, CancellationToken cancellation)
    {
        await using var session = new DocumentSession(store, new SessionOptions { TenantId = StorageConstants.DefaultTenantId });
        foreach (var tenant in page.Events.GroupBy(e => e.TenantId, StringComparer.Ordinal))
            await projection.ApplyAsync(session.Within(tenant.Key), tenant.ToList(), cancellation);
        foreach (var letter in page.DeadLetters) session.Store(letter);
        session.Queue(new MoveProgress(progression, Name, from, page.Ceiling));
        await session.SaveChangesAsync(cancellation);
    }

    /// <summary>The last statement of a page: fails the whole of it when the row is not where this shard left it.</summary>
    private sealed class MoveProgress(Progression progression, ShardName name, long? from, long to) : StorageOperation
    {
        public override bool ReturnsRows => true;
        public override bool VerifiesResult => true;

        public override NpgsqlBatchCommand ToCommand()
        {
            var command = new NpgsqlBatchCommand(progression.MoveSql(from) + " returning last_seq_id");
            Progression.AddMoveParameters(command.Parameters, name.Identity, from, to);
            return command;
        }

        public override async ValueTask ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
        {
            if (!await reader.ReadAsync(cancellation)) throw new ProgressionProgressOutOfOrderException(name);
        }
    }
}
