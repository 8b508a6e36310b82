using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Integration.Durability;

/// <summary>The service as a person starts it: its own process with a private PostgreSQL, which can be killed.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly string _dataFolder;
    private readonly int _port = FreePort();
    private Process? _process;

    public ServiceProcess(string dataFolder)
    {
        _dataFolder = dataFolder;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}"), Timeout = TimeSpan.FromSeconds(20) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DevelopmentTokens.In(dataFolder)
            .Create(Roles.Clinician, "crash-test", "dr-test", TimeProvider.System.GetUtcNow()));
    }

    public HttpClient Http { get; }

    public async Task StartAsync()
    {
        var service = Path.Combine(AppContext.BaseDirectory, "IgG4FollowUp.Api.dll");
        var start = new ProcessStartInfo("dotnet", [service, "run", "--port", _port.ToString(CultureInfo.InvariantCulture), "--data-folder", _dataFolder, "--no-demonstration"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        _process = Process.Start(start)!;
        var output = new List<string>();
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        var deadline = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || deadline.Elapsed > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException("The service did not come up: " + string.Join('\n', Lines()));
            await Task.Delay(50);
        }

        void Keep(string? line)
        {
            if (line is null) return;
            lock (output) output.Add(line);
        }

        string[] Lines()
        {
            lock (output) return [.. output];
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGKILL to PostgreSQL's postmaster.</summary>
    public async Task KillPostgresAsync()
    {
        var pid = int.Parse((await File.ReadAllLinesAsync(Path.Combine(_dataFolder, "postgres", "postmaster.pid")))[0], CultureInfo.InvariantCulture);
        using var postmaster = Process.GetProcessById(pid);
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            // SIGTERM, so that the service stops its PostgreSQL too.
            using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await terminate.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Http.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var response = await Http.GetAsync("/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
