using System.Globalization;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Api.Proof;

/// <summary>Receipts for what is on a patient's record, one for each version.</summary>
public static class ReadReceipts
{
    private const int Most = 200;

    private static readonly ReadParameter From = new("fromVersion", "First version; 1 unless given.")
    {
        Type = JsonSchemaType.Integer,
        Range = (1, int.MaxValue),
    };

    private static readonly ReadParameter To = new(
        "toVersion", $"Last version, no later than the record's; that one unless given, and at most {Most} of them are answered.")
    {
        Type = JsonSchemaType.Integer,
        Range = (1, int.MaxValue),
    };

    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapGet("/{patientId:guid}/receipts", async (
                Guid patientId, HttpContext http, IDocumentStore store, SealedLog log, ProofSettings settings, string? fromVersion,
                string? toVersion) =>
            {
                var clinic = http.User.Clinic();
                await using var session = store.QuerySession(clinic);
                if (!await session.Query<PatientChart>().AnyAsync(chart => chart.Id == patientId, http.RequestAborted))
                    return (IResult)Problem.NotFound();
                var first = Number(fromVersion) ?? 1;
                var last = Math.Min(Number(toVersion) ?? int.MaxValue, first + Most - 1);
                if (Number(toVersion) < first) return Problem.InvalidParameter(To.Name, $"not below '{From.Name}'.");
                AccessNote.Saw(patientId);
                // Events before the checkpoint: what is sealed by now may have none yet.
                var events = await log.OfStreamAsync(clinic, patientId, first, last, http.RequestAborted);
                if (events.Count == 0) return Problem.NotFoundAt(From.Name);
                if (toVersion is not null && events.Count <= last - first)
                    return Problem.InvalidParameter(To.Name, $"at most {first + events.Count - 1}, the version of the record.");
                var kept = await log.LastCheckpointAsync(http.RequestAborted);
                if (kept is not { } checkpoint || events.Exists(e => e.Index is not { } index || index >= checkpoint.Size))
                    return Problem.NotSealedYet(settings.Every);
                var paths = events.ConvertAll(e => MerkleTree.InclusionPath(e.Index!.Value, checkpoint.Size));
                var hashes = await log.HashesAsync([.. paths.SelectMany(path => path)], http.RequestAborted);
                var next = 0;
                return TypedResults.Json<IReadOnlyList<Receipt>>([.. events.Select((e, i) => new Receipt(
                    first + i, e.Index!.Value, Convert.ToBase64String(e.Leaf!.Salt), e.Content!,
                    [.. Enumerable.Range(0, paths[i].Count).Select(_ => Convert.ToBase64String(hashes[next++]))], checkpoint.Note))]);
            })
            .DescribeRead<IReadOnlyList<Receipt>>("getReceipts",
                "Read receipts: what shows to anybody who has the log's key that this was on record, unchanged")
            .Takes(From, To);

    private static long? Number(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);
}
