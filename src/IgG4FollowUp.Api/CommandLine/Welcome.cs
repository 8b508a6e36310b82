using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>What the console says once the service answers.</summary>
public static class Welcome
{
    public static void Print(WebApplication app)
    {
        var address = app.Urls.First();
        Console.WriteLine($"""

            IgG4FollowUp answers on {address}
              Pages            {address}
              API description  {address}/openapi/v1.json
              Health           {address}/health/ready
            """);
        if (app.Services.GetService<DevelopmentTokens>() is null) return;
        Console.WriteLine($"""

            DEVELOPMENT SIGN-IN IS ON: this service signs its own tokens. Never use it with real patients.
              TOKEN=$(./followup token --role clinician --clinic published-cases)
              curl -H "Authorization: Bearer $TOKEN" {address}/api/patients

            Ctrl-C stops it.
            """);
    }
}
