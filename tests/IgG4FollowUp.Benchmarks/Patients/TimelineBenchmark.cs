using System.Text;
using IgG4FollowUp.Benchmarks.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Patients;

/// <summary>Reading a timeline, against a bare Kestrel endpoint that streams the same JSON from a row of the same database.</summary>
internal static class TimelineBenchmark
{
    public static async Task RunAsync(TextWriter output)
    {
        await using var service = await RunningService.StartAsync();
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(service.ConnectionString) { MaxAutoPrepare = 20 }.ConnectionString);
        await using (var create = database.CreateCommand("create table ready_made (id uuid primary key, body bytea not null)"))
            await create.ExecuteNonQueryAsync();
        await using var bare = await BareAsync(database);
        using var bareHttp = new HttpClient { BaseAddress = new Uri(bare.Urls.First()) };

        foreach (var visits in new[] { 5, 20, 100 })
        {
            var patient = await service.EnrolAsync($"T{visits}");
            for (var i = 0; i < visits; i++)
            {
                using var visit = new StringContent(
                    $$"""
                    { "visitedOn": "{{2010 + (i / 12)}}-{{(i % 12) + 1:00}}-10", "asiaGrade": { "grade": "D" },
                      "labs": [ { "analyte": "serum-igg4", "result": "{{100 + i}} mg/dL", "assay": "nephelometry" } ] }
                    """, Encoding.UTF8, "application/json");
                using var response = await service.Http.PostAsync($"/api/patients/{patient}/visits", visit);
                response.EnsureSuccessStatusCode();
            }

            var address = $"/api/patients/{patient}/timeline";
            var json = await service.Http.GetByteArrayAsync(address);
            await using (var keep = database.CreateCommand("insert into ready_made values ($1, $2)"))
            {
                keep.Parameters.Add(new() { Value = patient });
                keep.Parameters.Add(new() { Value = json });
                await keep.ExecuteNonQueryAsync();
            }

            await Rest.UntilAsync(service);
            var rates = await Throughput.CompareAsync(
                8, _ => service.Http.GetByteArrayAsync(address), _ => bareHttp.GetByteArrayAsync($"/{patient}"));
            await output.WriteLineAsync(
                $"timeline of {visits,3} visits, {json.Length / 1024.0,6:0.0} KiB: {rates[0],7:0}/s, "
                + $"bare {rates[1],7:0}/s, ratio {rates[0] / rates[1]:0.00}");
        }
    }

    private static async Task<WebApplication> BareAsync(NpgsqlDataSource database)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var app = builder.Build();
        app.MapGet("/{id:guid}", async (Guid id, Microsoft.AspNetCore.Http.HttpContext http) =>
        {
            await using var command = database.CreateCommand("select body from ready_made where id = $1");
            command.Parameters.Add(new() { Value = id });
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(reader.GetFieldValue<byte[]>(0));
        });
        await app.StartAsync();
        return app;
    }
}
