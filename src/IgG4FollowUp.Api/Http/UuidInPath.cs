using Microsoft.AspNetCore.Routing.Constraints;

namespace IgG4FollowUp.Api.Http;

/// <summary>What <c>{id:guid}</c> admits: an id as the service writes it, so that whatever is recorded has one address.</summary>
public sealed class UuidInPath : GuidRouteConstraint, IRouteConstraint
{
    bool IRouteConstraint.Match(
        HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && value switch
        {
            Guid id => id != Guid.Empty,
            string text => ParameterText.IsId(text),
            _ => false,
        };

    public static void Add(IServiceCollection services) =>
        services.Configure<RouteOptions>(static options => options.SetParameterPolicy<UuidInPath>("guid"));
}
