using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Alba;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IgG4FollowUp.Integration.Calendar;

/// <summary>The real service with a clock that can be put forward, and everything it logs at hand.</summary>
public sealed class CalendarService(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-data-" + Guid.NewGuid().ToString("N")[..10]);
    private IAlbaHost? _host;

    public IAlbaHost Host => _host!;

    public SettableClock Clock { get; } = new();

    public LogBook Log { get; } = new();

    public string ConnectionString { get; private set; } = "";

    public DateOnly Today => DateOnly.FromDateTime(Clock.GetLocalNow().Date);

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        _host = await AlbaHost.For<Program>(web =>
        {
            web.UseSetting("ConnectionStrings:Postgres", ConnectionString);
            web.UseSetting("FollowUp:DataFolder", _dataFolder);
            web.UseSetting("Logging:LogLevel:Default", "Trace");
            web.UseSetting("Logging:LogLevel:Microsoft", "Trace");
            web.UseSetting("Logging:LogLevel:Npgsql", "Trace");
            web.UseSetting("Logging:Console:LogLevel:Default", "None");
            web.ConfigureServices(services =>
            {
                services.AddSingleton<TimeProvider>(Clock);
                services.AddSingleton<ILoggerProvider>(Log).InHurry();
            });
        });
    }

    public HttpClient Client(string clinic, string role = Roles.Clinician)
    {
        var client = Host.Server.CreateClient();
        var token = Host.Services.GetRequiredService<DevelopmentTokens>().Create(role, clinic, "dr-test", TimeProvider.System.GetUtcNow());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The calendar once it knows everything that was recorded.</summary>
    public async Task<JsonNode> CalendarAsync(HttpClient client, string query = "")
    {
        await SettledAsync();
        return await client.GetJsonAsync("/api/clinic/calendar" + query);
    }

    public Task SettledAsync() => Host.Services.SettledAsync();

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}

/// <summary>The system's clock, put forward by whole days.</summary>
public sealed class SettableClock : TimeProvider
{
    private int _days;

    public void Forward(int days) => Volatile.Write(ref _days, days);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(Volatile.Read(ref _days));
}

/// <summary>Every message that was logged, whatever its level.</summary>
public sealed class LogBook : ILoggerProvider
{
    private readonly Lock _lock = new();
    private readonly List<string> _messages = [];

    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_lock) return [.. _messages];
        }
    }

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
    }

    private void Add(string message)
    {
        lock (_lock) _messages.Add(message);
    }

    private sealed class Writer(LogBook book, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> named
                ? string.Join(' ', named.Select(pair => pair.Value))
                : "";
            book.Add($"{category} {formatter(state, exception)} {values} {exception}");
        }
    }
}
