using System.CommandLine;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>The commands of <c>./followup</c>. Without one the service is started with the host's own settings.</summary>
public static class Commands
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Longitudinal follow-up of patients with IgG4-related spinal pachymeningitis.")
        {
            RunCommand.Create(), TokenCommand.Create(), ImportCommand.Create(), SynthesizeCommand.Create(), RebuildCommand.Create(),
            ToolCommand.Create(),
        };
        // Anything that is no command of ours is the host's: --urls, --environment and the like.
        return args is [var verb, ..] && (verb is "--help" or "-h" or "-?" or "--version" || root.Subcommands.Any(command => command.Name == verb))
            ? await root.Parse(args).InvokeAsync()
            : await RunCommand.ServeAsync(args);
    }

    /// <summary>The option for the data folder, the same in every command.</summary>
    public static Option<DirectoryInfo> DataFolder() => new("--data-folder")
    {
        Description = "Folder for the private database and the development signing key.",
        DefaultValueFactory = _ => new DirectoryInfo(DefaultDataFolder),
    };

    public static string DefaultDataFolder => Environment.GetEnvironmentVariable("FOLLOWUP_DATA") ?? Path.Combine(Environment.CurrentDirectory, ".data");
}
