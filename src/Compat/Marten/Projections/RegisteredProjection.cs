using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Sessions;

namespace Marten.Events.Projections;

/// <summary>A projection that knows how to enter itself into the store's configuration.</summary>
internal interface IRegistersItself
{
    RegisteredProjection Register(StoreOptions options);
}

/// <summary>One registered projection as the sessions and the daemon see it, whatever its class.</summary>
internal abstract class RegisteredProjection
{
    public abstract string Name { get; }
    public abstract uint Version { get; }
    public abstract ProjectionLifecycle Lifecycle { get; }
    public abstract AsyncOptions Options { get; }

    /// <summary>The object the application registered.</summary>
    public abstract object Instance { get; }

    /// <summary>The document this projection owns, when it owns exactly one.</summary>
    public virtual Type? DocumentType => null;

    /// <summary>Only these event types; empty means all.</summary>
    public virtual IReadOnlySet<Type> IncludedTypes { get; } = new HashSet<Type>();

    public virtual bool IncludesArchivedEvents => false;

    public string ShardName => Version > 1 ? $"{Name}:V{Version}:All" : $"{Name}:All";

    /// <summary>
    /// Queues into <paramref name="session"/> what <paramref name="events"/> mean for this projection. All events are of the session's
    /// tenant, in order of sequence. Nothing is written before the session is saved.
    /// </summary>
    public abstract Task ApplyAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken cancellation);

    /// <summary>The same for the streams of a unit of work, before their events are written.</summary>
    public abstract Task ApplyInlineAsync(DocumentSession session, IReadOnlyList<StreamAction> streams, CancellationToken cancellation);

    /// <summary>Refuses at store construction what could only fail later.</summary>
    public virtual void AssertValid()
    {
    }

    public bool AppliesTo(IReadOnlyList<IEvent> events)
    {
        if (IncludedTypes.Count == 0) return true;
        foreach (var e in events)
        {
            if (IncludedTypes.Contains(e.EventType)) return true;
        }

        return false;
    }
}

/// <summary>An application's own <see cref="IProjection"/>.</summary>
internal sealed class CustomProjection(IProjection projection, string name, uint version, ProjectionLifecycle lifecycle, AsyncOptions options)
    : RegisteredProjection
{
    public override string Name => name;
    public override uint Version => version;
    public override ProjectionLifecycle Lifecycle => lifecycle;
    public override AsyncOptions Options => options;
    public override object Instance => projection;

    public override IReadOnlySet<Type> IncludedTypes => projection is ProjectionBase source ? source.IncludedTypes : base.IncludedTypes;

    public static CustomProjection For(IProjection projection, ProjectionLifecycle lifecycle, string? name)
    {
        if (projection is not ProjectionBase source)
            return new CustomProjection(projection, name ?? projection.GetType().Name, 1, lifecycle, new AsyncOptions());

        source.Lifecycle = lifecycle;
        source.Name = name ?? source.Name ?? projection.GetType().Name;
        return new CustomProjection(projection, source.Name, source.Version, lifecycle, source.Options);
    }

    public override Task ApplyAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken cancellation) =>
        projection.ApplyAsync(session, events, cancellation);

    public override async Task ApplyInlineAsync(DocumentSession session, IReadOnlyList<StreamAction> streams, CancellationToken cancellation)
    {
        foreach (var tenant in streams.GroupBy(s => s.TenantId, StringComparer.Ordinal))
        {
            var events = tenant.SelectMany(s => s.Events).ToList();
            await projection.ApplyAsync(session.Within(tenant.Key), events, cancellation);
        }
    }
}
