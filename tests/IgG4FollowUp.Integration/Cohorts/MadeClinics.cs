using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>A patient of whom only times from the start of treatment matter, in days.</summary>
/// <param name="Days">Until the recurrence, or until the last visit, at which there was none.</param>
/// <param name="Recurred">Whether it was a recurrence.</param>
public sealed record MadePatient(int Days, bool Recurred)
{
    public Sex? Sex { get; init; } = Domain.Patients.Sex.Male;
    public int? AgeYears { get; init; }
    public int? Cells { get; init; }
    public decimal? Percent { get; init; }
    public int? FreeUntil { get; init; }
    public int EnrolledAfter { get; init; }
    public int? OperatedAfter { get; init; }
    public (int From, int To)? Azathioprine { get; init; }
    public IReadOnlyList<(int Day, decimal Mg)> Doses { get; init; } = [];
    public bool Died { get; init; }

    /// <summary>The date of the recurrence or last visit as text where it is partial.</summary>
    public string? EndText { get; init; }
}

/// <summary>The service with clinics that are made patient by patient, in the analysts' tables without going through events.</summary>
public sealed class MadeClinics(PostgresServer postgres) : IAsyncLifetime
{
    public static readonly DateOnly Treated = new(2005, 3, 1);

    private int _made;

    public FollowUpService Service { get; } = new(postgres);

    public async ValueTask InitializeAsync() => await Service.InitializeAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    public async Task AddAsync(string clinic, IEnumerable<MadePatient> patients)
    {
        PatientFacts[] facts =
        [
            .. patients.Select(patient =>
                new PatientFacts(clinic, ++_made, PatientChart.FoldAll(Guid.CreateVersion7(), Entries(patient))!)
                {
                    Rule = Protection.Reuse,
                }),
        ];
        await using var connection = await Service.Host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        foreach (var table in AnalystTables.Kept)
            await table.CopyAsync(connection, table.FullName, [.. facts.SelectMany(table.Rows)], CancellationToken.None);
    }

    public async Task<JsonNode> GetAsync(string address)
    {
        using var analyst = Service.Client(Roles.Analyst, clinic: null);
        using var response = await analyst.GetAsync("/api/cohort/" + address, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, $"{address}: {text[..Math.Min(600, text.Length)]}");
        return JsonNode.Parse(text)!;
    }

    private static IEnumerable<ClinicalEntry> Entries(MadePatient patient)
    {
        yield return new PatientEnrolled
        {
            EntryId = Guid.CreateVersion7(),
            StudyNumber = "M-1",
            Sex = patient.Sex,
            EnrolledOn = On(patient.EnrolledAfter),
        };
        yield return new PresentationRecorded { EntryId = Guid.CreateVersion7(), PresentedOn = On(0), AgeYears = patient.AgeYears };
        if (patient.Cells is not null || patient.Percent is not null)
        {
            yield return new BiopsyReported
            {
                EntryId = Guid.CreateVersion7(),
                ReportedOn = On(0),
                IgG4PositiveCellsPerHpf = patient.Cells,
                IgG4ToIgGPercent = patient.Percent,
            };
        }

        var course = new SteroidCourseStarted
        {
            EntryId = Guid.CreateVersion7(),
            StartedOn = On(0),
            Drug = Glucocorticoid.Prednisone,
            DailyDoseMg = 40,
            Route = SteroidRoute.Oral,
        };
        yield return course;
        foreach (var (day, mg) in patient.Doses)
        {
            yield return new SteroidDoseChanged
            {
                EntryId = Guid.CreateVersion7(),
                CourseId = course.EntryId,
                ChangedOn = On(day),
                DailyDoseMg = mg,
            };
        }

        if (patient.OperatedAfter is { } operated)
        {
            yield return new SurgeryPerformed
            {
                EntryId = Guid.CreateVersion7(),
                PerformedOn = On(operated),
                Procedures = [Procedure.Laminectomy],
            };
        }

        if (patient.Azathioprine is { } agent)
        {
            var started = new SparingAgentStarted
            {
                EntryId = Guid.CreateVersion7(),
                StartedOn = On(agent.From),
                Agent = SparingAgent.Azathioprine,
            };
            yield return started;
            yield return new SparingAgentStopped
            {
                EntryId = Guid.CreateVersion7(),
                TreatmentId = started.EntryId,
                LastDoseOn = On(agent.To),
            };
        }

        var end = patient.EndText is null ? On(patient.Days) : ClinicalDate.Parse(patient.EndText);
        if (patient.Died)
        {
            yield return new FollowUpEnded { EntryId = Guid.CreateVersion7(), EndedOn = end, Reason = FollowUpEndReason.Died };
        }
        else if (patient.Recurred)
        {
            yield return new RecurrenceRecorded
            {
                EntryId = Guid.CreateVersion7(),
                DetectedOn = end,
                LastKnownFreeOn = patient.FreeUntil is { } free ? On(free) : null,
            };
        }
        else
        {
            yield return new VisitLogged
            {
                EntryId = Guid.CreateVersion7(),
                VisitedOn = end,
                RecurrenceAssessment = RecurrenceAssessment.None,
            };
        }
    }

    private static ClinicalDate On(int days) => ClinicalDate.On(Treated.AddDays(days));
}
