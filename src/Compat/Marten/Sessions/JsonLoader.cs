using Npgsql;

namespace Marten.Sessions;

/// <summary>Stored documents as the JSON they are.</summary>
internal sealed class JsonLoader(QuerySession session) : IJsonLoader
{
    public Task<string?> FindByIdAsync<T>(object id, CancellationToken token = default) where T : class => TextAsync<T>(id, token);

    public Task<string?> FindByIdAsync<T>(string id, CancellationToken token = default) where T : class => TextAsync<T>(id, token);

    public Task<string?> FindByIdAsync<T>(int id, CancellationToken token = default) where T : class => TextAsync<T>(id, token);

    public Task<string?> FindByIdAsync<T>(long id, CancellationToken token = default) where T : class => TextAsync<T>(id, token);

    public Task<string?> FindByIdAsync<T>(Guid id, CancellationToken token = default) where T : class => TextAsync<T>(id, token);

    public Task<bool> StreamById<T>(string id, Stream destination, CancellationToken token = default) where T : class => CopyAsync<T>(id, destination, token);

    public Task<bool> StreamById<T>(int id, Stream destination, CancellationToken token = default) where T : class => CopyAsync<T>(id, destination, token);

    public Task<bool> StreamById<T>(long id, Stream destination, CancellationToken token = default) where T : class => CopyAsync<T>(id, destination, token);

    public Task<bool> StreamById<T>(Guid id, Stream destination, CancellationToken token = default) where T : class => CopyAsync<T>(id, destination, token);

    private async Task<string?> TextAsync<T>(object id, CancellationToken cancellation) where T : class =>
        await session.Connection.QueryAsync(
            await CommandAsync<T>(id, cancellation),
            0,
            static async (_, reader, token) => await reader.ReadAsync(token) ? reader.GetString(0) : null,
            cancellation);

    private async Task<bool> CopyAsync<T>(object id, Stream destination, CancellationToken cancellation) where T : class =>
        await session.Connection.QueryAsync(
            await CommandAsync<T>(id, cancellation),
            destination,
            static async (stream, reader, token) =>
            {
                if (!await reader.ReadAsync(token)) return false;
                await stream.WriteAsync(reader.GetFieldValue<byte[]>(0), token);
                return true;
            },
            cancellation);

    private async Task<NpgsqlBatch> CommandAsync<T>(object id, CancellationToken cancellation) where T : class
    {
        var storage = await session.StorageAsync<T>(cancellation);
        return QuerySession.Batch(session.ForTenant(storage, new NpgsqlBatchCommand(storage.Sql.LoadJson).WithId(id)));
    }
}
