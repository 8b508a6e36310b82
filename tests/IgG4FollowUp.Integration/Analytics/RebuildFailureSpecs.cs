using System.Globalization;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.CommandLine;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Analytics;

public sealed class RebuildFailureSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Refuse = """
        create function refuse_row() returns trigger language plpgsql as $f$ begin raise exception 'no room'; end $f$;
        create trigger refuse_row before insert on analytics.outcomes for each row execute function refuse_row();
        """;

    [Fact]
    public async Task a_rebuild_that_cannot_write_or_cannot_read_an_event_leaves_tables_and_progress_as_they_were_and_says_so()
    {
        await service.AppendAsync(Cohort.Generate(12, seed: 61), seed: 61, "north", "south");
        await service.SettledAsync();
        var before = await service.DumpAsync();
        await using var connection = await service.ConnectAsync();
        var progress = await ProgressAsync();

        await connection.ExecuteAsync(Refuse);
        await FailsAsync();
        await connection.ExecuteAsync("drop function refuse_row cascade");

        // In the middle of the log, so that rows of other patients are on their way when it is met.
        await connection.ExecuteAsync($$"""
            create table kept as select seq_id, data from followup.mt_events where type = 'asia_grade_recorded' order by abs(seq_id - {{progress / 2}}) limit 1;
            update followup.mt_events set data = '{"grade": 5}' where seq_id = (select seq_id from kept)
            """);
        await FailsAsync();
        await connection.ExecuteAsync("update followup.mt_events e set data = kept.data from kept where kept.seq_id = e.seq_id");

        using var admin = service.Client(Roles.Admin, clinic: null);
        using var console = new StringWriter();
        (await RebuildCommand.RunAsync(admin, console, TestContext.Current.CancellationToken)).ShouldBe(0, console.ToString());
        (await service.DumpAsync()).ShouldBe(before);
        await service.AppendAsync(Cohort.Generate(2, seed: 62), seed: 62, "north");
        await service.SettledAsync();
        await service.TablesEqualTheEventsAsync();

        async Task FailsAsync()
        {
            using var administrator = service.Client(Roles.Admin, clinic: null);
            using var said = new StringWriter();
            (await RebuildCommand.RunAsync(administrator, said, TestContext.Current.CancellationToken)).ShouldBe(1);
            said.ToString().ShouldContain("The rebuild failed; the tables are as before.");
            (await administrator.GetJsonAsync("/api/admin/rebuild"))["state"]!.GetValue<string>().ShouldBe("failed");
            (await service.DumpAsync()).ShouldBe(before);
            (await ProgressAsync()).ShouldBe(progress);
        }

        Task<long> ProgressAsync() => connection.ScalarAsync<long>(string.Create(
            CultureInfo.InvariantCulture,
            $"select last_seq_id from followup.mt_event_progression where name = '{AnalystRowsProjection.ShardName}'"));
    }
}
