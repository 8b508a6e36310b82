using Marten.Events;

namespace Marten
{
    public interface IQuerySession : IDisposable, IAsyncDisposable
    {
        IQueryEventStore Events { get; }
        IJsonLoader Json { get; }
        string TenantId { get; }
        string? CausationId { get; set; }
        string? CorrelationId { get; set; }

        Task<T?> LoadAsync<T>(string id, CancellationToken token = default) where T : notnull;
        Task<T?> LoadAsync<T>(object id, CancellationToken token = default) where T : notnull;
        Task<T?> LoadAsync<T>(int id, CancellationToken token = default) where T : notnull;
        Task<T?> LoadAsync<T>(long id, CancellationToken token = default) where T : notnull;
        Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default) where T : notnull;

        Task<bool> CheckExistsAsync<T>(string id, CancellationToken token = default) where T : notnull;
        Task<bool> CheckExistsAsync<T>(object id, CancellationToken token = default) where T : notnull;
        Task<bool> CheckExistsAsync<T>(int id, CancellationToken token = default) where T : notnull;
        Task<bool> CheckExistsAsync<T>(long id, CancellationToken token = default) where T : notnull;
        Task<bool> CheckExistsAsync<T>(Guid id, CancellationToken token = default) where T : notnull;

        Task<IReadOnlyList<T>> LoadManyAsync<T>(params string[] ids) where T : notnull;
        Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<string> ids) where T : notnull;
        Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params string[] ids) where T : notnull;
        Task<IReadOnlyList<T>> LoadManyAsync<T>(params Guid[] ids) where T : notnull;
        Task<IReadOnlyList<T>> LoadManyAsync<T>(IEnumerable<Guid> ids) where T : notnull;
        Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, params Guid[] ids) where T : notnull;
        Task<IReadOnlyList<T>> LoadManyAsync<T>(CancellationToken token, IEnumerable<Guid> ids) where T : notnull;

        Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters);
        Task<IReadOnlyList<T>> QueryAsync<T>(string sql, params object[] parameters);
        Task<IReadOnlyList<T>> QueryAsync<T>(char placeholder, string sql, params object[] parameters);
        Task<int> StreamJson<T>(Stream destination, CancellationToken token, string sql, params object[] parameters);

        ITenantQueryOperations ForTenant(string tenantId);
    }

    public interface ITenantQueryOperations : IQuerySession;

    public interface IJsonLoader
    {
        Task<string?> FindByIdAsync<T>(object id, CancellationToken token = default) where T : class;
        Task<string?> FindByIdAsync<T>(string id, CancellationToken token = default) where T : class;
        Task<string?> FindByIdAsync<T>(int id, CancellationToken token = default) where T : class;
        Task<string?> FindByIdAsync<T>(long id, CancellationToken token = default) where T : class;
        Task<string?> FindByIdAsync<T>(Guid id, CancellationToken token = default) where T : class;
        Task<bool> StreamById<T>(string id, Stream destination, CancellationToken token = default) where T : class;
        Task<bool> StreamById<T>(int id, Stream destination, CancellationToken token = default) where T : class;
        Task<bool> StreamById<T>(long id, Stream destination, CancellationToken token = default) where T : class;
        Task<bool> StreamById<T>(Guid id, Stream destination, CancellationToken token = default) where T : class;
    }
}

namespace Marten.Services
{
    public sealed class SessionOptions
    {
        public string TenantId { get; set; } = JasperFx.StorageConstants.DefaultTenantId;

        /// <summary>Seconds.</summary>
        public int? Timeout { get; set; }

        public System.Data.IsolationLevel IsolationLevel { get; set; } = System.Data.IsolationLevel.ReadCommitted;
    }
}
