using System.Globalization;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Api.Proof;

/// <summary>What shows that one tree over the log begins with another.</summary>
/// <param name="From">Number of leaves of the earlier tree.</param>
/// <param name="To">Number of leaves of the later tree.</param>
/// <param name="Path">Hashes (RFC 6962, 2.1.2), base64.</param>
public sealed record ConsistencyProof(long From, long To, IReadOnlyList<string> Path);

/// <summary>
/// What the log vouches for: its key, its last checkpoint, and that each continues the former ones. Nothing in it tells of anybody.
/// </summary>
public static class ReadLogProofs
{
    private const string Text = "text/plain";

    private static readonly ReadParameter From = Size("from", "Number of leaves of the earlier checkpoint.") with { Required = true };
    private static readonly ReadParameter To = Size("to", "Number of leaves of the later checkpoint; the last one unless given.");

    public static void Map(IEndpointRouteBuilder log)
    {
        log.MapGet("/key", (NoteSigner key) => TypedResults.Text(key.Verifier.Text + "\n", Text))
            .DescribeRead<string>("getLogKey", "Read the key that verifies the log's checkpoints", Text).Takes();
        log.MapGet("/checkpoint", async (SealedLog log, ProofSettings settings, HttpContext http) =>
                await log.LastCheckpointAsync(http.RequestAborted) is { } last
                    ? TypedResults.Text(last.Note, Text)
                    : (IResult)Problem.NotSealedYet(settings.Every))
            .DescribeRead<string>("getLogCheckpoint", "Read the last signed checkpoint of the log", Text).Takes();
        log.MapGet("/consistency", async (SealedLog log, ProofSettings settings, HttpContext http, string from, string? to) =>
            {
                if (await log.LastCheckpointAsync(http.RequestAborted) is not { } last)
                    return (IResult)Problem.NotSealedYet(settings.Every);
                var earlier = long.Parse(from, CultureInfo.InvariantCulture);
                var later = to is null ? last.Size : long.Parse(to, CultureInfo.InvariantCulture);
                if (later > last.Size)
                    return Problem.InvalidParameter(To.Name, "not above the size of the last checkpoint.");
                if (earlier > later) return Problem.InvalidParameter(From.Name, "not above the later size.");
                var path = await log.HashesAsync(MerkleTree.ConsistencyPath(earlier, later), http.RequestAborted);
                return TypedResults.Json(new ConsistencyProof(earlier, later, [.. path.Select(Convert.ToBase64String)]));
            })
            .DescribeRead<ConsistencyProof>("getLogConsistency", "Read what shows that one checkpoint's log begins with another's")
            .Takes(From, To);
    }

    private static ReadParameter Size(string name, string description) =>
        new(name, description) { Type = JsonSchemaType.Integer, Range = (0, int.MaxValue) };
}
