using System.CommandLine;
using System.Globalization;
using System.Numerics;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>The commands of <c>./followup</c>. Without one the service is started with the host's own settings.</summary>
public static class Commands
{
    /// <summary>All commands.</summary>
    public static RootCommand Root() => new("Longitudinal follow-up of patients with IgG4-related spinal pachymeningitis.")
    {
        RunCommand.Create(), TokenCommand.Create(), ImportCommand.Create(), SynthesizeCommand.Create(), RebuildCommand.Create(),
        AnalystCommand.Create(), DatabaseCommand.Create(), VerifyCommand.Create(), ToolCommand.Create(),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        using var interruption = new Interruption();
        return args is [var first, ..] && (first is "--help" or "-h" or "-?" or "--version" || IsWord(first))
            ? await InvokeAsync(Root().Parse(args), interruption.Token)
            : await RunCommand.ServeAsync(args, cancellation: interruption.Token);
    }

    // The host's own are --urls, --environment, urls=… and the like. A word that is no command is a mistake, and starts nothing.
    private static bool IsWord(string argument) =>
        argument is not ['-' or '/', ..] && !argument.Contains('=', StringComparison.Ordinal);

    // What keeps a command from its work is one sentence, whichever command it is; a defect keeps its stack trace.
    private static async Task<int> InvokeAsync(ParseResult command, CancellationToken interruption)
    {
        try
        {
            // The parser's own handling of signals gives a command two seconds and fails at the second signal.
            return await command.InvokeAsync(
                new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption);
        }
        catch (Exception e) when (interruption.IsCancellationRequested && StartFailure.IsBrokenOff(e))
        {
            await Console.Error.WriteLineAsync("Broken off.");
            return Interruption.ExitCode;
        }
        catch (Exception e) when (StartFailure.Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>An option that takes a whole number; anything else is told as a mistake in it.</summary>
    /// <param name="name">Such as <c>--port</c>.</param>
    /// <param name="description">What it says.</param>
    /// <param name="least">Least number it takes.</param>
    /// <param name="most">Greatest number it takes.</param>
    public static Option<T> Number<T>(string name, string description, T least, T most)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            Description = description,
            // The parser's own conversion throws where a validator asks for a number that is none.
            CustomParser = result =>
            {
                if (T.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number >= least && number <= most) return number;
                result.AddError($"{name} takes a whole number from {least} to {most}.");
                return default;
            },
        };

    /// <summary>The option for the address of a service that runs.</summary>
    public static Option<Uri> ServiceAddress() => new("--url")
    {
        Description = "Address of the service.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address)
                && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)) return address;
            result.AddError("--url must be an address such as http://127.0.0.1:5080.");
            return null;
        },
    };

    /// <summary>The option for a token that somebody else issued.</summary>
    public static Option<string?> Token(string description)
    {
        var token = new Option<string?>("--token") { Description = description };
        token.Validators.Add(result =>
        {
            // A header holds nothing else.
            if (result.GetValueOrDefault<string?>() is { } text && (text.Length == 0 || text.Any(c => c is <= ' ' or > '~')))
                result.AddError("--token must be a bearer token: visible ASCII characters without blanks.");
        });
        return token;
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
    /// <param name="mayCreate">Whether a folder without a database gets one.</param>
    /// <exception cref="SettingMissingException">It is one: its database is a setting, and none is made up beside it.</exception>
    internal static Task<PrivatePostgres> PrivateDatabaseAsync(
        string dataFolder, Action<string> say, CancellationToken cancellation = default, bool? isDevelopment = null, bool mayCreate = true)
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        isDevelopment ??= environment is null || string.Equals(environment, Environments.Development, StringComparison.OrdinalIgnoreCase);
        return isDevelopment.Value
            ? PrivatePostgres.StartAsync(new PrivatePostgresOptions(dataFolder, MayCreate: mayCreate), say, cancellation)
            : throw new SettingMissingException("ConnectionStrings:Postgres must be set outside the Development environment.");
    }

    /// <summary>What is said where something else answers than this service.</summary>
    internal static string NotThisService(Uri? address) =>
        $"What answers at {address} is not this service; name its address with --url.";

    public static string DefaultDataFolder =>
        Environment.GetEnvironmentVariable("FOLLOWUP_DATA") ?? Path.Combine(Environment.CurrentDirectory, ".data");
}
