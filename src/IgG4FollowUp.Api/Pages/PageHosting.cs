using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Web.Access;
using IgG4FollowUp.Web.Alerts;
using IgG4FollowUp.Web.Design;
using IgG4FollowUp.Web.Pages;
using IgG4FollowUp.Web.Patients;
using IgG4FollowUp.Web.Quality;

namespace IgG4FollowUp.Api.Pages;

/// <summary>Hosts the pages: rendered on the server, without a script.</summary>
public static class PageHosting
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddSingleton<IClinicRecords, ClinicRecords>();
        services.AddSingleton<ClinicAlerts>();
        services.AddSingleton<IClinicAlerts>(static provider => provider.GetRequiredService<ClinicAlerts>());
        services.AddSingleton<IAccessRecord, AccessRecordPages>();
        services.AddSingleton<IClinicQuality, ClinicMissingData>();
        services.AddSingleton<PageSignIn>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "followup-form";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    /// <summary>A browser that asks for what is not there is answered with a page.</summary>
    public static void UseMissingPages(this WebApplication app) => app.Use(async (http, next) =>
    {
        await next(http);
        if (http.Response is { HasStarted: false, ContentType: null, StatusCode: 404 or 405 } && PageSignIn.IsPage(http))
            await MessagePage.NotFound().ExecuteAsync(http);
    });

    /// <param name="app">The service.</param>
    /// <param name="recorded">Where endpoints are mapped that tell of patients.</param>
    public static void MapPages(this WebApplication app, IEndpointRouteBuilder recorded)
    {
        Stylesheet.Map(app);
        app.Services.GetRequiredService<PageSignIn>().Map(app);
        QualityPages.Map(recorded.MapGroup("/missing-data").RequireAuthorization(Policies.ClinicRecords));
        AlertPages.Map(recorded.MapGroup("/alerts").RequireAuthorization(Policies.ClinicRecords));
        AccessPages.Map(recorded.MapGroup("/access-record").RequireAuthorization(Policies.AccessRecord));
        PatientPages.Map(recorded.MapGroup("/patients").RequireAuthorization(Policies.ClinicRecords));
    }
}
