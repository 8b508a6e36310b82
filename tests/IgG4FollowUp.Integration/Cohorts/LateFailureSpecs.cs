using System.Net;
using System.Net.Http.Headers;
using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.OutsideClient;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>An answer that fails after it was begun breaks the connection: nobody takes what has come for the whole.</summary>
public sealed class LateFailureSpecs(ListeningService service) : IClassFixture<ListeningService>
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    // Enough for several writes to the connection before the row that fails, and so few that all of them fit into one.
    [Theory]
    [InlineData(5_000, "tables/steroid_doses", "application/json")]
    [InlineData(5_000, "tables/steroid_doses", "text/csv")]
    [InlineData(5_000, "tables/steroid_doses", "application/x-ndjson")]
    [InlineData(5_000, "package", "application/zip")]
    [InlineData(3, "tables/steroid_doses", "application/json")]
    [InlineData(3, "tables/steroid_doses", "text/csv")]
    [InlineData(3, "tables/steroid_doses", "application/x-ndjson")]
    [InlineData(3, "package", "application/zip")]
    public async Task a_table_of_which_the_last_row_cannot_be_read_never_looks_whole(int rows, string read, string form)
    {
        using var analyst = Client(Roles.Analyst, clinic: null);
        analyst.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(form));
        await FillAsync(rows);
        using (var whole = await analyst.GetAsync($"/api/cohort/{read}", Cancellation))
        {
            whole.StatusCode.ShouldBe(HttpStatusCode.OK);
            whole.Content.Headers.ContentType!.MediaType.ShouldBe(form);
        }

        // More than any number of .NET's can be.
        await ExecuteAsync($"""
            update {Doses} set daily_dose_mg = 1e40
            where entry_id = (select entry_id from {Doses} order by clinic desc, patient_id desc, entry_id desc limit 1)
            """);
        using var begun = await analyst.GetAsync($"/api/cohort/{read}", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        begun.StatusCode.ShouldBe(HttpStatusCode.OK);
        var failure = await Record.ExceptionAsync(() => begun.Content.ReadAsByteArrayAsync(Cancellation));
        (failure is HttpRequestException or IOException).ShouldBeTrue(failure?.ToString() ?? "It came whole.");
    }

    private static string Doses => TherapyTables.SteroidDoses.FullName;

    // One dose that is recorded, and as many like it.
    private async Task FillAsync(int rows)
    {
        using var clinic = Client(Roles.Clinician, "late");
        var patient = await clinic.EnrolAsync();
        using var course = await clinic.PostAsync($"{patient}/steroid-courses",
            """{ "startedOn": "2024-03-15", "drug": "prednisolone", "dailyDoseMg": 40 }""");
        course.StatusCode.ShouldBe(HttpStatusCode.Created);
        await service.Services.SettledAsync();
        await ExecuteAsync($"""
            delete from {Doses} where patient_id <> '{patient.Split('/')[^1]}';
            insert into {Doses}
            select (jsonb_populate_record(t, jsonb_build_object('entry_id', gen_random_uuid()))).*
            from {Doses} t, generate_series(2, {rows})
            """);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private HttpClient Client(string role, string? clinic)
    {
        var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.Token(role, clinic));
        return client;
    }
}
