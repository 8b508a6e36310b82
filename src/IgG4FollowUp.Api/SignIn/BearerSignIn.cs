using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Web.Pages;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>The service cannot start without a setting; the message is one sentence for the person at the console.</summary>
public sealed class SettingMissingException(string message) : Exception(message);

/// <summary>Bearer tokens of the configured OIDC authority; in Development without one, the service's own.</summary>
public static class BearerSignIn
{
    /// <summary>Adds sign-in and roles.</summary>
    /// <exception cref="SettingMissingException">No authority is configured outside Development, or one without an audience.</exception>
    public static void AddBearerSignIn(this WebApplicationBuilder builder, string dataFolder)
    {
        var settings = builder.Configuration.GetSection("Authentication");
        var authority = settings["Authority"];
        if (authority is null && !builder.Environment.IsDevelopment())
            throw new SettingMissingException("Authentication:Authority must be set outside the Development environment.");
        if (authority is not null && settings["Audience"] is null)
            throw new SettingMissingException("Authentication:Audience must be set with Authentication:Authority.");

        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters.RoleClaimType = settings["RoleClaim"] ?? Roles.RoleClaim;
            options.TokenValidationParameters.NameClaimType = "sub";
            if (authority is not null)
            {
                options.Authority = authority;
                options.Audience = settings["Audience"];
            }
            else
            {
                options.TokenValidationParameters.ValidIssuer = DevelopmentTokens.Issuer;
                options.TokenValidationParameters.ValidAudience = DevelopmentTokens.Audience;
                options.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
                options.TokenValidationParameters.IssuerSigningKey = DevelopmentTokens.In(dataFolder).Key;
            }

            options.Events = new JwtBearerEvents
            {
                OnMessageReceived = PageSignIn.TakeCookie,
                OnChallenge = async context =>
                {
                    context.HandleResponse();
                    if (PageSignIn.IsPage(context.HttpContext))
                    {
                        context.Response.Redirect("/");
                        return;
                    }

                    context.Response.Headers.WWWAuthenticate = "Bearer";
                    await Problem.Unauthenticated().ExecuteAsync(context.HttpContext);
                },
                OnForbidden = context => (PageSignIn.IsPage(context.HttpContext) ? (IResult)MessagePage.Forbidden() : Problem.Forbidden() with { Detail = Policies.WhyForbidden(context.HttpContext) })
                    .ExecuteAsync(context.HttpContext),
            };
        });
        builder.Services.AddAuthorization(Policies.Configure);
        if (authority is null) builder.Services.AddSingleton(DevelopmentTokens.In(dataFolder));
    }
}
