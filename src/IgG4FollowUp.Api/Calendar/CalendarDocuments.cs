using Marten;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>How the calendar and its feeds are stored.</summary>
public static class CalendarDocuments
{
    public static void Configure(StoreOptions options)
    {
        options.Schema.For<CalendarPatient>().Identity(patient => patient.PatientId).Duplicate(patient => patient.Followed);
        options.Schema.For<CalendarFeed>().Identity(feed => feed.FeedId);
        options.Schema.For<FeedKey>().SingleTenanted();
    }
}
