using IgG4FollowUp.Benchmarks.Cohorts;

switch (args.FirstOrDefault())
{
    case "kaplan-meier":
        KaplanMeierBenchmark.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("Name a benchmark: kaplan-meier");
        return 1;
}
