using System.Text.Json;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using Npgsql;

namespace IgG4FollowUp.Integration.Alerts;

/// <summary>What the database holds about alerts, held against what the rules say.</summary>
internal static class AlertLedger
{
    /// <summary>
    /// Asserts that each stream of an alert was raised once, that the row of each alert is the fold of its stream, and that the alerts that
    /// are open are exactly what the rules find in the charts on this day. Nobody may have closed any.
    /// </summary>
    /// <returns>The alerts.</returns>
    public static async Task<IReadOnlyList<Alert>> BalancesAsync(NpgsqlDataSource database, DateOnly today)
    {
        var streams = await StreamsAsync(database);
        var rows = await RowsAsync(database);
        rows.Keys.Order().ShouldBe(streams.Keys.Order());
        foreach (var (key, folded) in streams) rows[key].ShouldBe(Row.Of(folded));

        var found = await FoundAsync(database, today);
        var open = streams.Where(stream => stream.Value.Closed is null)
            .ToDictionary(stream => stream.Key, stream => Text(stream.Value.Finding));
        open.Keys.Order().ShouldBe(found.Keys.Order());
        foreach (var (key, finding) in found) open[key].ShouldBe(Text(finding));
        return [.. streams.Values];
    }

    /// <summary>Everything that an evaluation could leave behind, as text.</summary>
    public static async Task<string> DumpAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("""
            select concat_ws(E'\n', (select max(seq_id) from followup.mt_events),
              (select string_agg(a.data::text, E'\n' order by tenant_id, id) from followup.mt_doc_alert a),
              (select string_agg(w.data::text, E'\n' order by tenant_id, id) from followup.mt_doc_patientwatch w))
            """);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<Dictionary<(string Clinic, Guid Id), Alert>> StreamsAsync(NpgsqlDataSource database)
    {
        var streams = new Dictionary<(string, Guid), Alert>();
        await using var command = database.CreateCommand("""
            select tenant_id, stream_id, version, type, data::text from followup.mt_events
            where type like 'alert\_%' and type <> 'alert_settings_changed' order by tenant_id, stream_id, version
            """);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var key = (reader.GetString(0), reader.GetGuid(1));
            var before = streams.GetValueOrDefault(key);
            reader.GetInt64(2).ShouldBe((before?.Version ?? 0) + 1);
            (reader.GetString(3) == "alert_raised").ShouldBe(before is null, "raised first and never again");
            var happened = JsonSerializer.Deserialize(reader.GetString(4), EventNames.OfAlerts[reader.GetString(3)], EntryJson.Options)!;
            streams[key] = Alert.Fold(before, key.Item2, happened)!;
        }

        return streams;
    }

    private static async Task<Dictionary<(string Clinic, Guid Id), Row>> RowsAsync(NpgsqlDataSource database)
    {
        var rows = new Dictionary<(string, Guid), Row>();
        await using var command = database.CreateCommand("""
            select tenant_id, id, patient_id, rule, priority, raised_at, is_closed, is_acknowledged, snoozed_until, assigned_to, data::text from followup.mt_doc_alert
            """);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add((reader.GetString(0), reader.GetGuid(1)), new Row(
                reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetInt32(4), reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetBoolean(6),
                reader.GetBoolean(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<DateOnly>(8),
                reader.IsDBNull(9) ? null : reader.GetString(9),
                Text(JsonSerializer.Deserialize<Alert>(reader.GetString(10), EntryJson.Options)!)));
        }

        return rows;
    }

    private static async Task<Dictionary<(string Clinic, Guid Id), Finding>> FoundAsync(NpgsqlDataSource database, DateOnly today)
    {
        var found = new Dictionary<(string, Guid), Finding>();
        await using var command = database.CreateCommand("select tenant_id, data::text from followup.mt_doc_patientchart");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var chart = JsonSerializer.Deserialize<PatientChart>(reader.GetString(1), EntryJson.Options)!;
            foreach (var finding in AlertRules.Evaluate(chart, today).Findings)
                found.TryAdd((reader.GetString(0), Alert.IdOf(chart.Id, finding)), finding);
        }

        return found;
    }

    // What would have silenced a finding goes with the day asked about, and is not recorded anew each day.
    private static string Text(Finding finding) => JsonSerializer.Serialize(finding with { WouldNotHaveFired = [] }, EntryJson.Options);

    private static string Text(Alert alert) => JsonSerializer.Serialize(alert, EntryJson.Options);

    private sealed record Row(
        Guid Id, Guid Patient, string Rule, int Priority, DateTimeOffset Raised, bool Closed, bool Acknowledged, DateOnly? Snoozed,
        string? Assigned, string Data)
    {
        public static Row Of(Alert alert) => new(
            alert.Id, alert.PatientId, alert.Finding.Rule, alert.Priority, alert.RaisedAt, alert.Closed is not null,
            alert.Acknowledged is not null,
            alert.SnoozedUntil, alert.AssignedTo, Text(alert));
    }
}
