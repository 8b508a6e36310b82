using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace IgG4FollowUp.Api.Patients;

/// <summary>The chart as a document. Inline, because the next decision must see what the last one recorded.</summary>
public sealed partial class PatientChartProjection : SingleStreamProjection<PatientChart, Guid>
{
    public PatientChartProjection()
    {
        // The store holds other streams too.
        foreach (var type in EventNames.OfPatients.Values) IncludeType(type);
    }

    public override PatientChart? Evolve(PatientChart? snapshot, Guid id, IEvent e) => PatientChart.Fold(snapshot, id, e.Data);
}
