using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Alerts.Simulations;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Analytics.Releases;
using IgG4FollowUp.Api.Calendar;
using IgG4FollowUp.Api.Health;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Api.Neurology;
using IgG4FollowUp.Api.Pages;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.Proof;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Api.Webhooks;
using IgG4FollowUp.Domain.Patients;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Wolverine;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>Puts the service together.</summary>
public static class Service
{
    /// <summary>Largest request body of any endpoint, bytes; imports are the largest.</summary>
    public const long MaximumBody = 64L * 1024 * 1024;

    private static readonly string[] Streamed = ["text/event-stream", "application/x-ndjson"];

    private static readonly string[] Formatters = ["simple", "systemd", "json"];

    /// <summary>Setting by which a developer's service runs on a later day.</summary>
    public const string ClockOffset = "FollowUp:ClockOffset";

    /// <summary>Version of the service.</summary>
    public static string Version { get; } =
        typeof(Service).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The host's settings. Under systemd they may be credentials, too: files that are named like settings.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args, string? environment = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, EnvironmentName = environment });
        if (Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } credentials)
            builder.Configuration.AddKeyPerFile(credentials, optional: true);
        return builder;
    }

    /// <summary>The database that the settings name; null when they name none.</summary>
    public static string? GivenDatabase(WebApplicationBuilder builder) =>
        builder.Configuration.GetConnectionString("Postgres") is { } given && !string.IsNullOrWhiteSpace(given) ? given : null;

    /// <summary>Reads every setting: one that is not what it must be is said before anything starts.</summary>
    /// <exception cref="SettingMissingException">One is not.</exception>
    public static void CheckSettings(IConfiguration configuration)
    {
        KnownSettings.Check(configuration);
        CheckLevels(configuration.GetSection("Logging"));
        CheckConsole(configuration.GetSection("Logging:Console"));
        ReleaseGate.Minimum.CountIn(configuration);
        RowLevelReads.Said(configuration);
        ConsentForReuse.From(configuration);
        Releases.Number.CountIn(configuration);
        KeptReplies.Kept(configuration);
        ShardWatch.Patience(configuration);
        WebhookSettings.From(configuration);
        SweepTimes.From(configuration);
        CalendarFeeds.Lifetime(configuration);
        Limits.From(configuration);
        AccessServices.KeepMonths.CountIn(configuration);
        Messaging.Silence.SecondsIn(configuration);
        PlainSetting.Flag(configuration, Messaging.WithoutSchedules);
        PlainSetting.Length(configuration, ClockOffset);
        ProofSettings.EverySeconds.SecondsIn(configuration);
        ProofSettings.Check(configuration);
    }

    /// <summary>Folders without which the service would answer no read, or keep no proof: judged before it answers anything.</summary>
    /// <exception cref="SettingMissingException">One of them cannot be written in.</exception>
    public static void CheckFolders(IConfiguration configuration, string dataFolder)
    {
        CheckFolder(AccessServices.JournalFolder, AccessServices.Journal(configuration, dataFolder));
        CheckFolder(ProofSettings.CheckpointFolder, ProofSettings.From(configuration, dataFolder).Folder);
        CheckFolder(PageSession.KeyFolder, PageSession.Keys(configuration, dataFolder));
    }

    private static void CheckFolder(string setting, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var tried = new FileStream(
                Path.Combine(folder, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingMissingException($"{setting} must be a folder that the service may write in, and {folder} is none.");
        }
    }

    // The framework's own sentence does not name the setting.
    private static void CheckLevels(IConfigurationSection section)
    {
        foreach (var part in section.GetChildren())
        {
            if (part.Key.Equals("LogLevel", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var level in part.GetChildren().Where(level => !string.IsNullOrEmpty(level.Value)))
                {
                    if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out _))
                        throw new SettingMissingException($"{level.Path} must be one of: {string.Join(", ", Enum.GetNames<LogLevel>())}.");
                }
            }
            else
            {
                CheckLevels(part);
            }
        }
    }

    // The framework takes another formatter without a word, and ends the process at the first line that it cannot write.
    private static void CheckConsole(IConfigurationSection console)
    {
        if (console["FormatterName"] is { Length: > 0 } given && !Formatters.Contains(given, StringComparer.OrdinalIgnoreCase))
            throw new SettingMissingException($"{console.Path}:FormatterName must be one of: {string.Join(", ", Formatters)}.");
        var options = console.GetSection("FormatterOptions");
        try
        {
            console.Get<ConsoleLoggerOptions>();
            options.Get<SimpleConsoleFormatterOptions>();
            options.Get<JsonConsoleFormatterOptions>();
        }
        catch (InvalidOperationException e)
        {
            throw new SettingMissingException(PlainSetting.OfFramework(e.Message) ?? $"{console.Path}: {e.Message}");
        }

        try
        {
            _ = DateTimeOffset.UnixEpoch.ToString(options["TimestampFormat"] ?? "", CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            throw new SettingMissingException(
                $"{options.Path}:TimestampFormat must be the form of a moment, such as yyyy-MM-ddTHH:mm:ss.fffZ.");
        }
    }

    public static WebApplication Build(WebApplicationBuilder builder, string connectionString, string dataFolder)
    {
        CheckSettings(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumBody;
        });
        builder.Logging.KeepCommandsOutOfTheLog();
        var services = builder.Services;
        var database = Settings(connectionString);
        services.AddSingleton(Clock(builder));
        services.AddSingleton(_ => new SoundConnections(database));
        services.AddSingleton(provider => provider.GetRequiredService<SoundConnections>().Database);
        services.AddAnalytics();
        services.AddAlerts(builder.Configuration);
        services.AddSingleton<Cleanup>();
        services.AddSingleton<TimelineTexts>();
        services.ConfigureHttpJsonOptions(json =>
        {
            EntryJson.Configure(json.SerializerOptions);
            // A number is never written as text, and so described.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        UuidInPath.Add(services);
        services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = false);
        services.AddClinicStore();
        builder.AddAccessRecord(dataFolder);
        builder.AddProof(dataFolder);
        services.AddImports();
        builder.AddCalendar();
        builder.AddWebhooks(dataFolder);
        services.AddSimulations();
        builder.UseWolverine(options => Messaging.Configure(options, builder.Configuration));
        builder.AddBearerSignIn(dataFolder);
        PublicAddress.Add(builder);
        Limits.Add(builder);
        RequestLog.Add(builder);
        services.AddPages();
        services.AddServiceHealth();
        services.AddApiDescription(builder.Configuration[PublicAddress.Setting]);
        services.AddOutputCache();

        var app = builder.Build();
        PublicAddress.UseForwarded(app);
        app.Use(SecurityHeaders);
        RequestLog.Use(app);
        app.UseHead();
        app.UseProblemDetails();
        app.UseMissingPages();
        app.UseTransferCodings();
        app.UseRouting();
        app.UseMethodErrors();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseDescribedParameters();
        app.UseOutputCache();
        MapEndpoints(app);
        return app;
    }

    private static void MapEndpoints(WebApplication app)
    {
        var recorded = app.MapGroup("").RecordsAccess();
        app.MapPages(recorded);
        app.MapServiceHealth();
        // It is the same for everybody, and takes a third of a second to make.
        // Under one name, so that any other is not found as everything else is.
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous()
            .CacheOutput(policy => policy.AddPolicy<KeptForAll>(), excludeDefaultPolicy: true);

        var patients = recorded.MapGroup("/api/patients").WithTags("Patients").RequireAuthorization(Policies.ClinicRecords);
        EnrolPatientHandler.Map(patients);
        LogVisitHandler.Map(patients);
        RecordEntryHandler.Map(patients);
        CorrectEntryHandler.Map(patients);
        RetractEntryHandler.Map(patients);
        ListPatients.Map(patients);
        FindPatient.Map(patients);
        GetPatient.Map(patients);
        GetTimeline.Map(patients);
        GetResponses.Map(patients);
        GetClassification.Map(patients);
        GetHistory.Map(patients);
        GetDataQuality.MapPatient(patients);
        PatientAlerts.Map(patients);

        var alerts = recorded.MapGroup("/api/alerts").WithTags("Alerts").RequireAuthorization(Policies.ClinicRecords);
        AlertInbox.Map(alerts);
        AlertHeartbeats.Map(alerts);
        AlertFeed.Map(alerts);
        GetAlert.Map(alerts);
        ActOnAlertHandler.Map(alerts);
        var rules = recorded.MapGroup("/api/alert-rules").WithTags("Alerts").RequireAuthorization(Policies.ClinicRecords);
        ChooseAlertSettingsHandler.Map(rules);
        SimulationEndpoints.Map(rules);

        recorded.MapAccessRecord();
        ReadReceipts.Map(patients);
        ReadLogProofs.Map(recorded.MapGroup("/api/log").WithTags("Proof").RequireAuthorization(Policies.AnyRole));
        ImportPatients.Map(recorded.MapGroup("/api/imports").WithTags("Imports").RequireAuthorization(Policies.Import));
        recorded.MapWebhooks();
        var neurology = recorded.MapGroup("/api/neurology").WithTags("Neurology").RequireAuthorization(Policies.AnyRole);
        ClassifyExamination.Map(neurology);
        CompareExaminations.Map(neurology);

        recorded.MapCalendar();
        GetDataQuality.MapClinic(recorded.MapGroup("/api/clinic").WithTags("Data quality").RequireAuthorization(Policies.ClinicRecords));

        var cohort = recorded.MapGroup("/api/cohort").WithTags("Cohort").RequireAuthorization(Policies.Cohort)
            .RequireRateLimiting(Limits.Cohort);
        CohortPatients.Map(cohort);
        CohortEndpoints.Map(cohort);
        CohortDifference.Map(cohort);

        var administration = recorded.MapGroup("/api/admin").WithTags("Administration").RequireAuthorization(Policies.Administration);
        RebuildEndpoints.Map(administration);
        ReconciliationEndpoint.Map(administration);
        DeadLetters.Map(administration);
    }

    private static TimeProvider Clock(WebApplicationBuilder builder)
    {
        // The system takes a time zone that it does not know for UTC, and every day would begin at another hour than the clinic's.
        if (Environment.GetEnvironmentVariable("TZ") is { Length: > 0 } zone
            && !TimeZoneInfo.TryFindSystemTimeZoneById(zone.TrimStart(':'), out _))
            throw new SettingMissingException("TZ must be a time zone that this machine knows, such as Europe/Rome.");
        var offset = PlainSetting.Length(builder.Configuration, ClockOffset);
        if (offset == TimeSpan.Zero) return TimeProvider.System;
        return builder.Environment.IsDevelopment()
            ? new OffsetClock(offset)
            : throw new SettingMissingException($"{ClockOffset} is for trying out; it is refused outside Development.");
    }

    internal static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // Without the reason, which may quote the password.
            throw new SettingMissingException(
                "ConnectionStrings:Postgres must be a connection string such as "
                    + "Host=127.0.0.1;Database=followup;Username=followup;Password=….");
        }

        // Nothing that is set on a connection outlives its transaction, so there is nothing to reset when it is given back.
        settings.NoResetOnClose = true;
        // Which statement of a batch failed decides what the client is told.
        settings.IncludeFailedBatchedCommand = true;
        // Both would put values into the log.
        settings.IncludeErrorDetail = settings.LogParameters = false;
        return settings;
    }

    // When the answer starts, so that nothing that is written on the way replaces them.
    private static Task SecurityHeaders(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            if (http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/feeds"))
                headers.CacheControl = "no-store";
            // What comes line by line as it happens would otherwise wait in a proxy until its buffer is full.
            if (MediaTypeHeaderValue.TryParse(http.Response.ContentType, out var type)
                && Streamed.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
                headers["X-Accel-Buffering"] = "no";
            return Task.CompletedTask;
        });
        return next(http);
    }
}
