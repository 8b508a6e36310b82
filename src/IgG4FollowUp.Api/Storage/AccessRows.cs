using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Domain;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Weasel.Core.Partitioning;
using Weasel.Postgresql.Tables;
using Weasel.Postgresql.Tables.Partitioning;

namespace IgG4FollowUp.Api.Storage;

/// <summary>Which entries of the access record are asked for; null asks for all.</summary>
public sealed record AccessQuery
{
    /// <summary>Clinic of whoever acted.</summary>
    public string? Clinic { get; init; }

    /// <summary>Not before this moment.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who acted.</summary>
    public string? User { get; init; }

    /// <summary>What was done.</summary>
    public AccessKind? Kind { get; init; }

    /// <summary>Name of the operation.</summary>
    public string? Endpoint { get; init; }

    /// <summary>A patient of whom the answer told.</summary>
    public Guid? Patient { get; init; }

    /// <summary>The last entry of the page before; null on the first page.</summary>
    public (DateTimeOffset At, Guid Id)? After { get; init; }

    /// <summary>Most entries.</summary>
    public int Most { get; init; } = 50;
}

/// <summary>
/// The table of the access record, a partition for each month. The service only inserts and reads; what has been kept long enough goes with
/// its whole month.
/// </summary>
public sealed class AccessRows(NpgsqlDataSource database)
{
    public const string Name = StorageNames.Schema + ".access_record";

    // Made ahead, so that a service that may not create tables has them for a while; what comes later still is kept, in the default one.
    private const int MonthsAhead = 6;

    private const string Columns =
        "id, at, kind, endpoint, outcome, user_name, role, clinic, policy, patients, people, question, reason, address, trace";

    public static void Configure(StoreOptions options) => options.Storage.ExtendedSchemaObjects.Add(Table());

    /// <summary>Makes the months ahead and drops those that are over by an instant.</summary>
    /// <returns>Number of months dropped.</returns>
    /// <exception cref="PostgresException">The database user does not own the table.</exception>
    public async Task<int> RollAsync(DateTimeOffset oldest, CancellationToken cancellation)
    {
        // Nodes that make them together take turns; one statement after the other, in one transaction.
        var statements = Ahead.Instance.Partitions().Select(month =>
            $"create table if not exists {Name}_{month.Suffix} partition of {Name} for values from ({month.From}) to ({month.To})");
        await using (var make = database.CreateCommand(string.Join(";\n", statements.Prepend("select pg_advisory_xact_lock(4715)"))))
            await make.ExecuteNonQueryAsync(cancellation);
        var over = await OverAsync(oldest, cancellation);
        foreach (var month in over)
        {
            await using var drop = database.CreateCommand($"drop table {month}");
            await drop.ExecuteNonQueryAsync(cancellation);
        }

        return over.Count;
    }

    /// <summary>Adds entries, all or none.</summary>
    public async Task CopyAsync(IReadOnlyList<AccessEntry> entries, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var copy = await connection.BeginBinaryImportAsync($"copy {Name} ({Columns}) from stdin (format binary)", cancellation);
        foreach (var entry in entries)
        {
            await copy.StartRowAsync(cancellation);
            foreach (var (type, value) in Values(entry))
            {
                if (value is null) await copy.WriteNullAsync(cancellation);
                else await copy.WriteAsync(value, type, cancellation);
            }
        }

        await copy.CompleteAsync(cancellation);
    }

    /// <summary>Adds those of some entries that are not there yet.</summary>
    public async Task InsertAsync(IReadOnlyList<AccessEntry> entries, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        foreach (var entry in entries)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText =
                $"insert into {Name} ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
                    + "on conflict do nothing";
            foreach (var (type, value) in Values(entry)) Add(command.Parameters, type, value);
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Entries, the newest first.</summary>
    public async Task<List<AccessEntry>> ReadAsync(AccessQuery asked, CancellationToken cancellation)
    {
        // Only what is asked for stands in the statement, so that each question has a plan of its own.
        var conditions = new List<string>();
        await using var command = database.CreateCommand();
        Ask(asked.Clinic, NpgsqlDbType.Varchar, "clinic = {0}");
        Ask(asked.From, NpgsqlDbType.TimestampTz, "at >= {0}");
        Ask(asked.Until, NpgsqlDbType.TimestampTz, "at < {0}");
        Ask(asked.User, NpgsqlDbType.Varchar, "user_name = {0}");
        Ask(asked.Kind is { } kind ? StoredName.Of(kind) : null, NpgsqlDbType.Varchar, "kind = {0}");
        Ask(asked.Endpoint, NpgsqlDbType.Varchar, "endpoint = {0}");
        Ask(asked.Patient is { } patient ? new[] { patient } : null, NpgsqlDbType.Array | NpgsqlDbType.Uuid, "patients @> {0}");
        if (asked.After is { } after)
        {
            conditions.Add($"(at, id) < (${command.Parameters.Count + 1}, ${command.Parameters.Count + 2})");
            Add(command.Parameters, NpgsqlDbType.TimestampTz, after.At);
            Add(command.Parameters, NpgsqlDbType.Uuid, after.Id);
        }

        Add(command.Parameters, NpgsqlDbType.Integer, asked.Most);
        command.CommandText = $"""
            select {Columns} from {Name} {(conditions.Count == 0 ? "" : "where " + string.Join(" and ", conditions))}
            order by at desc, id desc limit ${command.Parameters.Count}
            """;
        var entries = new List<AccessEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) entries.Add(Entry(reader));
        return entries;

        void Ask(object? value, NpgsqlDbType type, string condition)
        {
            if (value is null) return;
            Add(command.Parameters, type, value);
            conditions.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, $"${command.Parameters.Count}"));
        }
    }

    // In the order of the columns.
    private static (NpgsqlDbType Type, object? Value)[] Values(AccessEntry entry) =>
    [
        (NpgsqlDbType.Uuid, entry.Id), (NpgsqlDbType.TimestampTz, entry.At), (NpgsqlDbType.Varchar, StoredName.Of(entry.Kind)),
        (NpgsqlDbType.Varchar, entry.Endpoint), (NpgsqlDbType.Integer, entry.Outcome), (NpgsqlDbType.Varchar, entry.User),
        (NpgsqlDbType.Varchar, entry.Role), (NpgsqlDbType.Varchar, entry.Clinic), (NpgsqlDbType.Varchar, entry.Right),
        (NpgsqlDbType.Array | NpgsqlDbType.Uuid, entry.Patients.Count == 0 ? null : entry.Patients.ToArray()),
        (NpgsqlDbType.Integer, entry.Count), (NpgsqlDbType.Varchar, entry.Question), (NpgsqlDbType.Varchar, entry.Reason),
        (NpgsqlDbType.Varchar, entry.Address), (NpgsqlDbType.Varchar, entry.Trace),
    ];

    private static AccessEntry Entry(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), StoredName.Read<AccessKind>(row.GetString(2)), row.GetString(3),
        row.GetInt32(4))
    {
        User = row.Get<string?>("user_name"),
        Role = row.Get<string?>("role"),
        Clinic = row.Get<string?>("clinic"),
        Right = row.Get<string?>("policy"),
        Patients = row.Get<Guid[]?>("patients") ?? [],
        Count = row.Get<int?>("people"),
        Question = row.Get<string?>("question"),
        Reason = row.Get<string?>("reason"),
        Address = row.Get<string?>("address"),
        Trace = row.Get<string?>("trace"),
    };

    private async Task<List<string>> OverAsync(DateTimeOffset oldest, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select format('%I.%I', n.nspname, c.relname)
            from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
            where i.inhparent = '{Name}'::regclass
              and substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''(.+)''\)')::timestamptz <= $1
            """);
        Add(command.Parameters, NpgsqlDbType.TimestampTz, oldest);
        var months = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) months.Add(reader.GetString(0));
        return months;
    }

    private static Table Table()
    {
        var table = new Table(Name);
        table.AddColumn("at", "timestamptz").AsPrimaryKey();
        table.AddColumn("id", "uuid").AsPrimaryKey();
        foreach (var name in new[] { "kind", "endpoint" }) table.AddColumn(name, "varchar").NotNull();
        table.AddColumn("outcome", "integer").NotNull();
        foreach (var name in new[] { "user_name", "role", "clinic", "policy" }) table.AddColumn(name, "varchar");
        table.AddColumn("patients", "uuid[]");
        table.AddColumn("people", "integer");
        foreach (var name in new[] { "question", "reason", "address", "trace" }) table.AddColumn(name, "varchar");
        table.PartitionByRange("at").UsePartitionManager(Ahead.Instance);
        // Months come and go by the cleanup; a start under a login that owns nothing must not fail for want of one.
        table.IgnorePartitionsInMigration = true;
        table.Indexes.Add(new IndexDefinition("idx_access_record_patients") { Columns = ["patients"], Method = IndexMethod.gin });
        return table;
    }

    private static void Add(NpgsqlParameterCollection parameters, NpgsqlDbType type, object? value) =>
        parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });

    // The months from the present one on, by the machine's clock, as the entries. The store rolls what it manages itself at every start,
    // and logs a failure where its login owns nothing: so it manages none of this.
    private sealed class Ahead : IRangePartitionManager
    {
        public static readonly Ahead Instance = new();

        private readonly ManagedRangePartitions _months = new(RollingWindowPolicy.Monthly(MonthsAhead, 0), TimeProvider.System);

        public IEnumerable<RangePartition> Partitions() => _months.Partitions();
    }
}
