using System.Diagnostics;
using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Benchmarks.Neurology;

/// <summary>Time and memory of one ISNCSCI classification, of its explanation and of reading the text form.</summary>
internal static class ClassificationBenchmark
{
    private const string FullyTestable = """
        LT-R 2220000 011111111111 00000 0000; LT-L 2221100 001111111110 00000 0011
        PP-R 2220000 020000000000 00000 0000; PP-L 2220000 000001111011 00000 0000
        M-R 41211 23113; M-L 43111 43444; VAC No; DAP Yes
        """;

    private const string Typical = """
        LT-R 2222222 222220*110000 00000 0000; LT-L 2222222 22222NT110000 00000 0011
        PP-R 2222222 222220000000 00000 0000; PP-L 2222222 222221110000 00000 00NT0
        M-R 55555 1NT000; M-L 5554**5 2100NT; VAC No; DAP NT; NK-L L3
        """;

    public static void Run(TextWriter output)
    {
        output.WriteLine($"{"",-44}{"µs",12}{"bytes",12}");
        Measure(output, "classify, fully testable", IsncsciText.Parse(FullyTestable), 20_000);
        Measure(output, "classify, typical (5 NT, 2 tags)", IsncsciText.Parse(Typical), 5_000);
        Measure(output, "classify, all NT", IsncsciExamination.AllNotTestable, 300);
        var withNonKey = IsncsciExamination.AllNotTestable
            .WithLowestNonKeyMuscle(BodySide.Right, CordLevel.S1).WithLowestNonKeyMuscle(BodySide.Left, CordLevel.S1);
        Measure(output, "classify, all NT with non-key muscles", withNonKey, 50);
        var classified = IsncsciClassification.Of(IsncsciText.Parse(Typical));
        Measure(output, "explain, typical", () => classified.Explain().Count(), 2_000);
        Measure(output, "parse the text form", () => IsncsciText.Parse(FullyTestable).GetHashCode(), 5_000);
    }

    private static void Measure(TextWriter output, string name, IsncsciExamination examination, int times) =>
        Measure(output, name, () => IsncsciClassification.Of(examination).Grade.Count, times);

    // The best of several rounds: what the work costs when nothing else runs.
    private static void Measure(TextWriter output, string name, Func<int> work, int times)
    {
        var best = double.MaxValue;
        var sum = 0;
        long bytes = 0;
        for (var round = 0; round < 7; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < times; i++)
                sum += work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / times);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / times;
        }

        GC.KeepAlive(sum);
        output.WriteLine($"{name,-44}{best,12:N2}{bytes,12:N0}");
    }
}
