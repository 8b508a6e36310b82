using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;

namespace Marten.Events.Projections;

public class ProjectionOptions : DaemonSettings
{
    private readonly StoreOptions _options;
    private readonly List<RegisteredProjection> _all = [];

    internal ProjectionOptions(StoreOptions options) => _options = options;

    /// <summary>For continuous running.</summary>
    public ErrorHandlingOptions Errors { get; } = new() { SkipApplyErrors = true, SkipSerializationErrors = true, SkipUnknownEvents = true };

    public ErrorHandlingOptions RebuildErrors { get; } = new();

    /// <summary>False skips a hole when the threshold has passed, whether or not a transaction may still fill it.</summary>
    public bool UseTransactionEvidenceForGapSkipping { get; set; } = true;

    internal IReadOnlyList<RegisteredProjection> All => _all;

    public void Add<TProjection>(ProjectionLifecycle lifecycle, Action<AsyncOptions>? asyncConfiguration = null)
        where TProjection : ProjectionBase, IProjectionSource<IDocumentOperations, IQuerySession>, new() =>
        Add(new TProjection(), lifecycle, asyncConfiguration);

    public void Add(
        IProjectionSource<IDocumentOperations, IQuerySession> projection,
        ProjectionLifecycle lifecycle,
        Action<AsyncOptions>? asyncConfiguration = null)
    {
        var source = (ProjectionBase)projection;
        source.Lifecycle = lifecycle;
        asyncConfiguration?.Invoke(source.Options);
        _all.Add(((IRegistersItself)source).Register(_options));
    }

    public void Add(
        IProjection projection,
        ProjectionLifecycle lifecycle,
        string? projectionName = null,
        Action<AsyncOptions>? asyncConfiguration = null)
    {
        if (lifecycle == ProjectionLifecycle.Live)
            throw new ArgumentOutOfRangeException(nameof(lifecycle), "A projection of this kind cannot be Live.");

        var registered = CustomProjection.For(projection, lifecycle, projectionName);
        asyncConfiguration?.Invoke(registered.Options);
        _all.Add(registered);
    }

    internal RegisteredProjection? FindAggregate(Type documentType) => _all.Find(p => p.DocumentType == documentType);
}
