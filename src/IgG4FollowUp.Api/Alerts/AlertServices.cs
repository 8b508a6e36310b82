namespace IgG4FollowUp.Api.Alerts;

public static class AlertServices
{
    public static void AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton(provider => SweepTimes.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<AlertHeartbeats>();
        services.AddSingleton<AlertFeed>();
        services.AddSingleton<AlertSweepCheck>();
        services.AddSingleton<AlertSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertSweep>());
    }
}
