namespace JasperFx.Events.Projections;

public class AsyncOptions
{
    private readonly List<string> _teardownTables = [];
    private readonly List<Type> _teardownTypes = [];

    public int BatchSize { get; set; } = 500;
    public int MaximumHopperSize { get; set; } = 5000;
    public List<Type> StorageTypes { get; } = [];
    public bool TeardownDataOnRebuild { get; set; } = true;

    internal IReadOnlyList<string> TeardownTables => _teardownTables;
    internal IReadOnlyList<Type> TeardownTypes => _teardownTypes;
    internal bool FromPresent { get; private set; }
    internal long? FromSequence { get; private set; }

    public void DeleteViewTypeOnTeardown<T>() => DeleteViewTypeOnTeardown(typeof(T));

    public void DeleteViewTypeOnTeardown(Type type)
    {
        _teardownTypes.Add(type);
        StorageTypes.Add(type);
    }

    public void DeleteDataInTableOnTeardown(string tableIdentifier) => _teardownTables.Add(tableIdentifier);

    public AsyncOptions SubscribeFromPresent(string? databaseIdentifier = null)
    {
        FromPresent = true;
        return this;
    }

    public AsyncOptions SubscribeFromSequence(long sequenceFloor, string? databaseIdentifier = null)
    {
        FromSequence = sequenceFloor;
        return this;
    }
}
