using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace IgG4FollowUp.Api.Http;

/// <summary>Everything that goes wrong outside a decision, as problem details. Clients never see an exception's text.</summary>
public static partial class Failures
{
    public static void UseProblemDetails(this WebApplication app)
    {
        // What failed is logged where it is answered, once, and a client's mistake not at all: its text quotes what was sent.
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = http => AnswerAsync(http, app.Logger),
            SuppressDiagnosticsCallback = static _ => true,
        });
        app.UseStatusCodePages(context => context.HttpContext.Response.StatusCode switch
        {
            400 => Problem.BadRequest("The request is not valid HTTP, or a parameter is not of its type.").ExecuteAsync(context.HttpContext),
            404 => Problem.NotFound().ExecuteAsync(context.HttpContext),
            405 => Problem.MethodNotAllowed().ExecuteAsync(context.HttpContext),
            415 => Problem.UnsupportedMediaType("application/json").ExecuteAsync(context.HttpContext),
            var status => new Problem("about:blank", "The request is refused", status, null).ExecuteAsync(context.HttpContext),
        });
    }

    private static Task AnswerAsync(HttpContext http, ILogger logger)
    {
        var failure = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        switch (failure)
        {
            case BadHttpRequestException { StatusCode: 413 }:
                return Problem.TooLarge(Body.Limit).ExecuteAsync(http);
            case BadHttpRequestException:
                return Problem.BadRequest("The request is not valid HTTP, or a parameter is not of its type.").ExecuteAsync(http);
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                return Task.CompletedTask;
            case NpgsqlException or { InnerException: NpgsqlException { IsTransient: true } }:
                LogUnavailable(logger, failure);
                http.Response.Headers.RetryAfter = "2";
                return Problem.Unavailable("The database does not answer; repeat the request, with the same Idempotency-Key.").ExecuteAsync(http);
            default:
                LogUnexpected(logger, failure);
                return Problem.Unexpected().ExecuteAsync(http);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database failed")]
    private static partial void LogUnavailable(ILogger logger, Exception? failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private static partial void LogUnexpected(ILogger logger, Exception? failure);
}
