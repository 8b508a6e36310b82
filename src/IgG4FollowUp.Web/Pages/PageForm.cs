using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace IgG4FollowUp.Web.Pages;

/// <summary>
/// Forms of the pages. A form is taken only with the secret that this service put into it, from whom it was given to, and for the clinic in
/// which it was opened: who has gone over to another clinic in a second window writes nothing there by a form of the first.
/// </summary>
public static class PageForm
{
    /// <summary>Hidden field with the clinic in which a form was opened.</summary>
    public const string ClinicField = "form-clinic";

    /// <summary>Largest form, bytes.</summary>
    public const int MaximumBytes = 16 * 1024;

    /// <summary>Marks an endpoint as one that takes a form of a page.</summary>
    public static RouteHandlerBuilder On(RouteHandlerBuilder endpoint) =>
        PageRoute.On(endpoint.WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(MaximumBytes)))
            .AddEndpointFilter(CheckAsync);

    // A form that cannot be read at all is an error, with what was wrong inside.
    private static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true })
        {
            return http.Features.Get<IAntiforgeryValidationFeature>()?.Error?.InnerException
                is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
                    ? MessagePage.Show(StatusCodes.Status413PayloadTooLarge, "The form is too large", "Nothing was recorded.")
                    : MessagePage.Show(
                        StatusCodes.Status400BadRequest, "The form is not valid",
                        "It is too old, or somebody else signed in meanwhile. Nothing was recorded. Open the page again and repeat.");
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return form.TryGetValue(ClinicField, out var clinic) && clinic != http.User.FindFirstValue("clinic")
            ? MessagePage.Show(
                StatusCodes.Status409Conflict, "You have gone over to another clinic",
                "The form was opened in another clinic than the one you are in now. Nothing was recorded.")
            : await next(context);
    }
}
