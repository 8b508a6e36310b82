using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Benchmarks.Hosting;

namespace IgG4FollowUp.Benchmarks.Patients;

/// <summary>
/// Resident memory of the service's own process: idle, then every minute under eight clients that log visits and read timelines.
/// </summary>
internal static class MemoryBenchmark
{
    private const int Port = 5197;

    public static async Task RunAsync(TextWriter output, int minutes)
    {
        var folder = ServiceProcess.NewFolder();
        try
        {
            await using var service = ServiceProcess.Start(folder, Port, "--no-demonstration");
            var http = service.Http;
            await service.AnswersAsync("/health/ready");
            await Task.Delay(TimeSpan.FromSeconds(20));
            await output.WriteLineAsync($"idle            {service.ResidentMebibytes,6:0} MiB");
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.Token(Roles.Clinician, "memory"));

            using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
            var requests = 0L;
            var clients = Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
            {
                for (var n = 0; !stop.IsCancellationRequested; n++)
                {
                    var patient = await EnrolAsync(http, $"M{client}-{n}");
                    for (var visit = 0; visit < 20 && !stop.IsCancellationRequested; visit++)
                    {
                        using var response = await http.PostAsJsonAsync(
                            $"{patient}/visits", new { visitedOn = "2024-06", asiaGrade = new { grade = "D" } });
                        response.EnsureSuccessStatusCode();
                        await http.GetByteArrayAsync($"{patient}/timeline");
                        Interlocked.Add(ref requests, 2);
                    }
                }
            })).ToList();
            for (var minute = 1; minute <= minutes; minute++)
            {
                await Task.Delay(TimeSpan.FromMinutes(1));
                await output.WriteLineAsync(
                    $"after {minute,3} min   {service.ResidentMebibytes,6:0} MiB   "
                    + $"{Interlocked.Read(ref requests).ToString("N0", CultureInfo.InvariantCulture)} requests");
            }

            await Task.WhenAll(clients);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> EnrolAsync(HttpClient http, string studyNumber)
    {
        using var response = await http.PostAsJsonAsync("/api/patients", new { studyNumber, enrolledOn = "2020" });
        response.EnsureSuccessStatusCode();
        return "/api/patients/" + (await response.Content.ReadFromJsonAsync<JsonObject>())!["patientId"]!.GetValue<Guid>();
    }
}
