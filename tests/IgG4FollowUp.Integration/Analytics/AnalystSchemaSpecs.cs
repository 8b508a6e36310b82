using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IgG4FollowUp.Integration.Analytics;

/// <summary>What a node does to the tables when it starts.</summary>
public sealed class AnalystSchemaSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private Task StartNodeAsync() =>
        new AnalystSchema(service.Host.Services.GetRequiredService<NpgsqlDataSource>(), NullLogger<AnalystSchema>.Instance)
            .StartAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    [Fact]
    public async Task a_node_starts_while_a_rebuild_writes_and_an_analyst_reads_without_waiting_for_either()
    {
        await using var rebuild = await service.ConnectAsync();
        await using var analyst = await service.ConnectAsync();
        await rebuild.ExecuteAsync("begin; lock table analytics.patients in share row exclusive mode");
        await analyst.ExecuteAsync("begin; select count(*) from analytics.outcomes");

        await StartNodeAsync();
    }

    [Fact]
    public async Task a_table_that_is_missing_and_a_column_of_a_newer_edition_are_added()
    {
        await using var connection = await service.ConnectAsync();
        await connection.ExecuteAsync("drop table analytics.labs");
        await StartNodeAsync();
        (await connection.ScalarAsync<long>("select count(*) from analytics.labs")).ShouldBe(0);

        await connection.ExecuteAsync(
            "alter table analytics.labs drop column above_upper_limit; comment on schema analytics is 'Edition of last year.'");
        await StartNodeAsync();
        (await connection.ScalarAsync<long>("select count(above_upper_limit) from analytics.labs")).ShouldBe(0);
    }
}
