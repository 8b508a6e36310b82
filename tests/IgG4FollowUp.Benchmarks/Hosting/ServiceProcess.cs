using System.Diagnostics;
using System.Globalization;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>The service in a process of its own, from the Release build and with the settings of <c>./followup run</c>.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);

    private readonly Process _process;
    private readonly string _folder;
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    private ServiceProcess(Process process, string folder, int port)
    {
        (_process, _folder) = (process, folder);
        Http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };
    }

    public HttpClient Http { get; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt);

    public double ResidentMebibytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="folder">Folder for its data; it outlives the process.</param>
    /// <param name="port">Its port.</param>
    /// <param name="arguments">Further arguments of <c>run</c>.</param>
    public static ServiceProcess Start(string folder, int port, params string[] arguments)
    {
        var api = Path.Combine(Root(), "src", "IgG4FollowUp.Api");
        var built = Path.Combine(api, "bin", "Release", "net10.0", "IgG4FollowUp.Api.dll");
        var start = new ProcessStartInfo("dotnet", [built, "run", "--port", port.ToString(CultureInfo.InvariantCulture), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_CONTENTROOT"] = api;
        start.Environment["FOLLOWUP_DATA"] = folder;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return new(process, folder, port);
    }

    public static string NewFolder() => Path.Combine(Path.GetTempPath(), "igg4-process-" + Guid.NewGuid().ToString("N")[..10]);

    /// <summary>Returns once an address answers with success.</summary>
    public async Task AnswersAsync(string address)
    {
        while (!_process.HasExited)
        {
            try
            {
                using var response = await Http.GetAsync(address);
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(BetweenAttempts);
        }

        throw new InvalidOperationException("The service has stopped.");
    }

    /// <summary>A token as <c>./followup token</c> makes it.</summary>
    public string Token(string role, string clinic) =>
        DevelopmentTokens.In(_folder).Create(role, clinic, "benchmark", TimeProvider.System.GetUtcNow());

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "followup"))) return folder.FullName;
        }

        throw new InvalidOperationException("The benchmarks run from the repository's folder.");
    }
}
