using Marten;
using SessionOptions = Marten.Services.SessionOptions;

namespace IgG4FollowUp.Api.Storage;

/// <summary>Sessions that belong to no clinic. Everybody who opens one says so by this name.</summary>
public static class Sessions
{
    /// <summary>For documents of the service itself, and for statements that name the clinic themselves or mean all of them.</summary>
    public static IDocumentSession AcrossClinics(this IDocumentStore store) =>
        store.LightweightSession(new SessionOptions { AllowAnyTenant = true });
}
