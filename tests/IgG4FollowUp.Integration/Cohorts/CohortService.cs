using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Synthetic;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>The service with made-up patients in the analysts' tables, filled from their charts without going through events.</summary>
public sealed class CohortService(PostgresServer postgres) : IAsyncLifetime
{
    public const string Other = "synthetic";

    /// <summary>All of the forty-five but one.</summary>
    public const string Altered = "altered";

    public FollowUpService Service { get; } = new(postgres);

    public IReadOnlyList<PatientFacts> Published45 { get; private set; } = [];

    /// <summary>How many of the 150 in the other clinic agree to reuse of their data.</summary>
    public const int OthersWhoAgree = 137;

    public IReadOnlyList<PatientFacts> Others { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        Published45 = [.. Facts(SyntheticClinic.Published45, SyntheticCohort.Published45())];
        PatientFacts[] others = [.. Facts(Other, SyntheticCohort.Generate(150, 7, SyntheticCohort.PublishedAsOf))];
        Others = [.. others.Where(patient => patient.Bar is null)];
        Others.Count.ShouldBe(OthersWhoAgree);
        await using var connection = await Service.Host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        PatientFacts[] everybody = [.. Published45, .. others, .. Facts(Altered, SyntheticCohort.Published45()).Skip(1)];
        foreach (var table in AnalystTables.Kept)
            await table.CopyAsync(connection, table.FullName, [.. everybody.SelectMany(table.Rows)], CancellationToken.None);
    }

    /// <summary>Puts the published cases into a clinic of their own.</summary>
    public async Task AddPublishedAsync(string clinic)
    {
        var rows = CaseFile.Read(await File.ReadAllBytesAsync(Demonstration.PathOf("published-cases.csv"))).Rows;
        PatientFacts[] cases =
        [
            .. rows.Select((row, i) => new PatientFacts(
                clinic, i + 1, PatientChart.FoldAll(Guid.CreateVersion7(), row.Entries.Prepend(row.Enrolment!))!)),
        ];
        await using var connection = await Service.Host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        foreach (var table in AnalystTables.Kept)
            await table.CopyAsync(connection, table.FullName, [.. cases.SelectMany(table.Rows)], CancellationToken.None);
    }

    public async Task<JsonNode> GetAsync(string address)
    {
        using var analyst = Service.Client(Roles.Analyst, clinic: null);
        return await analyst.GetJsonAsync("/api/cohort/" + address);
    }

    public async Task<HttpResponseMessage> SendAsync(string address, string? accept = null)
    {
        var analyst = Service.Client(Roles.Analyst, clinic: null);
        if (accept is not null) analyst.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        return await analyst.GetAsync("/api/cohort/" + address, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    private static IEnumerable<PatientFacts> Facts(string clinic, IEnumerable<SyntheticPatient> patients) =>
        patients.Select((patient, i) =>
            new PatientFacts(clinic, i + 1, PatientChart.FoldAll(patient.Id, patient.Events.Select(recorded => recorded.Event))!));
}
