using IgG4FollowUp.Benchmarks.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Benchmarks.Patients;

/// <summary>
/// Logging a visit of two events: through HTTP, through the store, and as bare Npgsql sending the same reads and writes. "Alone" means a
/// log that nobody follows; "followed" means the service's own, where projections and the evaluation of the alert rules run behind every
/// way alike.
/// </summary>
internal static class LoggingBenchmark
{
    private static readonly (int Workers, int Patients, int Visits)[] Sizes = [(1, 600, 600), (8, 1_200, 2_400)];

    public static async Task RunAsync(TextWriter output, int warmUpSeconds, int rounds)
    {
        await using var service = await RunningService.StartAsync();
        await using var alone = await UnfollowedStore.CreateAsync(service);
        await using var bareAlone = new BareVisit(alone.ConnectionString);
        await using var bareFollowed = new BareVisit(service.ConnectionString);
        var store = service.App.Services.GetRequiredService<IDocumentStore>();
        var warmUp = TimeSpan.FromSeconds(warmUpSeconds);
        foreach (var (workers, patients, visits) in Sizes.Reverse())
        {
            foreach (var kind in new[] { VisitKind.Quiet, VisitKind.Stirring })
            {
                var ways = new VisitWays(kind, patients);
                var http = await ways.HttpAsync("visit through HTTP", service.Http, store);
                var visitAlone = await ways.BareAsync("visit, bare Npgsql, alone", bareAlone, alone.Documents, keyed: true);
                var visitFollowed = await ways.BareAsync("visit, bare Npgsql, followed", bareFollowed, store, keyed: true);
                await output.WriteLineAsync($"{workers} client(s), {kind.Name}: turns of {visits:N0} visits to {patients:N0} patients");
                var alertsBefore = await AlertEvents.CountAsync(bareFollowed.Database);
                await Turns.CompareAsync(service, workers, warmUp, rounds, visits, [http, visitAlone, visitFollowed]);
                var alerts = await AlertEvents.CountAsync(bareFollowed.Database) - alertsBefore;
                await WriteAsync(output, http, visitAlone, visitFollowed);
                await output.WriteLineAsync(
                    $"  {"  with all that follows",-36}{http.RateToRest,7:0}/s   "
                    + $"visits evaluated and projected until the service is at rest, "
                    + $"{alerts / (double)(http.Done + visitFollowed.Done):0.00} alert events per followed visit, warm-up included");
                warmUp = TimeSpan.FromSeconds(warmUpSeconds / 6.0);
            }

            var appends = new VisitWays(VisitKind.Quiet, patients);
            var storeAlone = await appends.StoreAsync("append through the store, alone", alone.Documents);
            var appendAlone = await appends.BareAsync("append, bare Npgsql, alone", bareAlone, alone.Documents, keyed: false);
            var storeFollowed = await appends.StoreAsync("append through the store, followed", store);
            var appendFollowed = await appends.BareAsync("append, bare Npgsql, followed", bareFollowed, store, keyed: false);
            await Turns.CompareAsync(service, workers, warmUp, rounds, visits, [storeAlone, appendAlone, storeFollowed, appendFollowed]);
            await WriteAsync(output, storeAlone, appendAlone);
            await WriteAsync(output, storeFollowed, appendFollowed);
        }
    }

    private static async Task WriteAsync(TextWriter output, Way way, params Way[] bare)
    {
        var ratios = bare.Select(other => $"{way.Rate / other.Rate:0.00}");
        await output.WriteLineAsync($"  {way.Name,-36}{way.Rate,7:0}/s   of bare: {string.Join(" and ", ratios)}");
        foreach (var other in bare) await output.WriteLineAsync($"  {other.Name,-36}{other.Rate,7:0}/s");
    }
}
