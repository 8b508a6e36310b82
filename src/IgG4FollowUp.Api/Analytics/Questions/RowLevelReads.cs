using System.Security.Claims;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// The right to see data of single people: tables, exports, lanes, timelines, differences, and statistics to the last person. Setting
/// <c>Cohort:RowLevelReads</c>: false, as unless set, gives it to nobody; role to the analysts whose token has the role
/// <see cref="Roles.RowAnalyst"/> besides; true to every analyst.
/// </summary>
public static class RowLevelReads
{
    public const string Setting = "Cohort:RowLevelReads";

    private const string ByRole = "role";

    /// <summary>Whether a user has the right.</summary>
    /// <exception cref="SettingMissingException">The setting is none of the three.</exception>
    public static bool AreAllowed(IConfiguration configuration, ClaimsPrincipal user) => Said(configuration) switch
    {
        ByRole => user.IsInRole(Roles.RowAnalyst),
        var said => bool.Parse(said),
    };

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingMissingException">It is none of the three.</exception>
    public static string Said(IConfiguration configuration) => configuration[Setting] switch
    {
        null or "" => bool.FalseString,
        ByRole => ByRole,
        { } said when bool.TryParse(said, out _) => said,
        _ => throw new SettingMissingException($"{Setting} must be true, false or {ByRole}."),
    };

    public static TBuilder RowLevel<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.AddEndpointFilter(async (context, next) =>
            AreAllowed(context.HttpContext.RequestServices.GetRequiredService<IConfiguration>(), context.HttpContext.User)
                ? await next(context)
                : Problem.Forbidden() with { Detail = "Data of single people are not given out here; ask for statistics." });
}
