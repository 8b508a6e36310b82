using IgG4FollowUp.Api.Storage;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>Puts the tables for analysts into the service.</summary>
public static class AnalyticsServices
{
    public static void AddAnalytics(this IServiceCollection services)
    {
        services.AddSingleton(provider => ConsentForReuse.From(provider.GetRequiredService<IConfiguration>()));
        services.AddHostedService<AnalystSchema>();
        services.AddProjectionWithServices<AnalystRowsProjection>(ProjectionLifecycle.Async, ServiceLifetime.Singleton,
            AnalystRowsProjection.Configure);
        services.AddSingleton<AsOfSequences>();
        services.AddSingleton<CohortDifference>();
        services.AddSingleton<Releases.Releases>();
        services.AddSingleton<AnalystRebuild>();
        services.AddSingleton<RebuildRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<RebuildRunner>());
        services.AddSingleton<Reconciliation>();
        services.AddSingleton<IFormerTable, FormerRebuilds>();
        services.AddSingleton<IFormerTable, FormerReconciliations>();
    }
}

/// <summary>How the work on the tables for analysts is recorded. What an earlier version recorded of it is of no use any more.</summary>
public static class AnalyticsDocuments
{
    public static void Configure(StoreOptions options)
    {
        options.Schema.For<RebuildRecord>().SingleTenanted();
        options.Schema.For<ReconciliationRecord>().SingleTenanted();
    }
}

/// <summary>The last rebuild as a row: nothing to move.</summary>
public sealed class FormerRebuilds : IFormerTable
{
    public string Name => StorageNames.Schema + ".analyst_rebuild";

    public Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>Comparisons as rows: nothing to move.</summary>
public sealed class FormerReconciliations : IFormerTable
{
    public string Name => StorageNames.Schema + ".analyst_reconciliations";

    public Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation) => Task.CompletedTask;
}
