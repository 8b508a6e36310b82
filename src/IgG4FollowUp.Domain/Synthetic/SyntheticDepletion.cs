using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// B cells and serum IgG of a made-up patient after rituximab, and the cavity in the cord of the few who have one. The shares are made up;
/// none is known to have been published for spinal pachymeningitis.
/// </summary>
internal sealed class SyntheticDepletion(DeterministicRandom random)
{
    /// <summary>House default: percent of visits up to two years after rituximab at which B cells are counted; the same of IgG.</summary>
    public const int CountedPercent = 40;

    /// <summary>House default: days after rituximab at which B cells begin to be back, from and to.</summary>
    public const int BackFromDays = 180, BackToDays = 420;

    /// <summary>House default: percent whose serum IgG falls below 5 g/L.</summary>
    public const int LowIgGPercent = 8;

    /// <summary>House default: percent of studies that speak of the cavity again; of those, percent that find it larger.</summary>
    public const int CavityReadPercent = 70, CavityLargerPercent = 8;

    private DateOnly? _given;
    private DateOnly _back;
    private bool _fallsLow;
    private bool _cavity;
    private decimal _length;

    /// <summary>The agent was given; only rituximab depletes among those that are drawn.</summary>
    public void Given(SparingAgent agent, DateOnly day)
    {
        if (agent != SparingAgent.Rituximab) return;
        (_given, _back) = (day, day.AddDays(random.Between(BackFromDays, BackToDays)));
        _fallsLow = random.Percent(LowIgGPercent);
    }

    /// <summary>What the laboratory counts at a visit.</summary>
    /// <param name="at">Moment of recording.</param>
    /// <param name="day">The visit.</param>
    public IEnumerable<ClinicalEntry> AtVisit(DateTimeOffset at, DateOnly day)
    {
        if (_given is not { } given || day.DayNumber - given.DayNumber is < 28 or > 730) yield break;
        if (random.Percent(CountedPercent))
        {
            var cells = day < _back ? random.Between(0, 4) : random.Between(5, 90);
            yield return Measured(at, day, Analyte.BCells, new(cells, Unit.All["/uL"]));
        }

        if (random.Percent(CountedPercent))
            yield return Measured(
                at, day, Analyte.SerumIgG, new(random.Between(_fallsLow ? 38 : 62, _fallsLow ? 58 : 140) / 10m, Unit.GramsPerLitre));
    }

    /// <summary>The first study.</summary>
    public LesionImaged First(LesionImaged study)
    {
        _cavity = study.CordCavity == true;
        if (!_cavity) return study;
        _length = random.Between(10, 60);
        return study with { CavityLengthMm = _length };
    }

    /// <summary>A later study.</summary>
    public LesionImaged Later(LesionImaged study)
    {
        if (!_cavity || !random.Percent(CavityReadPercent)) return study;
        var change = random.Percent(CavityLargerPercent) ? LesionChange.Larger
            : random.OneOf(LesionChange.Unchanged, LesionChange.Unchanged, LesionChange.Smaller);
        _length = change switch
        {
            LesionChange.Larger => _length + random.Between(6, 20),
            LesionChange.Smaller => Math.Max(5, _length - random.Between(1, 5)),
            _ => _length,
        };
        return study with { CordCavity = true, CavityLengthMm = _length, CavitySincePrior = change };
    }

    private LabMeasured Measured(DateTimeOffset at, DateOnly day, Analyte analyte, Quantity result) =>
        new() { EntryId = random.NextUuid(at), DrawnOn = ClinicalDate.On(day), Analyte = analyte, Result = result };
}
