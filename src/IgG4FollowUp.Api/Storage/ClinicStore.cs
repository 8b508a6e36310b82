using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Alerts.Simulations;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Calendar;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.Webhooks;
using IgG4FollowUp.Domain.Patients;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Weasel.Core;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Storage;

/// <summary>The event store of all clinics: one stream for each patient and each alert, the clinic as tenant.</summary>
public static class ClinicStore
{
    public static void AddClinicStore(this IServiceCollection services)
    {
        services.AddSingleton<EventLog>();
        services.AddSingleton<PatientStreams>();
        services.AddSingleton<ChartsAsOf>();
        services.AddSingleton<AlertRows>();
        services.AddSingleton<PatientWatches>();
        services.AddSingleton<IFormerTable, FormerStudyNumbers>();
        services.AddSingleton<IFormerTable, FormerIdempotencyKeys>();
        services.AddSingleton(provider => KeptReplies.Kept(provider.GetRequiredService<IConfiguration>()));
        services.AddMarten(options =>
            {
                options.DatabaseSchemaName = StorageNames.Schema;
                options.Logger(new StoreLog());
                options.DisableNpgsqlLogging = true;
                // Every stored enumeration names its members itself; by AsString Marten would put its own names before these.
                options.UseSystemTextJsonForSerialization(EnumStorage.AsInteger, Casing.CamelCase, EntryJson.Configure);
                options.Events.TenancyStyle = TenancyStyle.Conjoined;
                // A forgotten clinic is an error, never a clinic of its own.
                options.Advanced.DefaultTenantUsageEnabled = false;
                // Who loses a race waits for the winner and draws no number: a number drawn in vain holds up everybody who follows the log.
                options.Events.UseExclusiveLockOnConcurrentAppends = true;
                options.Policies.AllDocumentsAreMultiTenanted();
                options.Events.MetadataConfig.CorrelationIdEnabled = true;
                options.Events.MetadataConfig.CausationIdEnabled = true;
                options.Events.MetadataConfig.UserNameEnabled = true;
                foreach (var (name, type) in EventNames.All) options.Events.MapEventType(type, name);
                options.Projections.Add(new PatientChartProjection(), ProjectionLifecycle.Inline);
                ChartDocuments.Configure(options);
                KeptReply.Configure(options);
                PatientWatch.Configure(options);
                AlertStore.Configure(options);
                WebhookDocuments.Configure(options);
                SimulationDocuments.Configure(options);
                CalendarDocuments.Configure(options);
                AnalyticsDocuments.Configure(options);
                AccessRows.Configure(options);
                SealedLog.Configure(options);
                ReleaseRows.Configure(options);
                // The mark follows an event within a second, also when the daemon has just looked in vain.
                options.Projections.SlowPollingTime = TimeSpan.FromMilliseconds(500);
                // A wrong view is worse than one that stands still and says so.
                options.Projections.Errors.SkipApplyErrors = false;
                options.Projections.Errors.SkipSerializationErrors = false;
                options.Projections.Errors.SkipUnknownEvents = false;
            })
            .UseNpgsqlDataSource()
            .UseLightweightSessions()
            .ApplyAllDatabaseChangesOnStartup()
            .InitializeWith<Upgrade>()
            .AddAsyncDaemon(DaemonMode.HotCold)
            .IntegrateWithWolverine()
            .SubscribeToEventsWithServices<ChangedPatients>(ServiceLifetime.Singleton);
        services.ConfigureMarten((provider, options) => options.Events.TimeProvider = provider.GetRequiredService<TimeProvider>());
    }
}
