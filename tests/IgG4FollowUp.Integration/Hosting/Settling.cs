using System.Diagnostics;
using IgG4FollowUp.Api;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Calendar;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wolverine.Persistence.Durability;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>
/// Waits until a service has come to rest: everything that follows the log has caught up, nobody is due, and no message waits. Whoever is
/// due is looked at meanwhile; that the service does so by itself is said by <see cref="DueInstantSpecs"/>.
/// </summary>
public static class Settling
{
    // One that has not had its first page yet has no progress on record, and has not caught up.
    private static readonly string[] Followers = [AnalystRowsProjection.ShardName, ClinicCalendar.ShardName, "ChangedPatients:All"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task SettledAsync(this FollowUpService service) => service.Host.Services.SettledAsync();

    public static async Task SettledAsync(this IServiceProvider services)
    {
        var (database, time) = (services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<TimeProvider>());
        var messages = services.GetRequiredService<IMessageStore>();
        var clock = Stopwatch.StartNew();
        // Twice in a row: what was done last may have left something to do.
        for (var quiet = 0; quiet < 2;)
        {
            await services.GetRequiredService<DueReviews>().RunAsync(TestContext.Current.CancellationToken);
            quiet = await database.HasCaughtUpAsync(time) && (await messages.Admin.FetchCountsAsync()).Incoming == 0 ? quiet + 1 : 0;
            if (clock.Elapsed > Patience)
            {
                var state = await LogState.ReadAsync(database, TestContext.Current.CancellationToken);
                var incoming = (await messages.Admin.FetchCountsAsync()).Incoming;
                throw new TimeoutException(
                    $"The service did not come to rest within {Patience.TotalSeconds} s: {state}, {string.Join(", ", state.Shards)}, "
                        + $"{incoming} messages.");
            }

            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<bool> IsOfThisEditionAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await AnalystEdition.IsCurrentAsync(connection, rule: null, TestContext.Current.CancellationToken);
    }

    /// <summary>Whether everything that follows the log has reached its end, and nobody is due.</summary>
    public static async Task<bool> HasCaughtUpAsync(this NpgsqlDataSource database, TimeProvider time)
    {
        var state = await LogState.ReadAsync(database, TestContext.Current.CancellationToken);
        return state.Mark >= state.Highest
            && (state.Highest == 0 || Followers.All(name => state.Shards.GetValueOrDefault(name) >= state.Mark))
            && await IsOfThisEditionAsync(database)
            && (await new PatientWatches(database).DueAsync(time.Instant(), 1, TestContext.Current.CancellationToken)).Count == 0;
    }
}
