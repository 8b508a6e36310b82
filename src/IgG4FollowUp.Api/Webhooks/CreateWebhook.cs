using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Http;
using Marten;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Tell a receiver of changes from now on.</summary>
public sealed record CreateWebhook(Guid WebhookId, string Url, IReadOnlyList<string> EventTypes, string? Description, WriteRequest Request)
    : Command;

public static class CreateWebhookHandler
{
    public static async Task<Reply> HandleAsync(
        CreateWebhook command, IDocumentSession session, SecretBox box, WebhookSettings settings, TimeProvider time,
        CancellationToken cancellation)
    {
        if (!box.CanSeal) return Reply.Of(WebhookProblems.NoKey());
        if (await session.Query<Webhook>().CountAsync(cancellation) >= settings.MaximumPerClinic)
            return Reply.Of(WebhookProblems.TooMany(settings.MaximumPerClinic));

        var now = time.GetUtcNow();
        var secret = box.Seal(WebhookSignature.NewSecret(), Webhook.Owner(session.TenantId, command.WebhookId));
        var webhook = new Webhook(
            command.WebhookId, command.Url, command.EventTypes, command.Description, Enabled: true, DisabledReason: null,
            [new SigningSecret(secret, now, null)], Version: 1, command.Request.User, now, LastDeliveredAt: null, FailingSince: null);
        session.Insert(webhook);
        var reply = new WebhookWithSecret(WebhookView.Of(webhook, settings, now), secret).Reply($"/api/webhooks/{webhook.Id}");
        KeptReply.Of(command.Request, reply, time.Instant()).Execute(session);
        return reply;
    }

    public static void Map(IEndpointRouteBuilder webhooks) =>
        webhooks.MapPost("/", (HttpContext http, TimeProvider time) =>
            WebhookWrites.SendAsync(http, WebhookShapes.New, (json, request) => new CreateWebhook(
                Guid.CreateVersion7(time.GetUtcNow()), WebhookShapes.Url(json), WebhookShapes.EventTypes(json),
                WebhookShapes.Description(json), request)))
            .WithDescription(
                "Messages follow Standard Webhooks 1.0.0: POST with 'webhook-id' (the same for every attempt, so that a message that "
                + "comes twice is recognised), 'webhook-timestamp' and 'webhook-signature'. The body names the alert and nothing clinical: "
                + "{\"type\":\"alert.raised\",\"timestamp\":\"2026-03-02T08:00:00Z\",\"data\":{\"alertId\":\"…\"}}. Any 2xx is success; "
                + "everything else is "
                + "repeated over three days; 410 disables the webhook. The secret is in this answer only.")
            .WithMetadata(new WriteDescription(WebhookShapes.New, WebhookShapes.NewExample, VersionRequired: false, TakesVersion: false))
            .Describe<WebhookWithSecret>("createWebhook", "Tell a receiver of changes of alerts", 201);
}

/// <summary>Bodies of requests.</summary>
public static class WebhookShapes
{
    private static readonly JsonMember[] Content =
    [
        new("url", new ParsedTextShape("https-url", WebhookTargets.Fault)
        {
            Description = "Where messages are posted to: https, without user name, password and fragment.",
            Example = "https://receiver.example/igg4-alerts",
        }, Required: true),
        new("eventTypes", new ListShape(new ChoiceShape(AlertChanged.Kinds), AlertChanged.Kinds.Count, Unique: true)
        {
            MinItems = 1,
            Description = "Changes to be told of, at least one.",
        }, Required: true),
        new("description", new TextShape(1, 200) { Description = "What it is for. No names of patients." }, Required: false),
    ];

    public static ObjectShape New { get; } = new(Content) { Description = "A new webhook." };

    public static ObjectShape Changed { get; } = new(
        [.. Content, new("enabled", new TrueOrFalseShape { Description = "Whether messages are sent." }, Required: true)])
    {
        Description = "The webhook as it shall be.",
    };

    public static ObjectShape Rotation { get; } = new(
    [
        new("overlapHours", new NumberShape(Integer: true, 0, 168)
        {
            Description =
                "How long the former secrets go on signing beside the new one, hours; 0 when they are known to others. 24 when left out, "
                    + "unless set otherwise.",
        }, Required: false),
    ])
    {
        Description = "A rotation.",
    };

    public static JsonNode NewExample { get; } = JsonNode.Parse(
        """
        { "url": "https://receiver.example/igg4-alerts", "eventTypes": ["alert.raised", "alert.escalated"],
          "description": "Ward messenger" }
        """)!;

    public static JsonNode ChangedExample { get; } = JsonNode.Parse(
        """{ "url": "https://receiver.example/igg4-alerts", "eventTypes": ["alert.raised"], "enabled": true }""")!;

    public static JsonNode RotationExample { get; } = JsonNode.Parse("""{ "overlapHours": 24 }""")!;

    public static string Url(JsonObject json) => new Uri(json["url"]!.GetValue<string>()).AbsoluteUri;

    public static IReadOnlyList<string> EventTypes(JsonObject json) =>
        [.. json["eventTypes"]!.AsArray().Select(type => type!.GetValue<string>())];

    public static string? Description(JsonObject json) => json["description"]?.GetValue<string>();
}
