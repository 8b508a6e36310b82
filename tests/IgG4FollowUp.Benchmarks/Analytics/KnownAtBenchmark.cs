using System.Diagnostics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Domain.Synthetic;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Analytics;

/// <summary>
/// Questions as known at an earlier sequence, which fold every patient's events anew, against bare Npgsql that reads the same events and
/// does nothing with them: what no answer about the past can do without.
/// </summary>
internal static class KnownAtBenchmark
{
    private const int Rounds = 3;

    private static readonly string[] Questions =
        ["survival?by=sex", "rates?by=sex", "transitions?by=sex", "treatment-responses?by=sex", "table-one?sex=female&sex=male"];

    // As many as the promise speaks of, and as many as the stories of the made-up patients have.
    private static readonly int[] EventsPerPatient = [50, int.MaxValue];

    public static async Task RunAsync(TextWriter output, int patients)
    {
        foreach (var most in EventsPerPatient) await RunAsync(output, patients, most);
    }

    private static async Task RunAsync(TextWriter output, int patients, int eventsPerPatient)
    {
        long events = 0;
        await using var service = await RunningService.StartAsync(async database =>
            events = await SyntheticLog.FillAsync(database, patients, SyntheticCohort.PublishedAsOf, eventsPerPatient));
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        using var analyst = service.Client(Roles.Analyst);
        // Not the end of the log: some patients are cut short, and the tables of the present are of no use.
        var sequence = events * 9 / 10;
        await output.WriteLineAsync($"{patients:N0} patients as known at {sequence:N0} of {events:N0} events");
        // The first reading and the first answers are of code that is still to be compiled.
        for (var round = 0; round < Rounds; round++)
        {
            await BareAsync(database, sequence);
            await analyst.GetByteArrayAsync(Address(Questions[0], sequence));
        }

        foreach (var question in Questions)
        {
            // In turns, so that the machine's mood hits both alike.
            var (readings, answers) = (new List<Taken>(), new List<Taken>());
            for (var round = 0; round < Rounds; round++)
            {
                readings.Add(await TakeAsync(service, () => BareAsync(database, sequence)));
                answers.Add(await TakeAsync(service, () => analyst.GetByteArrayAsync(Address(question, sequence))));
            }

            var (reading, answer) = (Of(readings), Of(answers));

            await output.WriteLineAsync($"  {question}");
            await output.WriteLineAsync($"    bare reading {reading}");
            await output.WriteLineAsync(
                $"    answer       {answer}   {answer.Elapsed / reading.Elapsed:0.0} and {answer.Cpu / reading.Cpu:0.0} times");
        }
    }

    // Made-up patients count only when asked for.
    private static string Address(string question, long sequence) =>
        $"/api/cohort/{question}&dataOrigin=synthetic&knownAt=sequence:{sequence}";

    private static async Task<Taken> TakeAsync(RunningService service, Func<Task> work)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), CpuTime.Used(service.Folder));
        await work();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = CpuTime.Used(service.Folder) - before;
        return new(elapsed, used.Total, used.Postgres);
    }

    // Other work on the machine only ever adds to the time; of processor time the kernel takes samples, which err in both directions.
    private static Taken Of(List<Taken> rounds) => new(
        rounds.Min(taken => taken.Elapsed), rounds.Average(taken => taken.Cpu), rounds.Average(taken => taken.OfPostgres));

    private static async Task BareAsync(NpgsqlDataSource database, long sequence)
    {
        await using var read = database.CreateCommand(
            $"""
            select tenant_id, stream_id, seq_id, type, data, timestamp from {StorageNames.Schema}.mt_events where seq_id <= $1
            order by tenant_id, stream_id, version
            """);
        read.Parameters.Add(new() { Value = sequence });
        await using var reader = await read.ExecuteReaderAsync();
        while (await reader.ReadAsync()) reader.GetFieldValue<byte[]>(4);
    }

    private sealed record Taken(double Elapsed, double Cpu, double OfPostgres)
    {
        public override string ToString() => $"{Elapsed,6:0.00} s, processor {Cpu,6:0.00} s, of it PostgreSQL {OfPostgres,5:0.00} s";
    }
}
