using System.Net;
using System.Reflection;
using IgG4FollowUp.Api.Alerts.Simulations;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Webhooks;
using IgG4FollowUp.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Http;

/// <summary>
/// One status has many causes: each is told apart by its type, and only the one that may pass by itself says when to try again.
/// </summary>
public sealed class ConflictSpecs(PostgresServer postgres) : IAsyncLifetime
{
    private const string Prefix = "urn:igg4-follow-up:problem:";
    private const string Passing = Prefix + "conflict";
    private const string Webhook = """{ "url": "https://receiver.example/", "eventTypes": ["alert.raised"] }""";

    private string _database = "";
    private ServiceNode? _node;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ServiceNode Node => _node!;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _node = await ServiceNode.StartAsync(
            _database, new KeptLog(), settings: new Dictionary<string, string> { ["Webhooks:MaximumPerClinic"] = "1" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }

    [Fact]
    public void of_all_conflicts_that_the_service_can_make_each_has_a_type_and_a_title_of_its_own_and_one_says_when_to_try_again()
    {
        var makers = typeof(Problem).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(maker => maker.ReturnType == typeof(Problem) && !maker.ContainsGenericParameters)
            .Where(maker => maker.DeclaringType!.Name.EndsWith("Problem", StringComparison.Ordinal)
                || maker.DeclaringType.Name.EndsWith("Problems", StringComparison.Ordinal))
            .ToList();
        var conflicts = makers.Select(maker => (maker.Name, Problem: Made(maker))).Where(made => made.Problem.Status == 409).ToList();

        conflicts.Count.ShouldBeGreaterThan(5);
        foreach (var kind in conflicts.GroupBy(made => made.Problem.Type))
            kind.Select(made => made.Problem.Title).Distinct().ShouldHaveSingleItem(kind.Key);
        conflicts.Select(made => made.Problem.Type).ShouldBeUnique();
        conflicts.Select(made => made.Problem.Title).ShouldBeUnique();
        foreach (var (name, problem) in conflicts)
        {
            problem.Type.ShouldStartWith(Prefix, Case.Sensitive, name);
            (problem.RetryAfter is not null).ShouldBe(problem.Type == Passing, name);
            Reply.Of(problem).RetryAfter.ShouldBe(problem.RetryAfter, name);
        }

        // What is of one kind has one status, whoever makes it: a program that knows the type need not look.
        foreach (var kind in makers.Select(Made).Where(problem => problem.Status == 409 || problem.RetryAfter is not null)
            .GroupBy(problem => problem.Type))
            kind.Select(problem => problem.Status).Distinct().ShouldHaveSingleItem(kind.Key);
    }

    [Fact]
    public async Task each_conflict_that_can_be_provoked_is_told_by_its_type_and_does_not_invite_to_try_again()
    {
        using var clinic = Node.Client(clinic: "conflicts");
        using var admin = Node.Client(Roles.Admin, clinic: null);
        var patient = await clinic.EnrolAsync("TWICE");
        var seen = new List<string>();

        await IsAsync("study-number-taken", clinic.PostAsync("/api/patients", """{ "studyNumber": "TWICE", "enrolledOn": "2024" }"""));
        var other = await clinic.EnrolAsync("ONCE");
        var entry = (await clinic.GetJsonAsync($"{other}/history"))[0]!["entryId"];
        await IsAsync("study-number-taken", clinic.PostAsync(
            $"{other}/entries/{entry}/correction",
            """
            { "replacement": { "kind": "enrolment", "studyNumber": "TWICE", "enrolledOn": "2024-01-08" }, "reason": "mistyped" }
            """,
            ifMatch: "\"1\""));
        (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>().ShouldBe(1);

        for (var i = 0; i < 20; i++) (await clinic.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward" }""")).Dispose();
        await IsAsync("too-many-feeds", clinic.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward" }"""));

        var (webhook, _) = await clinic.CreateWebhookAsync("https://receiver.example/");
        await IsAsync("too-many-webhooks", clinic.PostAsync("/api/webhooks", Webhook));
        for (var i = 0; i < 4; i++) (await clinic.PostAsync($"{webhook}/secrets", "{}")).StatusCode.ShouldBe(HttpStatusCode.Created);
        await IsAsync("too-many-secrets", clinic.PostAsync($"{webhook}/secrets", "{}"));
        using (var present = await clinic.GetAsync(webhook, Cancellation))
        {
            using var disabling = new HttpRequestMessage(HttpMethod.Put, webhook);
            disabling.Headers.TryAddWithoutValidation("If-Match", present.Headers.ETag!.Tag);
            disabling.Content = new StringContent(
                """{ "url": "https://receiver.example/", "eventTypes": ["alert.raised"], "enabled": false }""", null, "application/json");
            using var disabled = await clinic.SendAsync(disabling, Cancellation);
            disabled.StatusCode.ShouldBe(HttpStatusCode.OK, await disabled.Content.ReadAsStringAsync(Cancellation));
        }

        await IsAsync("webhook-disabled", clinic.PostNothingAsync($"{webhook}/test-messages"));

        await using (var session = Node.Services.GetRequiredService<IDocumentStore>().LightweightSession("conflicts"))
        {
            for (var place = 1; place <= Simulation.MostOpen; place++)
            {
                session.Insert(Simulation.Asked(
                    Guid.CreateVersion7(), "dr-test", TimeProvider.System.GetUtcNow(), 0, new(null, null, null, null, null), 2, place));
            }

            await session.SaveChangesAsync(Cancellation);
        }

        await IsAsync("too-many-simulations", clinic.PostAsync("/api/alert-rules/simulations", "{}"));

        await Node.Services.SettledAsync();
        await using (var connection = new NpgsqlConnection(_database))
        {
            await connection.OpenAsync(Cancellation);
            // The one that is started cannot go on, and so cannot end.
            await connection.ExecuteAsync("begin; lock table followup.mt_events in access exclusive mode");
            (await admin.PostAsync("/api/admin/rebuild", null, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await IsAsync("rebuild-running", admin.PostAsync("/api/admin/rebuild", null, Cancellation));
            await connection.ExecuteAsync("commit");
        }

        seen.Distinct().Count().ShouldBe(7);

        async Task IsAsync(string type, Task<HttpResponseMessage> sent)
        {
            using var response = await sent;
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            response.StatusCode.ShouldBe(HttpStatusCode.Conflict, $"{type}: {text}");
            response.Content.Headers.ContentType!.MediaType.ShouldBe(Problem.ContentType, type);
            (await response.JsonAsync())["type"]!.GetValue<string>().ShouldBe(Prefix + type);
            response.Headers.RetryAfter.ShouldBeNull(type);
            seen.Add(type);
        }
    }

    private static Problem Made(MethodInfo maker) => (Problem)maker.Invoke(null, [.. maker.GetParameters().Select(Any)])!;

    private static object? Any(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "some",
        var type when type == typeof(int) => 1,
        var type when type == typeof(long) => 1L,
        var type when type == typeof(TimeSpan) => TimeSpan.FromSeconds(1),
        var type when type == typeof(IReadOnlyList<string>) => Array.Empty<string>(),
        var type when type == typeof(IReadOnlyList<ProblemItem>) => Array.Empty<ProblemItem>(),
        var type => throw new InvalidOperationException($"{parameter.Member.Name} takes {type}, which this test does not know."),
    };
}
