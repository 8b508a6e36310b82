using System.Net;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using Marten;
using Wolverine;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Registers and maps webhooks.</summary>
public static class WebhookServices
{
    /// <summary>Receivers waited for at a time: one that is slow must not hold the others up.</summary>
    private const int Parallel = 32;

    public static void AddWebhooks(this WebApplicationBuilder builder, string dataFolder)
    {
        var services = builder.Services;
        services.AddSingleton(provider => WebhookSettings.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(SecretBox.Open(builder.Configuration, builder.Environment, dataFolder));
        services.AddSingleton(provider => new WebhookTargets(provider.GetRequiredService<WebhookSettings>(), Dns.GetHostAddressesAsync));
        services.AddSingleton<WebhookSender>();
        services.AddSingleton(provider => new KeptDocuments(
            provider.GetRequiredService<WebhookSettings>().KeepFor,
            (session, oldest) => session.DeleteWhere<WebhookDelivery>(delivery => delivery.AnyTenant() && delivery.CompletedAt < oldest)));
        services.AddSingleton<IFormerTable, FormerWebhooks>();
        services.AddSingleton<IFormerTable, FormerDeliveries>();
        services.AddSingleton<IFormerTable, FormerAttempts>();
        services.ConfigureWolverine(options => options.LocalQueueFor<DeliverWebhook>().MaximumParallelMessages(Parallel));
    }

    public static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        var webhooks = app.MapGroup("/api/webhooks").WithTags("Webhooks").RequireAuthorization(Policies.Import);
        CreateWebhookHandler.Map(webhooks);
        ReadWebhooks.Map(webhooks);
        ChangeWebhookHandler.Map(webhooks);
        DeleteWebhookHandler.Map(webhooks);
        RotateSecretHandler.Map(webhooks);
        SendTestMessageHandler.Map(webhooks);
        Deliveries.Map(webhooks);
        ResendDeliveryHandler.Map(webhooks);
    }
}
