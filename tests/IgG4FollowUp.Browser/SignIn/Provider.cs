using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace IgG4FollowUp.Browser.SignIn;

/// <summary>
/// A provider of sign-in on a site of its own: OpenID Connect by OpenIddict, with a page that asks who somebody is and a session that
/// remembers it.
/// </summary>
public sealed class Provider : IAsyncDisposable
{
    public const string Client = "follow-up-pages";
    public const string Secret = "secret of the pages";

    private readonly WebApplication _app;

    private Provider(WebApplication app) => _app = app;

    /// <summary>Its address: by another name than the service's, so that a browser takes it for another site.</summary>
    public string Address => _app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>Starts it.</summary>
    /// <param name="people">What the identity token says of each person, by subject.</param>
    public static async Task<Provider> StartAsync(IReadOnlyDictionary<string, string> people)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token").SetEndSessionEndpointUris("end");
            options.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().RegisterScopes("openid", "profile");
            options.AddEphemeralEncryptionKey().AddEphemeralSigningKey().EnableDegradedMode();
            options.UseAspNetCore().DisableTransportSecurityRequirement();
            options.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != Client || !context.RedirectUri!.EndsWith("/sign-in/callback", StringComparison.Ordinal))
                    context.Reject(OpenIddictConstants.Errors.InvalidClient);
                return default;
            }));
            options.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != Client || context.ClientSecret != Secret)
                    context.Reject(OpenIddictConstants.Errors.InvalidClient);
                return default;
            }));
            options.AddEventHandler<ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.Request.IdTokenHint is null) context.Reject(OpenIddictConstants.Errors.InvalidRequest);
                return default;
            }));
            options.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(async context =>
            {
                var http = context.Transaction.GetHttpRequest()!.HttpContext;
                if ((http.Request.Query["person"].FirstOrDefault() ?? http.Request.Cookies["person"]) is not { } person)
                {
                    http.Response.ContentType = "text/html";
                    var links = people.Keys.Select(name =>
                        $"<p><a href=\"/authorize{http.Request.QueryString}&amp;person={name}\">{name}</a></p>");
                    await http.Response.WriteAsync(
                        $"<html lang=en><title>Who are you?</title><h1>Who are you?</h1>{string.Concat(links)}");
                    context.HandleRequest();
                    return;
                }

                http.Response.Cookies.Append("person", person);
                context.SignIn(PrincipalOf(person, people[person]));
            }));
            options.AddEventHandler<HandleEndSessionRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                context.Transaction.GetHttpRequest()!.HttpContext.Response.Cookies.Delete("person");
                context.SignOut();
                return default;
            }));
        });
        var app = builder.Build();
        app.UseAuthentication();
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static ClaimsPrincipal PrincipalOf(string subject, string claims)
    {
        var identity = new ClaimsIdentity("provider", "name", "role");
        identity.SetClaim(OpenIddictConstants.Claims.Subject, subject);
        foreach (var (name, value) in JsonNode.Parse(claims)!.AsObject())
        {
            _ = value switch
            {
                JsonArray list => identity.SetClaims(name, [.. list.Select(item => item!.GetValue<string>())]),
                JsonObject nested => identity.SetClaim(name, nested),
                _ => identity.SetClaim(name, value!.GetValue<string>()),
            };
        }

        foreach (var claim in identity.Claims) claim.SetDestinations(OpenIddictConstants.Destinations.IdentityToken);
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes("openid", "profile");
        return principal;
    }
}
