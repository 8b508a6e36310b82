using System.Security.Claims;
using System.Text.Json.Serialization;
using Alba;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Compat.Specs.AlbaSpecs;

public enum Shade
{
    Light,
    Dark,
}

public sealed record Paint(string Name, Shade Shade);

internal static class SampleRoutes
{
    public static Task<IAlbaHost> StartAsync(params IAlbaExtension[] extensions)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.ConfigureHttpJsonOptions(
            options => options.SerializerOptions.Converters.Add(new JsonStringEnumConverter<Shade>()));
        builder.Services.AddAuthentication("Anyone").AddScheme<AuthenticationSchemeOptions, NobodyHandler>("Anyone", null);
        builder.Services.AddAuthorization(options => options.AddPolicy("admins", policy => policy.RequireClaim("role", "admin")));
        return AlbaHost.For(builder, Map, extensions);
    }

    private static void Map(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/hello", () => "hello");
        app.MapPost("/paints", (Paint paint) => Results.Created("/paints/1", paint));
        app.MapMethods("/paints/same", ["POST", "PUT"], (Paint paint) => paint);
        app.MapGet("/paints/1", () => new Paint("ochre", Shade.Dark));
        app.MapGet("/paints/raw", () => Results.Text("""{"name":"ochre","shade":"Dark"}""", "application/json"));
        app.MapPost("/length", (HttpRequest request) => LengthAsync(request));
        app.MapGet("/query", (HttpRequest request) => $"{request.Path}|{request.QueryString}");
        app.MapGet("/null", () => Results.Text("null", "application/json"));
        app.MapGet("/empty", () => Results.Ok());
        app.MapGet("/broken", string () => throw new NotSupportedException("the application is broken"));
        app.MapGet("/old", () => Results.Redirect("/new"));
        app.MapGet("/many", (HttpResponse response) => response.Headers.Append("x-many", new[] { "one", "two" }));
        app.MapMethods("/verb", ["PUT", "DELETE", "PATCH", "HEAD"], (HttpRequest request, HttpResponse response) =>
            response.Headers["x-verb"] = request.Method);
        app.MapGet("/request-headers", (HttpRequest request) => string.Join('|',
            request.Headers.Accept, request.Headers.IfNoneMatch, request.Headers.Authorization, request.Headers["x-a"], request.Headers["x-b"]));
        app.MapGet("/who", (ClaimsPrincipal user) => string.Join(',', user.Claims.Select(claim => $"{claim.Type}={claim.Value}")));
        app.MapGet("/admin", () => "secret").RequireAuthorization("admins");
    }

    private static async Task<string> LengthAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return $"{request.ContentType}|{body.Length}";
    }

    private sealed class NobodyHandler(
        Microsoft.Extensions.Options.IOptionsMonitor<AuthenticationSchemeOptions> options,
        Microsoft.Extensions.Logging.ILoggerFactory logger,
        System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}
