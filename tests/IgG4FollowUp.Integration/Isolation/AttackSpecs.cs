using System.Net;
using System.Net.Http.Headers;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Isolation;

/// <summary>Attacks that the service has withstood, made again.</summary>
public sealed class AttackSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly string[] Fragments =
    [
        "' or 1=1 --", "'; drop schema followup cascade; --", "1) union select data from followup.mt_events --", "\\'; select pg_sleep(9); --", "$1", "{0}", "%' or '%'='",
        "1;select/**/1", "x\" = \"x",
    ];

    [Fact]
    public async Task sql_in_any_parameter_of_any_read_is_a_value_or_a_refusal_and_changes_nothing()
    {
        var operations = (await service.OperationsAsync("attacked")).Where(operation => operation.Method == "GET" && !operation.IsLive).ToList();
        var clients = new Dictionary<string, HttpClient>
        {
            [""] = service.Host.Server.CreateClient(),
            [Roles.Clinician] = service.Client(clinic: "attacked"),
            [Roles.Analyst] = service.Client(Roles.Analyst, clinic: null),
            [Roles.Admin] = service.Client(Roles.Admin, clinic: null),
        };
        await service.SettledAsync();
        var before = await EventsAsync();
        // A condition on a column is one parameter wherever it is taken, and is tried once.
        var (tried, seen) = (0, new HashSet<string>());
        foreach (var read in operations)
        {
            foreach (var parameter in read.Parameters.Where(parameter => !parameter.InHeader && read.Address.IndexOf($"{parameter.Name}=", StringComparison.Ordinal) < 0 && (parameter.Shared is null || seen.Add(parameter.Shared))))
            {
                foreach (var fragment in Fragments)
                {
                    using var response = await clients.AskAsync(read, read.With($"{parameter.Name}={Uri.EscapeDataString(fragment)}"));
                    ((int)response.StatusCode).ShouldBeLessThan(500, $"{read.Address} {parameter.Name}={fragment}");
                    tried++;
                }
            }
        }

        tried.ShouldBeGreaterThan(500);
        (await EventsAsync()).ShouldBe(before);
        foreach (var client in clients.Values) client.Dispose();
    }

    [Theory]
    [InlineData("*")]
    [InlineData("*DEFAULT*")]
    [InlineData("%")]
    [InlineData("North")]
    [InlineData("n\u043erth")]
    [InlineData("north,south")]
    [InlineData("north\n")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task a_clinic_that_no_clinic_can_be_called_opens_no_clinic(string clinic)
    {
        using var client = service.Client(Roles.Clinician, clinic);
        using var response = await client.GetAsync("/api/patients", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task a_token_in_the_address_or_in_another_header_signs_nobody_in()
    {
        var token = service.Token(Roles.Clinician, "north");
        foreach (var change in new Action<HttpRequestMessage>[]
        {
            request => request.Headers.TryAddWithoutValidation("X-Authorization", $"Bearer {token}"),
            request => request.Headers.TryAddWithoutValidation("Authorization", token),
            request => request.Headers.Authorization = new AuthenticationHeaderValue("Basic", token),
            request => request.Headers.TryAddWithoutValidation("Cookie", $"access_token={token}"),
            request => request.RequestUri = new Uri($"/api/patients?access_token={token}", UriKind.Relative),
        })
        {
            using var client = service.Host.Server.CreateClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/patients");
            change(request);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task a_header_that_names_another_clinic_user_method_or_address_is_not_believed()
    {
        using var north = service.Client(clinic: "north");
        var patient = await north.EnrolAsync();
        using var south = service.Client(clinic: "south");
        foreach (var (name, value) in new[] { ("X-Tenant", "north"), ("tenant-id", "north"), ("X-Forwarded-User", "admin"), ("X-Original-URL", "/api/admin/rebuild"), ("X-HTTP-Method-Override", "DELETE"), ("X-Rewrite-URL", "/health/live") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, patient);
            request.Headers.TryAddWithoutValidation(name, value);
            using var response = await south.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, name);
        }
    }

    private Task<long> EventsAsync() =>
        service.Host.Services.GetRequiredService<NpgsqlDataSource>().ScalarAsync<long>("select count(*) from followup.mt_events");
}
