using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>
/// The right of a projection's page to begin, from before it reads until its own transaction has moved the row of progress. Whoever holds
/// the projection, see <see cref="ShardProgress.HoldAsync"/>, waits for it: a page that has begun would otherwise wait for the holder, and
/// only as long as its commands may take.
/// </summary>
public sealed class PageTurn(NpgsqlDataSource database)
{
    /// <summary>
    /// For how long a page may read and compute; after that PostgreSQL takes the turn back. A page takes seconds, and the daemon may have
    /// given one up without a word.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private NpgsqlConnection? _held;

    /// <summary>
    /// Waits, for as long as it takes, until nobody holds the projection, and keeps it from being held. A turn that was not ended, since
    /// its page failed, ends now.
    /// </summary>
    /// <param name="longest">For how long it may last; <see cref="Longest"/> when null.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task BeginAsync(TimeSpan? longest, CancellationToken cancellation)
    {
        await EndAsync();
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            await connection.BeginTransactionAsync(cancellation);
            await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
            batch.BatchCommands.Add(new("select set_config('idle_in_transaction_session_timeout', $1, true)")
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = $"{(longest ?? Longest).TotalMilliseconds:F0}ms" } },
            });
            batch.BatchCommands.Add(new($"select pg_advisory_xact_lock_shared({ShardProgress.Held})"));
            await batch.ExecuteNonQueryAsync(cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        // The store may have a page's clinics computed side by side: the last one's turn is the page's.
        await GiveBackAsync(Interlocked.Exchange(ref _held, connection));
    }

    /// <summary>Ends the turn, if there is one.</summary>
    public Task EndAsync() => GiveBackAsync(Interlocked.Exchange(ref _held, null));

    private static async Task GiveBackAsync(NpgsqlConnection? connection)
    {
        if (connection is null) return;
        try
        {
            await connection.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // PostgreSQL has taken it back.
        }
    }
}
