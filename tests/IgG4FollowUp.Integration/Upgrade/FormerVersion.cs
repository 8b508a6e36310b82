using System.IO.Compression;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Upgrade;

/// <summary>A database as the version before this one left it, and what that version answered last.</summary>
internal static class FormerVersion
{
    public const string Clinic = "north-hospital";
    public const string Patient = "/api/patients/01a22295-d540-77bd-aa55-3ed0c314f6e8";

    /// <summary>A moment after its last answer: nothing has fallen due since.</summary>
    public static readonly DateTimeOffset Stopped = new(2026, 11, 28, 14, 40, 0, TimeSpan.Zero);

    /// <summary>A clock that goes on from there.</summary>
    public static OffsetClock Clock() => new(Stopped - TimeProvider.System.GetUtcNow());

    /// <summary>Writes the database anew.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> RestoreAsync(PostgresServer postgres)
    {
        // The dump changes settings of its session, which nobody else may get from the pool.
        var database = await postgres.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var packed = File.OpenRead(PathOf("former-version.sql.gz"));
        using var dump = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        await connection.ExecuteAsync(await dump.ReadToEndAsync(TestContext.Current.CancellationToken));
        return database;
    }

    /// <summary>What it answered, by the name of the file beside this one.</summary>
    public static JsonNode Answer(string name) => JsonNode.Parse(File.ReadAllText(PathOf($"former-{name}.json")))!;

    /// <summary>
    /// Alerts as text, without those of rules that have a new version since; of each, what the former version said of it.
    /// </summary>
    public static string OfUnchangedRules(JsonNode alerts) => new JsonArray(
    [
        .. alerts["items"]!.AsArray().SelectMany(line => Alone(line!).Concat(Parts(line!)))
            .Where(alert => Unchanged.Contains(alert["rule"]!.GetValue<string>())).OrderBy(alert => alert["alertId"]!.GetValue<string>()),
    ]).ToJsonString();

    private static IEnumerable<JsonNode> Alone(JsonNode line)
    {
        var alone = line.DeepClone();
        alone.AsObject().Remove("parts");
        yield return alone;
    }

    // A part says of itself all but whose it is, which its line says.
    private static IEnumerable<JsonNode> Parts(JsonNode line) => (line["parts"]?.AsArray() ?? []).Select(part =>
    {
        var whole = new JsonObject();
        foreach (var (name, value) in line.AsObject().Where(member => member.Key != "parts"))
            whole[name] = (part!.AsObject().TryGetPropertyValue(name, out var own) ? own : value)?.DeepClone();
        return whole;
    });

    private static readonly string[] Unchanged = ["mri-overdue"];

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Upgrade", file);
}
