using System.CommandLine;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>
/// <c>./followup database</c>: for the owner of the database that <c>ConnectionStrings:Postgres</c> names, where the service has a login
/// of its own that may not change tables.
/// </summary>
public static class DatabaseCommand
{
    public static Command Create()
    {
        var data = Commands.DataFolder();
        var apply = new Option<bool>("--apply") { Description = "Carry the statements out, too." };
        var roles = new Command("roles", "Print the statements that make the service's and the auditor's logins with the least rights.")
        {
            apply, data,
        };
        roles.SetAction((result, cancellation) => RunAsync(
            result.GetValue(data)!.FullName,
            async database =>
            {
                Console.WriteLine(DatabaseRoles.Roles + DatabaseRoles.Grants);
                if (result.GetValue(apply)) await ExecuteAsync(database, DatabaseRoles.Roles + DatabaseRoles.Grants, cancellation);
            }, cancellation));
        var update = new Command("apply",
            "Bring the tables up to date as a start of the service does, make and drop the months of the access record, and give the "
                + "logins their rights.")
        {
            data,
        };
        update.SetAction((result, cancellation) => RunAsync(
            result.GetValue(data)!.FullName,
            async database =>
            {
                await StartOnceAsync(database, result.GetValue(data)!.FullName, cancellation);
                await ExecuteAsync(database, DatabaseRoles.Grants, cancellation);
            }, cancellation));
        return new Command("database", "Tables and logins of the database, for its owner.") { roles, update };
    }

    private static async Task<int> RunAsync(string dataFolder, Func<string, Task> work, CancellationToken cancellation)
    {
        PrivatePostgres? postgres = null;
        try
        {
            var given = Service.GivenDatabase(Service.CreateBuilder([], Environments.Development));
            if (given is null) postgres = await Commands.PrivateDatabaseAsync(dataFolder, Console.Error.WriteLine, cancellation);
            await work(given ?? postgres!.ConnectionString);
            return 0;
        }
        finally
        {
            if (postgres is not null) await postgres.DisposeAsync();
        }
    }

    // What a start does cannot be done in another way than by one. Nobody signs in here, and nobody else is listened to.
    private static async Task StartOnceAsync(string database, string dataFolder, CancellationToken cancellation)
    {
        var builder = Service.CreateBuilder(["--urls", "http://127.0.0.1:0"], Environments.Development);
        await using var app = Service.Build(builder, database, dataFolder);
        await app.StartAsync(cancellation);
        await app.Services.GetRequiredService<Access.AccessMonths>().RollAsync(cancellation);
        await app.StopAsync(cancellation);
    }

    private static async Task ExecuteAsync(string database, string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(Service.Settings(database).ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
