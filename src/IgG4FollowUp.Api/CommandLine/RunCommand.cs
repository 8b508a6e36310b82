using System.CommandLine;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Imports;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary><c>./followup run</c>: the service and, when no database is configured, a private PostgreSQL beside it.</summary>
public static class RunCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port on the loopback address.", DefaultValueFactory = _ => 5080 };
        var data = Commands.DataFolder();
        var demonstration = new Option<bool>("--no-demonstration") { Description = "Leave an empty database empty." };
        var offset = new Option<int>("--clock-offset") { Description = "Days by which the service's clock is set forward, to see what falls due. Only for trying out." };
        offset.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 3660) result.AddError("--clock-offset takes 0 to 3660 days.");
        });
        var command = new Command("run", "Start the service on this machine.") { port, data, demonstration, offset };
        command.SetAction((result, cancellation) =>
        {
            // Trying it out needs no authority; a clinic's server sets the environment itself.
            if (Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is null && Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is null)
                Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", Environments.Development);
            return ServeAsync(
                ["--urls", $"http://127.0.0.1:{result.GetValue(port)}", $"--{Service.ClockOffset}", $"{TimeSpan.FromDays(result.GetValue(offset)):c}"], result.GetValue(data)!.FullName, demonstration: !result.GetValue(demonstration));
        });
        return command;
    }

    public static async Task<int> ServeAsync(string[] args, string? dataFolder = null, bool demonstration = false)
    {
        var builder = WebApplication.CreateBuilder(args);
        dataFolder ??= builder.Configuration["FollowUp:DataFolder"] ?? Commands.DefaultDataFolder;
        PrivatePostgres? postgres = null;
        try
        {
            var connectionString = builder.Configuration.GetConnectionString("Postgres");
            if (connectionString is null)
            {
                postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(dataFolder), Say);
                connectionString = postgres.ConnectionString;
            }

            await using var app = Service.Build(builder, connectionString, dataFolder);
            await app.StartAsync();
            if (app.Services.GetRequiredService<TimeProvider>() is OffsetClock clock)
                Say($"THE CLOCK IS SET FORWARD to {clock.GetLocalNow():yyyy-MM-dd}: what is recorded now is dated then. Never use it with real patients.");
            if (demonstration)
            {
                var time = app.Services.GetRequiredService<TimeProvider>();
                if (await Demonstration.LoadAsync(app.Services, Say))
                    await app.Services.GetRequiredService<AlertSweep>().RunAsync(app.Lifetime.ApplicationStopping, time.GetUtcNow());
                Welcome.Print(app);
            }

            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e) when (StartFailure.Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
        finally
        {
            if (postgres is not null)
            {
                Say("Stopping PostgreSQL");
                await postgres.DisposeAsync();
            }
        }
    }

    private static void Say(string line) => Console.WriteLine(line);
}
