using System.CommandLine;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Imports;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary><c>./followup run</c>: the service and, when no database is configured, a private PostgreSQL beside it.</summary>
public static class RunCommand
{
    private static readonly TimeSpan BetweenWords = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var port = Commands.Number("--port", "Port on the loopback address.", 0, 65535);
        port.DefaultValueFactory = _ => 5080;
        var data = Commands.DataFolder();
        var demonstration = new Option<bool>("--no-demonstration") { Description = "Leave an empty database empty." };
        var offset = Commands.Number(
            "--clock-offset", "Days by which the service's clock is set forward, to see what falls due. Only for trying out.", 0, 3660);
        var command = new Command("run", "Start the service on this machine.") { port, data, demonstration, offset };
        command.SetAction((result, cancellation) =>
        {
            // Trying it out needs no authority; a clinic's server sets the environment itself.
            if (Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is null
                && Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is null)
                Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", Environments.Development);
            return ServeAsync(
                [
                    "--urls", $"http://127.0.0.1:{result.GetValue(port)}",
                    $"--{Service.ClockOffset}", $"{TimeSpan.FromDays(result.GetValue(offset)):c}",
                ],
                new Asked(result.GetValue(data)!.FullName, Demonstration: !result.GetValue(demonstration)),
                cancellation);
        });
        return command;
    }

    /// <summary>Serves until it is told to stop.</summary>
    /// <param name="args">Settings of the host.</param>
    /// <param name="asked">What the person who started it asked for; null where nobody reads but the log.</param>
    /// <param name="cancellation">Tells it to stop.</param>
    /// <returns>Exit code.</returns>
    internal static async Task<int> ServeAsync(string[] args, Asked? asked = null, CancellationToken cancellation = default)
    {
        PrivatePostgres? postgres = null;
        try
        {
            var builder = Service.CreateBuilder(args);
            Service.CheckSettings(builder.Configuration);
            var dataFolder = asked?.DataFolder ?? builder.Configuration["FollowUp:DataFolder"] ?? Commands.DefaultDataFolder;
            var given = Service.GivenDatabase(builder);
            if (given is null)
            {
                postgres = await Commands.PrivateDatabaseAsync(dataFolder, Say, cancellation, builder.Environment.IsDevelopment());
                if (!postgres.IsOurs)
                {
                    throw new PrivatePostgresException(
                        $"Another service runs on the data folder {dataFolder}: stop it, or name another with --data-folder.");
                }
            }

            Service.CheckFolders(builder.Configuration, dataFolder);
            await using var app = Service.Build(builder, given ?? postgres!.ConnectionString, dataFolder);
            if (asked is null)
            {
                await app.StartAsync(cancellation);
                Welcome.Log(app);
            }
            else
            {
                await SayingAsync("Starting the service", app.StartAsync(cancellation));
                await GreetAsync(app, asked, isGiven: given is not null, cancellation);
            }

            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        // Who stops it before it answers breaks off what is under way; nothing failed.
        catch (Exception e) when (cancellation.IsCancellationRequested && StartFailure.IsBrokenOff(e))
        {
            return 0;
        }
        catch (Exception e) when (StartFailure.Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
        finally
        {
            if (postgres is { IsOurs: true })
            {
                Say("Stopping PostgreSQL");
                await postgres.DisposeAsync();
            }
        }
    }

    private static async Task GreetAsync(WebApplication app, Asked asked, bool isGiven, CancellationToken cancellation)
    {
        // Made-up patients belong to trying out.
        if (asked.Demonstration && app.Environment.IsDevelopment())
            await SayingAsync("Loading the demonstration clinics, if the database is empty", LoadAsync());
        Welcome.Print(app, asked.DataFolder, isGiven);

        async Task LoadAsync()
        {
            var start = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            if (await Demonstration.LoadAsync(app.Services, Say, cancellation))
                await app.Services.GetRequiredService<AlertSweep>().RunAsync(app.Lifetime.ApplicationStopping, start);
        }
    }

    // Whoever waits sees that it goes on.
    private static async Task SayingAsync(string what, Task work)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (await Task.WhenAny(work, Task.Delay(BetweenWords)) != work)
            Say($"{what}: {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:0} s");
        await work;
    }

    private static void Say(string line) => Console.WriteLine(line);

    /// <summary>What a person at the console asked for.</summary>
    /// <param name="DataFolder">Folder for the private database and the development signing key.</param>
    /// <param name="Demonstration">Whether an empty database gets the demonstration clinics.</param>
    internal sealed record Asked(string DataFolder, bool Demonstration);
}
