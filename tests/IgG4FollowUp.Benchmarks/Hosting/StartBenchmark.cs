namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>
/// From the start of the service's process, PostgreSQL's own start included, to its first answer and until it is ready; and its resident
/// memory when nobody asks anything. The first start creates the database and loads the demonstration, later ones find them.
/// </summary>
internal static class StartBenchmark
{
    private const int Port = 5198;
    private const int Starts = 5;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(TextWriter output)
    {
        var folder = ServiceProcess.NewFolder();
        try
        {
            for (var number = 1; number <= Starts; number++)
            {
                await using var service = ServiceProcess.Start(folder, Port);
                await service.AnswersAsync("/health/live");
                var answered = service.Elapsed;
                await service.AnswersAsync("/health/ready");
                var ready = service.Elapsed;
                await Task.Delay(Idle);
                await output.WriteLineAsync(
                    $"start {number}: first answer after {answered.TotalSeconds:0.0} s, ready after {ready.TotalSeconds:0.0} s, "
                    + $"{service.ResidentMebibytes:0} MiB after {Idle.TotalSeconds:0} s idle");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
