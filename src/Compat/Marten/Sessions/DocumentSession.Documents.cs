using System.Collections.Concurrent;
using System.Reflection;
using Marten.Documents;

namespace Marten.Sessions;

internal sealed partial class DocumentSession
{
    private static readonly MethodInfo WriteOneMethod = typeof(DocumentSession).GetMethod(nameof(WriteOne), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static readonly ConcurrentDictionary<Type, Action<DocumentSession, object, bool>> Writers = new();

    public void Store<T>(IEnumerable<T> entities) where T : notnull => Write(entities, insertOnly: false);

    public void Store<T>(params T[] entities) where T : notnull => Write(entities, insertOnly: false);

    public void Insert<T>(IEnumerable<T> entities) where T : notnull => Write(entities, insertOnly: true);

    public void Insert<T>(params T[] entities) where T : notnull => Write(entities, insertOnly: true);

    public void Delete<T>(T entity) where T : notnull => DeleteById<T>(DocumentStore.StorageFor<T>().Identify(entity));

    public void Delete<T>(int id) where T : notnull => DeleteById<T>(id);

    public void Delete<T>(long id) where T : notnull => DeleteById<T>(id);

    public void Delete<T>(object id) where T : notnull => DeleteById<T>(id);

    public void Delete<T>(Guid id) where T : notnull => DeleteById<T>(id);

    public void Delete<T>(string id) where T : notnull => DeleteById<T>(id);

    public void QueueSqlCommand(string sql, params object[] parameterValues) => QueueSqlCommand('?', sql, parameterValues);

    public void QueueSqlCommand(char placeholder, string sql, params object[] parameterValues)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        if (sql.Contains(';', StringComparison.Ordinal))
            throw new ArgumentOutOfRangeException(nameof(sql), "A queued SQL command must be a single statement without a semicolon.");
        Work.Add(new SqlOperation(placeholder, sql, parameterValues));
    }

    private void Write<T>(IEnumerable<T> entities, bool insertOnly) where T : notnull
    {
        if (typeof(T) == typeof(object))
        {
            foreach (var entity in entities) WriterOf(entity.GetType())(this, entity, insertOnly);
            return;
        }

        var storage = DocumentStore.StorageFor<T>();
        foreach (var entity in entities)
        {
            storage.AssignIdentity(entity);
            Queue(storage, new WriteDocument<T>(storage, entity, TenantId) { InsertOnly = insertOnly });
        }
    }

    private static void WriteOne<T>(DocumentSession session, object entity, bool insertOnly) where T : notnull => session.Write([(T)entity], insertOnly);

    private static Action<DocumentSession, object, bool> WriterOf(Type type) => Writers.GetOrAdd(type, static t =>
        WriteOneMethod.MakeGenericMethod(t).CreateDelegate<Action<DocumentSession, object, bool>>());

    private void DeleteById<T>(object id) where T : notnull
    {
        var storage = DocumentStore.StorageFor<T>();
        Queue(storage, new DeleteDocument<T>(storage, id, TenantId));
    }
}
