using System.Diagnostics;
using IgG4FollowUp.Benchmarks.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Patients;

/// <summary>
/// What a visit costs in statements, as PostgreSQL counts them: of the request itself, by the commands that its trace holds, and of
/// everything that follows it. What the service does when it is idle is subtracted. Counting slows everything down, so no rate is measured
/// here.
/// </summary>
internal static class StatementBenchmark
{
    private const int Workers = 8;
    private const int Patients = 1_200;
    private const int Shown = 18;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly record struct Totals(TimeSpan At, double Calls, double Milliseconds);

    public static async Task RunAsync(TextWriter output, int visits)
    {
        await using var service = await RunningService.StartAsync(null, "shared_preload_libraries = 'pg_stat_statements'");
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        await ExecuteAsync(database, "create extension pg_stat_statements");
        var store = service.App.Services.GetRequiredService<IDocumentStore>();
        var clock = Stopwatch.StartNew();
        foreach (var kind in new[] { VisitKind.Quiet, VisitKind.Stirring })
        {
            var way = await new VisitWays(kind, Patients).HttpAsync(kind.Name, service.Http, store);
            await RunAsync(service, way, Math.Max(visits, Patients));
            await ExecuteAsync(database, "select pg_stat_statements_reset()");
            var start = await TotalsAsync(database, clock);
            await Task.Delay(Idle);
            var idle = await TotalsAsync(database, clock);
            using var own = new OwnCommands();
            var before = await TotalsAsync(database, clock);
            await RunAsync(service, way with { Operation = own.Traced(way.Operation) }, visits);
            var after = await TotalsAsync(database, clock);
            var perSecond = (idle.Calls - start.Calls) / (idle.At - start.At).TotalSeconds;
            var background = perSecond * (after.At - before.At).TotalSeconds;
            await output.WriteLineAsync(
                $"{kind.Name}, {Workers} clients: a visit takes {own.Count / (double)visits:0.0} round trips of its own and the commit; "
                + $"with all that follows {(after.Calls - before.Calls - background) / visits:0.0} statements "
                + $"and {(after.Milliseconds - before.Milliseconds) / visits:0.00} ms of PostgreSQL; idle {perSecond:0} statements/s");
            await WriteAsync(output, database, visits);
        }
    }

    private static async Task RunAsync(RunningService service, Way way, int visits)
    {
        await Rest.UntilAsync(service);
        var end = way.Done + visits;
        await way.RunAsync(Workers, number => number < end);
        await Rest.UntilAsync(service);
    }

    private static async Task<Totals> TotalsAsync(NpgsqlDataSource database, Stopwatch clock)
    {
        await using var command = database.CreateCommand("select sum(calls)::float8, sum(total_exec_time)::float8 from pg_stat_statements");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new(clock.Elapsed, reader.GetDouble(0), reader.GetDouble(1));
    }

    private static async Task WriteAsync(TextWriter output, NpgsqlDataSource database, int visits)
    {
        await using var command = database.CreateCommand($"""
            select calls, total_exec_time, rows, left(regexp_replace(query, '\s+', ' ', 'g'), 90)
            from pg_stat_statements order by total_exec_time desc limit {Shown}
            """);
        await output.WriteLineAsync("  per visit: calls, ms, rows");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (calls, milliseconds) = (reader.GetInt64(0) / (double)visits, reader.GetDouble(1) / visits);
            var rows = reader.GetInt64(2) / (double)visits;
            await output.WriteLineAsync($"  {calls,7:0.00} {milliseconds,7:0.000} {rows,7:0.0}  {reader.GetString(3)}");
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
