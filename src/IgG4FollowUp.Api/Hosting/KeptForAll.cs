using Microsoft.AspNetCore.OutputCaching;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>An answer that is made once and is the same for everybody, signed in or not, whatever else the request says.</summary>
public sealed class KeptForAll : IOutputCachePolicy
{
    // The same code says the same, on whichever node.
    private static readonly string Tag = $"\"{typeof(KeptForAll).Assembly.ManifestModule.ModuleVersionId:N}\"";

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = true;
        // Requests that wait for the first one share its failure, and it fails when its client leaves.
        context.AllowLocking = false;
        context.CacheVaryByRules.VaryByHost = false;
        context.ResponseExpirationTimeSpan = TimeSpan.FromDays(365);
        // Whoever has it asks whether it is still the same, and is told so by 304.
        context.HttpContext.Response.Headers.ETag = Tag;
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.AllowCacheStorage = context.HttpContext.Response.StatusCode == StatusCodes.Status200OK;
        return ValueTask.CompletedTask;
    }
}
