using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Disclosure;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Recurrence;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Releases;

/// <summary>
/// What analysts who may not see single people are told of those who live or lived: counts that were decided at one time, the same for all
/// of them until the service's owner asks for the next release.
/// </summary>
public sealed partial class Releases(
    IServiceProvider services, NpgsqlDataSource database, IConfiguration configuration, TimeProvider time, ILogger<Releases> logger)
{
    private const int KeyBytes = 32;

    // House default: so often a release that could not be made is tried again.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>The release that is asked for: the owner raises it for a new one. Setting <c>Cohort:Release</c>.</summary>
    public static readonly NumberSetting Number = new("Cohort:Release", 1, 1);

    private volatile ReleaseRow? _last;
    private long _triedAt = long.MinValue;

    /// <summary>
    /// The last release; the one that is asked for is made first when it may be. Null while there are too few persons to tell anything.
    /// </summary>
    public async Task<ReleaseRow?> LastAsync(int minimum, CancellationToken cancellation)
    {
        var asked = Number.CountIn(configuration);
        if (_last is { } kept && kept.Number >= asked) return kept;
        await using (var connection = await database.OpenConnectionAsync(cancellation))
            _last = await ReleaseRows.LastAsync(connection, cancellation) ?? _last;
        var now = time.GetUtcNow().UtcTicks;
        if (_last is { } last && (last.Number >= asked || now - Interlocked.Read(ref _triedAt) < Patience.Ticks)) return last;
        Interlocked.Exchange(ref _triedAt, now);
        return _last = await MakeAsync(asked, minimum, cancellation);
    }

    private async Task<ReleaseRow?> MakeAsync(int asked, int minimum, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ReleaseRows.AloneAsync(connection, cancellation);
        var last = await ReleaseRows.LastAsync(connection, cancellation);
        if (last?.Number >= asked) return last;

        await using var snapshot = await CohortSnapshot.OpenAsync(
            services, knownAt: null, ReleasePersons.Reads, new([RecurrenceDefinition.Composite], [TimeZero.Presentation]), cancellation);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var persons = await ReleasePersons.ReadAsync(snapshot, person => person, cancellation);
        var cohort = new ProtectedCohort(persons, RegistryColumns.All, minimum);
        var counts = cohort.Counts;
        if (!counts.TellsAnything) return last;
        if (last is not null)
        {
            List<ReleasedPerson> asBefore = [.. persons.Select(person => person with { Key = Hashed(last.Key, person.Key) })];
            if (!Renewal.IsSafe(last.Members, person => Digest(last.Key, person), asBefore, cohort))
            {
                LogNotRenewed(last.Number);
                return last;
            }
        }

        var row = new ReleaseRow(
            asked, time.GetUtcNow(), key, counts,
            persons.ToDictionary(person => Hashed(key, person.Key), person => Digest(key, person), StringComparer.Ordinal));
        await ReleaseRows.AddAsync(connection, row, cancellation);
        await transaction.CommitAsync(cancellation);
        return row;
    }

    private static string Digest(byte[] key, ReleasedPerson person) => Hashed(key, JsonSerializer.Serialize(person with { Key = "" }));

    private static string Hashed(byte[] key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    [LoggerMessage(1, LogLevel.Warning,
        "Release {Number} stays the last one: the next would differ from it in too few persons of some group")]
    private partial void LogNotRenewed(int number);
}
