using System.CommandLine;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Hosting;
using Npgsql;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary><c>./followup analyst NAME</c>: a database login for one analyst, who reads the tables for analysts and nothing else.</summary>
public static partial class AnalystCommand
{
    private const string Rule = "A login has 1 to 40 lower-case letters, digits and underscores";

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = $"{Rule}, such as anna; it becomes analyst_anna." };
        name.Validators.Add(result =>
        {
            if (!Name().IsMatch(result.GetValueOrDefault<string>() ?? "")) result.AddError(Rule + ".");
        });
        var revoke = new Option<bool>("--revoke") { Description = "Take the login away." };
        var data = Commands.DataFolder();
        var command = new Command("analyst",
            "Give an analyst a database login, or a new password, and print it for libpq: PGHOST and so on.")
        {
            name, revoke, data,
        };
        command.SetAction((result, cancellation) => RunAsync(
            $"{AnalystSchema.Role}_{result.GetValue(name)}", result.GetValue(revoke), result.GetValue(data)!.FullName, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string login, bool revoke, string dataFolder, CancellationToken cancellation)
    {
        PrivatePostgres? postgres = null;
        try
        {
            var given = Service.GivenDatabase(Service.CreateBuilder([], Environments.Development));
            if (given is null)
                postgres = await Commands.PrivateDatabaseAsync(dataFolder, Console.Error.WriteLine, cancellation, mayCreate: false);
            var database = Service.Settings(given ?? postgres!.ConnectionString);
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync(cancellation);
            if (revoke)
            {
                await ExecuteAsync(connection, $"drop role if exists {login}", cancellation);
                await Console.Error.WriteLineAsync($"{login} cannot log in any more.");
                return 0;
            }

            // Letters and digits alone, so that it can stand in a statement and in a shell.
            var password = RandomNumberGenerator.GetHexString(48, lowercase: true);
            await ExecuteAsync(connection, Statements(login, password), cancellation);
            Console.WriteLine($"""
                PGHOST={database.Host}
                PGPORT={database.Port}
                PGDATABASE={database.Database}
                PGUSER={login}
                PGPASSWORD={password}
                """);
            return 0;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedObject)
        {
            await Console.Error.WriteLineAsync(
                $"The database user may not do this, or the service has never started and the role {AnalystSchema.Role} is missing: "
                    + $"{e.MessageText}");
            return 1;
        }
        catch (Exception e) when (StartFailure.Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
        finally
        {
            if (postgres is not null) await postgres.DisposeAsync();
        }
    }

    // The limits are there to keep an honest mistake from harming the service; the rights are those of the role alone.
    private static string Statements(string login, string password) => $"""
        do $$ begin
          if not exists (select from pg_roles where rolname = '{login}') then create role {login}; end if;
        end $$;
        alter role {login} with login nosuperuser nocreatedb nocreaterole noreplication inherit connection limit 5 password '{password}';
        grant {AnalystSchema.Role} to {login};
        alter role {login} set default_transaction_read_only = on;
        alter role {login} set statement_timeout = '10min';
        alter role {login} set idle_in_transaction_session_timeout = '5min';
        alter role {login} set search_path = {AnalystTable.Schema};
        """;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [GeneratedRegex(@"^[a-z0-9_]{1,40}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
