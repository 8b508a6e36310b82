using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Classification;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Quality;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>What the diagnosis rests on: one row per current entry.</summary>
public static class DiagnosisTables
{
    public static IReadOnlyList<AnalystTable> All =>
        [Biopsies, Differentials, Diagnoses, Organs, ResponderIndexes, ResponderIndexSites, Classifications];

    public static AnalystTable Biopsies { get; } = new AnalystTable<BiopsyReported>(
        "biopsies", "One row per histology report.", ["entry_id"], p => p.Chart.Of<BiopsyReported>(),
        [
            Uuid<BiopsyReported>("entry_id", "The entry.", b => b.EntryId, required: true),
            .. Date<BiopsyReported>("reported_on", "When the report was issued", b => b.ReportedOn),
            .. Date<BiopsyReported>("sampled_on", "When the tissue was taken", b => b.SampledOn),
            Code<BiopsyReported, Site>("site", "Where the tissue was taken.", b => b.Tissue),
            .. Levels<BiopsyReported>("", "Tissue taken", b => b.Levels),
            Integer<BiopsyReported>("igg4_positive_cells_per_hpf", "IgG4-positive plasma cells per high-power field.",
                b => b.IgG4PositiveCellsPerHpf),
            Numeric<BiopsyReported>("igg4_to_igg_percent", "IgG4-positive of IgG-positive plasma cells, per cent.",
                b => b.IgG4ToIgGPercent),
            Boolean<BiopsyReported>("lymphoplasmacytic_infiltrate", "Dense lymphoplasmacytic infiltrate.",
                b => b.LymphoplasmacyticInfiltrate),
            Boolean<BiopsyReported>("fibrosis", "Fibrosis of whatever pattern.", b => b.Fibrosis),
            Boolean<BiopsyReported>("storiform_fibrosis", "Storiform fibrosis.", b => b.StoriformFibrosis),
            Boolean<BiopsyReported>("storiform_assessable", "False when storiform fibrosis cannot be judged in this tissue.",
                b => b.StoriformAssessable),
            Boolean<BiopsyReported>("obliterative_phlebitis", "Obliterative phlebitis.", b => b.ObliterativePhlebitis),
            Code<BiopsyReported, HistologyGrade>("granulomas", "Granulomas.", b => b.Granulomas),
            Code<BiopsyReported, HistologyGrade>("neutrophils", "Neutrophilic inflammation.", b => b.Neutrophils),
            .. Flags<BiopsyReported, HistologyExclusion>("exclusion_", "Whether what speaks against the disease includes",
                b => b.Exclusions),
            .. Enum.GetValues<HistologyItem>().Select(item => Code<BiopsyReported, MissingReason>(
                $"missing_{StoredName.Of(item).Replace('-', '_')}", $"Why there is no value: {StoredName.Of(item)}.",
                b => b.NotAssessed?.FirstOrDefault(missing => missing.Item == item)?.Reason)),
        ]);

    public static AnalystTable Differentials { get; } = new AnalystTable<DifferentialChecked>(
        "differentials", "One row per thing that speaks for another disease and was looked for, or was not, with the reason.",
        ["entry_id"], p => p.Chart.Of<DifferentialChecked>(),
        [
            Uuid<DifferentialChecked>("entry_id", "The entry.", d => d.EntryId, required: true),
            .. Date<DifferentialChecked>("checked_on", "When it was looked for, or that it was not was known", d => d.CheckedOn),
            Code<DifferentialChecked, Differential>("what", "What was looked for.", d => d.What, required: true),
            Code<DifferentialChecked, DifferentialFinding>("result", "What was found; null where a reason is given.", d => d.Result),
            Code<DifferentialChecked, MissingReason>("missing", "Why it was not looked for; null where it was.", d => d.Missing),
        ]);

    public static AnalystTable Diagnoses { get; } = new AnalystTable<DiagnosisMade>(
        "diagnoses", "One row per diagnosis as a clinician made it; the latest of a patient holds.", ["entry_id"],
        p => p.Chart.Of<DiagnosisMade>(),
        [
            Uuid<DiagnosisMade>("entry_id", "The entry.", d => d.EntryId, required: true),
            .. Date<DiagnosisMade>("diagnosed_on", "When it was made", d => d.DiagnosedOn),
            Code<DiagnosisMade, Diagnosis>("diagnosis", "The diagnosis.", d => d.Diagnosis, required: true),
            Text<DiagnosisMade>("orpha_code", "Its code in the nomenclature of rare diseases; null where none is known.",
                d => OrphaCodes.Of(d.Diagnosis)) with
            {
                Codes = [.. Enum.GetValues<Diagnosis>().Select(OrphaCodes.Of).OfType<string>()],
            },
            Code<DiagnosisMade, DiagnosticCertainty>("certainty", "How certain.", d => d.Certainty),
            Code<DiagnosisMade, CriteriaSet>("criteria", "Criteria that were applied, with their edition.", d => d.Criteria),
            Integer<DiagnosisMade>("stated_points", "Points of the 2019 ACR/EULAR criteria as the clinician counted them.",
                d => d.StatedPoints),
        ]);

    public static AnalystTable Organs { get; } = new AnalystTable<OrganAssessed>(
        "organs", "One row per organ in which the disease was looked for, or was not, with the reason, each time.", ["entry_id"],
        p => p.Chart.Of<OrganAssessed>(),
        [
            Uuid<OrganAssessed>("entry_id", "The entry.", o => o.EntryId, required: true),
            .. Date<OrganAssessed>("assessed_on", "When it was looked for, or that it was not was known", o => o.AssessedOn),
            Code<OrganAssessed, Site>("site", "The organ.", o => o.Site, required: true),
            Code<OrganAssessed, OrganFinding>("result", "What was found; null where a reason is given.", o => o.Result),
            Code<OrganAssessed, MissingReason>("missing", "Why it was not looked for; null where it was.", o => o.Missing),
            .. Flags<OrganAssessed, OrganMethod>("method_", "Whether it was looked for by", o => o.Methods),
            Boolean<OrganAssessed>("bilateral", "Whether both of a pair are involved.", o => o.Bilateral),
            .. Flags<OrganAssessed, OrganFeature>("feature_", "Whether what is seen includes", o => o.Features),
            Numeric<OrganAssessed>("suv_max", "Greatest standardised uptake value of FDG.", o => o.SuvMax),
        ]);

    public static AnalystTable ResponderIndexes { get; } = new AnalystTable<ResponderIndexScored>(
        "responder_indexes", "One row per scoring of the IgG4-RD Responder Index; never compare two versions of the instrument.",
        ["entry_id"], p => p.Chart.Of<ResponderIndexScored>(),
        [
            Uuid<ResponderIndexScored>("entry_id", "The entry.", r => r.EntryId, required: true),
            .. Date<ResponderIndexScored>("scored_on", "When it was scored", r => r.ScoredOn),
            Code<ResponderIndexScored, ResponderIndexVersion>("instrument", "Version of the instrument.", r => r.Instrument,
                required: true),
            Integer<ResponderIndexScored>(
                "total",
                $"Sum of the scores, urgent sites twice; damage counts nothing. {SmallestChanges.Of(Score.ResponderIndex).Words}",
                r => r.Total(),
                required: true),
            Integer<ResponderIndexScored>("stated_total", "Total as it was written down.", r => r.StatedTotal),
            Integer<ResponderIndexScored>("active_sites", "Sites with a score above 0.", r => r.Sites.Count(site => site.Score > 0),
                required: true),
            Integer<ResponderIndexScored>("urgent_sites", "Sites that need treatment at once.",
                r => r.Sites.Count(site => site.Urgent == true), required: true),
            Integer<ResponderIndexScored>("damaged_sites", "Sites said to be permanently damaged, active or not.",
                r => r.Sites.Count(site => site.Damage == true), required: true),
            Integer<ResponderIndexScored>("constitutional_score", "Score of constitutional symptoms.", r => r.ConstitutionalScore),
            Integer<ResponderIndexScored>("serum_igg4_score", "Score of serum IgG4, prototype of 2012 only.", r => r.SerumIgG4Score),
        ]);

    public static AnalystTable ResponderIndexSites { get; } = new AnalystTable<SiteScored>(
        "responder_index_sites", "One row per site listed in a scoring of the Responder Index; sites not listed were not affected.",
        ["entry_id", "site"],
        p => p.Chart.Of<ResponderIndexScored>().SelectMany(index => index.Sites.Select(site => new SiteScored(index, site))),
        [
            Uuid<SiteScored>("entry_id", "The entry.", s => s.Index.EntryId, required: true),
            Code<SiteScored, Site>("site", "The site.", s => s.Score.Site, required: true),
            Code<SiteScored, ResponderIndexVersion>("instrument", "Version of the instrument.", s => s.Index.Instrument, required: true),
            Integer<SiteScored>("score", "Score, 0 to 3 in version 2018 and 0 to 4 in the prototype, before it is doubled.",
                s => s.Score.Score, required: true),
            Boolean<SiteScored>("urgent", "Whether it needs treatment at once; doubles the score.", s => s.Score.Urgent),
            Boolean<SiteScored>("damage", "Whether it is permanently damaged; never counted.", s => s.Score.Damage),
            Boolean<SiteScored>("symptomatic", "Whether it gives symptoms.", s => s.Score.Symptomatic),
        ]);

    public static AnalystTable Classifications { get; } = new AnalystTable<Classified>(
        "classifications", "One row per patient: how far the record meets the criteria of the disease; computed, no clinician's diagnosis.",
        [], p => p.Chart.Of<PatientEnrolled>().Any() ? [new(AcrEular2019.Of(p.Chart), Comprehensive2020.Of(p.Chart))] : [],
        [
            Code<Classified, ClassificationVerdict>("acr_eular_2019_verdict",
                "2019 ACR/EULAR criteria: open where what is missing decides. Exclusions that are not on record do not count as met.",
                c => c.AcrEular.Verdict, required: true),
            Integer<Classified>("acr_eular_2019_points",
                "Points on record, of 20; those of five domains have still to be held against the publication.", c => c.AcrEular.Points,
                required: true),
            Integer<Classified>("acr_eular_2019_points_at_most", "Points if everything that is missing were met.", c => c.AcrEular.AtMost,
                required: true),
            Integer<Classified>("acr_eular_2019_points_at_most_without_further_biopsy",
                "The same with nothing more from a biopsy than is on record.", c => c.AcrEular.AtMostWithoutFurtherBiopsy, required: true),
            Integer<Classified>("acr_eular_2019_exclusions_unsettled", "Exclusions of which the record does not say whether they are met.",
                c => c.AcrEular.ExclusionsUnsettled.Length, required: true),
            Code<Classified, ComprehensiveVerdict>("comprehensive_2020_verdict", "2020 revised comprehensive criteria on this record.",
                c => c.Comprehensive.Verdict, required: true),
            Code<Classified, ComprehensiveVerdict>("comprehensive_2020_verdict_at_best", "The same if everything that is missing were met.",
                c => c.Comprehensive.AtBest, required: true),
        ]);

    private sealed record Classified(AcrEular2019 AcrEular, Comprehensive2020 Comprehensive);

    private sealed record SiteScored(ResponderIndexScored Index, SiteScore Score);
}
