using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Proof;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Webhooks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Http;

/// <summary>An operation of the service at an address where there is something.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Address">Path, and the query that it needs.</param>
internal sealed record Operation(RouteEndpoint Endpoint, string Method, string Address)
{
    public IReadOnlyList<ReadParameter> Parameters => ReadParameters.Of(Endpoint.Metadata);

    public string Role => RoleOf(Endpoint.RoutePattern.RawText!);

    /// <summary>A role that may send what an address takes.</summary>
    /// <param name="path">The address as it is described.</param>
    public static string RoleOf(string path) => path.StartsWith("/api/cohort", StringComparison.Ordinal) ? Roles.Analyst
        : path.StartsWith("/api/admin", StringComparison.Ordinal) ? Roles.Admin
        : path.EndsWith("/access-record", StringComparison.Ordinal) ? Roles.Monitor
        : Roles.Clinician;

    /// <summary>Ends only when its reader goes away.</summary>
    public bool IsLive => Address == "/api/alerts/feed";

    public bool IsAnonymous => Address.StartsWith("/feeds/", StringComparison.Ordinal);

    public string With(string parameter) => Address + (Address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + parameter;
}

/// <summary>The operations of the running service's own endpoint list, with what their addresses name.</summary>
internal static class EveryRead
{
    public static async Task<IReadOnlyList<Operation>> OperationsAsync(this FollowUpService service, string clinic)
    {
        using var http = service.Client(clinic: clinic);
        var patientId = (await http.EnrolAsync()).Split('/')[^1];
        var alerts = await AlertRequests.UntilAsync(() => http.AlertsAsync(Guid.Parse(patientId)), alerts => alerts.Count > 0);
        var (webhook, _) = await http.CreateWebhookAsync("https://receiver.example/");
        using var test = await http.PostNothingAsync($"{webhook}/test-messages");
        using var simulation = await http.PostAsync("/api/alert-rules/simulations", """{ "thresholds": {} }""");
        using var feed = await http.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward" }""");
        // One that a revocation may end.
        using var second = await http.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward 2" }""");
        await service.SettledAsync();
        await service.Host.Services.GetRequiredService<SealLog>().RunAsync(TestContext.Current.CancellationToken);
        var ids = new Dictionary<string, string>
        {
            ["patientId"] = patientId,
            ["alertId"] = alerts[0]["alertId"]!.GetValue<string>(),
            ["webhookId"] = webhook.Split('/')[^1],
            ["deliveryId"] = (await test.JsonAsync())["deliveryId"]!.GetValue<string>(),
            ["simulationId"] = simulation.Headers.Location!.ToString().Split('/')[^1],
            ["secret"] = (await feed.JsonAsync())["address"]!.GetValue<string>().Split('/')[^2],
            ["table"] = "patients",
            ["entryId"] = Guid.NewGuid().ToString(),
            ["feedId"] = second.Headers.Location!.ToString().Split('/')[^1],
            ["messageId"] = Guid.NewGuid().ToString(),
        };
        return
        [
            .. from source in service.Host.Services.GetServices<EndpointDataSource>()
               from endpoint in source.Endpoints.OfType<RouteEndpoint>()
               where endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null
               let method = endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0]
               let path = endpoint.RoutePattern.Parameters.Aggregate(
                   "/" + endpoint.RoutePattern.RawText!.Trim('/'), (text, part) =>
                       text.Replace($"{{{part.Name}:guid}}", ids[part.Name]).Replace($"{{{part.Name}}}", ids[part.Name]))
               let needed = ReadParameters.Of(endpoint.Metadata)
                   .Where(parameter =>
                       parameter.Required && !parameter.InHeader
                           && !endpoint.RoutePattern.Parameters.Any(part => part.Name == parameter.Name))
               select new Operation(endpoint, method,
                   path + string.Concat(
                       needed.Select((parameter, i) =>
                           $"{(i == 0 ? '?' : '&')}{parameter.Name}={(parameter.Values.Count > 0 ? "sex" : "0")}"))),
        ];
    }

    /// <summary>The answer as far as its headers, with the body when it ends.</summary>
    public static async Task<HttpResponseMessage> AskAsync(
        this Dictionary<string, HttpClient> clients, Operation operation, string? address = null, string? method = null,
        Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method ?? operation.Method), address ?? operation.Address);
        change?.Invoke(request);
        var response = await clients[operation.IsAnonymous ? "" : operation.Role].SendAsync(request,
            HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (!operation.IsLive || !response.IsSuccessStatusCode || method == "HEAD")
            await response.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        return response;
    }
}
