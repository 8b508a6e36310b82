using System.Globalization;
using IgG4FollowUp.Benchmarks.Alerts;
using IgG4FollowUp.Benchmarks.Analytics;
using IgG4FollowUp.Benchmarks.Cohorts;
using IgG4FollowUp.Benchmarks.Neurology;
using IgG4FollowUp.Benchmarks.Patients;

switch (args.FirstOrDefault())
{
    case "logging":
        await LoggingBenchmark.RunAsync(Console.Out);
        return 0;
    case "timeline":
        await TimelineBenchmark.RunAsync(Console.Out);
        return 0;
    case "memory":
        await MemoryBenchmark.RunAsync(Console.Out, args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10);
        return 0;
    case "rebuild":
        await RebuildBenchmark.RunAsync(Console.Out, args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100_000);
        return 0;
    case "kaplan-meier":
        KaplanMeierBenchmark.Run(Console.Out);
        return 0;
    case "neurology":
        ClassificationBenchmark.Run(Console.Out);
        return 0;
    case "alert-rules":
        RuleBenchmark.Run(Console.Out);
        return 0;
    case "replay":
        ReplayBenchmark.Run(Console.Out, args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000);
        return 0;
    default:
        Console.Error.WriteLine("Name a benchmark: logging, timeline, memory [minutes], rebuild [streams], kaplan-meier, neurology, alert-rules, replay [patients]");
        return 1;
}
