using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using Npgsql;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>Why a command could not start, for the person at the console.</summary>
internal static class StartFailure
{
    /// <summary>One sentence without secrets; null for what is a defect and deserves its stack trace.</summary>
    public static string? Sentence(Exception e) => e switch
    {
        PrivatePostgresException or SettingMissingException => e.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => $"The port is taken: {e.Message} Choose another with --port.",
        NpgsqlException => $"The database cannot be reached: {e.Message}",
        _ => null,
    };
}
