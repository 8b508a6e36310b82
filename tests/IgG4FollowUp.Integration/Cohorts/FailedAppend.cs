using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Marten.Exceptions;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>A transaction that fails after it drew numbers, as one does that loses a race.</summary>
internal static class FailedAppend
{
    /// <summary>Makes one.</summary>
    /// <returns>The rows that the store filled the numbers with, which the mark may not have come to yet.</returns>
    public static async Task<long[]> FailedAppendAsync(this FollowUpService service, NpgsqlConnection connection, string clinic, long after)
    {
        await using var session = service.Store().LightweightSession(clinic);
        session.Events.StartStream<PatientChart>(
            Guid.CreateVersion7(), [.. Cohort.Generate(1, seed: 79).Single().Events.Take(3).Select(recorded => recorded.Event)]);
        session.QueueSqlCommand("insert into nowhere values (?)", 1);
        await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync(TestContext.Current.CancellationToken));
        return await AlertRequests.UntilAsync(
            () => connection.ScalarAsync<long[]>(
                $"select array(select seq_id from followup.mt_events where seq_id > {after} and type = 'tombstone' order by 1)"),
            found => found.Length >= 2);
    }
}
