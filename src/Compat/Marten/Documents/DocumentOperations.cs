using JasperFx;
using Marten.Schema;
using Marten.Sessions;
using Npgsql;

namespace Marten.Documents;

internal enum DocumentVersion
{
    /// <summary>The table counts by itself.</summary>
    Next,

    /// <summary>The caller knows it.</summary>
    Given,

    /// <summary>The version the document's stream has after the append of this unit of work.</summary>
    OfStream,
}

/// <summary>Insert or update one document.</summary>
internal sealed class WriteDocument<T>(DocumentStorage<T> storage, T document, string tenantId) : StorageOperation where T : notnull
{
    private readonly object _id = storage.Identify(document);

    public bool InsertOnly { get; init; }
    public DocumentVersion VersionSource { get; init; }
    public long Version { get; init; }
    public bool StreamsAreConjoined { get; init; }

    public override bool ReturnsRows => !InsertOnly && VersionSource == DocumentVersion.Next && storage.Mapping.Version != VersionColumn.Guid;

    public override NpgsqlBatchCommand ToCommand()
    {
        var sql = InsertOnly ? storage.Sql.Insert
            : VersionSource switch
            {
                DocumentVersion.Given => storage.Sql.UpsertAtVersion,
                DocumentVersion.OfStream => storage.Sql.UpsertAtStreamVersion,
                _ => storage.Sql.Upsert,
            };
        var command = new NpgsqlBatchCommand(sql).WithId(_id);
        if (storage.IsMultiTenanted) command.WithText(tenantId);
        command.WithJson(storage.Write(document)).WithText(storage.DotNetType);

        if (storage.Mapping.Version == VersionColumn.Guid) return command.With(Guid.CreateVersion7());
        return VersionSource switch
        {
            DocumentVersion.Given when !InsertOnly => command.With(Version),
            DocumentVersion.OfStream when StreamsAreConjoined => command.WithText(tenantId),
            _ => command,
        };
    }

    public override async ValueTask ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        if (await reader.ReadAsync(cancellation)) storage.SetVersion(document, storage.Version(reader, 0));
    }

    public override Exception? Translate(PostgresException e) =>
        InsertOnly && e.SqlState == PostgresErrorCodes.UniqueViolation && e.TableName == storage.Mapping.TableName
            ? new DocumentAlreadyExistsException(e, typeof(T), _id)
            : null;
}

internal sealed class DeleteDocument<T>(DocumentStorage<T> storage, object id, string tenantId) : StorageOperation where T : notnull
{
    public override NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(storage.Sql.Delete).WithId(id);
        return storage.IsMultiTenanted ? command.WithText(tenantId) : command;
    }
}
