using System.CommandLine;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>The commands of <c>./followup</c>. Without one the service is started with the host's own settings.</summary>
public static class Commands
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Longitudinal follow-up of patients with IgG4-related spinal pachymeningitis.")
        {
            RunCommand.Create(), TokenCommand.Create(), ImportCommand.Create(), SynthesizeCommand.Create(), RebuildCommand.Create(),
            AnalystCommand.Create(), DatabaseCommand.Create(), ToolCommand.Create(),
        };
        // Anything that is no command of ours is the host's: --urls, --environment and the like.
        return args is [var verb, ..]
            && (verb is "--help" or "-h" or "-?" or "--version" || root.Subcommands.Any(command => command.Name == verb))
            ? await root.Parse(args).InvokeAsync()
            : await RunCommand.ServeAsync(args);
    }

    /// <summary>The option for the data folder, the same in every command.</summary>
    public static Option<DirectoryInfo> DataFolder() => new("--data-folder")
    {
        Description = "Folder for the private database and the development signing key.",
        DefaultValueFactory = _ => new DirectoryInfo(DefaultDataFolder),
    };

    /// <summary>The private database of a data folder, for trying out.</summary>
    /// <param name="dataFolder">The folder.</param>
    /// <param name="say">Tells the person at the console what is done.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="isDevelopment">Whether this is no clinic's server; by the environment unless given, and none means trying out.</param>
    /// <exception cref="SettingMissingException">It is one: its database is a setting, and none is made up beside it.</exception>
    internal static Task<PrivatePostgres> PrivateDatabaseAsync(
        string dataFolder, Action<string> say, CancellationToken cancellation = default, bool? isDevelopment = null)
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        isDevelopment ??= environment is null || string.Equals(environment, Environments.Development, StringComparison.OrdinalIgnoreCase);
        return isDevelopment.Value
            ? PrivatePostgres.StartAsync(new PrivatePostgresOptions(dataFolder), say, cancellation)
            : throw new SettingMissingException("ConnectionStrings:Postgres must be set outside the Development environment.");
    }

    public static string DefaultDataFolder =>
        Environment.GetEnvironmentVariable("FOLLOWUP_DATA") ?? Path.Combine(Environment.CurrentDirectory, ".data");
}
