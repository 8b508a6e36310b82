using System.Text.Json;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;
using IgG4FollowUp.Integration.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Analytics;

/// <summary>Made-up patients in the service's event store, and what specs ask about their rows.</summary>
internal static class Cohort
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly DateOnly AsOf = new(2025, 6, 30);

    /// <summary>Made-up patients whose study numbers no other seed has.</summary>
    public static IReadOnlyList<SyntheticPatient> Generate(int patients, ulong seed) =>
        [.. SyntheticCohort.Generate(patients, seed, AsOf).Select(patient =>
        patient with { Events = [.. patient.Events.Select(recorded => recorded with { Event = Numbered(recorded.Event, seed) })] })];

    private static object Numbered(object happened, ulong seed) => happened switch
    {
        PatientEnrolled enrolled => enrolled with { StudyNumber = $"{enrolled.StudyNumber}-{seed}" },
        EntryCorrected { Replacement: PatientEnrolled enrolled } corrected =>
            corrected with { Replacement = (PatientEnrolled)Numbered(enrolled, seed) },
        _ => happened,
    };

    /// <summary>Appends histories in small pieces, patients taking turns at random, so that pages of the log cut through them.</summary>
    public static Task AppendAsync(this FollowUpService service, IReadOnlyList<SyntheticPatient> patients, int seed,
        params string[] clinics) =>
        service.Store().AppendAsync(patients, seed, clinics);

    /// <inheritdoc cref="AppendAsync(FollowUpService, IReadOnlyList{SyntheticPatient}, int, string[])"/>
    public static async Task AppendAsync(this IDocumentStore store, IReadOnlyList<SyntheticPatient> patients, int seed,
        params string[] clinics)
    {
        var random = new Random(seed);
        var open = patients.Select((patient, i) => (patient, Clinic: clinics[i % clinics.Length], Next: 0)).ToList();
        while (open.Count > 0)
        {
            var i = random.Next(open.Count);
            var (patient, clinic, next) = open[i];
            var take = Math.Min(random.Next(1, 12), patient.Events.Length - next);
            await using var session = store.LightweightSession(clinic);
            var events = patient.Events.Skip(next).Take(take).Select(recorded => recorded.Event).ToArray();
            if (next == 0) session.Events.StartStream<PatientChart>(patient.Id, events);
            else session.Events.Append(patient.Id, events);
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
            if (next + take == patient.Events.Length) open.RemoveAt(i);
            else open[i] = (patient, clinic, next + take);
        }
    }

    /// <summary>Whether the patient, with the whole story told, is in the tables for analysts.</summary>
    public static bool Agrees(this SyntheticPatient patient) =>
        !ReuseConsent.IsRefused(PatientChart.FoldAll(patient.Id, patient.Events.Select(recorded => recorded.Event))!);

    public static IDocumentStore Store(this FollowUpService service) => service.Host.Services.GetRequiredService<IDocumentStore>();

    public static Task<long> PresentAsync(this FollowUpService service) =>
        service.Host.Services.GetRequiredService<AsOfSequences>().PresentAsync(TestContext.Current.CancellationToken);

    public static Task<List<PatientFacts>> KnownAtAsync(this FollowUpService service, long sequence) =>
        KnownAtAsync(service.Host.Services.GetRequiredService<PatientStreams>(), sequence);

    /// <summary>All rows of all tables as text.</summary>
    public static async Task<Dictionary<string, string>> DumpAsync(this FollowUpService service)
    {
        await using var connection = await service.ConnectAsync();
        var dump = new Dictionary<string, string>();
        foreach (var table in AnalystTables.Kept)
        {
            var rows =
                await connection.ScalarAsync<string>(
                    $"select coalesce(string_agg(to_jsonb(t)::text, E'\\n' order by to_jsonb(t)::text), '') from {table.FullName} t");
            dump.Add(table.Name, rows);
        }

        return dump;
    }

    public static Task TablesEqualTheEventsAsync(this FollowUpService service) =>
        TablesEqualTheEventsAsync(service.Host.Services.GetRequiredService<NpgsqlDataSource>());

    /// <summary>Asserts that the tables say exactly what the events say: every row of every patient, and no other row.</summary>
    public static async Task TablesEqualTheEventsAsync(NpgsqlDataSource database)
    {
        var present = await new EventLog(database).MarkAsync(TestContext.Current.CancellationToken);
        var patients = await KnownAtAsync(new PatientStreams(database, new(Protection.Reuse)), present);
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        foreach (var (table, refuses) in new[] { (AnalystTables.Find("patients")!, false), (AnalystTables.Refusals, true) })
        {
            (await connection.ScalarAsync<Guid[]>($"select array(select patient_id from {table.FullName})")).Order()
                .ShouldBe(patients.Where(patient => patient.Bar is not null == refuses).Select(patient => patient.PatientId).Order());
        }

        // Also of patients that only another table knows.
        var inTables = await connection.ScalarAsync<Guid[]>(
            $"select array({string.Join(" union ", AnalystTables.Kept.Select(table => $"select patient_id from {table.FullName}"))})");
        (await AnalystComparison.CompareAsync(connection, patients, inTables, TestContext.Current.CancellationToken))
            .ShouldAllBe(table => table.Missing == 0 && table.Unexpected == 0);
    }

    public static async Task<NpgsqlConnection> ConnectAsync(this FollowUpService service)
    {
        var connection = new NpgsqlConnection(service.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public static async Task<T> ScalarAsync<T>(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Appends an enrolment within whatever transaction the connection has open.</summary>
    /// <returns>Its sequence.</returns>
    public static async Task<long> AppendEnrolmentAsync(this NpgsqlConnection connection, string clinic, Guid patientId)
    {
        await using var command = new NpgsqlCommand("""
            select followup.mt_quick_append_events(stream => $1, stream_type => 'patient_chart', tenantid => $4, event_ids => array[$2],
                event_types => array['patient_enrolled']::varchar[], dotnet_types => array['']::varchar[], bodies => array[$3::jsonb], bdatas => array[null]::bytea[],
                causation_ids => array[null]::varchar[], correlation_ids => array[null]::varchar[], user_names => array[null]::varchar[], timestamps => array[now()])
            """, connection);
        var body =
            JsonSerializer.Serialize(
                new { entryId = Guid.CreateVersion7(), studyNumber = "LATE", enrolledOn = "2024-01-08", origin = "synthetic" });
        foreach (var value in new object[] { patientId, Guid.NewGuid(), body, clinic }) command.Parameters.Add(new() { Value = value });
        var result = (long[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        return result[^1];
    }

    private static async Task<List<PatientFacts>> KnownAtAsync(PatientStreams histories, long sequence)
    {
        var patients = new List<PatientFacts>();
        await foreach (var patient in histories.KnownAtAsync(sequence, cancellation: TestContext.Current.CancellationToken))
            patients.Add(patient);
        return patients;
    }
}
