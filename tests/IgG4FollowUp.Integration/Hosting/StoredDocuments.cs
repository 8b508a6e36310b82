using Alba;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>What the service has stored, changed behind its back.</summary>
public static class StoredDocuments
{
    /// <summary>Changes the only document of its kind that a clinic has.</summary>
    public static async Task ChangeAsync<T>(this IAlbaHost host, string clinic, Func<T, T> change)
        where T : notnull
    {
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession(clinic);
        session.Store(change(await session.Query<T>().SingleAsync()));
        await session.SaveChangesAsync();
    }
}
