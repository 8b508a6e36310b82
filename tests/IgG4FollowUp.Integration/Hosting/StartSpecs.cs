using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>A start that takes long says what it does, again and again, and when it is done.</summary>
public sealed partial class StartSpecs(PostgresServer postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igg4-start-").FullName;

    [Fact]
    public async Task a_start_that_waits_says_so_every_few_seconds_and_where_it_answers_in_the_end()
    {
        var database = await StartedOnceAsync();
        await using var held = await HoldEventsAsync(database);
        using var start = Started(
            CommandProcess.Of(["run", "--port", "0", "--data-folder", _folder], new() { ["ConnectionStrings__Postgres"] = database }),
            out var said);
        try
        {
            await AlertRequests.UntilAsync(() => Task.FromResult(said.Count(line => Waiting().IsMatch(line))), times => times >= 2);
            said.ShouldNotContain(line => line.Contains("answers on", StringComparison.Ordinal));

            await held.ExecuteAsync("rollback");

            await UntilAsync(said, line => line.Contains("answers on http://127.0.0.1:", StringComparison.Ordinal));
        }
        finally
        {
            start.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task a_start_that_is_told_to_stop_ends_well_and_without_a_word(string signal)
    {
        var database = await StartedOnceAsync();
        await using var held = await HoldEventsAsync(database);
        using var start = Started(
            CommandProcess.Of(["run", "--port", "0", "--data-folder", _folder], new() { ["ConnectionStrings__Postgres"] = database }),
            out var said);
        try
        {
            await UntilAsync(said, line => Waiting().IsMatch(line));

            using var kill = Process.Start("kill", [$"-{signal}", start.Id.ToString(CultureInfo.InvariantCulture)]);
            await start.WaitForExitAsync(TestContext.Current.CancellationToken);

            start.ExitCode.ShouldBe(0, string.Join('\n', said));
            said.ShouldNotContain(line => line.Contains("Exception", StringComparison.Ordinal));
        }
        finally
        {
            if (!start.HasExited) start.Kill(entireProcessTree: true);
        }
    }

    private async Task<string> StartedOnceAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var first = new ServiceProcess(_folder, database);
        await first.StartAsync();
        // So that there is no demonstration to load.
        await first.Http.EnrolAsync();
        return database;
    }

    // Until the connection lets go, no start gets past the events.
    private static async Task<NpgsqlConnection> HoldEventsAsync(string database)
    {
        var held = new NpgsqlConnection(database);
        await held.OpenAsync(TestContext.Current.CancellationToken);
        await held.ExecuteAsync($"begin; lock table {StorageNames.Events} in access exclusive mode");
        return held;
    }

    [Fact]
    public async Task building_says_what_is_built_every_few_seconds_until_it_is_done_and_hands_over()
    {
        // A checkout whose SDK does nothing, for as long as a file is not there.
        var (go, bin) = (Path.Combine(_folder, "go"), Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName);
        Directory.CreateDirectory(Path.Combine(_folder, "src", "IgG4FollowUp.Api", "obj"));
        File.Copy(Path.Combine(Here(), "..", "..", "..", "followup"), Path.Combine(_folder, "followup"));
        var sdk = Path.Combine(bin, "dotnet");
        await File.WriteAllTextAsync(
            sdk,
            $"""
            #!/usr/bin/env bash
            case $1 in
              build) until [ -e '{go}' ]; do sleep 0.1; done ;;
              --version | restore) ;;
              *) echo "handed over: ${"{@:2}"}" ;;
            esac
            """.ReplaceLineEndings("\n"), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(sdk, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var start = new ProcessStartInfo("bash", [Path.Combine(_folder, "followup"), "run", "--port", "0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Started(start, out var said);
        try
        {
            await UntilAsync(said, line => line == "Building src/IgG4FollowUp.Api ...");
            await AlertRequests.UntilAsync(
                () => Task.FromResult(said.Count(line => Building().IsMatch(line))),
                times => times >= 2);
            await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
            await UntilAsync(said, line => line == "handed over: run --port 0");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex(@"^  Building src/IgG4FollowUp\.Api: [0-9]+ s\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Building();

    [GeneratedRegex(@"^(?:Starting the service|Loading the demonstration clinics, if the database is empty): [0-9]+ s\z",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Waiting();

    private static Process Started(ProcessStartInfo start, out ConcurrentQueue<string> said)
    {
        var lines = said = new();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Keep(string? line)
        {
            if (line is not null) lines.Enqueue(line);
        }
    }

    private static async Task<string> UntilAsync(ConcurrentQueue<string> said, Func<string, bool> isIt) =>
        (await AlertRequests.UntilAsync(() => Task.FromResult(said.FirstOrDefault(isIt)), line => line is not null))!;

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
