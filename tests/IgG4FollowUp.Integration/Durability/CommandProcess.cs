using System.Diagnostics;

namespace IgG4FollowUp.Integration.Durability;

/// <summary>A command of <c>./followup</c> that ended.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Lines on standard output.</param>
/// <param name="Error">Lines on standard error.</param>
public sealed record CommandProcess(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Error)
{
    /// <summary>How such a process is started; settings are environment variables, null takes one away.</summary>
    public static ProcessStartInfo Of(IEnumerable<string> arguments, Dictionary<string, string?> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "IgG4FollowUp.Api.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The folder of the settings file, which the working folder of a test run is not.
        start.Environment["ASPNETCORE_CONTENTROOT"] = AppContext.BaseDirectory;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // It lives for seconds: code that is watched in order to be made faster later is only slower.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in settings)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CommandProcess> RunAsync(string[] arguments, Dictionary<string, string?> settings)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var process = Process.Start(Of(arguments, settings))!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new(process.ExitCode, Lines(await output), Lines(await error));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
