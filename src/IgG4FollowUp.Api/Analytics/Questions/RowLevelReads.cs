using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// Reads that give de-identified data of single people: tables, exports, lanes, timelines, differences. No cell size protects a person
/// there, so the service's owner allows or refuses them as a whole: setting <c>Cohort:RowLevelReads</c>, allowed unless it says false.
/// </summary>
public static class RowLevelReads
{
    public const string Setting = "Cohort:RowLevelReads";

    /// <summary>Whether they are answered.</summary>
    /// <exception cref="SettingMissingException">The setting is neither true nor false.</exception>
    public static bool AreAllowed(IConfiguration configuration) =>
        configuration[Setting] is not { Length: > 0 } said || (bool.TryParse(said, out var allowed)
            ? allowed
            : throw new SettingMissingException($"{Setting} must be true or false."));

    public static TBuilder RowLevel<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.AddEndpointFilter(async (context, next) =>
            AreAllowed(context.HttpContext.RequestServices.GetRequiredService<IConfiguration>())
                ? await next(context)
                : Problem.Forbidden() with { Detail = "Data of single people are not given out here; ask for statistics." });
}
