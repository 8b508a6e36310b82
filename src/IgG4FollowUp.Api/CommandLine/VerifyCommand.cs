using System.CommandLine;
using System.Text.Json;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Proof;
using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>
/// <c>./followup verify</c>: compares the database with what was sealed, or a receipt with the log's key, without a service.
/// </summary>
public static class VerifyCommand
{
    private const int MostShown = 50;

    public static Command Create()
    {
        var data = Commands.DataFolder();
        var keys = new Option<string[]>("--key")
        {
            Description = "A key whose signatures count, as /api/log/key gives it; that of the settings and the data folder unless given.",
        };
        keys.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => NoteVerifier.Parse(token.Value) is null))
                result.AddError("--key must be a key such as name+1a2b3c4d+AZ…, as /api/log/key gives it.");
        });
        var checkpoints = new Option<FileInfo[]>("--checkpoint")
        {
            Description = "A checkpoint kept elsewhere, to compare the database with; those of the data folder are compared anyway.",
        };
        var receipts = new Option<FileInfo?>("--receipts")
        {
            Description = "Receipts as /api/patients/{id}/receipts gives them; nothing else is verified then, and no database is needed.",
        };
        foreach (var files in new Option[] { checkpoints, receipts })
        {
            files.Validators.Add(result =>
            {
                foreach (var token in result.Tokens.Where(token => !File.Exists(token.Value)))
                    result.AddError($"{files.Name}: there is no file {token.Value}.");
            });
        }

        var command = new Command("verify", "Compare the log with what was sealed: nothing changed, removed or put in between.")
        {
            keys, checkpoints, receipts, data,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var folder = result.GetValue(data)!.FullName;
            var configuration = Service.CreateBuilder([], Environments.Development).Configuration;
            var given = (result.GetValue(keys) ?? []).Select(key => NoteVerifier.Parse(key)!).ToList();
            return result.GetValue(receipts) is { } file
                ? await ReceiptsAsync(file, KeysThatCount(), cancellation)
                : await LogAsync(
                    folder, KeysThatCount, ProofSettings.From(configuration, folder).Folder, result.GetValue(checkpoints) ?? [],
                    cancellation);

            IReadOnlyList<NoteVerifier> KeysThatCount() => given.Count > 0 ? given : [ProofSettings.Key(configuration, folder).Verifier];
        });
        return command;
    }

    private static async Task<int> ReceiptsAsync(FileInfo file, IReadOnlyList<NoteVerifier> keys, CancellationToken cancellation)
    {
        IReadOnlyList<Receipt>? receipts = null;
        try
        {
            await using var stream = file.OpenRead();
            receipts = await JsonSerializer.DeserializeAsync<IReadOnlyList<Receipt>>(stream, JsonSerializerOptions.Web, cancellation);
        }
        catch (JsonException)
        {
            // Told below.
        }

        if (receipts is not { Count: > 0 } || receipts.Any(receipt =>
            receipt is not { Salt: not null, Content: not null, Path: not null, Checkpoint: not null } || receipt.Path.Contains(null)))
        {
            await Console.Error.WriteLineAsync($"{file.FullName} holds no receipts; /api/patients/{{id}}/receipts gives them.");
            return 1;
        }

        var faults = 0;
        foreach (var receipt in receipts)
        {
            var told = keys.Select(receipt.Fault).ToList();
            var fault = told.Contains(null) ? null : told[0];
            if (fault is not null) faults++;
            Console.WriteLine($"Version {receipt.Version}: {fault ?? "on record, unchanged"}");
        }

        return faults == 0 ? 0 : 1;
    }

    private static async Task<int> LogAsync(
        string dataFolder, Func<IReadOnlyList<NoteVerifier>> keys, string folder, FileInfo[] checkpoints, CancellationToken cancellation)
    {
        var outside = new List<(string Place, string Note)>();
        var kept = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.txt") : [];
        foreach (var path in kept.Order(StringComparer.Ordinal).Concat(checkpoints.Select(file => file.FullName)))
            outside.Add(($"file {path}", await File.ReadAllTextAsync(path, cancellation)));
        PrivatePostgres? postgres = null;
        try
        {
            var given = Service.GivenDatabase(Service.CreateBuilder([], Environments.Development));
            if (given is null)
                postgres = await Commands.PrivateDatabaseAsync(dataFolder, Console.Error.WriteLine, cancellation, mayCreate: false);
            await using var database =
                NpgsqlDataSource.Create(Service.Settings(given ?? postgres!.ConnectionString).ConnectionString);
            var verification = await VerifyLog.RunAsync(new SealedLog(database), keys(), outside, cancellation);
            foreach (var finding in verification.Findings.Take(MostShown)) Console.WriteLine($"{finding.Code}: {finding.Detail}");
            if (verification.Findings.Count > MostShown) Console.WriteLine($"… and {verification.Findings.Count - MostShown} more.");
            Console.WriteLine(
                $"{Counted.Of(verification.Sealed, "sealed event")}, {Counted.Of(verification.Checkpoints, "checkpoint")}, "
                    + $"{verification.Unsealed} not sealed yet: "
                    + (verification.Findings.Count == 0 ? "all is as it was sealed."
                        : Counted.Of(verification.Findings.Count, "finding") + "."));
            return verification.Findings.Count == 0 ? 0 : 1;
        }
        finally
        {
            if (postgres is not null) await postgres.DisposeAsync();
        }
    }
}
