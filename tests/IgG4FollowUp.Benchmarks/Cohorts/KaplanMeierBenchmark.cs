using System.Diagnostics;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Benchmarks.Cohorts;

/// <summary>Kaplan-Meier by group against sorting the same rows, in one process: only the ratio means anything.</summary>
public static class KaplanMeierBenchmark
{
    private const int Subjects = 100_000;
    private const int Groups = 4;
    private const int Rounds = 15;

    private readonly record struct Row(int Group, double Time, bool IsEvent);

    public static void Run(TextWriter output)
    {
        var random = new Random(1035056);
        output.WriteLine($"Kaplan-Meier, {Subjects:N0} subjects in {Groups} groups, best of {Rounds}");
        Measure(output, "distinct times", () => random.NextDouble() * 10_000);
        Measure(output, "whole days, many ties", () => random.Next(1, 3650));
    }

    private static void Measure(TextWriter output, string name, Func<double> time)
    {
        var random = new Random(36703781);
        var rows = Enumerable.Range(0, Subjects).Select(_ => new Row(random.Next(Groups), time(), random.Next(100) < 40)).ToArray();
        var subjects = rows.Select(r => new SurvivalTime(r.Time, r.IsEvent)).ToArray();
        var groups = rows.Select(r => r.Group).ToArray();
        var copy = new Row[Subjects];
        var byGroupAndTime = Comparer<Row>.Create((a, b) =>
            a.Group != b.Group ? a.Group.CompareTo(b.Group) : a.Time.CompareTo(b.Time));
        var times = new double[Subjects];

        var sortRows = Best(() => rows.CopyTo(copy, 0), () => Array.Sort(copy, byGroupAndTime));
        var sortTimes = Best(() => CopyTimes(rows, times), () => Array.Sort(times));
        var estimate = Best(() => { }, () => KaplanMeier.ByGroup(subjects, groups, Groups));
        var medians = Best(() => { }, () =>
        {
            foreach (var curve in KaplanMeier.ByGroup(subjects, groups, Groups))
                curve.Median(IntervalScale.LogLog);
        });
        var fromRows = Best(() => { }, () => KaplanMeier.ByGroup(rows, r => r.Group, r => new SurvivalTime(r.Time, r.IsEvent)));
        var logRank = Best(() => { }, () => LogRank.Test(subjects, groups));

        output.WriteLine($"{name}:");
        output.WriteLine($"  Array.Sort of the rows by group and time   {sortRows,8:F2} ms");
        output.WriteLine($"  Array.Sort of the bare times               {sortTimes,8:F2} ms");
        foreach (var (what, took) in new[]
        {
            ("curves", estimate), ("curves, medians and intervals", medians),
            ("curves from rows by key", fromRows), ("log-rank test", logRank),
        })
        {
            output.WriteLine(
                $"  {what,-42} {took,8:F2} ms = {took / sortRows:F2} x sorting rows, {took / sortTimes:F2} x sorting bare times");
        }
    }

    private static void CopyTimes(Row[] rows, double[] times)
    {
        for (var i = 0; i < rows.Length; i++)
            times[i] = rows[i].Time;
    }

    private static double Best(Action prepare, Action work)
    {
        var best = double.PositiveInfinity;
        for (var i = 0; i < Rounds; i++)
        {
            prepare();
            var start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return best;
    }
}
