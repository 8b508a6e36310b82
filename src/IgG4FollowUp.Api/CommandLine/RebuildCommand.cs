using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary><c>./followup rebuild</c>: asks the running service to write the tables for analysts anew, and shows how far it is.</summary>
public static class RebuildCommand
{
    private const int Width = 30;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var url = Commands.ServiceAddress();
        var token = Commands.Token("An administrator's bearer token; without one a development token is made.");
        var data = Commands.DataFolder();
        var command = new Command("rebuild", "Write the tables for analysts anew from the events.") { url, token, data };
        command.SetAction(async (result, cancellation) =>
        {
            using var http = new HttpClient { BaseAddress = result.GetValue(url) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                result.GetValue(token)
                    ?? DevelopmentTokens.Of(result.GetValue(data)!.FullName)
                        .Create(Roles.Admin, null, "rebuild", TimeProvider.System.GetUtcNow()));
            return await RunAsync(http, Console.Error, cancellation);
        });
        return command;
    }

    /// <summary>Starts a rebuild, or joins the one that is running, and returns the exit code.</summary>
    public static async Task<int> RunAsync(HttpClient http, TextWriter console, CancellationToken cancellation)
    {
        try
        {
            var before = await StateAsync(http, cancellation);
            using (var started = await http.PostAsync("/api/admin/rebuild", null, cancellation))
            {
                if (started.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.Conflict))
                {
                    await console.WriteLineAsync($"The service answered {(int)started.StatusCode}.");
                    return 1;
                }
            }

            using var timer = new PeriodicTimer(BetweenLooks);
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                var state = await StateAsync(http, cancellation);
                // Until the service has taken the request up, the former rebuild is what it tells of.
                if (state.State != "running" && state.StartedAt == before.StartedAt) continue;
                await console.WriteAsync("\r" + Bar(state.Progress));
                if (state.State == "running") continue;
                await console.WriteLineAsync();
                await console.WriteLineAsync(state.State == "done"
                    ? $"{Counted.Of(state.Progress.Patients, "patient")} written, as known at sequence {state.Progress.Sequence}."
                    : "The rebuild failed; the tables are as before. The service's log says why.");
                return state.State == "done" ? 0 : 1;
            }

            return 1;
        }
        catch (HttpRequestException e)
        {
            await console.WriteLineAsync(
                e.StatusCode is { } status
                    ? $"The service answered {(int)status}."
                    : $"The service at {http.BaseAddress} cannot be reached: {e.Message}");
            return 1;
        }
        catch (JsonException)
        {
            await console.WriteLineAsync(Commands.NotThisService(http.BaseAddress));
            return 1;
        }
    }

    private static string Bar(RebuildProgress progress)
    {
        var done = progress.TotalEvents == 0 ? Width : (int)(progress.Events * Width / progress.TotalEvents);
        return $"[{new string('#', done)}{new string('.', Width - done)}] {progress.Events} of {progress.TotalEvents} events";
    }

    private static async Task<RebuildState> StateAsync(HttpClient http, CancellationToken cancellation) =>
        (await http.GetFromJsonAsync<RebuildState>("/api/admin/rebuild", JsonSerializerOptions.Web, cancellation))!;
}
