using System.Net.Sockets;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>Why a command could not start, for the person at the console.</summary>
internal static class StartFailure
{
    /// <summary>One sentence without secrets; null for what is a defect and deserves its stack trace.</summary>
    public static string? Sentence(Exception e) => e switch
    {
        PrivatePostgresException or SettingMissingException => e.Message,
        // What was broken off did not fail, whatever was under way.
        OperationCanceledException => null,
        AddressInUseException or IOException { InnerException: AddressInUseException } =>
            $"The port is taken: {e.Message} Choose another with --port.",
        // It answers, and does not hold what this service keeps.
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } =>
            $"The database is none of this service's, or the service was never started on it: {FirstLine(e.Message)}",
        NpgsqlException => $"The database cannot be reached: {FirstLine(e.Message)}",
        // Thrown where a setting is read that is not of its type; the message names it.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } =>
            PlainSetting.OfFramework(e.Message) ?? $"A setting is not valid: {FirstLine(e.Message)}",
        // An address to listen on.
        FormatException { Source: { } source } when source.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) =>
            $"A setting is not valid: {FirstLine(e.Message)}",
        SocketException or UnauthorizedAccessException or IOException => $"The service may not use what it needs: {FirstLine(e.Message)}",
        // Frameworks wrap what went wrong beneath them.
        _ => e.InnerException is { } inner ? Sentence(inner) : null,
    };

    /// <summary>Whether a failure is only that something was broken off.</summary>
    public static bool IsBrokenOff(Exception e) => e switch
    {
        OperationCanceledException or ObjectDisposedException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => true,
        AggregateException several => several.InnerExceptions.All(IsBrokenOff),
        _ => e.InnerException is { } inner && IsBrokenOff(inner),
    };

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd();
}
