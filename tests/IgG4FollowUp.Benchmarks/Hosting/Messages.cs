using IgG4FollowUp.Api.Hosting;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>The service's stored messages.</summary>
internal static class Messages
{
    public const string Table = OwnTables.Schema + ".wolverine_incoming_envelopes";

    /// <summary>Returns when no accepted message is unhandled.</summary>
    public static async Task SettleAsync(NpgsqlDataSource database)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await timer.WaitForNextTickAsync())
        {
            await using var command = database.CreateCommand($"select exists (select from {Table} where status = 'Incoming')");
            if (!(bool)(await command.ExecuteScalarAsync())!) return;
        }
    }
}
