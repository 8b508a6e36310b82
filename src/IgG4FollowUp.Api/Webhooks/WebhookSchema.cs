using IgG4FollowUp.Api.Hosting;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Tables of webhooks, their deliveries, and every attempt at one.</summary>
public static class WebhookSchema
{
    public const string Ddl = $"""

        create table if not exists {OwnTables.Schema}.webhooks (
          id uuid constraint pk_webhooks primary key,
          tenant_id varchar not null,
          url varchar not null,
          event_types varchar[] not null,
          description varchar,
          enabled boolean not null,
          disabled_reason varchar,
          secrets jsonb not null,
          version bigint not null,
          changed_by varchar not null,
          created_at timestamptz not null,
          last_delivered_at timestamptz,
          failing_since timestamptz);
        create index if not exists idx_webhooks_tenant on {OwnTables.Schema}.webhooks (tenant_id);

        create table if not exists {OwnTables.Schema}.webhook_deliveries (
          id uuid constraint pk_webhook_deliveries primary key,
          sequence bigint generated always as identity,
          tenant_id varchar not null,
          webhook_id uuid not null references {OwnTables.Schema}.webhooks (id) on delete cascade,
          event_type varchar not null,
          alert_id uuid,
          body varchar not null,
          created_at timestamptz not null,
          state varchar not null default 'pending',
          attempts integer not null default 0,
          round_from integer not null default 0,
          claimed_by uuid,
          next_attempt_at timestamptz,
          last_status integer,
          last_outcome varchar,
          completed_at timestamptz);
        create index if not exists idx_webhook_deliveries_log on {OwnTables.Schema}.webhook_deliveries (webhook_id, sequence);
        create index if not exists idx_webhook_deliveries_completed on {OwnTables.Schema}.webhook_deliveries (completed_at) where completed_at is not null;

        create table if not exists {OwnTables.Schema}.webhook_attempts (
          delivery_id uuid not null references {OwnTables.Schema}.webhook_deliveries (id) on delete cascade,
          number integer not null,
          at timestamptz not null,
          duration_ms integer not null,
          status integer,
          outcome varchar not null,
          constraint pk_webhook_attempts primary key (delivery_id, number));
        """;
}
