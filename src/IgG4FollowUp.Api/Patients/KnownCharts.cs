using System.Text.Json;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Domain.Cohorts;
using IgG4FollowUp.Domain.Patients;
using Npgsql;

namespace IgG4FollowUp.Api.Patients;

/// <summary>A chart with the sequence it rests on.</summary>
/// <param name="Clinic">The clinic's slug.</param>
/// <param name="Chart">The chart.</param>
/// <param name="Sequence">The sequence asked for; otherwise that of the last event in the chart. As known at it the chart is the same for ever.</param>
public sealed record KnownChart(string Clinic, PatientChart Chart, long Sequence);

/// <summary>Some charts and where the next ones begin.</summary>
/// <param name="Charts">Charts in order of enrolment in the service.</param>
/// <param name="LeftOut">How many patients in between are left out because they refuse reuse of their data.</param>
/// <param name="Last">The last patient looked at; null when there are no more.</param>
public sealed record ChartPage(IReadOnlyList<(string Clinic, PatientChart Chart)> Charts, int LeftOut, Guid? Last);

/// <summary>Whose charts are read.</summary>
/// <param name="Clinic">A clinic's slug; null for all clinics.</param>
/// <param name="ForReuse">
/// True for a reader other than the patient's own clinic: whoever refuses reuse of the data, as known at the sequence asked for or now, is left out.
/// </param>
public readonly record struct ChartScope(string? Clinic, bool ForReuse)
{
    public static ChartScope OfClinic(string clinic) => new(clinic, ForReuse: false);

    public static ChartScope OfCohort(string? clinic = null) => new(clinic, ForReuse: true);
}

/// <summary>
/// Charts of patients at present, from the inline documents, or as known earlier, folded from the events. The clinic is a parameter of every statement.
/// </summary>
public sealed class KnownCharts(NpgsqlDataSource database, PatientHistories histories, KnownSequences sequences)
{
    /// <summary>Sequence of the event that made the document "d" what it is.</summary>
    public const string LastSequenceSql =
        $"(select e.seq_id from {OwnTables.Schema}.mt_events e where e.tenant_id = d.tenant_id and e.stream_id = d.id and e.version = d.mt_version)";

    private const string Refuses = """d.data @> '{"entries":[{"consents":{"dataReuse":false}}]}'""";

    private const string InScope = "($1::text is null or d.tenant_id = $1)";

    public KnownSequences Sequences => sequences;

    /// <summary>One patient; null when there was none.</summary>
    public async Task<KnownChart?> FindAsync(ChartScope scope, Guid patientId, AsKnown known, CancellationToken cancellation)
    {
        if (known.IsPresent || scope.ForReuse)
        {
            var present = await PresentAsync(scope.Clinic, patientId, cancellation);
            if (present is null || IsLeftOut(present.Chart)) return null;
            if (known.IsPresent) return present;
        }

        await foreach (var history in histories.ReadAsync(known.Sequence ?? long.MaxValue, scope.Clinic, [patientId], cancellation))
        {
            var facts = known.Version is { } version ? history.AtVersion(version) : history.Latest();
            return facts is null || IsLeftOut(facts.Chart) ? null : new(history.Clinic, facts.Chart, known.Sequence ?? facts.LastSequence);
        }

        bool IsLeftOut(PatientChart chart) => scope.ForReuse && ReuseConsent.IsRefused(chart);

        return null;
    }

    /// <summary>Patients after another, at present or as known at a sequence.</summary>
    public async Task<ChartPage> PageAsync(ChartScope scope, long? sequence, Guid after, int size, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select d.tenant_id, d.id, $5 and {Refuses}, case when $4::bigint is null then d.data end from {OwnTables.Schema}.mt_doc_patientchart d
            where {InScope} and d.id > $2 and ($4::bigint is null or exists (
              select from {OwnTables.Schema}.mt_events e where e.tenant_id = d.tenant_id and e.stream_id = d.id and e.version = 1 and e.seq_id <= $4))
            order by d.id limit $3
            """);
        AddClinic(command, scope.Clinic);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = size + 1 });
        command.Parameters.Add(new() { Value = (object?)sequence ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = scope.ForReuse });
        var found = new List<(string Clinic, Guid Id, bool Refuses, PatientChart? Chart)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                found.Add((reader.GetString(0), reader.GetGuid(1), reader.GetBoolean(2), await reader.IsDBNullAsync(3, cancellation) ? null : Chart(reader, 3)));
        }

        var page = found.Take(size).ToList();
        var admitted = page.FindAll(item => !item.Refuses);
        var charts = sequence is { } cut
            ? await FoldAsync(scope, cut, [.. admitted.Select(item => item.Id)], cancellation)
            : [.. admitted.Select(item => (item.Clinic, item.Chart!))];
        return new(charts, page.Count - charts.Count, found.Count > size ? page[^1].Id : null);
    }

    private async Task<List<(string Clinic, PatientChart Chart)>> FoldAsync(ChartScope scope, long sequence, Guid[] ids, CancellationToken cancellation)
    {
        var charts = new List<(string Clinic, PatientChart Chart)>(ids.Length);
        await foreach (var patient in histories.KnownAtAsync(sequence, scope.Clinic, ids, cancellation))
        {
            if (!scope.ForReuse || !patient.RefusesReuse) charts.Add((patient.Clinic, patient.Chart));
        }

        // Histories come clinic by clinic; a page goes by patient across clinics.
        return [.. charts.OrderBy(item => Array.IndexOf(ids, item.Chart.Id))];
    }

    private async Task<KnownChart?> PresentAsync(string? clinic, Guid patientId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select d.tenant_id, d.data, {LastSequenceSql} from {OwnTables.Schema}.mt_doc_patientchart d where {InScope} and d.id = $2 limit 1");
        AddClinic(command, clinic);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = patientId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new(reader.GetString(0), Chart(reader, 1), reader.GetInt64(2)) : null;
    }

    private static void AddClinic(NpgsqlCommand command, string? clinic) =>
        command.Parameters.Add(new() { Value = (object?)clinic ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });

    private static PatientChart Chart(NpgsqlDataReader reader, int column) =>
        JsonSerializer.Deserialize<PatientChart>(reader.GetFieldValue<byte[]>(column), EntryText.Options)!;
}
