using Microsoft.AspNetCore.Http;

namespace IgG4FollowUp.Web.Pages;

/// <summary>The answer to a form that was carried out: another page, which is read, so that a reload sends nothing again.</summary>
public static class SeeOther
{
    public static IResult To(HttpContext http, string address)
    {
        http.Response.Headers.Location = address;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
