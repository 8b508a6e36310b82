using IgG4FollowUp.Api.Http;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// Reads that give de-identified data of single people: tables, exports, lanes, timelines, differences. No cell size protects a person
/// there, so the service's owner allows or refuses them as a whole: setting <c>Cohort:RowLevelReads</c>, allowed unless it says false.
/// </summary>
public static class RowLevelReads
{
    public const string Setting = "Cohort:RowLevelReads";

    public static TBuilder RowLevel<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.AddEndpointFilter(async (context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<IConfiguration>().GetValue(Setting, defaultValue: true)
                ? await next(context)
                : Problem.Forbidden() with { Detail = "Data of single people are not given out here; ask for statistics." });
}
