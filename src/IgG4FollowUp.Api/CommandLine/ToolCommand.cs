using System.CommandLine;
using IgG4FollowUp.Api.Hosting;
using JasperFx;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>
/// <c>./followup tool</c>: the commands that Marten and Wolverine bring, such as <c>codegen write</c>,
/// <c>db-apply</c>, <c>db-assert</c>, <c>describe</c>.
/// </summary>
public static class ToolCommand
{
    public static Command Create()
    {
        var arguments = new Argument<string[]>("arguments")
        {
            Description = "What to do; 'help' lists it.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var data = Commands.DataFolder();
        var command = new Command("tool",
            "Run a command of the event store or the message bus: codegen, db-apply, db-assert, db-patch, projections, describe.")
        {
            arguments, data,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((result, cancellation) =>
            RunAsync([.. result.GetValue(arguments) ?? [], .. result.UnmatchedTokens], result.GetValue(data)!.FullName, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] arguments, string dataFolder, CancellationToken cancellation)
    {
        // Nobody signs in here: the environment only has to need no authority.
        var builder = Service.CreateBuilder([], Environments.Development);
        // The message bus describes itself without its agents, and then refuses schedules, which need them.
        if (arguments is ["describe", ..]) builder.Configuration[Messaging.WithoutSchedules] = "true";
        PrivatePostgres? postgres = null;
        try
        {
            var connectionString = Service.GivenDatabase(builder);
            if (connectionString is null && !NeedsNoDatabase(arguments))
            {
                postgres = await Commands.PrivateDatabaseAsync(dataFolder, Console.Error.WriteLine, cancellation);
                connectionString = postgres.ConnectionString;
            }

            await using var app = Service.Build(builder, connectionString ?? "Host=127.0.0.1;Database=none", dataFolder);
            // They look at no token: whoever breaks one off does not wait for it.
            return await app.RunJasperFxCommands(arguments.Length == 0 ? ["help"] : arguments).WaitAsync(cancellation);
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

    private static bool NeedsNoDatabase(string[] arguments) => arguments is [] or ["help" or "codegen", ..];
}
