using System.Net;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Imports;
using Microsoft.Extensions.Logging;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>Nothing that a person wrote reaches the log, whatever fails: an operator, who reads it, may know nothing of patients.</summary>
public sealed class LogSpecs(TalkativeService service) : IClassFixture<TalkativeService>
{
    private const string Rename = """
        do $$ declare found text; begin
          for found in select tablename from pg_tables where schemaname = 'followup' and tablename like '{0}%' loop
            execute format('alter table followup.%I rename to %I', found, '{1}' || substr(found, {2}));
          end loop;
        end $$
        """;

    private static readonly string BreakDocuments = string.Format(null, Rename, "mt_doc_", "away_", 8);
    private static readonly string MendDocuments = string.Format(null, Rename, "away_", "mt_doc_", 6);

    [Fact]
    public async Task a_request_that_is_not_understood_or_asks_for_what_is_not_there()
    {
        using var clinic = await service.PrepareAsync("refused");
        using var elsewhere = clinic.Elsewhere();
        foreach (var write in service.Writes)
        {
            (await StatusAsync(clinic.SendAsync(write, write.Refused()))).ShouldBe(422, write.Route);
            (await StatusAsync(clinic.SendAsync(write, $$"""{ "note": "{{SentinelBodies.Next()}}"""))).ShouldBe(400, write.Route);
            (await StatusAsync(clinic.SendAsync(write, $"\"{SentinelBodies.Next()}\""))).ShouldBe(422, write.Route);
            (await StatusAsync(clinic.SendAsync(write, write.Accepted(), type: "text/plain"))).ShouldBe(415, write.Route);
            if (write.HasIdentity) (await StatusAsync(elsewhere.SendAsync(write, write.Accepted()))).ShouldBe(404, write.Route);
        }

        TheLogIsSilent();
    }

    [Fact]
    public async Task a_write_that_succeeds_is_repeated_is_mistaken_for_another_and_comes_with_an_old_version()
    {
        using var clinic = await service.PrepareAsync("repeated");
        var accepted = 0;
        foreach (var write in service.Writes)
        {
            // What would ignore a key or a version refuses it.
            var (body, key) = (write.Accepted(), write.Described.Stores ? SentinelBodies.Next() : null);
            var tag = write.Described is { Stores: true, TakesVersion: true } ? await clinic.TagAsync(write) : null;
            var first = await StatusAsync(clinic.SendAsync(write, body, tag, key));
            if (first is < 200 or > 299) continue;
            accepted++;
            if (!write.Described.Stores) continue;
            (await StatusAsync(clinic.SendAsync(write, body, tag, key))).ShouldBe(first, write.Route);
            var other = write.Accepted();
            if (other != body) (await StatusAsync(clinic.SendAsync(write, other, tag, key))).ShouldBe(422, write.Route);
            if (write.HasIdentity) (await StatusAsync(clinic.SendAsync(write, other, "\"999\""))).ShouldBe(412, write.Route);
        }

        accepted.ShouldBeGreaterThan(20);
        TheLogIsSilent();
    }

    [Fact]
    public async Task a_study_number_that_is_taken_when_a_patient_is_enrolled_or_corrected()
    {
        using var clinic = await service.PrepareAsync("taken");
        var number = SentinelBodies.Next();
        await clinic.Http.EnrolAsync(number);
        var other = await clinic.Http.EnrolAsync(SentinelBodies.Next());
        var entry = (await clinic.Http.GetJsonAsync($"{other}/history"))[0]!["entryId"];

        (await StatusAsync(clinic.Http.PostAsync("/api/patients", Enrolment(number)))).ShouldBe(409);
        (await StatusAsync(clinic.Http.PostAsync(
            $"{other}/entries/{entry}/correction",
            $$"""
            { "replacement": { "kind": "enrolment", "studyNumber": "{{number}}", "enrolledOn": "2024-01-08" },
              "reason": "{{SentinelBodies.Next()}}" }
            """,
            ifMatch: "\"1\""))).ShouldBe(409);
        (await StatusAsync(clinic.Http.PostAsync("/api/patients/search", Search(number)))).ShouldBe(200);

        TheLogIsSilent();
    }

    [Fact]
    public async Task requests_that_race_for_one_study_number_one_key_or_one_version()
    {
        using var clinic = await service.PrepareAsync("racing");
        var (number, key, visit) = (Enrolment(SentinelBodies.Next()), SentinelBodies.Next(), Visit());

        var numbers = await AtOnceAsync(() => clinic.Http.PostAsync("/api/patients", number));
        var keys = await AtOnceAsync(() => clinic.Http.PostAsync($"{clinic.Patient}/visits", visit, idempotencyKey: key));
        var version = (await clinic.Http.GetJsonAsync(clinic.Patient))["version"];
        var versions = await AtOnceAsync(() => clinic.Http.PostAsync($"{clinic.Patient}/visits", Visit(), $"\"{version}\""));
        var many = await AtOnceAsync(() => clinic.Http.PostAsync($"{clinic.Patient}/visits", Visit()));

        numbers.Count(status => status == 201).ShouldBe(1);
        numbers.ShouldAllBe(status => status == 201 || status == 409);
        keys.ShouldAllBe(status => status == 201);
        versions.Count(status => status == 201).ShouldBe(1);
        versions.ShouldAllBe(status => status == 201 || status == 409 || status == 412);
        many.ShouldAllBe(status => status == 201 || status == 409);
        TheLogIsSilent();
    }

    [Fact]
    public async Task a_deadlock_of_which_a_request_is_the_victim_and_after_which_it_succeeds()
    {
        using var clinic = await service.PrepareAsync("deadlocked");
        await using var other = await service.ConnectAsync();
        var before = await DeadlocksAsync();
        await other.ExecuteAsync("set deadlock_timeout = '1h'; begin; lock table followup.mt_doc_keptreply in exclusive mode");

        var sent = StatusAsync(clinic.Http.PostAsync($"{clinic.Patient}/visits", Visit(), idempotencyKey: SentinelBodies.Next()));
        await AlertRequests.UntilAsync(
            () => other.ScalarAsync<long>(
                "select count(*) from pg_locks where relation = 'followup.mt_doc_keptreply'::regclass and not granted"),
            waiting => waiting > 0);
        // Returns when the server has ended the circle at the request's expense.
        await other.ExecuteAsync($"select from followup.mt_streams where id = '{clinic.PatientId}' for update; commit");

        (await sent).ShouldBe(201);
        await AlertRequests.UntilAsync(DeadlocksAsync, deadlocks => deadlocks == before + 1);
        TheLogIsSilent();

        Task<long> DeadlocksAsync() => other.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()");
    }

    [Fact]
    public async Task a_page_of_the_tables_for_analysts_that_cannot_be_written()
    {
        using var clinic = await service.PrepareAsync("unprojected");
        await service.WhileBrokenAsync(
            "alter table analytics.labs add constraint no_room check (false) not valid",
            "alter table analytics.labs drop constraint no_room",
            async () =>
            {
                var before = service.Log.Count;
                (await StatusAsync(clinic.Http.PostAsync($"{clinic.Patient}/visits", Visit()))).ShouldBe(201);
                await AlertRequests.UntilAsync(() => Task.FromResult(ErrorsAfter(before)), errors => errors > 0);
            });

        await service.Node.Services.SettledAsync();
        TheLogIsSilent();
    }

    [Fact]
    public async Task handlers_and_readers_that_fail_because_tables_are_missing()
    {
        using var clinic = await service.PrepareAsync("broken");
        var file = ImportRequests.Utf8(await clinic.Http.ExportAsync(Guid.Parse(clinic.PatientId)));
        var (before, failed) = (service.Log.Count, 0);
        await service.WhileBrokenAsync(BreakDocuments, MendDocuments, async () =>
        {
            foreach (var write in service.Writes)
            {
                if (await StatusAsync(clinic.SendAsync(write, write.Accepted(), key: SentinelBodies.Next())) >= 500) failed++;
                if (await StatusAsync(clinic.SendAsync(write, write.Accepted())) >= 500) failed++;
            }

            (await StatusAsync(clinic.Http.ImportAsync(file, contentType: ImportRequests.Lines))).ShouldBeGreaterThanOrEqualTo(500);
            (await StatusAsync(clinic.Http.PostAsync("/api/patients/search", Search(SentinelBodies.Next()))))
                .ShouldBeGreaterThanOrEqualTo(500);
        });

        failed.ShouldBeGreaterThan(service.Writes.Count);
        ErrorsAfter(before).ShouldBeGreaterThan(0);
        await service.Node.Services.SettledAsync();
        TheLogIsSilent();
    }

    [Fact]
    public async Task a_database_that_goes_away()
    {
        using var clinic = await service.PrepareAsync("away");
        var file = ImportRequests.Utf8(await clinic.Http.ExportAsync(Guid.Parse(clinic.PatientId)));
        await using var server = await service.ConnectAsync("postgres");
        // Under way when it happens.
        var under = Enumerable.Range(0, 4).Select(_ => StatusAsync(clinic.Http.PostAsync($"{clinic.Patient}/visits", Visit()))).ToList();
        await server.ExecuteAsync($"alter database {service.DatabaseName} with allow_connections false");
        try
        {
            await server.ExecuteAsync(
                $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{service.DatabaseName}'");
            foreach (var write in service.Writes.Where(write => write.Described.Stores))
                (await StatusAsync(clinic.SendAsync(write, write.Accepted(), key: SentinelBodies.Next()))).ShouldBe(503, write.Route);
            (await StatusAsync(clinic.Http.ImportAsync(file, contentType: ImportRequests.Lines))).ShouldBe(503);
            await Task.WhenAll(under);
        }
        finally
        {
            await server.ExecuteAsync($"alter database {service.DatabaseName} with allow_connections true");
        }

        await AlertRequests.UntilAsync(
            () => StatusAsync(clinic.Http.PostAsync($"{clinic.Patient}/visits", Visit())), status => status == 201);
        await service.Node.Services.SettledAsync();
        TheLogIsSilent();
    }

    [Fact]
    public async Task each_request_is_one_line_that_tells_its_method_its_route_its_status_and_its_milliseconds()
    {
        using var clinic = await service.PrepareAsync("counted");
        var before = service.Log.Count;
        var expected = new List<string>();
        foreach (var write in service.Writes)
            expected.Add($"{write.Method} {write.Route} {await StatusAsync(clinic.SendAsync(write, write.Refused()))}");
        using (var mistaken = new HttpRequestMessage(new HttpMethod(SentinelBodies.Next()), clinic.Patient))
            expected.Add($"(other) (none) {await StatusAsync(clinic.Http.SendAsync(mistaken, TestContext.Current.CancellationToken))}");
        var nowhere = $"/{SentinelBodies.Next()}?a={SentinelBodies.Next()}";
        expected.Add($"GET (none) {await StatusAsync(clinic.Http.GetAsync(nowhere, TestContext.Current.CancellationToken))}");
        await StatusAsync(clinic.Http.GetAsync("/health/live", TestContext.Current.CancellationToken));

        var lines = service.Log.Skip(before).Where(line => line.Category == typeof(RequestLog).FullName)
            .Select(line => line.Text.Split('\n')[0]).ToList();

        lines.ShouldAllBe(line => Regex.IsMatch(line, @"^\S+ \S+ \d{3} \d+ ms\z", RegexOptions.NonBacktracking));
        lines.Select(line => string.Join(' ', line.Split(' ')[..3])).ShouldBe(expected);
        TheLogIsSilent();
    }

    [Fact]
    public async Task readiness_tells_that_a_check_failed_and_not_in_which_words()
    {
        using var anyone = service.Node.Anyone();
        using var admin = service.Node.Client(Roles.Admin, clinic: null);
        await service.WhileBrokenAsync(BreakDocuments, MendDocuments, async () =>
        {
            foreach (var client in new[] { anyone, admin })
            {
                using var response = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
                response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("mt_doc");
            }
        });
    }

    private void TheLogIsSilent()
    {
        service.Log.ShouldNotBeEmpty();
        service.Telling.ShouldBeEmpty();
        service.TellingOfServer.ShouldBeEmpty();
    }

    private int ErrorsAfter(int lines) => service.Log.Skip(lines).Count(line => line.Level >= LogLevel.Error);

    private static string Search(string number) => $$"""{ "studyNumber": "{{number}}" }""";

    private static string Enrolment(string number) => $$"""
        { "studyNumber": "{{number}}", "enrolledOn": "2024-01-08", "note": "{{SentinelBodies.Next()}}",
          "citation": "{{SentinelBodies.Next()}}" }
        """;

    private static string Visit() => $$"""
        { "visitedOn": "2024-03-12", "note": "{{SentinelBodies.Next()}}",
          "asiaGrade": { "grade": "C", "note": "{{SentinelBodies.Next()}}" },
          "labs": [ { "analyte": "serum-igg4", "result": "2.12 g/L", "assay": "{{SentinelBodies.Next()}}" } ] }
        """;

    private static async Task<int> StatusAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        return (int)response.StatusCode;
    }

    private static Task<int[]> AtOnceAsync(Func<Task<HttpResponseMessage>> send) =>
        Task.WhenAll(Enumerable.Range(0, 16).Select(_ => StatusAsync(Task.Run(send))));
}
