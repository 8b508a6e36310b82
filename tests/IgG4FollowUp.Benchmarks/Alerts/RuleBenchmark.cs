using System.Globalization;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Synthetic;

namespace IgG4FollowUp.Benchmarks.Alerts;

/// <summary>
/// All rules applied to one chart, the same with every finding put into words, and the whole review that a change of a patient leads to. It
/// counts the processor time of the process, the collector's too, and not what other work on the machine makes it wait.
/// </summary>
internal static class RuleBenchmark
{
    private static readonly DateOnly AsOf = new(2025, 12, 31);
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public static void Run(TextWriter output)
    {
        output.WriteLine($"{"",-34}{"per second",14}{"µs",12}{"bytes",12}");
        foreach (var (entries, times) in new[] { (10, 4_000), (100, 800), (1_000, 100) })
        {
            var chart = Chart(entries);
            var settings = ClinicSettings.HouseDefault;
            var known = AlertReview.Of(chart, [], AsOf, Now, settings).Changes.Select(change => change.After).ToList();
            var name = string.Create(CultureInfo.InvariantCulture, $"{entries:N0} entries, {known.Count} findings: ");
            Measure(output, name + "rules", () => AlertRules.Evaluate(chart, AsOf, settings).Findings.Length, times);
            Measure(output, name + "told", () => AlertRules.Evaluate(chart, AsOf, settings).Findings.Sum(Told), times);
            Measure(output, name + "review", () => AlertReview.Of(chart, known, AsOf, Now, settings).Standing, times);
        }

        var (shorter, longer) = (Rules(output, 2_000, 50), Rules(output, 4_000, 25));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"2,000 to 4,000 entries: the time grows with their power of {Math.Log2(longer / shorter):N2}"));
    }

    private static double Rules(TextWriter output, int entries, int times)
    {
        var chart = Chart(entries);
        return Measure(
            output, string.Create(CultureInfo.InvariantCulture, $"{entries:N0} entries: rules"),
            () => AlertRules.Evaluate(chart, AsOf, ClinicSettings.HouseDefault).Findings.Length, times);
    }

    /// <summary>A chart of so many entries from made-up patients, without an end of follow-up, which would silence the rules.</summary>
    private static PatientChart Chart(int entries)
    {
        var patients = SyntheticCohort.Generate(100, 4, AsOf);
        var events = patients.SelectMany((patient, i) => patient.Events.Select(recorded => recorded.Event).OfType<ClinicalEntry>()
            .Where(entry => entry is not (FollowUpEnded or FollowUpResumed)
                && (i == 0 || entry is not (PatientEnrolled or PresentationRecorded))));
        return PatientChart.FoldAll(Guid.Parse("01980000-0000-7000-8000-000000000001"), events.Take(entries))!;
    }

    private static int Told(Finding finding) => finding.Sentence.Length + finding.RestsOn.Length + finding.Thresholds.Length;

    // The best of several rounds: what the work costs when nothing else runs, and the runtime has compiled it for good, as it has in a
    // service that has run for a minute.
    private static double Measure(TextWriter output, string name, Func<int> work, int times)
    {
        var best = double.MaxValue;
        var sum = 0;
        long bytes = 0;
        var begun = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - begun < WarmUp) sum += work();
        for (var round = 0; round < 25; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < times; i++) sum += work();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalMicroseconds / times);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / times;
        }

        GC.KeepAlive(sum);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}{1_000_000 / best,14:N0}{best,12:N1}{bytes,12:N0}"));
        return best;
    }
}
