using System.Runtime.CompilerServices;
using System.Text.Json;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>A chart with the sequence it rests on.</summary>
/// <param name="Clinic">The clinic's slug.</param>
/// <param name="Chart">The chart.</param>
/// <param name="Sequence">The sequence asked for; otherwise that of the last event in the chart. As known at it
/// the chart is the same for ever.</param>
public sealed record ChartAsOf(string Clinic, PatientChart Chart, long Sequence);

/// <summary>A chart, unless it is at hand already.</summary>
/// <param name="Versions">Version of the record, and how often the clinic chose thresholds.</param>
/// <param name="Chart">The chart; null when what is at hand is of these versions.</param>
/// <param name="Settings">The clinic's thresholds, with the chart.</param>
public sealed record NewerChart((long Record, long Settings) Versions, ChartAsOf? Chart, ClinicSettings Settings);

/// <summary>Some charts and where the next ones begin.</summary>
/// <param name="Charts">Charts in order of enrolment in the service.</param>
/// <param name="LeftOut">How many patients in between are left out because their data may not be reused.</param>
/// <param name="Last">The last patient looked at; null when there are no more.</param>
public sealed record ChartPage(IReadOnlyList<(string Clinic, PatientChart Chart)> Charts, int LeftOut, Guid? Last);

/// <summary>Whose charts are read.</summary>
/// <param name="Clinic">A clinic's slug; null for all clinics.</param>
/// <param name="ForReuse">
/// True for a reader other than the patient's own clinic: whose data may not be reused, as known at the sequence asked for or now, is left
/// out.
/// </param>
public readonly record struct ChartScope(string? Clinic, bool ForReuse)
{
    public static ChartScope OfClinic(string clinic) => new(clinic, ForReuse: false);

    public static ChartScope OfCohort(string? clinic = null) => new(clinic, ForReuse: true);
}

/// <summary>
/// Charts of patients at present, from the inline documents, or as known earlier, folded from the events. The clinic is a parameter of
/// every statement.
/// </summary>
public sealed class ChartsAsOf(NpgsqlDataSource database, PatientStreams histories, AsOfSequences sequences, ConsentForReuse consent)
{
    // Sequence of the event that made the document "d" what it is.
    private const string LastSequenceSql =
        $"(select e.seq_id from {StorageNames.Events} e where e.tenant_id = d.tenant_id and e.stream_id = d.id and e.version = "
            + "d.mt_version)";

    private const int CountedAtOnce = 200;

    private const string InScope = "($1::text is null or d.tenant_id = $1)";

    public AsOfSequences Sequences => sequences;

    /// <summary>One patient; null when there was none.</summary>
    public async Task<ChartAsOf?> FindAsync(ChartScope scope, Guid patientId, AsOf known, CancellationToken cancellation)
    {
        AccessNote.Saw(patientId);
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

        bool IsLeftOut(PatientChart chart) => scope.ForReuse && ReuseConsent.Bar(chart, consent.Rule) is not null;

        return null;
    }

    /// <summary>Whether a clinic has patients at present.</summary>
    public async Task<bool> AnyOfAsync(string clinic, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select exists (select from {StorageNames.Charts} where tenant_id = $1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clinic });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Patients after another, at present or as known at a sequence.</summary>
    public async Task<ChartPage> PageAsync(ChartScope scope, long? sequence, Guid after, int size, CancellationToken cancellation)
    {
        var page = await ReadPageAsync(scope, sequence, after, size, cancellation);
        AccessNote.Saw(page.Charts.Select(item => item.Chart.Id));
        return page;
    }

    /// <summary>Every patient, for an answer that counts them and tells of none: the access record takes their number.</summary>
    public async IAsyncEnumerable<PatientChart> CountedAsync(
        ChartScope scope, long? sequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var count = 0;
        for (Guid? after = Guid.Empty; after is { } from;)
        {
            var page = await ReadPageAsync(scope, sequence, from, CountedAtOnce, cancellation);
            foreach (var (_, chart) in page.Charts) yield return chart;
            (after, count) = (page.Last, count + page.Charts.Count);
        }

        AccessNote.Counted(count);
    }

    private async Task<ChartPage> ReadPageAsync(ChartScope scope, long? sequence, Guid after, int size, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select d.tenant_id, d.id, case when $5 or $4::bigint is null then d.data end from {StorageNames.Charts} d
            where {InScope} and d.id > $2 and ($4::bigint is null or exists (
              select from {StorageNames.Events} e where e.tenant_id = d.tenant_id and e.stream_id = d.id
                and e.version = 1 and e.seq_id <= $4))
            order by d.id limit $3
            """);
        AddClinic(command, scope.Clinic);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = size + 1 });
        command.Parameters.Add(new() { Value = (object?)sequence ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = scope.ForReuse });
        var found = new List<(string Clinic, Guid Id, PatientChart? Present)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                found.Add(
                    (reader.GetString(0), reader.GetGuid(1), await reader.IsDBNullAsync(2, cancellation) ? null : Chart(reader, 2)));
        }

        var page = found.Take(size).ToList();
        var admitted = scope.ForReuse ? page.FindAll(item => ReuseConsent.Bar(item.Present!, consent.Rule) is null) : page;
        var charts = sequence is { } cut
            ? await FoldAsync(scope, cut, [.. admitted.Select(item => item.Id)], cancellation)
            : [.. admitted.Select(item => (item.Clinic, item.Present!))];
        return new(charts, page.Count - charts.Count, found.Count > size ? page[^1].Id : null);
    }

    /// <summary>
    /// The present version of a patient's record and of the thresholds of the clinic, with the chart, the sequence of its last event and
    /// the thresholds unless both versions are at hand already.
    /// </summary>
    /// <param name="clinic">The clinic's slug.</param>
    /// <param name="patientId">The patient.</param>
    /// <param name="atHand">The versions at hand; null for none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Null when the clinic has no such patient.</returns>
    public async Task<NewerChart?> NewerAsync(string clinic, Guid patientId, (long Record, long Settings)? atHand,
        CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select d.mt_version, coalesce((s.data ->> 'version')::bigint, 0), case when newer then d.data end,
              case when newer then {LastSequenceSql} end, case when newer then s.data end
            from {StorageNames.Charts} d left join {StorageNames.ClinicSettings} s using (tenant_id)
            cross join lateral (select (d.mt_version, coalesce((s.data ->> 'version')::bigint, 0)) <> ($3, $4) newer) compared
            where d.tenant_id = $1 and d.id = $2
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clinic });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = patientId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = atHand?.Record ?? -1 });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = atHand?.Settings ?? -1 });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        var versions = (reader.GetInt64(0), reader.GetInt64(1));
        if (versions == atHand) return new(versions, null, ClinicSettings.HouseDefault);
        var settings = reader.IsDBNull(4) ? ClinicSettings.HouseDefault
            : JsonSerializer.Deserialize<ClinicAlertSettings>(reader.GetFieldValue<byte[]>(4), EntryJson.Options)!.Settings;
        return new(versions, new ChartAsOf(clinic, Chart(reader, 2), reader.GetInt64(3)), settings);
    }

    /// <summary>Every clinic that has a patient.</summary>
    public async Task<List<string>> ClinicsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select distinct tenant_id from {StorageNames.Charts} order by 1");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var clinics = new List<string>();
        while (await reader.ReadAsync(cancellation)) clinics.Add(reader.GetString(0));
        return clinics;
    }

    /// <summary>Whether a clinic has a patient.</summary>
    public async Task<bool> AnyAsync(string clinic, CancellationToken cancellation) =>
        (await IdsAsync(clinic, Guid.Empty, 1, cancellation)).Count > 0;

    /// <summary>The clinic that has a patient of this identity; null when none has.</summary>
    public async Task<string?> ClinicOfAsync(Guid patientId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select tenant_id from {StorageNames.Charts} where id = $1 limit 1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = patientId });
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>Some patients of all clinics, by chance.</summary>
    public async Task<Guid[]> SampleAsync(int most, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select array(select id from {StorageNames.Charts} order by random() limit $1)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        return (Guid[])(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Patients of a clinic after another, without their charts.</summary>
    public async Task<List<Guid>> IdsAsync(string clinic, Guid after, int most, CancellationToken cancellation)
    {
        await using var command =
            database.CreateCommand($"select id from {StorageNames.Charts} where tenant_id = $1 and id > $2 order by id limit $3");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clinic });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellation)) ids.Add(reader.GetGuid(0));
        return ids;
    }

    private async Task<List<(string Clinic, PatientChart Chart)>> FoldAsync(ChartScope scope, long sequence, Guid[] ids,
        CancellationToken cancellation)
    {
        var charts = new List<(string Clinic, PatientChart Chart)>(ids.Length);
        await foreach (var patient in histories.KnownAtAsync(sequence, scope.Clinic, ids, cancellation))
        {
            if (!scope.ForReuse || patient.Bar is null) charts.Add((patient.Clinic, patient.Chart));
        }

        // Histories come clinic by clinic; a page goes by patient across clinics.
        return [.. charts.OrderBy(item => Array.IndexOf(ids, item.Chart.Id))];
    }

    private async Task<ChartAsOf?> PresentAsync(string? clinic, Guid patientId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select d.tenant_id, d.data, {LastSequenceSql} from {StorageNames.Charts} d where {InScope} and d.id = $2 limit 1");
        AddClinic(command, clinic);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = patientId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new(reader.GetString(0), Chart(reader, 1), reader.GetInt64(2)) : null;
    }

    private static void AddClinic(NpgsqlCommand command, string? clinic) =>
        command.Parameters.Add(new() { Value = (object?)clinic ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });

    private static PatientChart Chart(NpgsqlDataReader reader, int column) =>
        JsonSerializer.Deserialize<PatientChart>(reader.GetFieldValue<byte[]>(column), EntryJson.Options)!;
}
