using IgG4FollowUp.Benchmarks.Cohorts;
using IgG4FollowUp.Benchmarks.Neurology;

switch (args.FirstOrDefault())
{
    case "kaplan-meier":
        KaplanMeierBenchmark.Run(Console.Out);
        return 0;
    case "neurology":
        ClassificationBenchmark.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("Name a benchmark: kaplan-meier, neurology");
        return 1;
}
