using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>What is said once the service answers.</summary>
public static partial class Welcome
{
    /// <summary>Tells the person at the console.</summary>
    /// <param name="app">The service.</param>
    /// <param name="dataFolder">Where its development signing key is.</param>
    /// <param name="isGiven">Whether the database was given rather than brought along.</param>
    public static void Print(WebApplication app, string dataFolder, bool isGiven)
    {
        var address = app.Urls.First();
        Console.WriteLine($"""

            IgG4FollowUp {Service.Version} answers on {address}
              Pages            {address}
              API description  {address}/openapi/v1.json
              Health           {address}/health/ready
            """);
        if (app.Services.GetRequiredService<TimeProvider>() is OffsetClock clock)
        {
            Console.WriteLine(
                "THE CLOCK IS SET FORWARD to "
                    + $"{clock.GetLocalNow():yyyy-MM-dd}: what is recorded now is dated then. Never use it with real patients.");
        }

        if (app.Services.GetService<DevelopmentTokens>() is not null)
        {
            var folder = dataFolder.Replace("'", @"'\''", StringComparison.Ordinal);
            Console.WriteLine($"""

                DEVELOPMENT SIGN-IN IS ON: this service signs its own tokens. Never use it with real patients.
                  TOKEN=$(./followup token --role clinician --clinic published-cases --data-folder '{folder}')
                  curl -H "Authorization: Bearer $TOKEN" {address}/api/patients
                """);
            if (isGiven)
                Console.WriteLine("""

                    WARNING: the database is the one named by ConnectionStrings:Postgres.
                    Whoever can read the signing key reads and writes all of it.
                    If it holds real patients, stop now, and set ASPNETCORE_ENVIRONMENT=Production and Authentication:Authority.
                    """);
        }

        Console.WriteLine("\nCtrl-C stops it.");
    }

    /// <summary>Tells the log, where nobody sits at a console.</summary>
    public static void Log(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        LogAnswers(app.Logger, Service.Version, string.Join(", ", addresses));
    }

    [LoggerMessage(1, LogLevel.Information, "IgG4FollowUp {Version} answers on {Addresses}")]
    private static partial void LogAnswers(ILogger logger, string version, string addresses);
}
