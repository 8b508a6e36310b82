using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary><c>./followup synthesize</c> as a person runs it, against a configured database that no service has used yet.</summary>
public sealed class SynthesizeProcessSpecs(PostgresServer postgres) : IDisposable
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-synthesize-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task the_same_seed_makes_the_same_patients_wherever_it_runs_each_labelled_as_synthetic_and_another_seed_makes_others()
    {
        var first = await SynthesizedAsync(seed: "17");
        var again = await SynthesizedAsync(seed: "17");
        var other = await SynthesizedAsync(seed: "18");

        again.ShouldBe(first);
        other.ShouldNotBe(first);
    }

    [Fact]
    public async Task a_second_run_into_the_same_clinic_and_a_command_that_makes_no_sense_are_refused_in_a_sentence_and_write_nothing()
    {
        var database = await postgres.CreateDatabaseAsync();
        (await RunAsync(database, "--patients", "2")).Code.ShouldBe(0);
        var refused = await RunAsync(database, "--patients", "2");
        refused.Code.ShouldBe(1);
        refused.Output.Concat(refused.Error).ShouldHaveSingleItem().ShouldContain("already holds patients");

        (await RunAsync(database, "--patients", "0", "--clinic", "none")).Error[0]
            .ShouldBe("--patients takes a whole number from 1 to 2147483647.");
        (await RunAsync(database, "--patients", "2", "--clinic", "No Slug")).Error[0].ShouldStartWith("A clinic's slug has");
        await using var connection = await ConnectAsync(database);
        (await connection.ScalarAsync<long>("select count(*) from followup.mt_streams")).ShouldBe(2);

        var unreachable = await RunAsync("Host=127.0.0.1;Port=1;Database=d;Username=u", "--patients", "2");
        unreachable.Code.ShouldBe(1);
        unreachable.Error.ShouldHaveSingleItem().ShouldStartWith("The database cannot be reached: ");
    }

    /// <summary>Makes eight patients in a database of their own.</summary>
    /// <returns>Every event of every patient, with when it was recorded.</returns>
    private async Task<string[]> SynthesizedAsync(string seed)
    {
        var database = await postgres.CreateDatabaseAsync();
        var run = await RunAsync(database, "--patients", "8", "--seed", seed, "--clinic", "made-up");
        run.Code.ShouldBe(0, string.Join('\n', run.Error));
        run.Output[^1].ShouldBe("8 made-up patients are in the clinic 'made-up', each labelled as synthetic.");

        await using var connection = await ConnectAsync(database);
        (await connection.ScalarAsync<string[]>(
            "select array(select tenant_id || ' ' || (data ->> 'origin') from followup.mt_events where type = 'patient_enrolled')"))
            .ShouldBe(Enumerable.Repeat("made-up synthetic", 8));
        (await connection.ScalarAsync<bool>("select bool_and(user_name = 'synthetic') from followup.mt_events")).ShouldBeTrue();
        return await connection.ScalarAsync<string[]>("""
            select array(select concat_ws(' ', stream_id, version, type, timestamp at time zone 'UTC', data) from followup.mt_events order by seq_id)
            """);
    }

    private Task<CommandProcess> RunAsync(string database, params string[] arguments) => CommandProcess.RunAsync(
        ["synthesize", .. arguments, "--data-folder", _dataFolder], new() { ["ConnectionStrings__Postgres"] = database });

    private static async Task<NpgsqlConnection> ConnectAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
