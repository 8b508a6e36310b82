using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>What an operator reads who has set nothing: a line for a request, and one more where it failed.</summary>
public sealed class DefaultLogSpecs(PostgresServer postgres) : IAsyncLifetime
{
    private readonly KeptLog _log = new();
    private string _database = "";
    private ServiceNode? _node;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        // The other categories are as the service's own settings have them.
        _node = await ServiceNode.StartAsync(
            _database, _log, settings: new Dictionary<string, string> { ["Logging:LogLevel:Default"] = "Information" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }

    [Fact]
    public async Task a_write_is_one_line_and_nothing_that_follows_from_it_is_another()
    {
        using var clinic = await PreparedClinic.InAsync(_node!, "one-line");
        await _node!.Services.SettledAsync();
        var (before, expected) = (_log.Lines.Count, new List<string>());
        foreach (var write in DescribedWrite.In(_node.Services))
        {
            var tag = write.Described is { Stores: true, TakesVersion: true } ? await clinic.TagAsync(write) : null;
            if (tag is not null && write.Described.VersionRequired) expected.Add("GET");
            using var response = await clinic.SendAsync(write, write.Accepted(), tag);
            ((int)response.StatusCode).ShouldBeLessThan(500, write.Route);
            expected.Add($"{write.Method} {write.Route} {(int)response.StatusCode}");
        }

        // The projections, the alerts and the messages that follow.
        await _node.Services.SettledAsync();
        expected.Count(line => line.Split(' ')[^1] is ['2', ..]).ShouldBeGreaterThan(20);
        var lines = _log.Lines.Skip(before).ToList();
        lines.Where(line => line.Category != typeof(RequestLog).FullName).ShouldBeEmpty();
        lines.Count.ShouldBe(expected.Count);
        lines.Select(line => string.Join(' ', line.Text.Split('\n')[0].Split(' ')[..3]))
            .Where(line => !line.StartsWith("GET ", StringComparison.Ordinal))
            .ShouldBe(expected.Where(line => line != "GET"));
    }

    [Fact]
    public async Task a_request_that_fails_is_told_once_beside_its_own_line()
    {
        using var clinic = await PreparedClinic.InAsync(_node!, "failing");
        await _node!.Services.SettledAsync();
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        // What nobody but the requests below needs.
        await connection.ExecuteAsync("alter table followup.mt_doc_calendarfeed rename to away_calendarfeed");
        try
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                var before = _log.Lines.Count;
                using var request = new HttpRequestMessage(method, "/api/clinic/calendar/feeds");
                if (method == HttpMethod.Post) request.Content = new StringContent("""{ "name": "Ward" }""", null, "application/json");
                using var response = await clinic.Http.SendAsync(request, TestContext.Current.CancellationToken);
                ((int)response.StatusCode).ShouldBe(500, method.Method);

                var lines = _log.Lines.Skip(before).ToList();
                lines.Count.ShouldBe(2, string.Join('\n', lines));
                lines.Count(line => line.Level == LogLevel.Error).ShouldBe(1);
                lines.Count(line => line.Category == typeof(RequestLog).FullName).ShouldBe(1);
            }
        }
        finally
        {
            await connection.ExecuteAsync("alter table followup.away_calendarfeed rename to mt_doc_calendarfeed");
        }
    }
}
