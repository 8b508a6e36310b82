using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Benchmarks.Patients;

/// <summary>Resident memory of the service's own process: idle, then every minute under eight clients that log visits and read timelines.</summary>
internal static class MemoryBenchmark
{
    public static async Task RunAsync(TextWriter output, int minutes)
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-memory-" + Guid.NewGuid().ToString("N")[..10]);
        const string Address = "http://127.0.0.1:5197";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "IgG4FollowUp.Api.dll"), "run", "--port", "5197", "--data-folder", folder, "--no-demonstration"])
        {
            UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        using var process = Process.Start(start)!;
        using var http = new HttpClient { BaseAddress = new Uri(Address) };
        try
        {
            await ReadyAsync(http);
            await Task.Delay(TimeSpan.FromSeconds(20));
            await output.WriteLineAsync($"idle            {Resident(process),6:0} MiB");
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", DevelopmentTokens.In(folder).Create(Roles.Clinician, "memory", "benchmark", TimeProvider.System.GetUtcNow()));

            using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
            var requests = 0L;
            var clients = Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
            {
                for (var n = 0; !stop.IsCancellationRequested; n++)
                {
                    var patient = await EnrolAsync(http, $"M{client}-{n}");
                    for (var visit = 0; visit < 20 && !stop.IsCancellationRequested; visit++)
                    {
                        using var response = await http.PostAsJsonAsync($"{patient}/visits", new { visitedOn = "2024-06", asiaGrade = new { grade = "D" } });
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
                    $"after {minute,3} min   {Resident(process),6:0} MiB   {Interlocked.Read(ref requests).ToString("N0", CultureInfo.InvariantCulture)} requests");
            }

            await Task.WhenAll(clients);
        }
        finally
        {
            using var terminate = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Resident(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1024.0 / 1024.0;
    }

    private static async Task<string> EnrolAsync(HttpClient http, string studyNumber)
    {
        using var response = await http.PostAsJsonAsync("/api/patients", new { studyNumber, enrolledOn = "2020" });
        response.EnsureSuccessStatusCode();
        return "/api/patients/" + (await response.Content.ReadFromJsonAsync<JsonObject>())!["patientId"]!.GetValue<Guid>();
    }

    private static async Task ReadyAsync(HttpClient http)
    {
        while (true)
        {
            try
            {
                using var response = await http.GetAsync("/health/ready");
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }
    }
}
