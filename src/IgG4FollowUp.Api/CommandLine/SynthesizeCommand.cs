using System.CommandLine;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Api.Synthetic;
using IgG4FollowUp.Domain.Synthetic;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary><c>./followup synthesize</c>: fills a clinic with made-up patients.</summary>
public static class SynthesizeCommand
{
    public static Command Create()
    {
        var patients = Commands.Number("--patients", "How many patients.", 1, int.MaxValue);
        patients.Required = true;
        var seed = Commands.Number("--seed", "The same seed gives the same patients.", ulong.MinValue, ulong.MaxValue);
        seed.DefaultValueFactory = _ => 1;
        var clinic = new Option<string>("--clinic") { Description = "The clinic's slug.", DefaultValueFactory = _ => "synthetic" };
        clinic.Validators.Add(result =>
        {
            if (!Policies.IsClinic(result.GetValueOrDefault<string>()!))
                result.AddError("A clinic's slug has 1 to 63 lower-case letters, digits and hyphens.");
        });
        var data = Commands.DataFolder();
        var command = new Command("synthesize", "Fill a clinic with made-up patients, labelled as synthetic.") { patients, seed, clinic,
            data };
        command.SetAction((result, cancellation) => RunAsync(
            result.GetValue(patients), result.GetValue(seed), result.GetValue(clinic)!, result.GetValue(data)!.FullName, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int patients, ulong seed, string clinic, string dataFolder, CancellationToken cancellation)
    {
        // No request is served here, so nobody signs in: the environment only has to need no authority.
        var builder = Service.CreateBuilder([], Environments.Development);
        builder.Logging.ClearProviders();
        PrivatePostgres? postgres = null;
        try
        {
            var connectionString = Service.GivenDatabase(builder);
            if (connectionString is null)
            {
                postgres = await Commands.PrivateDatabaseAsync(dataFolder, Console.WriteLine, cancellation);
                connectionString = postgres.ConnectionString;
            }

            // Built but not started: the daemon and the queues belong to the running service.
            await using var app = Service.Build(builder, connectionString, dataFolder);
            return await SynthesizeAsync(app.Services, patients, seed, clinic, Console.Out, cancellation);
        }
        catch (Exception e) when (StartFailure.Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
        finally
        {
            if (postgres is not null) await postgres.DisposeAsync();
        }
    }

    /// <summary>Makes the patients up and writes them; the exit code.</summary>
    public static async Task<int> SynthesizeAsync(
        IServiceProvider services, int patients, ulong seed, string clinic, TextWriter console, CancellationToken cancellation)
    {
        var (database, store) = (services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<IDocumentStore>());
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await new Upgrade(services.GetServices<IFormerTable>(), database).Populate(store, cancellation);

        // A fixed last day: the same command means the same patients next year.
        var cohort = SyntheticCohort.Generate(patients, seed, SyntheticCohort.PublishedAsOf);
        if (await SyntheticClinic.ObstacleAsync(services.GetRequiredService<ChartsAsOf>(), clinic, cohort.First().Id, cancellation)
            is { } obstacle)
        {
            await console.WriteLineAsync(obstacle);
            return 1;
        }

        var written = await SyntheticClinic.WriteAsync(services, clinic, cohort, count =>
        {
            if (!Console.IsOutputRedirected) console.Write($"\r{count} of {patients}");
        }, cancellation);
        await console.WriteLineAsync($"\r{written} made-up patients are in the clinic '{clinic}', each labelled as synthetic.");
        return 0;
    }
}
