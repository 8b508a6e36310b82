using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Patients;

/// <summary>Reads of patients, as their clinic and as analysts make them, as known at a sequence, a moment or a version.</summary>
public sealed class KnownAtSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private sealed record Answer(HttpStatusCode Status, string Body, long? Sequence);

    [Fact]
    public async Task as_known_at_the_present_sequence_every_read_is_the_live_one()
    {
        var patients = Cohort.Generate(6, seed: 41).Where(patient => patient.Agrees()).ToList();
        await service.AppendAsync(patients, seed: 41, "now");
        await service.SettledAsync();
        var present = await service.PresentAsync();

        foreach (var (role, address) in Reads("now", patients.Select(patient => patient.Id)))
        {
            var known = await ReadAsync(role, "now", address, present.ToString(CultureInfo.InvariantCulture));
            var live = await ReadAsync(role, "now", address);
            live.Status.ShouldBe(HttpStatusCode.OK, address);
            known.Body.ShouldBe(live.Body, address);
            known.Sequence.ShouldBe(present, address);
        }
    }

    [Fact]
    public async Task what_a_read_says_as_known_at_a_sequence_never_changes_whatever_is_recorded_or_committed_later()
    {
        var patients = Cohort.Generate(5, seed: 42);
        var halves = patients.Select(patient => patient with { Events = patient.Events[..(patient.Events.Length / 2)] }).ToList();
        await service.AppendAsync(halves, seed: 42, "ever");
        await service.SettledAsync();
        var present = await service.PresentAsync();
        var reads = Reads("ever", patients.Select(patient => patient.Id)).ToList();
        long[] cuts = [0, present / 3, present / 2, present];
        var before = await AllAsync();
        before.Distinct().Count().ShouldBeGreaterThan(cuts.Length);

        // A lower sequence is drawn and stays open while the other halves, corrections and late entries among them, are recorded.
        await using var open = await service.ConnectAsync();
        await using var transaction = await open.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var held = await open.AppendEnrolmentAsync("ever", Guid.CreateVersion7());
        await AppendRestAsync();
        (await AllAsync()).ShouldBe(before);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await service.SettledAsync();

        (await service.PresentAsync()).ShouldBeGreaterThan(held);
        (await AllAsync()).ShouldBe(before);

        async Task<List<Answer>> AllAsync()
        {
            var answers = new List<Answer>();
            foreach (var cut in cuts)
            {
                foreach (var (role, address) in reads) answers.Add(
                    await ReadAsync(role, "ever", address, cut.ToString(CultureInfo.InvariantCulture)));
            }

            return answers;
        }

        async Task AppendRestAsync()
        {
            foreach (var (whole, half) in patients.Zip(halves))
            {
                await using var session = service.Store().LightweightSession("ever");
                session.Events.Append(whole.Id, [.. whole.Events.Skip(half.Events.Length).Select(recorded => recorded.Event)]);
                await session.SaveChangesAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task an_answer_for_the_present_a_version_or_a_moment_names_the_sequence_that_gives_it_again()
    {
        using var clinic = service.Client(clinic: "named");
        var patient = await clinic.EnrolAsync();
        foreach (var (on, grade) in new[] { ("2024-02-07", "C"), ("2024-06-07", "D") })
            (await clinic.PostAsync($"{patient}/asia-grades", $$"""{ "assessedOn": "{{on}}", "grade": "{{grade}}" }""")).StatusCode
                .ShouldBe(HttpStatusCode.Created);
        await service.SettledAsync();
        var moment = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)
            .Replace("+00:00", "Z", StringComparison.Ordinal);
        foreach (var address
            in new[]
            {
                patient, $"{patient}/timeline", $"{patient}/timeline", $"{patient}/history", $"{patient}/responses",
                $"{patient}/classification-criteria",
            })
        {
            foreach (var asked in new[] { "", "?version=2", $"?knownAt={moment}" })
            {
                var answer = await ReadAsync(Roles.Clinician, "named", address + asked);
                var again = await ReadAsync(Roles.Clinician, "named", address,
                    answer.Sequence!.Value.ToString(CultureInfo.InvariantCulture));
                again.ShouldBe(answer, address + asked);
            }
        }

        var early = await ReadAsync(Roles.Clinician, "named", $"{patient}?version=1");
        (await ReadAsync(Roles.Clinician, "named", patient, (early.Sequence!.Value - 1).ToString(CultureInfo.InvariantCulture))).Status
            .ShouldBe(HttpStatusCode.NotFound);
        JsonNode.Parse(early.Body)!["version"]!.GetValue<int>().ShouldBe(1);
    }

    [Theory]
    [InlineData("2999-01-01T00:00:00Z", "later than now")]
    [InlineData("999999999", "settled")]
    [InlineData("yesterday", "date-time")]
    public async Task a_moment_that_has_not_passed_and_a_sequence_that_is_not_settled_are_refused_by_every_read(string knownAt,
        string because)
    {
        using var clinic = service.Client(clinic: "refused");
        var patient = Guid.Parse((await clinic.EnrolAsync()).Split('/')[^1]);
        foreach (var (role, address) in Reads("refused", [patient]).Append((Roles.Analyst, "/api/cohort/table-one"))
            .Append((Roles.Analyst, "/api/cohort/package")))
        {
            var answer = await ReadAsync(role, "refused", address, knownAt);
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, address);
            answer.Body.ShouldContain(because, customMessage: address);
        }
    }

    private static IEnumerable<(string Role, string Address)> Reads(string clinic, IEnumerable<Guid> patients) =>
    [
        (Roles.Clinician, "/api/patients?limit=200"), (Roles.Analyst, $"/api/cohort/patients?clinic={clinic}&limit=200"),
        .. from patient in patients
           from read in new[]
           {
               (Roles.Clinician, $"/api/patients/{patient}"), (Roles.Clinician, $"/api/patients/{patient}/timeline"),
               (Roles.Clinician, $"/api/patients/{patient}/history"), (Roles.Clinician, $"/api/patients/{patient}/responses"),
               (Roles.Clinician, $"/api/patients/{patient}/classification-criteria"),
               (Roles.Analyst, $"/api/cohort/patients/{patient}/timeline"),
           }
           select read,
    ];

    private async Task<Answer> ReadAsync(string role, string clinic, string address, string? knownAt = null)
    {
        using var client = service.Client(role, role == Roles.Clinician ? clinic : null);
        // A bare sequence may be taken for a year.
        if (knownAt is not null && knownAt.All(char.IsAsciiDigit)) knownAt = AsOfRequest.SequencePrefix + knownAt;
        if (knownAt is not null) address += (address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "knownAt=" + knownAt;
        using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        return new(
            response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.TryGetValues(AsOfSequences.Header, out var named)
                ? long.Parse(named.Single(), CultureInfo.InvariantCulture)
                : null);
    }
}
