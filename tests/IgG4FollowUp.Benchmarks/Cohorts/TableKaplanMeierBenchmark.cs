using System.Diagnostics;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Synthetic;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Cohorts;

/// <summary>
/// Kaplan-Meier by group as an analyst gets it over HTTP, from the tables, against the time PostgreSQL takes to read and sort the same rows
/// of the same tables, with and without sending them; and against sorting rows that lie ready in a table of their own, which is the least
/// that a sort can take.
/// </summary>
internal static class TableKaplanMeierBenchmark
{
    private const int Rounds = 7;
    private const int EventsPerStream = 10;

    private static readonly string Rows = $"""
        select coalesce(p.sex, 'not reported') as "group", f.exact_days as days, f.cause, p.origin
        from {AnalystTables.Find("patients")!.FullName} p
        join {AnalystTables.Find("recurrence_free_intervals")!.FullName} f using (clinic, patient_id)
        where f.definition = '{RecurrenceDefinition.Composite.Name}'
          and f.definition_version = {RecurrenceDefinition.Composite.Version} and f.time_zero = 'presentation'
        """;

    public static async Task RunAsync(TextWriter output, int patients)
    {
        await using var service = await RunningService.StartAsync(
            database => SyntheticLog.FillAsync(database, patients, SyntheticCohort.PublishedAsOf, EventsPerStream));
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        foreach (var table in AnalystTables.All) await ExecuteAsync(database, $"vacuum analyze {table.FullName}");
        await ExecuteAsync(database, $"create table same_rows as {Rows}");
        await ExecuteAsync(database, "vacuum analyze same_rows");
        using var analyst = service.Client(Roles.Analyst);

        var ways = new (string Name, Func<Task> Work)[]
        {
            ("curves over HTTP", () => analyst.GetByteArrayAsync("/api/cohort/survival?by=sex&origin=presentation&entry=origin")),
            ("PostgreSQL: read and sort", () => ExecuteAsync(
                database, $"""select count(*) from ({Rows} order by "group", days offset 0) sorted""")),
            ("PostgreSQL: read, sort and send", () => ReadAsync(database, $"""{Rows} order by "group", days""")),
            ("PostgreSQL: sort ready rows", () => ExecuteAsync(
                database, """select count(*) from (select * from same_rows order by "group", days offset 0) sorted""")),
        };
        var best = ways.Select(_ => double.PositiveInfinity).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await ways[i].Work();
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        await output.WriteLineAsync($"Kaplan-Meier by sex from the tables, {patients:N0} patients, best of {Rounds}");
        for (var i = 0; i < ways.Length; i++)
        {
            await output.WriteLineAsync(
                $"  {ways[i].Name,-34}{best[i],9:0.0} ms" + (i == 0 ? "" : $"   curves take {best[0] / best[i]:0.00} x as long"));
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task ReadAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var days = 0L;
        while (await reader.ReadAsync()) days += reader.IsDBNull(1) ? 0 : reader.GetInt32(1);
        GC.KeepAlive(days);
    }
}
