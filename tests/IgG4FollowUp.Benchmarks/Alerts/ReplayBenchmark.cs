using System.Diagnostics;
using System.Globalization;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Synthetic;

namespace IgG4FollowUp.Benchmarks.Alerts;

/// <summary>
/// Ten years and more of made-up patients replayed on one core, as a simulation does it: once per set of thresholds, with the report.
/// </summary>
internal static class ReplayBenchmark
{
    private static readonly DateOnly AsOf = new(2025, 12, 31);
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly LocalDays Days = new(
        at => DateOnly.FromDateTime(at.UtcDateTime), day => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));

    public static void Run(TextWriter output, int count)
    {
        var patients = SyntheticCohort.Generate(count * 20, 10, AsOf)
            .Where(patient => patient.Events[0].RecordedAt < Now.AddYears(-10)).Take(count).ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{patients.Count:N0} patients enrolled ten years ago or more, {patients.Sum(patient => patient.Events.Length):N0} events"));
        var settings = SettingsFrom.Always(ClinicSettings.HouseDefault);
        for (var round = 1; round <= 3; round++)
        {
            long reviews = 0, changes = 0;
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            foreach (var patient in patients)
            {
                var replay = AlertReplay.Of(patient.Id, patient.Events, settings, Days, Now);
                reviews += replay.Reviews;
                changes += replay.Changes.Length;
            }

            var took = Stopwatch.GetElapsedTime(start);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  replay      {took.TotalSeconds,8:N2} s   {reviews:N0} reviews, {changes:N0} changes, "
                + $"{reviews / took.TotalSeconds:N0} reviews/s, {bytes / reviews:N0} bytes per review"));

            start = Stopwatch.GetTimestamp();
            var simulation = new AlertSimulation(
                new()
                {
                    Simulated = ClinicSettings.HouseDefault with { VisitGraceDays = 30 },
                    Live = settings,
                    Until = AsOf,
                    Now = Now,
                },
                Days);
            foreach (var patient in patients) simulation.Add(patient.Id, patient.Events);
            var report = simulation.Report();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  simulation  {Stopwatch.GetElapsedTime(start).TotalSeconds,8:N2} s   {report.Rules.Sum(rule => rule.Alerts):N0} alerts, "
                + $"{report.AnyRule.Preceded.Fraction} recurrences preceded"));
        }
    }
}
