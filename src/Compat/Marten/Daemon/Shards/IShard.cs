using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;

namespace Marten.Events.Daemon.Shards;

/// <summary>One async projection as the daemon sees it.</summary>
internal interface IShard
{
    ShardName Name { get; }
    AsyncOptions Options { get; }

    Task<ShardPage> LoadAsync(long floor, long ceiling, int size, ErrorHandlingOptions errors, CancellationToken cancellation);

    /// <summary>Writes what the page's events lead to, its dead letters and the progress in one transaction, or nothing.</summary>
    /// <param name="from">The progress row as last seen; null when there is none.</param>
    /// <exception cref="ProgressionProgressOutOfOrderException">Somebody else moved the row.</exception>
    /// <exception cref="ApplyEventException">The projection threw for one event.</exception>
    Task ApplyAsync(ShardPage page, long? from, CancellationToken cancellation);
}
