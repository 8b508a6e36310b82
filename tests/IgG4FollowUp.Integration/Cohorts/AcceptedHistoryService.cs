using System.Collections.Immutable;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Specs.Patients;
using IgG4FollowUp.TestSupport;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>
/// The service with random histories that the decisions accept, entries after the end of follow-up and all, in two clinics and a third of
/// papers only.
/// </summary>
public sealed class AcceptedHistoryService(PostgresServer postgres) : IAsyncLifetime
{
    /// <summary>A clinic whose patients are from publications without a date.</summary>
    public const string Papers = "papers";

    public const int Patients = 150;

    public const int PatientsOfPapers = 4;

    public FollowUpService Service { get; } = new(postgres);

    /// <summary>A patient of it.</summary>
    public Guid Somebody { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        var number = 0;
        foreach (var events in Gen.Sample(AcceptedHistories.Events, Patients, 50))
            Somebody = await StartAsync(number % 2 == 0 ? "north" : "south", events, ++number);
        for (var paper = 0; paper < PatientsOfPapers; paper++)
            await StartAsync(Papers,
                [Given.Enrolled("not-reported") with { Origin = DataOrigin.Published }, Given.Recurred(1, "not-reported")], ++number);
        await Service.SettledAsync();
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    private async Task<Guid> StartAsync(string clinic, ImmutableArray<object> events, int number)
    {
        var patient = Guid.CreateVersion7();
        await using var session = Service.Store().LightweightSession(clinic);
        session.Events.StartStream<PatientChart>(patient, events.Select(happened => Numbered(happened, number)));
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        return patient;
    }

    private static object Numbered(object happened, int number) => happened switch
    {
        PatientEnrolled enrolled => enrolled with { StudyNumber = $"P-{number}" },
        EntryCorrected { Replacement: PatientEnrolled enrolled } corrected =>
            corrected with { Replacement = (PatientEnrolled)Numbered(enrolled, number) },
        _ => happened,
    };
}
