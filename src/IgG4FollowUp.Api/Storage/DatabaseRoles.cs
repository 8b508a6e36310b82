using IgG4FollowUp.Api.Analytics;

namespace IgG4FollowUp.Api.Storage;

/// <summary>
/// Logins with the least rights. Whoever owns the database changes its tables; the service reads and writes rows, and can neither change
/// nor remove what is in the log of events or in the access record; an auditor reads the access record, and analysts their own tables.
/// </summary>
public static class DatabaseRoles
{
    /// <summary>The service's own login.</summary>
    public const string Service = "followup_service";

    /// <summary>Reads the access record, and nothing else.</summary>
    public const string Auditor = "followup_auditor";

    /// <summary>
    /// Creates the roles, without passwords; for whoever administers the server. Idempotent.
    /// </summary>
    public const string Roles = $"""
        do $$ begin
          if not exists (select from pg_roles where rolname = '{Service}') then create role {Service} login; end if;
          if not exists (select from pg_roles where rolname = '{Auditor}') then create role {Auditor} login; end if;
          if not exists (select from pg_roles where rolname = '{AnalystSchema.Role}') then create role {AnalystSchema.Role} nologin; end if;
        end $$;
        alter role {Service} nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
        alter role {Auditor} nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
        alter role {Auditor} set default_transaction_read_only = on;
        -- The owner hands what can be computed anew over to the service, and goes on changing it.
        do $$ begin
          execute format('grant {Service} to %I', (select rolname from pg_roles r join pg_namespace n on n.nspowner = r.oid
            where n.nspname = '{StorageNames.Schema}'));
        end $$;

        """;

    /// <summary>
    /// Gives the roles, if they are there, their rights on the tables; for the tables' owner, again after each upgrade. Idempotent.
    /// </summary>
    public static string Grants { get; } = $"""
        do $$ declare part regclass; begin
          if exists (select from pg_roles where rolname = '{Service}') then
            grant usage on schema {StorageNames.Schema}, {AnalystTable.Schema} to {Service};
            grant select, insert, update, delete on all tables in schema {StorageNames.Schema}, {AnalystTable.Schema} to {Service};
            grant usage, select on all sequences in schema {StorageNames.Schema} to {Service};
            grant execute on all functions in schema {StorageNames.Schema} to {Service};
            -- What happened is neither changed nor removed.
            revoke update, delete on {StorageNames.Events}, {SealedLog.LeafTable}, {SealedLog.NodeTable}, {SealedLog.CheckpointTable}
              from {Service};
            for part in select relid from pg_partition_tree('{AccessRows.Name}') loop
              execute format('revoke update, delete on %s from {Service}', part);
            end loop;
            -- The tables for analysts are computed from the log, and say themselves of which edition they are.
            grant create on schema {AnalystTable.Schema} to {Service};
            grant create on schema {StorageNames.Schema} to {Service};
            for part in select oid from pg_class where relkind = 'r'
              and (relnamespace = '{AnalystTable.Schema}'::regnamespace or oid = '{AnalystTables.Refusals.FullName}'::regclass) loop
              execute format('alter table %s owner to {Service}', part);
            end loop;
            revoke create on schema {StorageNames.Schema} from {Service};
          end if;
          if exists (select from pg_roles where rolname = '{Auditor}') then
            grant usage on schema {StorageNames.Schema} to {Auditor};
            grant select on {AccessRows.Name} to {Auditor};
          end if;
        end $$;
        """;
}
