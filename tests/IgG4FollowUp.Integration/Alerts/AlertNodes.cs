using System.Net.Http.Headers;
using Alba;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Webhooks;
using IgG4FollowUp.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weasel.Core;

namespace IgG4FollowUp.Integration.Alerts;

/// <summary>Nodes of the real service that come and go over one database, with one clock.</summary>
internal sealed class AlertNodes : IAsyncDisposable
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-alerts-" + Guid.NewGuid().ToString("N")[..10]);
    private readonly string _connectionString;

    private AlertNodes(string connectionString)
    {
        _connectionString = connectionString;
        Database = NpgsqlDataSource.Create(connectionString);
    }

    public OffsetClock Clock { get; } = new();

    public NpgsqlDataSource Database { get; }

    /// <summary>Errors and warnings that the nodes logged.</summary>
    public WebhookService.LogOfTrouble Trouble { get; } = new();

    public DateOnly Today => DateOnly.FromDateTime(Clock.GetLocalNow().Date);

    public static async Task<AlertNodes> CreateAsync(PostgresServer postgres) => new(await postgres.CreateDatabaseAsync());

    public Task<IAlbaHost> StartAsync() => AlbaHost.For<Program>(web =>
    {
        web.UseSetting("ConnectionStrings:Postgres", _connectionString);
        web.UseSetting("FollowUp:DataFolder", _dataFolder);
        web.UseSetting("Logging:LogLevel:Default", "Warning");
        web.UseSetting("Webhooks:AllowPrivateTargets", "true");
        web.ConfigureServices(services => services.AddSingleton<TimeProvider>(Clock).AddSingleton<ILoggerProvider>(Trouble).InHurry());
    });

    public static HttpClient Client(IAlbaHost node)
    {
        var client = node.Server.CreateClient();
        var token = node.Services.GetRequiredService<DevelopmentTokens>()
            .Create(Roles.Clinician, "north", "dr-test", TimeProvider.System.GetUtcNow());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan time) => Clock.Advance(time);

    /// <summary>Whether the nodes have nothing left to do.</summary>
    public async Task<bool> AreQuietAsync() => await Database.HasCaughtUpAsync(Clock) && await Database.WaitingAsync() == 0;

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}

/// <summary>What specs do to the time of a database of the service.</summary>
internal static class AlertTime
{
    /// <summary>Takes the net below the timers away: today's sweep and the next one count as done.</summary>
    public static async Task SkipSweepsAsync(this NpgsqlDataSource database, TimeProvider clock)
    {
        var times = new SweepTimes(new TimeOnly(5, 0), TimeSpan.FromHours(26));
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(database);
            options.DatabaseSchemaName = "followup";
            options.UseSystemTextJsonForSerialization(EnumStorage.AsInteger, Casing.CamelCase, EntryJson.Configure);
            options.Policies.AllDocumentsAreMultiTenanted();
            SweepRecord.Configure(options);
        });
        await using var session = store.LightweightSession(AlertSweep.AllClinics);
        foreach (var slot in new[] { times.Slot(clock), times.Next(clock) })
        {
            session.Store(new SweepRecord
            {
                Slot = slot,
                StartedAt = clock.GetUtcNow(),
                FinishedAt = clock.GetUtcNow(),
                Patients = 0,
                Evaluation = new(0, 0, 0, 0),
                ToSequence = 0,
                Settings = "",
            });
        }

        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>When a patient is to be looked at again.</summary>
    public static async Task<DateTimeOffset?> LookAgainAtAsync(this IDocumentStore store, string clinic, Guid patient)
    {
        await using var session = store.QuerySession(clinic);
        return (await session.LoadAsync<PatientWatch>(patient, TestContext.Current.CancellationToken))?.LookAgainAt;
    }

    public static async Task<T> ScalarAsync<T>(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Messages that could be handled now.</summary>
    public static Task<long> WaitingAsync(this NpgsqlDataSource database) => database.ScalarAsync<long>(
        "select count(*) from followup.wolverine_incoming_envelopes where status = 'Incoming' or (status = "
            + "'Scheduled' and execution_time <= now())");
}
