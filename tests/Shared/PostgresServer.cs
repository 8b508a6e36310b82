using IgG4FollowUp.Api.Hosting;
using Npgsql;

[assembly: AssemblyFixture(typeof(IgG4FollowUp.TestSupport.PostgresServer))]

namespace IgG4FollowUp.TestSupport;

/// <summary>One real PostgreSQL per test assembly, in a folder of its own, removed afterwards.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "igg4-tests-" + Guid.NewGuid().ToString("N")[..10]);
    private PrivatePostgres? _server;
    private int _databases;

    /// <summary>What the server itself writes down.</summary>
    public string LogFile => Path.Combine(_folder, "postgres.log");

    public async ValueTask InitializeAsync() =>
        _server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(_folder, Durable: false));

    /// <summary>A new empty database, so that tests never see each other's rows.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(_server!.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("create database " + name, connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
