using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using IgG4FollowUp.Api.SignIn;
using Npgsql;

namespace IgG4FollowUp.Integration.Durability;

/// <summary>
/// The service as a person starts it: its own process, which can be killed. Without a database it brings a private PostgreSQL.
/// </summary>
/// <param name="dataFolder">Where its signing key and its private PostgreSQL live.</param>
/// <param name="database">Connection string of a database; several processes may share one.</param>
/// <param name="name">How the database knows this process; only with a connection string.</param>
/// <param name="logLevel">What it says on its output.</param>
public sealed class ServiceProcess(string dataFolder, string? database = null, string name = "node", string logLevel = "Error")
    : IAsyncDisposable
{
    private readonly int _port = FreePort();
    private readonly List<string> _output = [];
    private readonly List<HttpClient> _clients = [];
    private HttpClient? _http;
    private Process? _process;

    public string Name => name;

    /// <summary>Settings beside those every test needs, as environment variables.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>How far the clock of the next start is set forward.</summary>
    public int ClockOffsetDays { get; set; }

    /// <summary>A clinician of the clinic <c>crash-test</c>; the same one across restarts.</summary>
    public HttpClient Http => _http ??= Client(Roles.Clinician, "crash-test");

    public HttpClient Client(string role, string? clinic)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}"), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", DevelopmentTokens.In(dataFolder).Create(role, clinic, "dr-test", TimeProvider.System.GetUtcNow()));
        _clients.Add(client);
        return client;
    }

    /// <summary>What all processes so far said.</summary>
    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    /// <summary>What they logged; the rest of what they said is for whoever started them. A line of the log begins with its time.</summary>
    public IEnumerable<string> Logged => Output.Split('\n').Where(line => line is [_, _, _, _, '-', _, _, '-', _, _, 'T', ..]);

    public async Task StartAsync()
    {
        _process?.Dispose();
        _process = Process.Start(CommandProcess.Of(
            [
                "run", "--port", _port.ToString(CultureInfo.InvariantCulture), "--data-folder", dataFolder, "--no-demonstration",
                "--clock-offset", ClockOffsetDays.ToString(CultureInfo.InvariantCulture),
            ],
            new(Settings)
            {
                ["Logging__LogLevel__Default"] = logLevel,
                ["ConnectionStrings__Postgres"] = database is null
                    ? null
                    : new NpgsqlConnectionStringBuilder(database) { ApplicationName = name }.ConnectionString,
            }))!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        var deadline = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || deadline.Elapsed > TimeSpan.FromSeconds(300))
                throw new InvalidOperationException("The service did not come up: " + Output);
            await Task.Delay(50);
        }

        void Keep(string? line)
        {
            if (line is null) return;
            lock (_output) _output.Add(line);
        }
    }

    /// <summary>Its memory that is in use, and the most that ever was, in mebibytes, as the system counts them.</summary>
    public (double Now, double Peak) Memory
    {
        get
        {
            using var process = Process.GetProcessById(_process!.Id);
            return (process.WorkingSet64 / (double)(1 << 20), process.PeakWorkingSet64 / (double)(1 << 20));
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGKILL to the private PostgreSQL's postmaster.</summary>
    public async Task KillPostgresAsync()
    {
        var pid = int.Parse((await File.ReadAllLinesAsync(Path.Combine(dataFolder, "postgres", "postmaster.pid")))[0],
            CultureInfo.InvariantCulture);
        using var postmaster = Process.GetProcessById(pid);
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
    }

    /// <summary>SIGTERM, so that the service stops its PostgreSQL too.</summary>
    public async Task StopAsync()
    {
        if (_process is not { HasExited: false }) return;
        using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await terminate.WaitForExitAsync();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        foreach (var client in _clients) client.Dispose();
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
        catch (TaskCanceledException)
        {
            // It takes connections and is too busy starting to answer: not up yet.
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
