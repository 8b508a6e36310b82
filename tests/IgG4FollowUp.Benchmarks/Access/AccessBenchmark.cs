using System.Diagnostics;
using System.Text;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Benchmarks.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace IgG4FollowUp.Benchmarks.Access;

/// <summary>What it costs a read to be on record before its answer: the same read, mapped once more outside the record.</summary>
internal static class AccessBenchmark
{
    private const string Unrecorded = "/unrecorded/patients";
    private const int WarmUp = 10;
    private const int Turns = 50;

    private static readonly TimeSpan TurnLength = TimeSpan.FromMilliseconds(400);

    public static async Task RunAsync(TextWriter output)
    {
        await using var service = await RunningService.StartAsync(app =>
        {
            var patients = app.MapGroup(Unrecorded).RequireAuthorization(Policies.ClinicRecords);
            GetTimeline.Map(patients);
            GetPatient.Map(patients);
            ListPatients.Map(patients);
            ((IEndpointConventionBuilder)patients).Finally(Rename);
        });
        var patient = Guid.Empty;
        for (var i = 0; i < 50; i++)
        {
            patient = await service.EnrolAsync($"A{i}");
            for (var v = 0; v < 20; v++)
            {
                using var visit = new StringContent(
                    $$"""
                    { "visitedOn": "{{2010 + (v / 12)}}-{{(v % 12) + 1:00}}-10", "asiaGrade": { "grade": "D" },
                      "labs": [ { "analyte": "serum-igg4", "result": "{{100 + v}} mg/dL", "assay": "nephelometry" } ] }
                    """, Encoding.UTF8, "application/json");
                using var response = await service.Http.PostAsync($"/api/patients/{patient}/visits", visit);
                response.EnsureSuccessStatusCode();
            }
        }

        await Rest.UntilAsync(service);
        foreach (var clients in new[] { 8, 1 })
        {
            foreach (var (name, below) in new[]
            {
                ("timeline, kept text", $"/{patient}/timeline"), ("patient, 20 visits", $"/{patient}"),
                ("list of 50 patients", "?limit=50"),
            })
            {
                var ratios = new List<double>();
                // Short turns, each beside its other: whatever else the machine does hits both.
                for (var turn = 0; turn < Turns; turn++)
                {
                    var first = await RateAsync(clients, turn % 2 == 0 ? "/api/patients" + below : Unrecorded + below);
                    var second = await RateAsync(clients, turn % 2 == 0 ? Unrecorded + below : "/api/patients" + below);
                    if (turn >= WarmUp) ratios.Add(turn % 2 == 0 ? first / second : second / first);
                }

                ratios.Sort();
                await output.WriteLineAsync(
                    $"{name,-20} {clients} clients: on record / without, median of {ratios.Count} {ratios[ratios.Count / 2]:0.00}, "
                    + $"quartiles {ratios[ratios.Count / 4]:0.00} and {ratios[ratios.Count * 3 / 4]:0.00}");
            }
        }

        async Task<double> RateAsync(int clients, string address)
        {
            var clock = Stopwatch.StartNew();
            var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
            {
                var count = 0;
                for (; clock.Elapsed < TurnLength; count++) await service.Http.GetByteArrayAsync(address);
                return count;
            })));
            return counts.Sum() / clock.Elapsed.TotalSeconds;
        }
    }

    // No two endpoints may have one name.
    private static void Rename(EndpointBuilder endpoint)
    {
        foreach (var name in endpoint.Metadata.OfType<IEndpointNameMetadata>().ToList())
        {
            endpoint.Metadata.Remove(name);
            endpoint.Metadata.Add(new EndpointNameMetadata(name.EndpointName + "Unrecorded"));
        }
    }
}
