using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class ResponderIndexSpecs
{
    private static readonly ResponderIndexScored Index = new()
    {
        EntryId = Id(1),
        ScoredOn = Date("2024-04-11"),
        Instrument = ResponderIndexVersion.Validated2018,
        Sites = [new(Site.SpinalMeninges, 3, Urgent: true, Damage: true), new(Site.LacrimalGland, 2), new(Site.Kidney, 0, Damage: true)],
        ConstitutionalScore = 1,
    };

    [Fact]
    public void an_urgent_site_counts_twice_and_damage_counts_nothing()
    {
        Index.Total().ShouldBe(3 * 2 + 2 + 1);
        (Index with { Sites = [new(Site.Kidney, 0, Damage: true)], ConstitutionalScore = null }).Total().ShouldBe(0);
        (Index with { Sites = [] }).Total().ShouldBe(1);
    }

    // The sites of the instrument as its users describe them; its own form could not be read.
    [Fact]
    public void every_site_of_the_instrument_is_entered_by_its_name_and_counts()
    {
        Site[] sites =
        [
            Site.SpinalMeninges, Site.CranialMeninges, Site.Pituitary, Site.Orbit, Site.LacrimalGland, Site.ParotidGland,
            Site.SubmandibularGland, Site.SublingualGland, Site.MiddleEar, Site.NasalCavity, Site.ParanasalSinus, Site.Throat, Site.Thyroid,
            Site.LymphNode, Site.Lung, Site.Aorta, Site.LargeVessel, Site.Heart, Site.Pericardium, Site.Retroperitoneum, Site.Mediastinum,
            Site.Mesentery, Site.Pancreas, Site.BileDuct, Site.Gallbladder, Site.Liver, Site.Kidney, Site.Prostate, Site.Testis,
            Site.Breast, Site.Skin, Site.Other,
        ];
        var all = Index with { Sites = [.. sites.Select(site => new SiteScore(site, 1, Damage: true))], ConstitutionalScore = null };
        Wrong(all).ShouldBeEmpty();
        all.Total().ShouldBe(sites.Length);
    }

    [Fact]
    public void a_site_scores_0_to_3_in_the_validated_version_and_0_to_4_in_the_prototype()
    {
        var four = Index with { Sites = [new(Site.SpinalMeninges, 4)], ConstitutionalScore = 4 };
        Wrong(four).ShouldBe(["sites score-of-another-version", "constitutionalScore score-of-another-version"]);
        Wrong(four with { Instrument = ResponderIndexVersion.Prototype2012 }).ShouldBeEmpty();
        Wrong(Index with { SerumIgG4Score = 2 }).ShouldBe(["serumIgG4Score score-of-another-version"]);
        Wrong(Index with { SerumIgG4Score = 2, Instrument = ResponderIndexVersion.Prototype2012 }).ShouldBeEmpty();
    }

    [Fact]
    public void a_site_is_scored_once_and_what_is_not_active_is_not_urgent()
    {
        Wrong(Index with { Sites = [new(Site.Kidney, 1), new(Site.Kidney, 2)] }).ShouldBe(["sites site-twice"]);
        Wrong(Index with { Sites = [new(Site.Kidney, 0, Urgent: true)] }).ShouldBe(["sites urgent-without-activity"]);
    }

    [Fact]
    public void a_stated_total_that_is_not_the_sum_is_kept_with_a_warning()
    {
        Warned(Index with { StatedTotal = 6 }).ShouldBe(["statedTotal total-disagrees"]);
        Warned(Index with { StatedTotal = 9 }).ShouldBeEmpty();
        Warned(Index).ShouldBeEmpty();
    }

    // No worked example of either version could be read; these are counted by hand from the scales as they are described.
    [Fact]
    public void a_course_is_totalled_in_each_version_by_its_own_scale()
    {
        // New and untreated scores 2: meninges 2 x 2 for urgent, gland 2. Improved scores 1, gone 0. New or worse despite treatment
        // scores 3: meninges 3 x 2, kidney 3, constitution 1; damage counts nothing.
        Total(ResponderIndexVersion.Validated2018, [new(Site.SpinalMeninges, 2, Urgent: true), new(Site.SubmandibularGland, 2)])
            .ShouldBe(6);
        Total(ResponderIndexVersion.Validated2018, [new(Site.SpinalMeninges, 1), new(Site.SubmandibularGland, 0)]).ShouldBe(1);
        Total(
                ResponderIndexVersion.Validated2018,
                [
                    new(Site.SpinalMeninges, 3, Urgent: true, Damage: true), new(Site.Kidney, 3),
                    new(Site.SubmandibularGland, 0, Damage: true),
                ],
                constitutional: 1)
            .ShouldBe(10);

        // The prototype scores what is new off treatment 3, what is worse despite treatment 4, and serum IgG4 beside the sites.
        Total(ResponderIndexVersion.Prototype2012, [new(Site.SpinalMeninges, 3, Urgent: true), new(Site.SubmandibularGland, 3)], serum: 3)
            .ShouldBe(12);
        Total(ResponderIndexVersion.Prototype2012, [new(Site.SpinalMeninges, 1), new(Site.SubmandibularGland, 0)], serum: 1).ShouldBe(2);
        Total(
                ResponderIndexVersion.Prototype2012,
                [new(Site.SpinalMeninges, 4, Urgent: true, Damage: true), new(Site.Kidney, 4)], constitutional: 2, serum: 4)
            .ShouldBe(18);

        static int Total(ResponderIndexVersion version, SiteScore[] sites, int? constitutional = null, int? serum = null)
        {
            var index = Index with
            {
                Instrument = version,
                Sites = sites,
                ConstitutionalScore = constitutional,
                SerumIgG4Score = serum,
            };
            Wrong(index).ShouldBeEmpty();
            return index.Total();
        }
    }

    private static string[] Wrong(ClinicalEntry entry) =>
        [.. ChartRules.Contradictions(Chart(entry), Today).Select(wrong => $"{wrong.Member} {wrong.Code}")];

    private static string[] Warned(ClinicalEntry entry) =>
        [.. Plausibility.Warnings(Chart(entry), [entry]).Select(warning => $"{warning.Member} {warning.Code}")];
}
