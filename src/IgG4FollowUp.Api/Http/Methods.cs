using IgG4FollowUp.Api.SignIn;
using Microsoft.Net.Http.Headers;

namespace IgG4FollowUp.Api.Http;

/// <summary>Methods as RFC 9110 has them, for every address alike.</summary>
public static class Methods
{
    /// <summary>HEAD is GET without the content (9.3.2). What would never end is told by <see cref="IsHead"/>.</summary>
    public static void UseHead(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }

        http.Request.Method = HttpMethods.Get;
        http.Items[nameof(Methods)] = HttpMethods.Head;
        http.Response.Body = Stream.Null;
        await next(http);
    });

    /// <summary>Whether only the headers of an answer are asked for.</summary>
    public static bool IsHead(HttpContext http) => http.Items.ContainsKey(nameof(Methods));

    /// <summary>
    /// A transfer coding besides chunked is not undone here, so that what it packs would be taken for the body itself (RFC 9112, 6.1).
    /// </summary>
    public static void UseTransferCodings(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (http.Request.Headers.GetCommaSeparatedValues(HeaderNames.TransferEncoding)
            .All(coding => coding.Trim().Equals("chunked", StringComparison.OrdinalIgnoreCase)))
        {
            await next(http);
            return;
        }

        http.Response.Headers.Connection = "close";
        await Problem.UnsupportedTransferCoding().ExecuteAsync(http);
    });

    /// <summary>
    /// A method that an address does not have is answered before anybody is asked to sign in: routing's answer belongs to no endpoint, and
    /// would be taken for one that only those who are signed in may reach.
    /// </summary>
    public static void UseMethodErrors(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint() is not { RequestDelegate: { } refuse } endpoint || endpoint is RouteEndpoint || PageSignIn.IsPage(http))
        {
            await next(http);
            return;
        }

        await refuse(http);
        var allowed = http.Response.Headers.Allow.ToString();
        if (allowed.Split(", ").Contains(HttpMethods.Get)) http.Response.Headers.Allow = $"{allowed}, {HttpMethods.Head}";
    });
}
