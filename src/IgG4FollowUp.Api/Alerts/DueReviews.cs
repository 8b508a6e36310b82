using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>Looks at patients when time alone may change a verdict or escalate an alert.</summary>
public sealed class DueReviews(PatientWatches watches, PatientEvaluation evaluation, TimeProvider time, ILogger<DueReviews> logger)
    : SingleNodeWork("due-reviews", logger)
{
    private const int Page = 2000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Looks at everybody whose instant has come.</summary>
    /// <returns>How many patients.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        for (var looked = 0; ;)
        {
            var due = await watches.DueAsync(time.Instant(), Page, cancellation);
            foreach (var clinic in due.GroupBy(patient => patient.Clinic))
                await evaluation.RunAsync(clinic.Key, clinic.Select(patient => patient.PatientId), user: null, cancellation);
            looked += due.Count;
            if (due.Count < Page) return looked;
        }
    }

    protected override async Task<TimeSpan> WorkAsync(CancellationToken cancellation)
    {
        await RunAsync(cancellation);
        return BetweenLooks;
    }
}
