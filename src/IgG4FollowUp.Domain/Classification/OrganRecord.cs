using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Classification;

/// <summary>
/// Which organs a record says were ever involved: single assessments, the other organs told of at presentation (those not in that list were
/// looked for and not found), and lesions of the spinal meninges on imaging.
/// </summary>
internal sealed class OrganRecord(PatientChart chart)
{
    private readonly ILookup<Site, OrganAssessed> _assessed = chart.Of<OrganAssessed>().ToLookup(organ => organ.Site);
    private readonly PresentationRecorded? _presentation = chart.Presentation;

    public Seen Involved(Site site)
    {
        var seen = _assessed[site].Where(organ => organ.Result is not null).Select(organ => Seen.Of(IsInvolved(organ), organ.EntryId))
            .Concat(AtPresentation(site));
        if (site == Site.SpinalMeninges)
        {
            seen = seen.Concat(chart.Of<LesionImaged>()
                .Select(study => Seen.Of(study.LesionPresent && study.Compartment != Compartment.Intramedullary, study.EntryId)));
        }

        return Seen.Any(seen);
    }

    /// <summary>Whether a pair of glands is involved on both sides: a set, as the 2019 ACR/EULAR criteria count glands.</summary>
    public Seen Set(Site gland) =>
        Seen.Any(_assessed[gland].Where(organ => organ.Result is not null)
            .Select(organ => Seen.Of(IsInvolved(organ) == true ? organ.Bilateral : IsInvolved(organ), organ.EntryId))
            .Concat(gland == Site.LacrimalGland ? [] : _assessed[Site.SalivaryGland].Where(organ => organ.Result is not null)
                .Select(organ => Seen.Of(IsInvolved(organ) == false ? false : null, organ.EntryId)))
            .Concat(AtPresentation(gland).Select(seen => seen.Is == true ? seen with { Is = null } : seen)));

    public Seen Shows(OrganFeature feature)
    {
        var site = OrganAssessed.SiteOf(feature);
        return Seen.Any(_assessed[site].Where(organ => organ.Result is not null)
            .Select(organ => Seen.Of(IsInvolved(organ) == true ? organ.Features?.Contains(feature) : IsInvolved(organ), organ.EntryId))
            .Concat(AtPresentation(site).Select(seen => seen.Is == true ? seen with { Is = null } : seen)));
    }

    private static bool? IsInvolved(OrganAssessed organ) => organ.Result switch
    {
        OrganFinding.Involved => true,
        OrganFinding.NotInvolved => false,
        _ => null,
    };

    private IEnumerable<Seen> AtPresentation(Site site)
    {
        if (_presentation is not { OtherOrgans: { } others } told || site is Site.SpinalMeninges) yield break;
        // A coarser word leaves it open which of several is meant.
        var (organ, exact) = OrganOf(site);
        yield return Seen.Of(!others.Contains(organ) ? false : exact ? true : null, told.EntryId);
    }

    private static (Organ Organ, bool Exact) OrganOf(Site site) => site switch
    {
        Site.CranialMeninges => (Organ.CranialMeninges, true),
        Site.Pituitary => (Organ.Pituitary, true),
        Site.Orbit => (Organ.Orbit, true),
        Site.LacrimalGland => (Organ.LacrimalGland, true),
        Site.ParotidGland or Site.SubmandibularGland or Site.SublingualGland => (Organ.SalivaryGland, false),
        Site.SalivaryGland => (Organ.SalivaryGland, true),
        Site.ParanasalSinus => (Organ.ParanasalSinus, true),
        Site.NasalCavity => (Organ.ParanasalSinus, false),
        Site.Thyroid => (Organ.Thyroid, true),
        Site.LymphNode => (Organ.LymphNode, true),
        Site.Lung => (Organ.Lung, true),
        Site.Aorta => (Organ.Aorta, true),
        Site.CoronaryArtery => (Organ.CoronaryArtery, true),
        Site.Pericardium => (Organ.Pericardium, true),
        Site.Retroperitoneum => (Organ.Retroperitoneum, true),
        Site.Pancreas => (Organ.Pancreas, true),
        Site.BileDuct => (Organ.BileDuct, true),
        Site.Liver => (Organ.Liver, true),
        Site.Kidney => (Organ.Kidney, true),
        Site.Prostate => (Organ.Prostate, true),
        Site.Mesentery => (Organ.Mesentery, true),
        Site.Skin => (Organ.Skin, true),
        _ => (Organ.Other, false),
    };
}
