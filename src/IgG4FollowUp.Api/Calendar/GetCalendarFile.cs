using System.Security.Cryptography;
using System.Text;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>
/// The calendar for calendar programs. It says on which day how many visits, studies and other plans are due, and nothing of patients: it
/// ends up on servers that are not the clinic's, where even an opaque identity would let one patient's visits be strung together. What is
/// overdue is counted on today.
/// </summary>
public static class GetCalendarFile
{
    public const int DaysAhead = 366;

    private const string Name = "Follow-up visits and MRI";

    /// <summary>For who is signed in.</summary>
    public static void Map(IEndpointRouteBuilder clinic) =>
        clinic.MapGet("/calendar.ics", (HttpContext http, ClinicCalendars calendars, CalendarSettings settings, TimeProvider time) =>
                AnswerAsync(http, http.User.Clinic(), calendars, settings, time))
            .DescribeRead<string>("getClinicCalendarFile", "The calendar as iCalendar: how much of what is due on which day",
                "text/calendar");

    /// <summary>For calendar programs, which know only an address.</summary>
    public static void MapFeed(IEndpointRouteBuilder feeds) =>
        feeds.MapGet("/{secret}/calendar.ics",
            async (string secret, HttpContext http, CalendarFeeds store, ClinicCalendars calendars, CalendarSettings settings,
                TimeProvider time) =>
                await store.ClinicAsync(secret, time.GetUtcNow(), http.RequestAborted) is { } clinic
                    ? await AnswerAsync(http, clinic, calendars, settings, time)
                    : Problem.NotFound() with
                    {
                        Detail = "No calendar is given out under this address: it was revoked, has ended, or never was; open another feed.",
                    })
            .AllowAnonymous()
            .DescribeRead<string>("readCalendarFeed", "Read an open feed as iCalendar; the address itself is the secret", "text/calendar")
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                operation.Security = [];
                return Task.CompletedTask;
            });

    /// <summary>What is open, counted by kind and day.</summary>
    public static IEnumerable<CalendarEvent> Events(string clinic, IEnumerable<PlannedContact> planned, DateOnly today) =>
        from contact in planned
        where contact.Open && contact.DueOn <= today.AddDays(DaysAhead)
        group contact by (contact.What, On: contact.StateOn(today) == PlannedState.Overdue ? (DateOnly?)null : contact.DueOn) into day
        orderby day.Key.On ?? today, day.Key.What
        let late = day.Key.On is null
        let word = Word(day.Key.What)
        select new CalendarEvent(
            Uid(clinic, day.Key.What, day.Key.On), day.Key.On ?? today, $"{word} {(late ? "overdue" : "due")}: {day.Count()}");

    private static async Task<IResult> AnswerAsync(HttpContext http, string clinic, ClinicCalendars calendars, CalendarSettings settings,
        TimeProvider time)
    {
        var applied = await settings.OfAsync(clinic, http.RequestAborted);
        var patients = await calendars.PatientsAsync(clinic, onlyFollowed: true, http.RequestAborted);
        var events = Events(clinic, patients.SelectMany(patient => FollowUpCalendar.OpenOf(patient.Dates, applied)), time.Today()).ToList();

        // Weak: a calendar that says the same is the same, although it is stamped anew at each reading.
        http.Response.Headers.ETag = $"W/\"{Digest(CalendarText.Write(Name, events, default))}\"";
        return TypedResults.Text(CalendarText.Write(Name, events, time.GetUtcNow()), CalendarText.ContentType);
    }

    private static string Word(PlannedKind what) => what switch
    {
        PlannedKind.Visit => "Follow-up visits",
        PlannedKind.Mri => "MRI studies",
        PlannedKind.Infusion => "Infusions",
        PlannedKind.Operation => "Operations",
        PlannedKind.Laboratory => "Laboratory tests",
        PlannedKind.Examination => "Examinations",
        PlannedKind.Taper => "Steps of a taper",
        _ => "Other plans",
    };

    // Says neither clinic nor day, and is the same in all feeds of a clinic.
    private static string Uid(string clinic, PlannedKind what, DateOnly? on) =>
        Digest($"{clinic} {what} {on:yyyy-MM-dd}");

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
