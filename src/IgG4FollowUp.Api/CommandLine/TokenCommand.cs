using System.CommandLine;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary><c>./followup token</c>: a development token for trying the service out.</summary>
public static class TokenCommand
{
    public static Command Create()
    {
        var role = new Option<string[]>("--role")
        {
            Description = "clinician, analyst, monitor or admin; row-analyst besides analyst. May be given more than once.",
            DefaultValueFactory = _ => [Roles.Clinician],
        };
        role.AcceptOnlyFromAmong([.. Roles.Named]);
        var clinic = new Option<string?>("--clinic") { Description = "The clinic's slug: lower-case letters, digits and hyphens." };
        clinic.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } slug && !Policies.IsClinic(slug))
                result.AddError("A clinic's slug has 1 to 63 lower-case letters, digits and hyphens.");
        });
        var user = new Option<string>("--user") { Description = "Who the token is for.", DefaultValueFactory = _ => "developer" };
        user.Validators.Add(result =>
        {
            // A request of nobody is refused.
            if (WrittenText.IsBlank(result.GetValueOrDefault<string>())) result.AddError("--user must not be blank.");
            else if (!StrictTokenHandler.IsSubject(result.GetValueOrDefault<string>()!))
                result.AddError("--user must be 1 to 255 characters that can be seen, with single spaces between them at most.");
        });
        var data = Commands.DataFolder();
        var command = new Command("token", "Print a development token, valid for eight hours.") { role, clinic, user, data };
        command.SetAction(result =>
        {
            var roles = result.GetValue(role)!;
            if (roles.Contains(Roles.Clinician) && result.GetValue(clinic) is null)
            {
                Console.Error.WriteLine("A clinician's token needs --clinic.");
                return 1;
            }

            Console.WriteLine(DevelopmentTokens.Of(result.GetValue(data)!.FullName)
                .Create(roles, result.GetValue(clinic), result.GetValue(user)!, TimeProvider.System.GetUtcNow()));
            return 0;
        });
        return command;
    }
}
