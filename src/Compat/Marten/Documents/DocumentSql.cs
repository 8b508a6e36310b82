using Marten.Events;
using Marten.Schema;

namespace Marten.Documents;

/// <summary>The statements of one document table. Parameters: id, [tenant,] then data, type, version.</summary>
internal sealed class DocumentSql
{
    public DocumentSql(string table, bool multiTenanted, bool versioned, VersionColumn version, EventStoreOptions events)
    {
        Columns = versioned ? "d.data, d.mt_version" : "d.data";
        Select = $"select {Columns} from {table} as d";
        var one = multiTenanted ? "d.id = $1 and d.tenant_id = $2" : "d.id = $1";
        var many = multiTenanted ? "d.id = any($1) and d.tenant_id = $2" : "d.id = any($1)";
        Load = $"{Select} where {one}";
        LoadMany = $"{Select} where {many}";
        LoadJson = $"select d.data from {table} as d where {one}";
        LoadWithId = $"select d.id, {Columns} from {table} as d where {many}";
        Exists = $"select exists (select 1 from {table} as d where {one})";
        Delete = $"delete from {table} as d where {one}";

        var (key, into, values, next) = multiTenanted ? ("tenant_id, id", "id, tenant_id", "$1, $2", 3) : ("id", "id", "$1", 2);
        var head = $"insert into {table} as d ({into}, data, mt_dotnet_type, mt_last_modified, mt_version) "
            + $"values ({values}, ${next}, ${next + 1}, transaction_timestamp(), ";
        var update = $") on conflict ({key}) do update set data = excluded.data, mt_dotnet_type = excluded.mt_dotnet_type, "
            + "mt_last_modified = transaction_timestamp(), mt_version = ";
        var given = $"${next + 2}";

        if (version == VersionColumn.Guid)
        {
            Insert = $"{head}{given})";
            Upsert = $"{head}{given}{update}excluded.mt_version";
            UpsertAtVersion = UpsertAtStreamVersion = Upsert;
            return;
        }

        var cast = version == VersionColumn.Integer ? "::integer" : "";
        Insert = $"{head}1)";
        Upsert = $"{head}1{update}d.mt_version + 1 returning mt_version";
        UpsertAtVersion = $"{head}{given}{cast}{update}excluded.mt_version";
        var stream = events.IsConjoined ? $"s.id = $1 and s.tenant_id = {given}" : "s.id = $1";
        UpsertAtStreamVersion = $"{head}(select s.version{cast} from {events.DatabaseSchemaName}.mt_streams s where {stream}){update}excluded.mt_version";
    }

    public string Columns { get; }
    public string Select { get; }
    public string Load { get; }
    public string LoadMany { get; }
    public string LoadJson { get; }

    /// <summary>Like <see cref="LoadMany"/>, with the id in front.</summary>
    public string LoadWithId { get; }

    public string Exists { get; }
    public string Delete { get; }
    public string Insert { get; }
    public string Upsert { get; }
    public string UpsertAtVersion { get; }

    /// <summary>
    /// For a projected document whose stream's new version only the server knows, in the same batch after the append. Under conjoined
    /// tenancy the stream's tenant stands in the place of the version.
    /// </summary>
    public string UpsertAtStreamVersion { get; }
}
