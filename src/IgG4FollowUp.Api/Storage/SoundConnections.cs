using System.Diagnostics.Metrics;
using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>
/// Takes every connection out of use on which a statement may have failed. The driver prepares statements by itself, and one that fails in
/// the very execution that prepares it spoils later ones on its connection (npgsql/npgsql#6391). Its count of failures is the one place
/// that hears of all of them, whoever sent the statement.
/// </summary>
public sealed class SoundConnections : IDisposable
{
    /// <summary>More than the service has statements that it says again and again, so that none takes another's place.</summary>
    private const int Statements = 200;

    private const string PoolName = "db.client.connection.pool.name";

    private readonly MeterListener _failures = new();
    private readonly string _pool;

    /// <param name="settings">How the database is reached.</param>
    public SoundConnections(NpgsqlConnectionStringBuilder settings)
    {
        var prepared = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { MaxAutoPrepare = Statements };
        _pool = $"followup-{prepared.Database}";
        Database = new NpgsqlDataSourceBuilder(prepared.ConnectionString) { Name = _pool }.Build();
        _failures.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Npgsql", Name: "db.client.operation.failed" }) listener.EnableMeasurementEvents(instrument);
        };
        _failures.SetMeasurementEventCallback<int>(Failed);
        _failures.Start();
    }

    public NpgsqlDataSource Database { get; }

    // The connection itself is in use while its failure is counted, and is closed when it is given back.
    private void Failed(Instrument instrument, int count, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var (key, value) in tags)
        {
            if (key == PoolName && Equals(value, _pool)) Database.Clear();
        }
    }

    public void Dispose()
    {
        _failures.Dispose();
        Database.Dispose();
    }
}
