using Marten.Events;

namespace Marten;

public interface IDocumentOperations : IQuerySession
{
    new IEventStoreOperations Events { get; }

    void Delete<T>(T entity) where T : notnull;
    void Delete<T>(int id) where T : notnull;
    void Delete<T>(long id) where T : notnull;
    void Delete<T>(object id) where T : notnull;
    void Delete<T>(Guid id) where T : notnull;
    void Delete<T>(string id) where T : notnull;
    void Store<T>(IEnumerable<T> entities) where T : notnull;
    void Store<T>(params T[] entities) where T : notnull;
    void Insert<T>(IEnumerable<T> entities) where T : notnull;
    void Insert<T>(params T[] entities) where T : notnull;
    void QueueSqlCommand(string sql, params object[] parameterValues);
    void QueueSqlCommand(char placeholder, string sql, params object[] parameterValues);

    new ITenantOperations ForTenant(string tenantId);
}

public interface ITenantOperations : IDocumentOperations;

public interface IDocumentSession : IDocumentOperations
{
    string? LastModifiedBy { get; set; }

    Task SaveChangesAsync(CancellationToken token = default);
    void EjectAllPendingChanges();
    void SetHeader(string key, object value);
    object? GetHeader(string key);
    ValueTask BeginTransactionAsync(CancellationToken token);
}
