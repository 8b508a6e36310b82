using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Alerts;

/// <summary>Whatever is recorded in whatever order, the alerts on record are what the rules say of the charts.</summary>
public sealed class LiveEvaluationSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const int Patients = 12;
    private const int Steps = 5;
    private const int DaysPerStep = 120;

    [Theory]
    [InlineData(7)]
    [InlineData(20261104)]
    public async Task alerts_are_what_the_rules_find_after_random_histories_with_late_corrections_and_evaluating_again_changes_nothing(
        int seed)
    {
        var random = new Random(seed);
        // The cohorts of two seeds have the same study numbers.
        string[] clinics = [$"north-{seed}", $"south-{seed}"];
        // The day before the last step, so that everything is recorded by then at whatever hour this runs.
        var asOf = service.Day(Steps * DaysPerStep - 1);
        var cohort = SyntheticCohort.Generate(Patients, (ulong)seed, asOf).ToList();
        var recorded = new int[cohort.Count];
        var corrected = new HashSet<Guid>();
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        for (var step = 0; step <= Steps; step++)
        {
            if (step > 0) await service.AdvanceAsync(TimeSpan.FromDays(DaysPerStep));
            foreach (var i in Enumerable.Range(0, cohort.Count).OrderBy(_ => random.Next()))
            {
                recorded[i] = await RecordAsync(cohort[i], Clinic(i), recorded[i], random);
                if (recorded[i] > 0 && random.Next(3) == 0) await CorrectAsync(cohort[i], Clinic(i), recorded[i], corrected, random);
                if (random.Next(2) == 0) await EvaluateAsync(Of(Clinic(i)), Clinic(i), random);
            }

            foreach (var clinic in clinics) await EvaluateAsync(Of(clinic), clinic, random);
            await service.SettledAsync();
            await AlertLedger.BalancesAsync(database, service.Day());

            var before = await AlertLedger.DumpAsync(database);
            foreach (var clinic in clinics) await EvaluateAsync(Of(clinic), clinic, random);
            await service.SettledAsync();
            (await AlertLedger.DumpAsync(database)).ShouldBe(before);
        }

        recorded.Sum().ShouldBe(cohort.Sum(patient => patient.Events.Length));
        corrected.Count.ShouldBeGreaterThan(5);
        var alerts = await AlertLedger.BalancesAsync(database, service.Day());
        // The histories must have put the rules to work, or the equalities say little.
        alerts.Select(alert => alert.Finding.Rule).Distinct().Count().ShouldBeGreaterThan(4);
        alerts.ShouldContain(alert => alert.Closed != null);
        alerts.ShouldContain(alert => alert.Version > 2);

        Guid[] Of(string clinic) => [.. cohort.Where((_, i) => Clinic(i) == clinic).Select(patient => patient.Id)];

        string Clinic(int i) => clinics[i % clinics.Length];
    }

    /// <summary>Appends what was recorded by now, in pieces of random length.</summary>
    private async Task<int> RecordAsync(SyntheticPatient patient, string clinic, int done, Random random)
    {
        var now = service.Clock.GetUtcNow();
        var until = patient.Events.Count(recorded => recorded.RecordedAt <= now);
        while (done < until)
        {
            var take = Math.Min(random.Next(1, 40), until - done);
            var events = patient.Events.Skip(done).Take(take).Select(recorded => recorded.Event).ToArray();
            await using var session = service.Store().LightweightSession(clinic);
            if (done == 0) session.Events.StartStream<PatientChart>(patient.Id, events);
            else session.Events.Append(patient.Id, events);
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
            done += take;
        }

        return done;
    }

    /// <summary>Puts an entry right, or takes it back, long after it was recorded.</summary>
    private async Task CorrectAsync(SyntheticPatient patient, string clinic, int recorded, HashSet<Guid> corrected, Random random)
    {
        var entries = patient.Events.Take(recorded).Select(e => e.Event).OfType<ClinicalEntry>()
            .Where(entry => entry is VisitLogged or AsiaGradeRecorded).ToList();
        if (entries.Count == 0) return;
        var entry = entries[random.Next(entries.Count)];
        if (!corrected.Add(entry.EntryId)) return;
        var day = service.Day(-random.Next(0, 900));
        object correction = entry switch
        {
            VisitLogged visit when random.Next(3) > 0 => new EntryCorrected(
                visit.EntryId,
                visit with { VisitedOn = ClinicalDate.Parse($"{day:yyyy-MM-dd}"), NextVisitDueOn = day.AddDays(random.Next(7, 400)) },
                "a slip"),
            _ => new EntryRetracted(entry.EntryId, RetractionReason.Duplicate, null),
        };
        await using var session = service.Store().LightweightSession(clinic);
        session.Events.Append(patient.Id, correction);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Evaluates a clinic's patients in random batches, some of them twice, some at the same time.</summary>
    private async Task EvaluateAsync(Guid[] ids, string clinic, Random random)
    {
        Guid[] some = [.. ids, .. random.GetItems(ids, 3)];
        random.Shuffle(some);
        var evaluation = service.Host.Services.GetRequiredService<PatientEvaluation>();
        await Task.WhenAll(some.Chunk(random.Next(1, 5))
            .Select(batch => evaluation.RunAsync(clinic, batch.Distinct(), user: null, TestContext.Current.CancellationToken)));
    }
}
