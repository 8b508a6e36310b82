using JasperFx.Events.Projections;
using Npgsql;

namespace IgG4FollowUp.Contract.Support;

/// <summary>The database of one test, looked at with plain SQL as the service looks at it.</summary>
public sealed class Database(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public string ConnectionString { get; } = connectionString;

    /// <summary>The first column of the first row; the default where there is none.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async Task<List<T>> ColumnAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync()) values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    /// <summary>Each row as one text, with a dash for null.</summary>
    public async Task<List<string>> LinesAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            var values = Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "-" : reader.GetValue(i));
            lines.Add(string.Join(" | ", values));
        }

        return lines;
    }

    public async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<NpgsqlConnection> OpenAsync() => await _source.OpenConnectionAsync();

    /// <summary>Where a shard stands.</summary>
    public Task<long> ProgressAsync(string shard) =>
        ScalarAsync<long>("select last_seq_id from mt_event_progression where name = $1", shard);

    /// <summary>The sequence below which nothing can appear any more.</summary>
    public Task<long> MarkAsync() => ProgressAsync(ShardState.HighWaterMark);

    /// <summary>Returns once the shard stands at the sequence.</summary>
    public Task UntilAtAsync(string shard, long sequence) =>
        Eventually.TrueAsync(async () => await ProgressAsync(shard) == sequence, $"{shard} stands at {sequence}");

    /// <summary>Returns once someone in this database waits for a lock.</summary>
    public Task UntilSomeoneWaitsAsync() => Eventually.TrueAsync(
        () => ScalarAsync<bool>(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"),
        "someone waits for a lock");

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = _source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }
}
