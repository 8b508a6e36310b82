using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
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
            400 => Problem.BadRequest("The request is not valid HTTP, or a parameter is not of its type.")
                .ExecuteAsync(context.HttpContext),
            404 => Problem.NoSuchAddress().ExecuteAsync(context.HttpContext),
            405 => Problem.MethodNotAllowed(context.HttpContext.Response.Headers.Allow.ToString()).ExecuteAsync(context.HttpContext),
            413 => Problem.TooLarge(LimitOf(context.HttpContext)).ExecuteAsync(context.HttpContext),
            var status => Problem.OfStatus(status).ExecuteAsync(context.HttpContext),
        });
    }

    /// <summary>What a failure says of a request; null when it is the service's own.</summary>
    public static Problem? ProblemOf(Exception failure, long bodyLimit)
    {
        foreach (var cause in Causes(failure))
        {
            switch (cause)
            {
                case BadHttpRequestException { StatusCode: 413 }:
                    return Problem.TooLarge(bodyLimit);
                case BadHttpRequestException { StatusCode: 408 }:
                    return Problem.BadRequest("The body came too slowly.") with { Status = 408 };
                case BadHttpRequestException:
                    return Problem.BadRequest("The request is not valid HTTP, or a parameter is not of its type.");
                case InvalidDataException when failure is AntiforgeryValidationException:
                    return Problem.BadRequest("The form is not valid.");
                case PostgresException database:
                    return OfDatabase(database.SqlState);
                case NpgsqlException:
                    return Problem.DatabaseAway();
            }
        }

        return null;
    }

    // The class of an SQL error, its first two characters, says whose fault it is.
    private static Problem? OfDatabase(string state) => state[..2] switch
    {
        "22" => Problem.BadRequest("A value is not of its type, or is out of its range."),
        // Connection, read-only after a failover, sign-in, no such database, resources, state, shut-down, system.
        "08" or "25" or "28" or "3D" or "53" or "55" or "57" or "58" => Problem.DatabaseAway(),
        "40" =>
            Problem.DatabaseAway() with { Detail = "Others changed the same records; repeat the request, with the same Idempotency-Key." },
        _ => null,
    };

    private static Task AnswerAsync(HttpContext http, ILogger logger)
    {
        var failure = http.Features.Get<IExceptionHandlerFeature>()!.Error;
        if (failure is OperationCanceledException && http.RequestAborted.IsCancellationRequested) return Task.CompletedTask;
        // What was written cannot be taken back, and no client may take it for the whole.
        if (http.Response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 })
        {
            LogUnexpected(logger, failure);
            http.Abort();
            return Task.CompletedTask;
        }

        var problem = ProblemOf(failure, LimitOf(http));
        if (problem is null) LogUnexpected(logger, failure);
        else if (problem.Status >= 500) LogUnavailable(logger, failure);
        return (problem ?? Problem.Unexpected()).ExecuteAsync(http);
    }

    private static long LimitOf(HttpContext http) => http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? Body.Limit;

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException) yield return cause;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database failed")]
    private static partial void LogUnavailable(ILogger logger, Exception? failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private static partial void LogUnexpected(ILogger logger, Exception? failure);
}
