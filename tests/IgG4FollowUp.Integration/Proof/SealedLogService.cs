using IgG4FollowUp.Api.CommandLine;
using IgG4FollowUp.Api.Proof;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Proof;

/// <summary>The database of a service that recorded, sealed what it had recorded, and stopped.</summary>
public sealed class SealedLogService(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly string[] Tables =
        [StorageNames.Streams, StorageNames.Events, SealedLog.LeafTable, SealedLog.NodeTable, SealedLog.CheckpointTable];

    private readonly FollowUpService _service = new(postgres);
    private NpgsqlDataSource? _database;

    public string ConnectionString => _service.ConnectionString;

    public NpgsqlDataSource Database => _database!;

    /// <summary>The key of the log.</summary>
    public NoteSigner Key { get; private set; } = null!;

    /// <summary>A checkpoint that was kept elsewhere before the last one was made.</summary>
    public string Elsewhere { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        var services = _service.Host.Services;
        Key = services.GetRequiredService<NoteSigner>();
        using var console = new StringWriter();
        (await SynthesizeCommand.SynthesizeAsync(services, 12, 4, "sealed", console, TestContext.Current.CancellationToken)).ShouldBe(0);
        await _service.SettledAsync();
        await services.GetRequiredService<SealLog>().RunAsync(TestContext.Current.CancellationToken);
        Elsewhere = (await services.GetRequiredService<SealedLog>().LastCheckpointAsync(TestContext.Current.CancellationToken))!.Value.Note;
        using (var http = _service.Client(clinic: "sealed")) await http.EnrolAsync();
        await _service.SettledAsync();
        await services.GetRequiredService<SealLog>().RunAsync(TestContext.Current.CancellationToken);
        await _service.Host.DisposeAsync();
        _database = NpgsqlDataSource.Create(_service.ConnectionString);
        await using var connection = await Database.OpenConnectionAsync();
        await connection.ExecuteAsync("create schema kept");
        foreach (var table in Tables) await connection.ExecuteAsync($"create table {Kept(table)} as table {table}");
    }

    /// <summary>What a verification finds.</summary>
    public async Task<Verification> VerifyAsync(params string[] outside) => await VerifyLog.RunAsync(
        new SealedLog(Database), [Key.Verifier], [.. outside.Select((note, i) => ($"note {i}", note))],
        TestContext.Current.CancellationToken);

    /// <summary>Changes the database behind the service's back, does something, and puts everything back.</summary>
    public async Task WithAsync(string sql, Func<Task> test)
    {
        await using var connection = await Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        // As somebody would who owns the database.
        await connection.ExecuteAsync("set session_replication_role = replica");
        try
        {
            await using (var command = new NpgsqlCommand(sql, connection))
                (await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0, sql);
            await test();
        }
        finally
        {
            foreach (var table in Tables)
                await connection.ExecuteAsync($"delete from {table}; insert into {table} select * from {Kept(table)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        await _service.DisposeAsync();
    }

    private static string Kept(string table) => "kept." + table.Split('.')[1];
}
