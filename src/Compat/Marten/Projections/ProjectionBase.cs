namespace JasperFx.Events.Projections;

public abstract class ProjectionBase
{
    private readonly HashSet<Type> _includedTypes = [];

    public string Name { get; set; } = null!;

    public uint Version { get; set; } = 1;

    public ProjectionLifecycle Lifecycle { get; set; } = ProjectionLifecycle.Async;

    public AsyncOptions Options { get; } = new();

    public bool IncludeArchivedEvents { get; set; }

    internal IReadOnlySet<Type> IncludedTypes => _includedTypes;

    public void IncludeType<T>() => IncludeType(typeof(T));

    public void IncludeType(Type type) => _includedTypes.Add(type);
}

/// <summary>What can be registered as a projection.</summary>
public interface IProjectionSource<TOperations, TQuerySession> where TOperations : TQuerySession;
