using System.Text;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Benchmarks.Patients;

/// <summary>
/// Logging a visit of two events: through HTTP, through the store, and as bare Npgsql sending the same reads and writes. Every way
/// reads stream version and chart, then writes both events, the stream, and the chart in one transaction; HTTP adds the answer
/// kept under its Idempotency-Key, and so does its bare counterpart.
/// </summary>
internal static class LoggingBenchmark
{
    // Enough patients that charts stay as short as a real one.
    private const int PatientsPerWorker = 150;

    public static async Task RunAsync(TextWriter output)
    {
        foreach (var workers in new[] { 1, 8 })
        {
            await using var service = await RunningService.StartAsync();
            var http = await PatientsAsync(service, "H", workers);
            var store = await PatientsAsync(service, "S", workers);
            var bare = await PatientsAsync(service, "B", workers);
            await using var database = DataSource(service.ConnectionString);
            var documents = service.App.Services.GetRequiredService<IDocumentStore>();
            var turns = new int[4, workers];

            var rates = await Throughput.CompareAsync(
                workers,
                worker => HttpAsync(service.Http, Next(http, turns, 0, worker, workers)),
                worker => StoreAsync(documents, Next(store, turns, 1, worker, workers)),
                worker => BareAsync(database, Next(bare, turns, 2, worker, workers), key: null),
                worker => BareAsync(database, Next(bare, turns, 3, worker, workers), key: Guid.NewGuid().ToString()));

            await output.WriteLineAsync($"{workers} client(s)                       per second    ratio to bare");
            await output.WriteLineAsync($"  visit through HTTP              {rates[0],10:0}    {rates[0] / rates[3],10:0.00}");
            await output.WriteLineAsync($"  visit, bare Npgsql with key     {rates[3],10:0}");
            await output.WriteLineAsync($"  append through the store        {rates[1],10:0}    {rates[1] / rates[2],10:0.00}");
            await output.WriteLineAsync($"  append, bare Npgsql             {rates[2],10:0}");
        }
    }

    private static async Task<Guid[]> PatientsAsync(RunningService service, string prefix, int workers)
    {
        var patients = new Guid[PatientsPerWorker * workers];
        for (var i = 0; i < patients.Length; i++) patients[i] = await service.EnrolAsync($"{prefix}{i}");
        return patients;
    }

    private static Guid Next(Guid[] patients, int[,] turns, int way, int worker, int workers) =>
        patients[(turns[way, worker]++ % PatientsPerWorker * workers) + worker];

    private static async Task HttpAsync(HttpClient http, Guid patient)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/patients/{patient}/visits")
        {
            Content = new StringContent("""{ "visitedOn": "2024-06-10", "mode": "in-person", "asiaGrade": { "grade": "D" } }""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static async Task StoreAsync(IDocumentStore store, Guid patient)
    {
        await using var session = store.LightweightSession(RunningService.Clinic);
        session.LastModifiedBy = "benchmark";
        var stream = await session.Events.FetchForWriting<PatientChart>(patient);
        var (grade, visit) = Visit();
        stream.AppendMany(grade, visit);
        await session.SaveChangesAsync();
    }

    private static async Task BareAsync(NpgsqlDataSource database, Guid patient, string? key)
    {
        await using var connection = await database.OpenConnectionAsync();
        PatientChart chart;
        long version;
        await using (var read = new NpgsqlBatch(connection))
        {
            read.BatchCommands.Add(Command($"select version, is_archived from {OwnTables.Schema}.mt_streams where tenant_id = $1 and id = $2", RunningService.Clinic, patient));
            read.BatchCommands.Add(Command($"select data from {OwnTables.Schema}.mt_doc_patientchart where tenant_id = $1 and id = $2", RunningService.Clinic, patient));
            await using var reader = await read.ExecuteReaderAsync();
            await reader.ReadAsync();
            version = reader.GetInt64(0);
            await reader.NextResultAsync();
            await reader.ReadAsync();
            chart = System.Text.Json.JsonSerializer.Deserialize<PatientChart>(reader.GetFieldValue<byte[]>(0), EntryText.Options)!;
        }

        var (grade, visit) = Visit();
        chart = PatientChart.Fold(PatientChart.Fold(chart, patient, grade), patient, visit);
        await using var write = new NpgsqlBatch(connection);
        write.BatchCommands.Add(Event(patient, version + 1, grade, "asia_grade_recorded"));
        write.BatchCommands.Add(Event(patient, version + 2, visit, "visit_logged"));
        write.BatchCommands.Add(Command(
            $"update {OwnTables.Schema}.mt_streams set version = $3, timestamp = now() where tenant_id = $1 and id = $2", RunningService.Clinic, patient, version + 2));
        write.BatchCommands.Add(Command(
            $"update {OwnTables.Schema}.mt_doc_patientchart set data = $3, mt_last_modified = now(), mt_version = $4 where tenant_id = $1 and id = $2",
            RunningService.Clinic, patient, Json(chart), version + 2));
        if (key is not null)
        {
            write.BatchCommands.Add(Command(
                $"insert into {OwnTables.Schema}.idempotency_keys (tenant_id, key, fingerprint, status, body, version, location) values ($1, $2, $3, $4, $5, $6, $7)",
                RunningService.Clinic, key, new byte[32], 201, new byte[150], version + 2, ""));
        }

        await write.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand Event<T>(Guid patient, long version, T data, string type)
        where T : ClinicalEntry => Command(
        $"""
        insert into {OwnTables.Schema}.mt_events
          (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, user_name, is_archived)
        values (nextval('{OwnTables.Schema}.mt_events_sequence'), $1, $2, $3, $4, $5, $6, $7, $8, $9, false)
        """,
        Guid.CreateVersion7(), patient, version, Json(data), type, DateTimeOffset.UtcNow, RunningService.Clinic, typeof(T).FullName!, "benchmark");

    private static NpgsqlParameter Json<T>(T value) => new()
    {
        Value = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value, EntryText.Options),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };

    private static NpgsqlBatchCommand Command(string sql, params object[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter as NpgsqlParameter ?? new NpgsqlParameter { Value = parameter });
        return command;
    }

    private static (AsiaGradeRecorded Grade, VisitLogged Visit) Visit()
    {
        var grade = new AsiaGradeRecorded { EntryId = Guid.CreateVersion7(), AssessedOn = ClinicalDate.Parse("2024-06-10"), Grade = AsiaGrade.D };
        return (grade, new VisitLogged { EntryId = Guid.CreateVersion7(), VisitedOn = ClinicalDate.Parse("2024-06-10"), Mode = VisitMode.InPerson, Recorded = [grade.EntryId] });
    }

    private static NpgsqlDataSource DataSource(string connectionString) =>
        new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 100 }.ConnectionString).Build();
}
