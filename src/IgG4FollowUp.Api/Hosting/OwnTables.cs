using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Alerts.Simulations;
using IgG4FollowUp.Api.Calendar;
using IgG4FollowUp.Api.Webhooks;
using Npgsql;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>Creates the tables that are neither the event store's nor the message store's. Idempotent, and safe when several nodes start at once.</summary>
public sealed class OwnTables(NpgsqlDataSource database) : IHostedService
{
    /// <summary>The schema of the service's tables; the event store lives in it too.</summary>
    public const string Schema = "followup";

    private const string Ddl = $$"""
        create schema if not exists {{Schema}};

        create table if not exists {{Schema}}.idempotency_keys (
          tenant_id varchar not null,
          key varchar not null,
          fingerprint bytea not null,
          status integer not null,
          body bytea not null,
          version bigint not null,
          location varchar not null,
          created_at timestamptz not null default now(),
          constraint pk_idempotency_keys primary key (tenant_id, key));
        create index if not exists idx_idempotency_keys_created_at on {{Schema}}.idempotency_keys (created_at);

        create or replace function {{Schema}}.claim_idempotency_key() returns trigger language plpgsql as $function$
        begin
          if not pg_try_advisory_xact_lock(hashtextextended(new.tenant_id || ' ' || new.key, 4710)) then
            raise exception 'a request with this key is in flight' using errcode = 'IG409';
          end if;
          return new;
        end $function$;
        create or replace trigger claim_idempotency_key before insert on {{Schema}}.idempotency_keys
          for each row execute function {{Schema}}.claim_idempotency_key();

        create table if not exists {{Schema}}.study_numbers (
          tenant_id varchar not null,
          study_number varchar not null,
          patient_id uuid not null,
          constraint pk_study_numbers primary key (tenant_id, study_number),
          constraint uq_study_numbers_patient unique (tenant_id, patient_id));

        {{ClinicCalendar.Ddl}}
        {{CalendarFeeds.Ddl}}
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // "create ... if not exists" still races between sessions; the lock makes the second one wait.
        await using (var guard = new NpgsqlCommand("select pg_advisory_xact_lock(4711)", connection, transaction))
            await guard.ExecuteNonQueryAsync(cancellationToken);
        await using (var create = new NpgsqlCommand(Ddl + AlertTables.Ddl + WebhookSchema.Ddl + SimulationTables.Ddl, connection, transaction))
            await create.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
