using IgG4FollowUp.Api.Hosting;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>The proof of each sweep.</summary>
public static class AlertTables
{
    public const string Heartbeats = $"{OwnTables.Schema}.alert_heartbeats";

    public const string Ddl = $"""
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
