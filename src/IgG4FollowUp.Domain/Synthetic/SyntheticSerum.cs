using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>A made-up patient's serum IgG4 over time, on the laboratory's own assay, unit and upper limit.</summary>
internal sealed class SyntheticSerum(DeterministicRandom random)
{
    // A Korean laboratory gives 6-121 mg/dL; 135 mg/dL is the limit of the Japanese comprehensive criteria.
    private static readonly (string Name, Unit Unit, decimal UpperLimit)[] Assays =
    [
        ("nephelometry", Unit.MilligramsPerDecilitre, 135m), ("turbidimetry", Unit.MilligramsPerDecilitre, 121m),
        ("nephelometry-si", Unit.GramsPerLitre, 1.35m),
    ];

    private readonly int _baseline = random.Percent(SyntheticRates.RaisedIgG4Percent) ? random.Between(145, 900) : random.Between(20, 130);
    private readonly int _assay = random.Between(0, Assays.Length - 1);
    private int _percent = 100;

    /// <summary>Treatment works: the value falls to a share of the baseline.</summary>
    public void Fall() => _percent = Math.Max(random.Between(15, 28), _percent * random.Between(45, 80) / 100);

    /// <summary>The value rises to about the baseline.</summary>
    public void Rise() => _percent = random.Between(60, 140);

    public LabMeasured Measure(Guid entryId, DateOnly day)
    {
        // Now and then another laboratory measures, on another assay: such results must not be compared.
        var assay = Assays[random.Percent(5) ? (_assay + 1) % Assays.Length : _assay];
        var milligrams = Math.Max(1, _baseline * _percent * random.Between(92, 108) / 10_000);
        return new()
        {
            EntryId = entryId,
            DrawnOn = ClinicalDate.On(day),
            Analyte = Analyte.SerumIgG4,
            Result = new Quantity(assay.Unit == Unit.GramsPerLitre ? milligrams / 100m : milligrams, assay.Unit),
            UpperLimitOfNormal = new(assay.UpperLimit, assay.Unit),
            Assay = assay.Name,
        };
    }
}
