using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using JasperFx.Events.Projections;
using Marten;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>Puts the clinics' calendar into the service.</summary>
public static class CalendarServices
{
    public static void AddCalendar(this WebApplicationBuilder builder)
    {
        builder.Services.AddProjectionWithServices<ClinicCalendar>(
            ProjectionLifecycle.Async, ServiceLifetime.Singleton, ClinicCalendar.Configure);
        builder.Services.AddSingleton<ClinicCalendars>();
        builder.Services.AddSingleton<CalendarSettings>();
        var lifetime = CalendarFeeds.Lifetime(builder.Configuration);
        builder.Services.AddSingleton(provider => new CalendarFeeds(provider.GetRequiredService<IDocumentStore>(), lifetime));
        builder.Services.AddSingleton<IFormerTable, FormerCalendar>();
        builder.Services.AddSingleton<IFormerTable, FormerFeeds>();
    }

    public static void MapCalendar(this IEndpointRouteBuilder app)
    {
        var calendar = app.MapGroup("/api/clinic").WithTags("Calendar").RequireAuthorization(Policies.ClinicRecords);
        GetCalendar.Map(calendar);
        ManageFeeds.Map(calendar);
        GetCalendarFile.Map(calendar);
        GetCalendarFile.MapFeed(app.MapGroup("/feeds").WithTags("Calendar"));
    }
}
