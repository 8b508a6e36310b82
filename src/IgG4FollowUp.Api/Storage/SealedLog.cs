using System.Data;
using System.Runtime.CompilerServices;
using IgG4FollowUp.Api.Proof;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace IgG4FollowUp.Api.Storage;

/// <summary>A leaf beside the event that it stands for.</summary>
/// <param name="Index">Place of the leaf, from 0; null where an event has none.</param>
/// <param name="Leaf">The leaf; null where an event has none.</param>
/// <param name="Sequence">Place in the log.</param>
/// <param name="Content">Content of the event; null where there is none.</param>
public sealed record LeafOfEvent(long? Index, SealedEvent? Leaf, long Sequence, string? Content);

/// <summary>
/// The tree over the log of events: a leaf for each event, the hashes of its subtrees at every eighth height, and the checkpoints that were
/// signed. Rows are only ever added.
/// </summary>
public sealed class SealedLog(NpgsqlDataSource database)
{
    /// <summary>Subtrees whose heights are multiples of it are stored; others follow from at most 128 of them.</summary>
    public const int StoredHeight = 8;

    public const string LeafTable = StorageNames.Schema + ".log_leaf";
    public const string NodeTable = StorageNames.Schema + ".log_node";
    public const string CheckpointTable = StorageNames.Schema + ".log_checkpoint";

    // What is stored of an event, in the order of EventContent.Fields.
    private const string Content = """
        array[e.seq_id::text, e.id::text, e.tenant_id, e.stream_id::text, e.version::text, e.type, e.mt_dotnet_type,
          (extract(epoch from e.timestamp) * 1000000)::bigint::text, e.correlation_id, e.causation_id, e.user_name, e.data::text,
          encode(e.bdata, 'hex'), case when e.version = 1 then s.type end,
          case when e.version = 1 then (extract(epoch from s.created) * 1000000)::bigint::text end]
        """;

    private const string StreamOfFirst =
        $"left join {StorageNames.Streams} s on e.version = 1 and s.tenant_id = e.tenant_id and s.id = e.stream_id";

    private static readonly string[] Names = [.. EventNames.All.Keys];

    public static void Configure(StoreOptions options)
    {
        var leaves = new Table(LeafTable);
        leaves.AddColumn("index", "bigint").AsPrimaryKey();
        leaves.AddColumn("sequence", "bigint").NotNull().AddIndex(index => index.IsUnique = true);
        leaves.AddColumn("salt", "bytea").NotNull();
        leaves.AddColumn("commitment", "bytea").NotNull();
        var nodes = new Table(NodeTable);
        nodes.AddColumn("height", "smallint").AsPrimaryKey();
        nodes.AddColumn("index", "bigint").AsPrimaryKey();
        nodes.AddColumn("hash", "bytea").NotNull();
        var checkpoints = new Table(CheckpointTable);
        checkpoints.AddColumn("size", "bigint").AsPrimaryKey();
        checkpoints.AddColumn("note", "text").NotNull();
        foreach (var table in new[] { leaves, nodes, checkpoints }) options.Storage.ExtendedSchemaObjects.Add(table);
    }

    /// <summary>Adds a leaf for each of the next events that are settled.</summary>
    /// <param name="most">Most events.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The tree as it is then, and how many leaves were added.</returns>
    public async Task<(GrowingTree Tree, int Added)> SealAsync(int most, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Nodes that think themselves alone take turns.
        await using (var turn = new NpgsqlCommand("select pg_advisory_xact_lock(4716)", connection, transaction))
            await turn.ExecuteNonQueryAsync(cancellation);
        var (size, last) = await EndAsync(connection, cancellation);
        var tree = new GrowingTree(size, await HashesAsync(connection, [.. MerkleTree.Subtrees(new(0, size))], cancellation));
        var sealedEvents = new List<SealedEvent>();
        await using (var read = new NpgsqlCommand($"""
            select e.seq_id, {Content} from {StorageNames.Events} e {StreamOfFirst}
            where e.seq_id > $1 and e.seq_id <= {EventLog.MarkSql} and {EventLog.IsEvent("$2")} order by e.seq_id limit $3
            """, connection, transaction))
        {
            read.Parameters.Add(new() { Value = last });
            read.Parameters.Add(new() { Value = Names });
            read.Parameters.Add(new() { Value = most });
            await using var reader = await read.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                sealedEvents.Add(SealedEvent.Of(reader.GetInt64(0), EventContent.Write(reader.GetFieldValue<string?[]>(1))));
        }

        if (sealedEvents.Count == 0) return (tree, 0);
        var nodes = new List<(Subtree Subtree, byte[] Hash)>();
        foreach (var leaf in sealedEvents) nodes.AddRange(tree.Add(leaf.Leaf).Where(added => IsStored(added.Subtree)));
        await CopyAsync(
            connection, $"copy {LeafTable} (index, sequence, salt, commitment) from stdin (format binary)",
            sealedEvents.Select((leaf, i) => new (NpgsqlDbType, object)[]
            {
                (NpgsqlDbType.Bigint, size + i), (NpgsqlDbType.Bigint, leaf.Sequence), (NpgsqlDbType.Bytea, leaf.Salt),
                (NpgsqlDbType.Bytea, leaf.Commitment),
            }), cancellation);
        await CopyAsync(
            connection, $"copy {NodeTable} (height, index, hash) from stdin (format binary)",
            nodes.Select(node => new (NpgsqlDbType, object)[]
            {
                (NpgsqlDbType.Smallint, (short)node.Subtree.Height), (NpgsqlDbType.Bigint, node.Subtree.Index),
                (NpgsqlDbType.Bytea, node.Hash),
            }), cancellation);
        await transaction.CommitAsync(cancellation);
        return (tree, sealedEvents.Count);
    }

    /// <summary>Whether the hash of a subtree is stored besides those of the leaves.</summary>
    public static bool IsStored(Subtree subtree) => subtree.Height > 0 && subtree.Height % StoredHeight == 0;

    /// <summary>Keeps a checkpoint, unless there is one of its size.</summary>
    public async Task KeepAsync(long size, SignedNote checkpoint, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"insert into {CheckpointTable} (size, note) values ($1, $2) on conflict do nothing");
        command.Parameters.Add(new() { Value = size });
        command.Parameters.Add(new() { Value = checkpoint.ToString() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The last checkpoint; null before the first one.</summary>
    public async Task<(long Size, string Note)?> LastCheckpointAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select size, note from {CheckpointTable} order by size desc limit 1");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetInt64(0), reader.GetString(1)) : null;
    }

    /// <summary>Hashes of leaves that lie together, one for each run.</summary>
    public async Task<IReadOnlyList<byte[]>> HashesAsync(IReadOnlyList<Leaves> runs, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var subtrees = runs.Select(run => MerkleTree.Subtrees(run).ToList()).ToList();
        var hashes = await HashesAsync(connection, [.. subtrees.SelectMany(each => each)], cancellation);
        var (found, next) = (new List<byte[]>(runs.Count), 0);
        foreach (var of in subtrees)
        {
            found.Add(MerkleTree.Root(hashes.Skip(next).Take(of.Count)));
            next += of.Count;
        }

        return found;
    }

    /// <summary>Leaves and contents of the events of one stream, in order; those that are not sealed yet are without a leaf.</summary>
    public async Task<List<LeafOfEvent>> OfStreamAsync(
        string clinic, Guid stream, long fromVersion, long toVersion, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select l.index, l.sequence, l.salt, l.commitment, e.seq_id, {Content}
            from {StorageNames.Events} e {StreamOfFirst} left join {LeafTable} l on l.sequence = e.seq_id
            where e.tenant_id = $1 and e.stream_id = $2 and e.version between $3 and $4 and {EventLog.IsEvent("$5")} order by e.version
            """);
        command.Parameters.Add(new() { Value = clinic });
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = fromVersion });
        command.Parameters.Add(new() { Value = toVersion });
        command.Parameters.Add(new() { Value = Names });
        var events = new List<LeafOfEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) events.Add(Beside(reader));
        return events;
    }

    /// <summary>A reading of everything at one moment, for whoever verifies it.</summary>
    public async Task<SealedLogReading> OpenAsync(CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        return new(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation));
    }

    private static async Task<(long Size, long Last)> EndAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select coalesce(max(index) + 1, 0), coalesce(max(sequence), 0) from {LeafTable}", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    // Each from the stored hashes at or below its height, all asked for at once.
    private static async Task<List<byte[]>> HashesAsync(
        NpgsqlConnection connection, IReadOnlyList<Subtree> subtrees, CancellationToken cancellation)
    {
        var hashes = new List<byte[]>(subtrees.Count);
        if (subtrees.Count == 0) return hashes;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var subtree in subtrees)
        {
            var stored = subtree.Height / StoredHeight * StoredHeight;
            var first = subtree.Index << (subtree.Height - stored);
            var command = batch.CreateBatchCommand();
            command.CommandText = stored == 0
                ? $"select sequence, salt, commitment from {LeafTable} where index >= $1 and index < $2 order by index"
                : $"select hash from {NodeTable} where index >= $1 and index < $2 and height = $3 order by index";
            command.Parameters.Add(new() { Value = first });
            command.Parameters.Add(new() { Value = first + (1L << (subtree.Height - stored)) });
            if (stored > 0) command.Parameters.Add(new() { Value = (short)stored });
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var subtree in subtrees)
        {
            var level = new List<byte[]>();
            while (await reader.ReadAsync(cancellation))
                level.Add(reader.FieldCount == 1 ? reader.GetFieldValue<byte[]>(0) : Leaf(reader, 0).Leaf);
            if (level.Count != 1 << (subtree.Height % StoredHeight))
                throw new InvalidOperationException("The tree over the log is not whole: './followup verify' tells what is missing.");
            while (level.Count > 1) level = [.. level.Chunk(2).Select(pair => MerkleTree.Node(pair[0], pair[1]))];
            hashes.Add(level[0]);
            await reader.NextResultAsync(cancellation);
        }

        return hashes;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, string sql, IEnumerable<(NpgsqlDbType Type, object Value)[]> rows, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(sql, cancellation);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellation);
            foreach (var (type, value) in row) await copy.WriteAsync(value, type, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    private static SealedEvent Leaf(NpgsqlDataReader reader, int first) =>
        new(reader.GetInt64(first), reader.GetFieldValue<byte[]>(first + 1), reader.GetFieldValue<byte[]>(first + 2));

    // Columns: the leaf's index, sequence, salt and commitment, the event's sequence and content.
    private static LeafOfEvent Beside(NpgsqlDataReader reader)
    {
        var leaf = reader.IsDBNull(0) ? null : Leaf(reader, 1);
        return new(
            leaf is null ? null : reader.GetInt64(0), leaf, leaf?.Sequence ?? reader.GetInt64(4),
            reader.IsDBNull(4) ? null : EventContent.Write(reader.GetFieldValue<string?[]>(5)));
    }

    /// <summary>The log, its leaves and its checkpoints, all as they were at one moment.</summary>
    public sealed class SealedLogReading(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        /// <summary>The checkpoints, from the smallest.</summary>
        public async Task<List<(long Size, string Note)>> CheckpointsAsync(CancellationToken cancellation)
        {
            await using var command = Command($"select size, note from {CheckpointTable} order by size");
            var checkpoints = new List<(long, string)>();
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) checkpoints.Add((reader.GetInt64(0), reader.GetString(1)));
            return checkpoints;
        }

        /// <summary>The stored hashes of subtrees.</summary>
        public async Task<Dictionary<Subtree, byte[]>> NodesAsync(CancellationToken cancellation)
        {
            await using var command = Command($"select height, index, hash from {NodeTable}");
            var nodes = new Dictionary<Subtree, byte[]>();
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                nodes.Add(new(reader.GetInt16(0), reader.GetInt64(1)), reader.GetFieldValue<byte[]>(2));
            return nodes;
        }

        /// <summary>Every leaf and every event up to the last one that is sealed, in the order of the log.</summary>
        public async IAsyncEnumerable<LeafOfEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await using var command = Command($"""
                select l.index, l.sequence, l.salt, l.commitment, e.seq_id, e.content
                from (select e.seq_id, {Content} as content from {StorageNames.Events} e {StreamOfFirst}
                  where e.seq_id <= (select max(sequence) from {LeafTable}) and {EventLog.IsEvent("$1")}) e
                full join {LeafTable} l on l.sequence = e.seq_id
                order by coalesce(l.sequence, e.seq_id), l.index
                """);
            command.Parameters.Add(new() { Value = Names });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) yield return Beside(reader);
        }

        /// <summary>Number of events after the last one that is sealed.</summary>
        public async Task<long> UnsealedAsync(CancellationToken cancellation)
        {
            await using var command = Command($"""
                select count(*) from {StorageNames.Events} e
                where e.seq_id > coalesce((select max(sequence) from {LeafTable}), 0) and {EventLog.IsEvent("$1")}
                """);
            command.Parameters.Add(new() { Value = Names });
            return (long)(await command.ExecuteScalarAsync(cancellation))!;
        }

        /// <summary>Streams of which the store tells something else than their events do.</summary>
        public async Task<List<Guid>> OddStreamsAsync(CancellationToken cancellation)
        {
            await using var command = Command($"""
                select s.id from {StorageNames.Streams} s join (
                  select e.tenant_id, e.stream_id, count(*) as events, max(e.version) as version from {StorageNames.Events} e
                  where {EventLog.IsEvent("$1")} group by e.tenant_id, e.stream_id) e on e.tenant_id = s.tenant_id and e.stream_id = s.id
                where e.version is distinct from s.version or e.events is distinct from s.version or s.is_archived
                  or s.compacted_version <> 0
                order by s.id
                """);
            command.Parameters.Add(new() { Value = Names });
            var odd = new List<Guid>();
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) odd.Add(reader.GetGuid(0));
            return odd;
        }

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }

        private NpgsqlCommand Command(string sql) => new(sql, connection, transaction) { CommandTimeout = 0 };
    }
}
