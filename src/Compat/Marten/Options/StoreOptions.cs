using System.Text.Json;
using JasperFx;
using Marten.Events;
using Marten.Events.Projections;
using Marten.Schema;
using Marten.Serialization;
using Npgsql;
using Weasel.Core;

namespace Marten;

public interface IReadOnlyStoreOptions
{
    string DatabaseSchemaName { get; }
}

public class StoreOptions : IReadOnlyStoreOptions
{
    private int? _commandTimeout;
    private int _connectionTimeout;

    public readonly MartenRegistry Schema;

    public StoreOptions()
    {
        Documents = new DocumentMappings(this);
        EventOptions = new EventStoreOptions(this);
        Schema = new MartenRegistry(Documents);
        Policies = new PoliciesExpression(Documents);
        Projections = new ProjectionOptions(this);
    }

    public string DatabaseSchemaName { get; set; } = "public";

    public AutoCreate AutoCreateSchemaObjects { get; set; } = AutoCreate.CreateOrUpdate;

    /// <summary>Seconds. Five, unless set here or raised by the connection string.</summary>
    public int CommandTimeout
    {
        get => _commandTimeout ?? Math.Max(5, _connectionTimeout);
        set => _commandTimeout = value;
    }

    public int UpdateBatchSize { get; set; } = 500;

    public IEventStoreOptions Events => EventOptions;

    public ProjectionOptions Projections { get; }

    public PoliciesExpression Policies { get; }

    internal DocumentMappings Documents { get; }

    internal EventStoreOptions EventOptions { get; }

    internal StoreSerializer Serializer { get; private set; } = StoreSerializer.Default;

    internal NpgsqlDataSource? DataSource { get; private set; }

    internal bool OwnsDataSource { get; private set; }

    public void Connection(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.IncludeFailedBatchedCommand = true;

        // The store repeats a small set of statements; whoever pools in front of PostgreSQL turns this off in the connection string.
        if (!connectionString.Contains("auto prepare", StringComparison.OrdinalIgnoreCase)
            && !connectionString.Contains("autoprepare", StringComparison.OrdinalIgnoreCase))
        {
            settings.MaxAutoPrepare = 100;
            settings.AutoPrepareMinUsages = 2;
        }

        Use(NpgsqlDataSource.Create(settings), owned: true);
    }

    public void Connection(NpgsqlDataSource dataSource)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        Use(dataSource, owned: false);
    }

    public void UseSystemTextJsonForSerialization(
        EnumStorage enumStorage = EnumStorage.AsInteger,
        Casing casing = Casing.Default,
        Action<JsonSerializerOptions>? configure = null) =>
        Serializer = StoreSerializer.For(null, enumStorage, casing, configure);

    public void UseSystemTextJsonForSerialization(
        JsonSerializerOptions? options,
        EnumStorage enumStorage = EnumStorage.AsInteger,
        Casing casing = Casing.Default,
        Action<JsonSerializerOptions>? configure = null) =>
        Serializer = StoreSerializer.For(options, enumStorage, casing, configure);

    private void Use(NpgsqlDataSource dataSource, bool owned)
    {
        DataSource = dataSource;
        OwnsDataSource = owned;
        var text = dataSource.ConnectionString;
        _connectionTimeout = text.Contains("command timeout", StringComparison.OrdinalIgnoreCase)
            || text.Contains("commandtimeout", StringComparison.OrdinalIgnoreCase)
                ? new NpgsqlConnectionStringBuilder(text).CommandTimeout
                : 0;
    }

    public class PoliciesExpression
    {
        private readonly DocumentMappings _documents;

        internal PoliciesExpression(DocumentMappings documents) => _documents = documents;

        public PoliciesExpression AllDocumentsAreMultiTenanted()
        {
            _documents.AllMultiTenanted = true;
            return this;
        }
    }
}
