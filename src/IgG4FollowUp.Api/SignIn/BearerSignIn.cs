using IgG4FollowUp.Api.Access;
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
    /// <summary>Signatures that only the authority can make: a key that is published verifies and does not sign.</summary>
    internal static readonly string[] Asymmetric =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    // Clocks of provider and service differ by so much at most; the library's five minutes are as long as many a token.
    internal static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    /// <summary>Adds sign-in and roles.</summary>
    /// <exception cref="SettingMissingException">
    /// No authority is configured outside Development, one that is no address, or one without an audience.
    /// </exception>
    public static void AddBearerSignIn(this WebApplicationBuilder builder, string dataFolder)
    {
        var settings = builder.Configuration.GetSection("Authentication");
        var authority = Authority(settings["Authority"], builder.Environment.IsDevelopment());
        if (authority is not null && string.IsNullOrWhiteSpace(settings["Audience"]))
            throw new SettingMissingException("Authentication:Audience must be set with Authentication:Authority.");
        var mapping = ClaimMapping.From(builder.Configuration);

        builder.Services.AddAuthentication(PageSession.OrToken).AddJwtBearer(options =>
        {
            options.TokenHandlers.Clear();
            options.TokenHandlers.Add(new StrictTokenHandler(mapping));
            options.TokenValidationParameters.RoleClaimType = Roles.RoleClaim;
            options.TokenValidationParameters.NameClaimType = "sub";
            options.TokenValidationParameters.ClockSkew = Leeway;
            if (authority is not null)
            {
                options.Authority = authority.OriginalString;
                options.RequireHttpsMetadata = authority.Scheme == Uri.UriSchemeHttps;
                options.Audience = settings["Audience"];
                options.TokenValidationParameters.ValidAlgorithms = Asymmetric;
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
                OnAuthenticationFailed = context =>
                {
                    // That nobody can judge it is on record already.
                    if (!ProviderIsAway(context.HttpContext))
                        context.HttpContext.RecordRefusal(
                            AccessKind.InvalidToken, StatusCodes.Status401Unauthorized, AccessRecording.ReasonOf(context.Exception));
                    return Task.CompletedTask;
                },
                OnChallenge = async context =>
                {
                    context.HandleResponse();
                    if (context.AuthenticateFailure is null)
                        context.HttpContext.RecordRefusal(AccessKind.Refused, StatusCodes.Status401Unauthorized, "no-token");
                    else if (ProviderIsAway(context.HttpContext))
                    {
                        await Problem.ProviderAway().ExecuteAsync(context.HttpContext);
                        return;
                    }

                    if (PageSignIn.IsPage(context.HttpContext))
                    {
                        context.Response.Redirect("/");
                        return;
                    }

                    var problem = context.AuthenticateFailure is { } failure
                        ? Problem.InvalidToken(TokenFaultException.Reason(failure))
                        : Problem.Unauthenticated();
                    await problem.ExecuteAsync(context.HttpContext);
                },
                OnForbidden = context => ForbidAsync(context.HttpContext),
            };
        });
        PageSession.Add(builder, authority?.OriginalString ?? DevelopmentTokens.Issuer, dataFolder);
        builder.Services.AddSingleton(ProviderSignIn.Add(builder, authority, mapping));
        if (authority is not null)
        {
            builder.Services.AddSingleton<ProviderWatch>();
            builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
                .Configure<ProviderWatch>((options, provider) => options.BackchannelHttpHandler = provider);
        }

        builder.Services.AddAuthorization(Policies.Configure);
        if (authority is null) builder.Services.AddSingleton(DevelopmentTokens.In(dataFolder));
    }

    /// <summary>Tells somebody who is signed in that something is not open to them.</summary>
    public static Task ForbidAsync(HttpContext http)
    {
        http.RecordRefusal(AccessKind.Refused, StatusCodes.Status403Forbidden, "role-or-clinic");
        return (PageSignIn.IsPage(http)
                ? (IResult)MessagePage.Forbidden(
                    Policies.WhyForbidden(http), http.RequestServices.GetRequiredService<PageSignIn>().Reader(http))
                : Problem.Forbidden() with { Detail = Policies.WhyForbidden(http) })
            .ExecuteAsync(http);
    }

    private static bool ProviderIsAway(HttpContext http) => http.RequestServices.GetService<ProviderWatch>()?.IsAway == true;

    private static Uri? Authority(string? setting, bool isDevelopment)
    {
        if (string.IsNullOrWhiteSpace(setting))
        {
            return isDevelopment
                ? null
                : throw new SettingMissingException("Authentication:Authority must be set outside the Development environment.");
        }

        return Uri.TryCreate(setting, UriKind.Absolute, out var authority)
            && (authority.Scheme == Uri.UriSchemeHttps || (isDevelopment && authority.Scheme == Uri.UriSchemeHttp))
            ? authority
            : throw new SettingMissingException("Authentication:Authority must be the provider's address, beginning with https://.");
    }
}
