using IgG4FollowUp.Api.Hosting;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>The table of simulations: any node can say how far one is, and another node can go on with it.</summary>
public static class SimulationTables
{
    public const string Simulations = $"{OwnTables.Schema}.alert_simulations";

    // Plain json keeps the report as it was written.
    public const string Ddl = $"""
        create table if not exists {Simulations} (
          tenant_id varchar not null,
          simulation_id uuid not null,
          state varchar not null,
          asked_by varchar not null,
          asked_at timestamptz not null,
          sequence bigint not null,
          question json not null,
          patients integer not null,
          patients_done integer not null default 0,
          starts integer not null default 0,
          started_at timestamptz,
          finished_at timestamptz,
          node uuid,
          renewed_at timestamptz,
          report json,
          constraint pk_alert_simulations primary key (tenant_id, simulation_id));
        create index if not exists idx_alert_simulations_open on {Simulations} (asked_at) where state in ('queued', 'running');
        """;
}
