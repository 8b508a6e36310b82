using Npgsql;

namespace Marten.Sessions;

internal partial class QuerySession
{
    public Task<T?> LoadAsync<T>(string id, CancellationToken token = default) where T : notnull => LoadByIdAsync<T>(id, token);

    public Task<T?> LoadAsync<T>(object id, CancellationToken token = default) where T : notnull => LoadByIdAsync<T>(id, token);

    public Task<T?> LoadAsync<T>(int id, CancellationToken token = default) where T : notnull => LoadByIdAsync<T>(id, token);

    public Task<T?> LoadAsync<T>(long id, CancellationToken token = default) where T : notnull => LoadByIdAsync<T>(id, token);

    public Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default) where T : notnull => LoadByIdAsync<T>(id, token);

    public Task<bool> CheckExistsAsync<T>(string id, CancellationToken token = default) where T : notnull => ExistsAsync<T>(id, token);

    public Task<bool> CheckExistsAsync<T>(object id, CancellationToken token = default) where T : notnull => ExistsAsync<T>(id, token);

    public Task<bool> CheckExistsAsync<T>(int id, CancellationToken token = default) where T : notnull => ExistsAsync<T>(id, token);

    public Task<bool> CheckExistsAsync<T>(long id, CancellationToken token = default) where T : notnull => ExistsAsync<T>(id, token);

    public Task<bool> CheckExistsAsync<T>(Guid id, CancellationToken token = default) where T : notnull => ExistsAsync<T>(id, token);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(params string[] ids) where T : notnull => LoadManyByIdAsync<T>(ids, default);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<string> ids) where T : notnull => LoadManyByIdAsync<T>(ids, default);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params string[] ids) where T : notnull => LoadManyByIdAsync<T>(ids, token);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(params Guid[] ids) where T : notnull => LoadManyByIdAsync<T>(ids.Cast<object>(), default);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<Guid> ids) where T : notnull => LoadManyByIdAsync<T>(ids.Cast<object>(), default);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params Guid[] ids) where T : notnull =>
        LoadManyByIdAsync<T>(ids.Cast<object>(), token);

    public Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<Guid> ids) where T : notnull =>
        LoadManyByIdAsync<T>(ids.Cast<object>(), token);

    /// <summary>The documents that exist, by id, in one round trip.</summary>
    internal async Task<Dictionary<object, T>> LoadByIdsAsync<T>(IReadOnlyCollection<object> ids, CancellationToken cancellation) where T : notnull
    {
        if (ids.Count == 0) return [];
        var storage = await StorageAsync<T>(cancellation);
        var command = new NpgsqlBatchCommand(storage.Sql.LoadWithId);
        command.Parameters.Add(storage.IdArray(ids));
        return await Connection.QueryAsync(
            Batch(ForTenant(storage, command)),
            storage,
            static async (s, reader, token) =>
            {
                var found = new Dictionary<object, T>();
                while (await reader.ReadAsync(token)) found[reader.GetValue(0)] = s.Read(reader, 1);
                return found;
            },
            cancellation);
    }

    private async Task<T?> LoadByIdAsync<T>(object id, CancellationToken cancellation) where T : notnull
    {
        var storage = await StorageAsync<T>(cancellation);
        return await Connection.QueryAsync(
            Batch(ForTenant(storage, new NpgsqlBatchCommand(storage.Sql.Load).WithId(id))),
            storage,
            static async (s, reader, token) => await reader.ReadAsync(token) ? s.Read(reader) : default,
            cancellation);
    }

    private async Task<bool> ExistsAsync<T>(object id, CancellationToken cancellation) where T : notnull
    {
        var storage = await StorageAsync<T>(cancellation);
        return await Connection.QueryAsync(
            Batch(ForTenant(storage, new NpgsqlBatchCommand(storage.Sql.Exists).WithId(id))),
            0,
            static async (_, reader, token) => await reader.ReadAsync(token) && reader.GetBoolean(0),
            cancellation);
    }

    private async Task<IReadOnlyList<T>> LoadManyByIdAsync<T>(IEnumerable<object> ids, CancellationToken cancellation) where T : notnull
    {
        var storage = await StorageAsync<T>(cancellation);
        var command = new NpgsqlBatchCommand(storage.Sql.LoadMany);
        command.Parameters.Add(storage.IdArray(ids));
        return await Connection.QueryAsync(
            Batch(ForTenant(storage, command)),
            storage,
            static async (s, reader, token) =>
            {
                var found = new List<T>();
                while (await reader.ReadAsync(token)) found.Add(s.Read(reader));
                return (IReadOnlyList<T>)found;
            },
            cancellation);
    }
}
