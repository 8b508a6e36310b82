using Marten;
using Marten.Schema;
using Marten.Schema.Indexing.Unique;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>How simulations are stored.</summary>
public static class SimulationDocuments
{
    public static void Configure(StoreOptions options) => options.Schema.For<Simulation>()
        .UseNumericRevisions(true)
        .Metadata(metadata => metadata.Revision.MapTo(simulation => simulation.Revision))
        // Two that ask at once must not take the same place; one that has ended takes none.
        .UniqueIndex(UniqueIndexType.DuplicatedField, "one_simulation_a_place", TenancyScope.PerTenant, simulation => simulation.Place!);
}
