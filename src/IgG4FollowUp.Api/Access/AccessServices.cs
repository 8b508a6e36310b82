using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Access;

/// <summary>How long the access record is kept.</summary>
/// <param name="Months">Whole months after the one in which an entry was made, 3 to 240; 36 unless set (house default).</param>
public sealed record AccessRetention(int Months)
{
    /// <summary>Entries before this instant have been kept long enough.</summary>
    public DateTimeOffset OldestAt(DateTimeOffset now) =>
        new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(-Months);
}

/// <summary>Puts the access record into the service.</summary>
public static class AccessServices
{
    internal static readonly NumberSetting KeepMonths = new("AccessRecord:KeepMonths", 36, 3, 240);

    internal const string JournalFolder = "AccessRecord:JournalFolder";

    /// <exception cref="SettingMissingException">The time for which it is kept is no time that one may choose.</exception>
    public static void AddAccessRecord(this WebApplicationBuilder builder, string dataFolder)
    {
        builder.Services.AddSingleton(new AccessRetention(KeepMonths.CountIn(builder.Configuration)));
        builder.Services.AddSingleton(new AccessJournal(Journal(builder.Configuration, dataFolder)));
        builder.Services.AddSingleton<AccessRows>();
        builder.Services.AddSingleton<AccessMonths>();
        builder.Services.AddSingleton<AccessWriter>().AddHostedService(provider => provider.GetRequiredService<AccessWriter>());
    }

    /// <summary>Where the journal of the access record is.</summary>
    internal static string Journal(IConfiguration configuration, string dataFolder) =>
        configuration[JournalFolder] ?? Path.Combine(dataFolder, "access-journal");

    public static void MapAccessRecord(this IEndpointRouteBuilder recorded) => ReadAccessRecord.Map(recorded);
}

/// <summary>Makes the months of the access record that are ahead, and drops those that have been kept long enough.</summary>
public sealed partial class AccessMonths(AccessRows rows, AccessRetention retention, ILogger<AccessMonths> logger)
{
    /// <returns>Number of months dropped.</returns>
    public async Task<int> RollAsync(CancellationToken cancellation)
    {
        try
        {
            return await rows.RollAsync(retention.OldestAt(TimeProvider.System.GetUtcNow()), cancellation);
        }
        catch (Npgsql.PostgresException e) when (e.SqlState == Npgsql.PostgresErrorCodes.InsufficientPrivilege)
        {
            // As it should be where the service's own login owns nothing; the owner's command does it.
            LogNotOwner();
            return 0;
        }
    }

    [LoggerMessage(1, LogLevel.Information,
        "The months of the access record are not this login's to make and drop; './followup database apply' of the owner does it")]
    private partial void LogNotOwner();
}
