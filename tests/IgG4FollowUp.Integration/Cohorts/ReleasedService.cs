using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>
/// The service as it is when it was told nothing, with the persons of two clinics, a made-up clinic and
/// published cases in the analysts' tables.
/// </summary>
public sealed class ReleasedService(PostgresServer postgres) : IAsyncLifetime
{
    public const string Clinic = "uniklinik";
    public const string OtherClinic = "ospedale";
    public const string MadeUp = "synthetic-45";
    public const string Journal = "case-reports";

    private IDisposable? _protection;

    public FollowUpService Service { get; } = new(postgres);

    /// <summary>Those of whom answers may tell.</summary>
    public IReadOnlyList<PatientFacts> Persons { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        _protection = Service.Host.Protected();
        PatientFacts[] persons = [.. Facts(Clinic, 110, 7), .. Facts(OtherClinic, 40, 8)];
        Persons = [.. persons.Where(person => person.Bar is null)];
        await AddAsync(
        [
            .. persons, .. Facts(MadeUp, SyntheticCohort.Published45(), DataOrigin.Synthetic),
            .. Facts(Journal, SyntheticCohort.Generate(3, 9, SyntheticCohort.PublishedAsOf), DataOrigin.Published),
        ]);
    }

    /// <summary>Puts persons into the tables.</summary>
    public async Task AddAsync(IReadOnlyCollection<PatientFacts> persons)
    {
        await using var connection = await Service.Host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        foreach (var table in AnalystTables.Kept)
            await table.CopyAsync(connection, table.FullName, [.. persons.SelectMany(table.Rows)], CancellationToken.None);
    }

    public async Task<HttpResponseMessage> SendAsync(string address, string accept = "application/json")
    {
        var analyst = Service.Client(Roles.Analyst, clinic: null);
        analyst.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        return await analyst.GetAsync("/api/cohort/" + address, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _protection?.Dispose();
        return Service.DisposeAsync();
    }

    /// <summary>Made-up persons of a clinic, as if they lived.</summary>
    public static IEnumerable<PatientFacts> Facts(string clinic, int patients, ulong seed) =>
        Facts(clinic, SyntheticCohort.Generate(patients, seed, SyntheticCohort.PublishedAsOf), DataOrigin.Clinic);

    private static IEnumerable<PatientFacts> Facts(string clinic, IEnumerable<SyntheticPatient> patients, DataOrigin origin) =>
        patients.Select((patient, i) => new PatientFacts(clinic, i + 1, PatientChart.FoldAll(
            patient.Id, patient.Events.Select(recorded => recorded.Event is PatientEnrolled enrolled
                ? enrolled with { Origin = origin }
                : recorded.Event))!));
}
