using System.Security.Claims;
using IgG4FollowUp.Api.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>Sessions at the pages.</summary>
public static class PageCookies
{
    /// <summary>The cookie of somebody who is signed in, as a request carries it.</summary>
    public static async Task<string> PageCookieAsync(this IServiceProvider services, string role, string? clinic)
    {
        await using var scope = services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var claims = new List<Claim> { new("sub", "dr-test"), new(Roles.RoleClaim, role) };
        if (clinic is not null) claims.Add(new(Roles.ClinicClaim, clinic));
        await http.SignInAsync(PageSession.Scheme, PageSession.Of(new(new ClaimsIdentity(claims)))!);
        return http.Response.Headers.SetCookie.ToString().Split(';')[0];
    }
}
