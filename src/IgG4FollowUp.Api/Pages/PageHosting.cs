using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Web.Access;
using IgG4FollowUp.Web.Alerts;
using IgG4FollowUp.Web.Pages;
using IgG4FollowUp.Web.Patients;
using IgG4FollowUp.Web.Quality;
using Microsoft.AspNetCore.DataProtection;

namespace IgG4FollowUp.Api.Pages;

/// <summary>Hosts the pages: rendered on the server, read-only, without a script.</summary>
public static class PageHosting
{
    public static void AddPages(this IServiceCollection services, string dataFolder)
    {
        services.AddSingleton<IClinicRecords, ClinicRecords>();
        services.AddSingleton<IClinicAlerts, ClinicAlerts>();
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
        // Forms exist only with development sign-in, so one machine's folder is enough.
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(dataFolder, "page-keys")));
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
