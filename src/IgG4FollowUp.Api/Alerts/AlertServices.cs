using IgG4FollowUp.Api.Storage;
using Wolverine.Runtime.Agents;

namespace IgG4FollowUp.Api.Alerts;

public static class AlertServices
{
    public static void AddAlerts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(SweepTimes.From(configuration));
        services.AddSingleton<AlertHeartbeats>();
        services.AddSingleton<AlertListeners>();
        services.AddSingleton<AlertFeed>();
        services.AddSingleton<AlertTail>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertTail>());
        services.AddSingleton<AlertSweepCheck>();
        services.AddSingleton<PatientEvaluation>();
        services.AddSingleton<DueReviews>().AddSingleton<IAgentFamily>(provider => provider.GetRequiredService<DueReviews>());
        services.AddSingleton<AlertSweep>().AddSingleton<IAgentFamily>(provider => provider.GetRequiredService<AlertSweep>());
        services.AddSingleton<IFormerTable, FormerAlerts>();
        services.AddSingleton<IFormerTable, FormerAlertTimers>();
        services.AddSingleton<IFormerTable, FormerHeartbeats>();
    }
}
