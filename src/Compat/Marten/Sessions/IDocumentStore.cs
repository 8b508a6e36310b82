using System.Data;
using JasperFx;
using Marten.Services;

namespace Marten;

public partial interface IDocumentStore : IDisposable, IAsyncDisposable
{
    IReadOnlyStoreOptions Options { get; }
    IMartenStorage Storage { get; }
    AdvancedOperations Advanced { get; }

    IDocumentSession LightweightSession(IsolationLevel isolationLevel = IsolationLevel.ReadCommitted);
    IDocumentSession LightweightSession(string tenantId, IsolationLevel isolationLevel = IsolationLevel.ReadCommitted);
    IDocumentSession LightweightSession(SessionOptions options);
    IQuerySession QuerySession();
    IQuerySession QuerySession(string tenantId);
    IQuerySession QuerySession(SessionOptions options);
}

public interface IMartenStorage
{
    Task ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate? @override = null);
}
