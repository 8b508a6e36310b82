namespace IgG4FollowUp.Api.Analytics;

/// <summary>Puts the tables for analysts into the service.</summary>
public static class AnalyticsServices
{
    public static void AddAnalytics(this IServiceCollection services)
    {
        services.AddHostedService<AnalystSchema>();
        services.AddSingleton<KnownSequences>();
        services.AddSingleton<CohortDifference>();
        services.AddSingleton<AnalystRebuild>();
        services.AddSingleton<RebuildRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<RebuildRunner>());
        services.AddSingleton<Reconciliation>();
    }
}
