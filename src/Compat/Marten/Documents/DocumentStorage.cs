using System.Linq.Expressions;
using System.Reflection;
using JasperFx;
using JasperFx.Events.Projections;
using Marten.Schema;
using Marten.Serialization;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Documents;

/// <summary>The table of one document type and its statements, made once per store.</summary>
internal abstract class DocumentStorage(DocumentMapping mapping)
{
    public DocumentMapping Mapping { get; } = mapping;
    public Type Type => Mapping.Type;
    public bool IsMultiTenanted { get; } = mapping.IsMultiTenanted;
    public string TableName { get; } = $"{mapping.Schema}.{mapping.TableName}";
    public abstract Type IdType { get; }

    /// <summary>What goes in front of a bare <c>where</c>.</summary>
    public abstract string SelectDocument { get; }

    public string SelectJson => $"select d.data from {TableName} as d";

    public Table ToTable()
    {
        var table = new Table(Mapping.Schema, Mapping.TableName);
        if (IsMultiTenanted) table.Column("tenant_id", $"character varying not null default '{StorageConstants.DefaultTenantId}'");
        table.Column("id", $"{PostgresType(IdType)} not null")
            .Column("data", "jsonb not null")
            .Column("mt_last_modified", "timestamptz default transaction_timestamp()");
        _ = Mapping.Version switch
        {
            VersionColumn.Guid => table
                .Column("mt_version", "uuid not null default (md5(random()::text || clock_timestamp()::text)::uuid)")
                .Column("mt_dotnet_type", "character varying"),
            var revision => table
                .Column("mt_dotnet_type", "character varying")
                .Column("mt_version", revision == VersionColumn.Integer ? "integer not null default 0" : "bigint not null default 0"),
        };
        return IsMultiTenanted ? table.Key("tenant_id", "id") : table.Key("id");
    }

    private static string PostgresType(Type id) =>
        id == typeof(Guid) ? "uuid"
        : id == typeof(string) ? "character varying"
        : id == typeof(int) ? "integer"
        : "bigint";
}

internal sealed class DocumentStorage<T> : DocumentStorage where T : notnull
{
    private readonly Func<T, object?> _readId;
    private readonly Action<T, object>? _writeId;
    private readonly Action<T, long>? _writeVersion;
    private readonly StoreSerializer _serializer;

    public DocumentStorage(DocumentMapping mapping, StoreOptions options)
        : base(mapping)
    {
        _serializer = options.Serializer;
        var member = mapping.IdMember
            ?? throw new InvalidProjectionException($"Document type {typeof(T).FullName} has no public member Id.");
        IdType = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
        (_readId, _writeId) = Accessors(member, IdType);
        _writeVersion = typeof(ILongVersioned).IsAssignableFrom(typeof(T)) ? static (d, v) => ((ILongVersioned)d).Version = v
            : typeof(IRevisioned).IsAssignableFrom(typeof(T)) ? static (d, v) => ((IRevisioned)d).Version = (int)v
            : null;
        Sql = new DocumentSql(TableName, IsMultiTenanted, IsVersioned, mapping.Version, options.EventOptions);
        DotNetType = typeof(T).FullName!;
    }

    public override Type IdType { get; }

    public override string SelectDocument => Sql.Select;

    /// <summary>The document shows its version, so that it is read from <c>mt_version</c>.</summary>
    public bool IsVersioned => _writeVersion is not null;

    public DocumentSql Sql { get; }

    public string DotNetType { get; }

    public object Identify(T document) => _readId(document) ?? throw new InvalidOperationException($"The id of {typeof(T).FullName} is null.");

    /// <summary>An empty Guid is given a value; an empty string is refused.</summary>
    public object AssignIdentity(T document)
    {
        switch (_readId(document))
        {
            case Guid id when id == Guid.Empty && _writeId is not null:
                var assigned = (object)Guid.CreateVersion7();
                _writeId(document, assigned);
                return assigned;
            case null or "":
                throw new InvalidOperationException($"Id/id values cannot be null or empty for {typeof(T).FullName}");
            case var id:
                return id;
        }
    }

    public byte[] Write(T document) => _serializer.Write(document);

    /// <summary>Reads <c>data [, mt_version]</c> of the current row.</summary>
    public T Read(NpgsqlDataReader reader, int column = 0)
    {
        var document = _serializer.Read<T>(reader.GetFieldValue<byte[]>(column))!;
        if (_writeVersion is not null && reader.FieldCount > column + 1) _writeVersion(document, Version(reader, column + 1));
        return document;
    }

    public void SetVersion(T document, long version) => _writeVersion?.Invoke(document, version);

    public long Version(NpgsqlDataReader reader, int column) =>
        Mapping.Version == VersionColumn.Integer ? reader.GetInt32(column) : reader.GetInt64(column);

    public NpgsqlParameter IdArray(IEnumerable<object> ids) =>
        IdType == typeof(Guid) ? new NpgsqlParameter<Guid[]> { TypedValue = ids.Cast<Guid>().ToArray() }
        : IdType == typeof(string)
            ? new NpgsqlParameter<string[]> { TypedValue = ids.Cast<string>().ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar }
        : IdType == typeof(int) ? new NpgsqlParameter<int[]> { TypedValue = ids.Cast<int>().ToArray() }
        : new NpgsqlParameter<long[]> { TypedValue = ids.Cast<long>().ToArray() };

    private static (Func<T, object?> Read, Action<T, object>? Write) Accessors(MemberInfo member, Type idType)
    {
        var document = Expression.Parameter(typeof(T));
        var access = Expression.MakeMemberAccess(document, member);
        var read = Expression.Lambda<Func<T, object?>>(Expression.Convert(access, typeof(object)), document).Compile();
        if (member is PropertyInfo { CanWrite: false } or FieldInfo { IsInitOnly: true } || typeof(T).IsValueType) return (read, null);
        var value = Expression.Parameter(typeof(object));
        var assign = Expression.Assign(access, Expression.Convert(value, idType));
        return (read, Expression.Lambda<Action<T, object>>(assign, document, value).Compile());
    }
}
