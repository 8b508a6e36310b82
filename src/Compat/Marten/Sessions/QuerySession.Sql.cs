using System.Reflection;

namespace Marten.Sessions;

/// <summary>Raw SQL. Nothing is added to it but the document select in front of a bare fragment: the tenant is the caller's business.</summary>
internal partial class QuerySession
{
    private static readonly MethodInfo DocumentQuery = typeof(QuerySession).GetMethod(nameof(QueryDocumentsAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters) =>
        QueryAsync<T>('?', sql, parameters, token);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, params object[] parameters) => QueryAsync<T>('?', sql, parameters, default);

    public Task<IReadOnlyList<T>> QueryAsync<T>(char placeholder, string sql, params object[] parameters) =>
        QueryAsync<T>(placeholder, sql, parameters, default);

    public async Task<int> StreamJson<T>(Stream destination, CancellationToken token, string sql, params object[] parameters)
    {
        await using var batch = Batch(UserSql.ToCommand('?', await WithSelectAsync<T>(sql, jsonOnly: true, token), parameters));
        return await Connection.QueryAsync(
            batch,
            destination,
            static async (stream, reader, cancellation) =>
            {
                var count = 0;
                await stream.WriteAsync("["u8.ToArray(), cancellation);
                while (await reader.ReadAsync(cancellation))
                {
                    if (count++ > 0) await stream.WriteAsync(","u8.ToArray(), cancellation);
                    await stream.WriteAsync(reader.GetFieldValue<byte[]>(0), cancellation);
                }

                await stream.WriteAsync("]"u8.ToArray(), cancellation);
                return count;
            },
            token);
    }

    private static bool IsScalar(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsPrimitive || bare == typeof(string) || bare == typeof(decimal) || bare == typeof(Guid) || bare == typeof(DateTime)
            || bare == typeof(DateTimeOffset) || bare == typeof(DateOnly) || bare == typeof(TimeOnly) || bare == typeof(TimeSpan) || bare == typeof(byte[]);
    }

    private static bool IsFullStatement(string sql)
    {
        var text = sql.AsSpan().TrimStart();
        return text.StartsWith("select", StringComparison.OrdinalIgnoreCase) || text.StartsWith("with", StringComparison.OrdinalIgnoreCase);
    }

    private Task<IReadOnlyList<T>> QueryAsync<T>(char placeholder, string sql, object[] parameters, CancellationToken cancellation) =>
        IsScalar(typeof(T))
            ? QueryScalarsAsync<T>(placeholder, sql, parameters, cancellation)
            : DocumentQueries<T>.Run(this, placeholder, sql, parameters, cancellation);

    private Task<IReadOnlyList<T>> QueryScalarsAsync<T>(char placeholder, string sql, object[] parameters, CancellationToken cancellation) =>
        Connection.QueryAsync(
            Batch(UserSql.ToCommand(placeholder, sql, parameters)),
            0,
            static async (_, reader, token) =>
            {
                var found = new List<T>();
                while (await reader.ReadAsync(token)) found.Add(reader.IsDBNull(0) ? default! : reader.GetFieldValue<T>(0));
                return (IReadOnlyList<T>)found;
            },
            cancellation);

    private async Task<IReadOnlyList<T>> QueryDocumentsAsync<T>(char placeholder, string sql, object[] parameters, CancellationToken cancellation)
        where T : notnull
    {
        var command = UserSql.ToCommand(placeholder, await WithSelectAsync<T>(sql, jsonOnly: false, cancellation), parameters);
        var storage = await StorageAsync<T>(cancellation);
        return await Connection.QueryAsync(
            Batch(command),
            storage,
            static async (s, reader, token) =>
            {
                var found = new List<T>();
                while (await reader.ReadAsync(token)) found.Add(s.Read(reader));
                return (IReadOnlyList<T>)found;
            },
            cancellation);
    }

    private async ValueTask<string> WithSelectAsync<T>(string sql, bool jsonOnly, CancellationToken cancellation)
    {
        if (IsFullStatement(sql)) return sql;
        var storage = DocumentStore.StorageFor(typeof(T));
        await DocumentStore.Schema.EnsureAsync(storage, cancellation);
        return $"{(jsonOnly ? storage.SelectJson : storage.SelectDocument)} {sql}";
    }

    // QueryAsync<T> has no constraint, because T may be a scalar; documents are stored under one. Bound once per type.
    private static class DocumentQueries<T>
    {
        public static readonly Func<QuerySession, char, string, object[], CancellationToken, Task<IReadOnlyList<T>>> Run =
            DocumentQuery.MakeGenericMethod(typeof(T))
                .CreateDelegate<Func<QuerySession, char, string, object[], CancellationToken, Task<IReadOnlyList<T>>>>();
    }
}
