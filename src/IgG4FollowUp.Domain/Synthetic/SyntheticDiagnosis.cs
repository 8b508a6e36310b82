using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// How a made-up patient is worked up: other diseases, other organs, cerebrospinal fluid, the diagnosis. The shares are made up; none is
/// known to have been published for spinal pachymeningitis.
/// </summary>
internal sealed class SyntheticDiagnosis(DeterministicRandom random)
{
    /// <summary>House default: percent of patients in whom each of seven other diseases is looked for.</summary>
    public const int DifferentialPercent = 70;

    /// <summary>House default: percent of those findings that are indeterminate; none is present.</summary>
    public const int IndeterminatePercent = 3;

    /// <summary>House default: percent of patients in whom other organs are looked for one by one.</summary>
    public const int SystemicPercent = 60;

    /// <summary>House default: percent of those examinations by PET-CT.</summary>
    public const int PetPercent = 40;

    /// <summary>House default: percent of single organs left out of such an examination.</summary>
    public const int OrganOmittedPercent = 10;

    /// <summary>House default: percent of patients with IgG4 and albumin in cerebrospinal fluid.</summary>
    public const int FluidPercent = 25;

    /// <summary>House default: percent of patients whose complement is measured, and of those with a low C3.</summary>
    public const int ComplementPercent = 40, LowComplementPercent = 15;

    private static readonly Site[] Searched =
    [
        Site.LacrimalGland, Site.ParotidGland, Site.SubmandibularGland, Site.Thyroid, Site.Lung, Site.ParavertebralTissue, Site.Pancreas,
        Site.BileDuct, Site.Kidney, Site.Aorta, Site.Retroperitoneum, Site.LymphNode,
    ];

    /// <summary>The work-up at presentation.</summary>
    /// <param name="at">Moment of recording.</param>
    /// <param name="day">The presentation.</param>
    /// <param name="others">Other organs involved.</param>
    /// <param name="serum">Serum IgG4 of that day.</param>
    public IEnumerable<ClinicalEntry> AtPresentation(
        DateTimeOffset at, DateOnly day, IReadOnlyList<Organ> others, LabMeasured serum)
    {
        if (random.Percent(DifferentialPercent))
        {
            foreach (var what in (Differential[])
                [
                    Differential.Pr3Anca, Differential.MpoAnca, Differential.Tuberculosis, Differential.Syphilis, Differential.SsaOrSsb,
                    Differential.DsDnaRnpOrSm, Differential.MalignantCytology,
                ])
            {
                yield return new DifferentialChecked
                {
                    EntryId = random.NextUuid(at),
                    CheckedOn = ClinicalDate.On(day),
                    What = what,
                    Result = random.Percent(IndeterminatePercent) ? DifferentialFinding.Indeterminate : DifferentialFinding.Absent,
                };
            }
        }

        foreach (var organ in Organs(at, day, others)) yield return organ;
        if (random.Percent(FluidPercent))
        {
            foreach (var lab in Fluid(at, day, serum)) yield return lab;
        }

        if (!random.Percent(ComplementPercent)) yield break;
        var low = random.Percent(LowComplementPercent);
        yield return Lab(at, day, Analyte.ComplementC3, random.Between(low ? 50 : 92, low ? 85 : 160), (90m, 180m));
        yield return Lab(at, day, Analyte.ComplementC4, random.Between(12, 38), (10m, 40m));
    }

    /// <summary>The diagnosis, made with the first treatment.</summary>
    /// <param name="at">Moment of recording.</param>
    /// <param name="day">When it is made.</param>
    /// <param name="biopsied">Whether tissue was taken.</param>
    public DiagnosisMade Conclude(DateTimeOffset at, DateOnly day, bool biopsied) => new()
    {
        EntryId = random.NextUuid(at),
        DiagnosedOn = ClinicalDate.On(day),
        Diagnosis = Diagnosis.IgG4RelatedSpinalPachymeningitis,
        Certainty = biopsied
            ? random.OneOf(DiagnosticCertainty.Definite, DiagnosticCertainty.Definite, DiagnosticCertainty.Probable)
            : DiagnosticCertainty.Possible,
        Criteria = CriteriaSet.Comprehensive2020,
    };

    private IEnumerable<OrganAssessed> Organs(DateTimeOffset at, DateOnly day, IReadOnlyList<Organ> others)
    {
        if (!random.Percent(SystemicPercent)) yield break;
        var method = random.Percent(PetPercent) ? OrganMethod.PetCt : OrganMethod.Ct;
        Site[] involved = [.. others.Select(SiteOf)];
        foreach (var site in Searched)
        {
            var found = involved.Contains(site);
            if (!found && random.Percent(OrganOmittedPercent))
            {
                yield return new()
                {
                    EntryId = random.NextUuid(at),
                    AssessedOn = ClinicalDate.On(day),
                    Site = site,
                    Missing = MissingReason.NotDone,
                };
                continue;
            }

            yield return new()
            {
                EntryId = random.NextUuid(at),
                AssessedOn = ClinicalDate.On(day),
                Site = site,
                Result = found ? OrganFinding.Involved : OrganFinding.NotInvolved,
                Methods = [method],
                Bilateral = found && site is Site.LacrimalGland or Site.SubmandibularGland ? true : null,
                Features = !found ? null
                    : site == Site.Pancreas ? [OrganFeature.DiffuseEnlargement]
                    : site == Site.Lung ? [OrganFeature.PeribronchovascularThickening]
                    : null,
                SuvMax = found && method == OrganMethod.PetCt ? random.Between(30, 90) / 10m : null,
            };
        }
    }

    private IEnumerable<LabMeasured> Fluid(DateTimeOffset at, DateOnly day, LabMeasured serum)
    {
        var albumin = random.Between(15, 120);
        var serumAlbumin = random.Between(3200, 4600);
        yield return Lab(at, day, Analyte.CsfAlbumin, albumin, null);
        yield return Lab(at, day, Analyte.SerumAlbumin, serumAlbumin, null);
        // An index of 0.4 to 4; base units are mg/L, ten to the mg/dL.
        var index = random.Between(4, 40) / 10m;
        var milligrams = index * serum.Result.Quantity.InBaseUnits / 10m * albumin / serumAlbumin;
        yield return Lab(at, day, Analyte.CsfIgG4, Math.Max(0.01m, Math.Round(milligrams, 2)), null);
    }

    private LabMeasured Lab(
        DateTimeOffset at, DateOnly day, Analyte analyte, decimal milligrams, (decimal Lower, decimal Upper)? limits) => new()
        {
            EntryId = random.NextUuid(at),
            DrawnOn = ClinicalDate.On(day),
            Analyte = analyte,
            Result = new Quantity(milligrams, Unit.MilligramsPerDecilitre),
            LowerLimitOfNormal = limits is { } lower ? new(lower.Lower, Unit.MilligramsPerDecilitre) : null,
            UpperLimitOfNormal = limits is { } upper ? new(upper.Upper, Unit.MilligramsPerDecilitre) : null,
        };

    private static Site SiteOf(Organ organ) => organ switch
    {
        Organ.LacrimalGland => Site.LacrimalGland,
        Organ.SalivaryGland => Site.SubmandibularGland,
        Organ.Lung => Site.Lung,
        Organ.Pancreas => Site.Pancreas,
        _ => Site.LymphNode,
    };
}
