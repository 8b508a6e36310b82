using System.Diagnostics;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Benchmarks.Hosting;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Analytics;

/// <summary>What was written and how far everything that follows had come, look by look.</summary>
internal sealed class Lag(string connectionString)
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>One look.</summary>
    /// <param name="At">When, since the first.</param>
    /// <param name="Written">The highest sequence written.</param>
    /// <param name="Shards">How far each shard had come.</param>
    internal sealed record Position(TimeSpan At, long Written, IReadOnlyDictionary<string, long> Shards)
    {
        /// <summary>How far the last of them had come.</summary>
        public long Least => Rest.Shards.Min(Of);

        public long Of(string shard) => Shards.GetValueOrDefault(shard);
    }

    public List<Position> Positions { get; } = [];

    public async Task LookAsync()
    {
        var state = await LogState.ReadAsync(_database, CancellationToken.None);
        Positions.Add(new(_clock.Elapsed, state.Highest, state.Shards));
    }

    /// <summary>Events per second that a shard worked off until it had come to a sequence, and that were written meanwhile.</summary>
    public (double Projected, double Written) WorkedOff(string shard, long sequence)
    {
        var (from, to) = (Positions[0], Positions.Find(position => position.Of(shard) >= sequence)!);
        var seconds = Math.Max((to.At - from.At).TotalSeconds, double.Epsilon);
        return ((to.Of(shard) - from.Of(shard)) / seconds, (to.Written - from.Written) / seconds);
    }

    /// <summary>Events written per second since a look.</summary>
    public double Written(int since)
    {
        var (from, to) = (Positions[since], Positions[^1]);
        return (to.Written - from.Written) / (to.At - from.At).TotalSeconds;
    }

    /// <summary>At each look since one: how long ago the first event was written that a shard had not taken in yet; in order.</summary>
    public List<double> Behind(string shard, int since) => [.. Positions.Skip(since).Select(position => Seconds(shard, position)).Order()];

    /// <summary>Whether any shard was further behind than this at the last look.</summary>
    public bool IsBehind(TimeSpan more) => Rest.Shards.Any(shard => Seconds(shard, Positions[^1]) > more.TotalSeconds);

    private double Seconds(string shard, Position now) =>
        now.Of(shard) >= now.Written ? 0 : (now.At - Positions.Find(position => position.Written > now.Of(shard))!.At).TotalSeconds;
}
