using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>
/// One line for each request: method, route, status, milliseconds. The route is the template, never the address: that may name a patient,
/// or be the secret of a feed. Probes of health are told only when they fail.
/// </summary>
public sealed partial class RequestLog(ILogger<RequestLog> logger)
{
    private static readonly string[] Methods =
    [
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options,
    ];

    // The host begins a trace for each request when somebody listens; the record keeps it with what the request brought.
    private static readonly ActivityListener Traces = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = static (ref _) => ActivitySamplingResult.PropagationData,
    };

    static RequestLog() => ActivitySource.AddActivityListener(Traces);

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RequestLog>();
        // Both write addresses down, the host in a scope around every line of a request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Routing", LogLevel.Warning);
    }

    public static void Use(WebApplication app)
    {
        var log = app.Services.GetRequiredService<RequestLog>();
        app.Use(log.FollowAsync);
    }

    private async Task FollowAsync(HttpContext http, RequestDelegate next)
    {
        var (begun, endpoint) = (TimeProvider.System.GetTimestamp(), http.GetEndpoint());
        try
        {
            await next(http);
        }
        finally
        {
            var status = http.Response.StatusCode;
            // After a failure the request has no endpoint any more.
            endpoint ??= http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
            var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
            // What is no method of HTTP is whatever a client wrote.
            var method = Array.Find(Methods, known => HttpMethods.Equals(known, http.Request.Method)) ?? "(other)";
            var level = route.StartsWith("/health/", StringComparison.Ordinal) && status < 400 ? LogLevel.Debug : LogLevel.Information;
            LogAnswered(level, method, route, status, (long)TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
        }
    }

    [LoggerMessage(EventId = 1, Message = "{Method} {Route} {Status} {Milliseconds} ms")]
    private partial void LogAnswered(LogLevel level, string method, string route, int status, long milliseconds);
}
