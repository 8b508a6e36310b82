using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IgG4FollowUp.Web.Pages;

/// <summary>
/// Marks an endpoint as a page. Only pages accept the session's cookie; those that write take a <see cref="PageForm"/> and nothing else, so
/// that a forged request from another site has nothing to gain.
/// </summary>
public sealed class PageRoute
{
    private static readonly PageRoute Mark = new();

    public static TBuilder On<TBuilder>(TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(Mark).ExcludeFromDescription();
}
