using System.Globalization;
using IgG4FollowUp.Benchmarks.Access;
using IgG4FollowUp.Benchmarks.Alerts;
using IgG4FollowUp.Benchmarks.Analytics;
using IgG4FollowUp.Benchmarks.Cohorts;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Benchmarks.Neurology;
using IgG4FollowUp.Benchmarks.Patients;

switch (args.FirstOrDefault())
{
    case "logging":
        await LoggingBenchmark.RunAsync(Console.Out, Size(30), args.Length > 2 ? Number(2) : 5);
        return 0;
    case "statements":
        await StatementBenchmark.RunAsync(Console.Out, Size(2_400));
        return 0;
    case "start":
        await StartBenchmark.RunAsync(Console.Out);
        return 0;
    case "timeline":
        await TimelineBenchmark.RunAsync(Console.Out);
        return 0;
    case "access":
        await AccessBenchmark.RunAsync(Console.Out);
        return 0;
    case "memory":
        await MemoryBenchmark.RunAsync(Console.Out, Size(10));
        return 0;
    case "rebuild":
        await RebuildBenchmark.RunAsync(Console.Out, Size(1_000_000));
        return 0;
    case "catch-up":
        await CatchUpBenchmark.RunAsync(Console.Out, Size(50_000));
        return 0;
    case "known-at":
        await KnownAtBenchmark.RunAsync(Console.Out, Size(10_000));
        return 0;
    case "kaplan-meier":
        KaplanMeierBenchmark.Run(Console.Out);
        await TableKaplanMeierBenchmark.RunAsync(Console.Out, Size(100_000));
        return 0;
    case "neurology":
        ClassificationBenchmark.Run(Console.Out);
        return 0;
    case "alert-rules":
        RuleBenchmark.Run(Console.Out);
        return 0;
    case "replay":
        ReplayBenchmark.Run(Console.Out, Size(1_000));
        return 0;
    case "sweep":
        await SweepBenchmark.RunAsync(Console.Out, Size(100_000));
        return 0;
    case "timers":
        await TimerBenchmark.RunAsync(Console.Out, args.Length > 1 ? [Size(0)] : [4_000, 10_000]);
        return 0;
    default:
        Console.Error.WriteLine("""
            Name a benchmark: logging [seconds of warm-up [turns]], statements [visits], timeline, access, start, memory [minutes],
            rebuild [events], catch-up [events], known-at [patients], kaplan-meier [patients], neurology, alert-rules, replay [patients],
            sweep [patients], timers [patients]
            """);
        return 1;
}

int Size(int otherwise) => args.Length > 1 ? Number(1) : otherwise;

int Number(int place) => int.Parse(args[place], CultureInfo.InvariantCulture);
