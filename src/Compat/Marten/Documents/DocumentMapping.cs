using System.Collections.Concurrent;
using System.Reflection;
using JasperFx;
using JasperFx.MultiTenancy;
using Marten.Events;

namespace Marten.Schema;

internal enum VersionColumn
{
    Guid,
    Integer,
    Long,
}

/// <summary>How one document type is stored: configuration only, resolved when the store is built.</summary>
internal sealed class DocumentMapping(Type type, StoreOptions options)
{
    public Type Type { get; } = type;
    public MemberInfo? IdMember { get; set; } = FindIdMember(type);
    public string Alias { get; set; } = TypeNames.DocumentAlias(type);
    public TenancyStyle? Tenancy { get; set; }

    /// <summary>Projection targets carry the version of their stream.</summary>
    public bool IsProjectionTarget { get; set; }

    /// <summary>A projection of version n &gt; 1 writes to a table of its own.</summary>
    public uint ProjectionVersion { get; set; } = 1;

    public string? SchemaName { get; set; }

    public string Schema => SchemaName ?? options.DatabaseSchemaName;

    public string TableName => ProjectionVersion > 1 ? $"mt_doc_{Alias}_{ProjectionVersion}" : $"mt_doc_{Alias}";

    public bool IsMultiTenanted => (Tenancy ?? (options.Documents.AllMultiTenanted ? TenancyStyle.Conjoined : TenancyStyle.Single))
        == TenancyStyle.Conjoined;

    public VersionColumn Version =>
        typeof(IRevisioned).IsAssignableFrom(Type) ? VersionColumn.Integer
        : IsProjectionTarget || typeof(ILongVersioned).IsAssignableFrom(Type) ? VersionColumn.Long
        : VersionColumn.Guid;

    private static MemberInfo? FindIdMember(Type type)
    {
        const BindingFlags publicMembers = BindingFlags.Public | BindingFlags.Instance;
        var candidates = type.GetMembers(publicMembers).Where(m => m is PropertyInfo { CanRead: true } or FieldInfo).ToList();
        return candidates.Find(m => m.GetCustomAttribute<IdentityAttribute>() is not null)
            ?? candidates.Find(m => string.Equals(m.Name, "Id", StringComparison.OrdinalIgnoreCase));
    }
}

internal sealed class DocumentMappings(StoreOptions options)
{
    private readonly ConcurrentDictionary<Type, DocumentMapping> _mappings = new();

    public bool AllMultiTenanted { get; set; }

    public IEnumerable<DocumentMapping> All => _mappings.Values;

    public DocumentMapping For(Type type) => _mappings.GetOrAdd(type, static (t, o) => new DocumentMapping(t, o), options);
}
