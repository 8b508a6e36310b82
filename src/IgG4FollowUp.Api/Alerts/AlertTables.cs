using IgG4FollowUp.Api.Hosting;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>Tables of the alerts: a view of each alert's stream, the next timer of each patient, and the proof of each sweep.</summary>
public static class AlertTables
{
    public const string Alerts = $"{OwnTables.Schema}.alerts";
    public const string Timers = $"{OwnTables.Schema}.alert_timers";
    public const string Heartbeats = $"{OwnTables.Schema}.alert_heartbeats";

    public const string Ddl = $"""
        create table if not exists {Alerts} (
          tenant_id varchar not null,
          alert_id uuid not null,
          patient_id uuid not null,
          rule varchar not null,
          priority smallint not null,
          raised_at timestamptz not null,
          closed boolean not null,
          acknowledged boolean not null,
          snoozed_until date,
          assigned_to varchar,
          data jsonb not null,
          constraint pk_alerts primary key (tenant_id, alert_id));
        create index if not exists idx_alerts_patient on {Alerts} (tenant_id, patient_id);
        create index if not exists idx_alerts_inbox on {Alerts} (tenant_id, priority, raised_at, alert_id) where not closed;

        create table if not exists {Timers} (
          tenant_id varchar not null,
          patient_id uuid not null,
          due_on date not null,
          constraint pk_alert_timers primary key (tenant_id, patient_id));

        create table if not exists {Heartbeats} (
          tenant_id varchar not null,
          slot timestamptz not null,
          started_at timestamptz not null,
          finished_at timestamptz not null,
          patients integer not null,
          evaluated integer not null,
          to_sequence bigint not null,
          findings integer not null,
          suppressed integer not null,
          changes integer not null,
          settings varchar not null,
          constraint pk_alert_heartbeats primary key (tenant_id, slot));
        create index if not exists idx_alert_heartbeats_slot on {Heartbeats} (slot desc);
        """;
}
