using System.Globalization;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>How authors' words are read: what is certain, and no more.</summary>
public sealed class WordsSpecs
{
    [Theory]
    [InlineData("C5-T4 and T1-T6", "C5-T4 and T1-T6", true)]
    [InlineData("T11", "T11", true)]
    [InlineData("cervical", "cervical", true)]
    [InlineData("cervicothoracic", "cervical and thoracic", false)]
    [InlineData("cervical, thoracic, lumbar (plus cranial)", "cervical and thoracic and lumbar", false)]
    [InlineData("spinal, including lumbosacral", "lumbar and sacral", false)]
    [InlineData("C6 to mid-thoracic", "C6-C7 and thoracic", false)]
    [InlineData("foramen magnum-C4", "C1-C4", false)]
    [InlineData("C3/4-T4/5", "C4-T4", false)]
    [InlineData("C7-T2; later to T2-T3 plus cranial", "C7-T2", false)]
    [InlineData("C6 to lumbar", "C6-C7 and thoracic and lumbar", false)]
    [InlineData("upper thoracic spine", "thoracic", false)]
    [InlineData("cervico-thoracic", "cervical and thoracic", false)]
    [InlineData("between C4 and T2", "C4-T2", false)]
    [InlineData("between C4 and the skull", null, false)]
    [InlineData("T9-T8", null, false)]
    [InlineData("C8", null, false)]
    [InlineData("T13-L2", null, false)]
    [InlineData("somewhere in the back", null, false)]
    public void levels_are_what_is_certain_of_the_words(string words, string? levels, bool exact)
    {
        var read = LevelsText.Read(words);
        read.Levels?.ToString().ShouldBe(levels);
        (read.Levels is null).ShouldBe(levels is null);
        read.Exact.ShouldBe(exact);
        read.Relapse.ShouldBeNull();
    }

    [Fact]
    public void levels_of_a_relapse_are_kept_apart_from_those_of_the_lesion()
    {
        var read = LevelsText.Read("T2-T4; relapse at lower medulla to upper cervical cord");
        read.Levels.ShouldBe(SpinalLevels.Parse("T2-T4"));
        read.Relapse.ShouldBe(SpinalLevels.Parse("cervical"));
    }

    [Theory]
    [InlineData("laminectomy and excision of mass", new[] { Procedure.Laminectomy, Procedure.Resection }, null, null)]
    [InlineData("emergency cervical double-door laminoplasty + thoracic decompression with internal fixation",
        new[] { Procedure.Laminoplasty, Procedure.Fixation, Procedure.Other }, null, null)]
    [InlineData("excisional biopsy of mass", new[] { Procedure.Biopsy }, null, null)]
    [InlineData("T4-T5 laminectomy with biopsy", new[] { Procedure.Laminectomy, Procedure.Biopsy }, "T4-T5", null)]
    [InlineData("multiple decompressions and CSF shunting", new[] { Procedure.CsfShunt, Procedure.Other }, null, null)]
    [InlineData("total en bloc spondylectomy T11", new[] { Procedure.Vertebrectomy }, "T11", null)]
    [InlineData("decompressive laminectomy and durotomy", new[] { Procedure.Laminectomy, Procedure.Durotomy }, null, null)]
    [InlineData("laminectomy C4-T1 (T2 subtotal) + cervicothoracic fixation", new[] { Procedure.Laminectomy, Procedure.Fixation }, "C4-T1",
        null)]
    [InlineData("total removal", new[] { Procedure.Resection }, null, ResectionExtent.Complete)]
    [InlineData("removal of thickened dura (no symptomatic benefit)", new[] { Procedure.Resection }, null, null)]
    [InlineData("emergency operation", new Procedure[0], null, null)]
    [InlineData("surgical intervention (type not stated in the abstract)", new Procedure[0], null, null)]
    public void procedures_are_those_that_are_named(string words, Procedure[] procedures, string? levels, ResectionExtent? extent)
    {
        var surgery = SurgeryText.Read(words, Guid.NewGuid());
        surgery.Procedures.ShouldBe(procedures);
        surgery.Levels?.ToString().ShouldBe(levels);
        surgery.Extent.ShouldBe(extent);
        surgery.Description.ShouldBe(words);
    }

    [Theory]
    [InlineData("prednisolone 7,5 mg/d", "7.5")]
    [InlineData("prednisolone 12.5 mg/day", "12.5")]
    [InlineData("prednisolone 1,250 mg/d", null)]
    [InlineData("prednisolone 1.250,5 mg/d", null)]
    [InlineData("prednisolone 1'250 mg/d", null)]
    [InlineData("prednisolone 40-60 mg/d", null)]
    [InlineData("prednisolone 40 \u2013 60 mg daily", null)]
    [InlineData("prednisolone 40 mg to 5 mg/d", null)]
    [InlineData("prednisolone from 40 to 5 mg a day", null)]
    [InlineData("prednisolone 40 mg \u2192 5 mg/d", null)]
    [InlineData("prednisolone 0.5 mg/kg/d", null)]
    [InlineData("prednisolone <5 mg/d", null)]
    [InlineData("prednisolone \u22645 mg/d", null)]
    [InlineData("prednisolone >40 mg/d", null)]
    [InlineData("prednisolone ~40 mg/d", null)]
    [InlineData("prednisolone max 40 mg/d", null)]
    [InlineData("up to 40 mg/d of prednisolone", null)]
    [InlineData("prednisolone less than 5 mg/d", null)]
    [InlineData("Prednisolon bis zu 40 mg/Tag", null)]
    [InlineData("Prednisolon ca. 40 mg/d", null)]
    public void a_dose_is_the_whole_number_and_no_end_of_another_or_of_a_range(string words, string? mg) =>
        SteroidText.Read(words).ShouldHaveSingleItem().DailyDoseMg
            .ShouldBe(mg is null ? null : decimal.Parse(mg, CultureInfo.InvariantCulture));

    [Fact]
    public void a_dose_is_taken_only_with_its_frequency()
    {
        SteroidText.Read("prednisone 40 mg x5 days; later prednisone taper").ShouldBe(
        [
            new("prednisone 40 mg x5 days", Glucocorticoid.Prednisone, 40, null, null, Ended: true),
            new("later prednisone taper", Glucocorticoid.Prednisone, null, null, null, Ended: false),
        ]);
        SteroidText.Read("dexamethasone 5 mg every 6 h x7 d pre-op (no effect); steroid after surgery").ShouldBe(
        [
            new("dexamethasone 5 mg every 6 h x7 d pre-op (no effect)", Glucocorticoid.Dexamethasone, 20, null, null, Ended: true),
            new("steroid after surgery", null, null, null, null, Ended: false),
        ]);
        SteroidText.Read("methylprednisolone 500 mg").ShouldHaveSingleItem().DailyDoseMg.ShouldBeNull();
        SteroidText.Read("methylprednisolone 1 g x 3 days").ShouldHaveSingleItem().DailyDoseMg.ShouldBe(1000);
        SteroidText.Read("oral prednisolone 6 weeks (dose not stated in the abstract)").ShouldHaveSingleItem()
            .ShouldBe(
                new("oral prednisolone 6 weeks (dose not stated in the abstract)", Glucocorticoid.Prednisolone, null, SteroidRoute.Oral,
                    null, Ended: false));
    }

    [Fact]
    public void an_epidural_course_is_a_course_of_its_own_and_prior_steroid_for_another_disease_says_so()
    {
        SteroidText.Read("systemic and epidural glucocorticoids").Select(course => course.Route).ShouldBe([null, SteroidRoute.Epidural]);
        SteroidText.Read("steroid pulse then oral maintenance").Select(course => course.Route).ShouldBe([null, SteroidRoute.Oral]);
        SteroidText.Read("intravenous steroid pulse").ShouldHaveSingleItem().Route.ShouldBe(SteroidRoute.Intravenous);
        SteroidText.Read("prior steroid (for polychondritis)").ShouldHaveSingleItem().Indication.ShouldBe(Indication.Other);
        SteroidText.Read("steroids").ShouldHaveSingleItem().ShouldBe(new("steroids", null, null, null, null, Ended: false));
    }

    [Fact]
    public void an_agent_keeps_the_words_that_are_more_than_its_name()
    {
        Start("rituximab")
            .ShouldSatisfyAllConditions(start => start.Agent.ShouldBe(SparingAgent.Rituximab),
                start => start.Regimen.ShouldBeNull(), start => start.Indication.ShouldBeNull());
        Start("efgartigimod alfa (no further benefit)").ShouldSatisfyAllConditions(
            start => start.Agent.ShouldBe(SparingAgent.Efgartigimod), start =>
                start.Regimen.ShouldBe("efgartigimod alfa (no further benefit)"));
        Start("methotrexate (prior, for polychondritis)").Indication.ShouldBe(Indication.Other);
        Start("a drug of tomorrow")
            .ShouldSatisfyAllConditions(start => start.Agent.ShouldBe(SparingAgent.Other), start =>
                start.Regimen.ShouldBe("a drug of tomorrow"));

        var treatment = SparingAgentText.Entries("methotrexate about 10 years, self-stopped 2005", _ => Guid.NewGuid()).ToList();
        var stop = treatment[1].ShouldBeOfType<SparingAgentStopped>();
        stop.TreatmentId.ShouldBe(treatment[0].EntryId);
        (stop.LastDoseOn, stop.Reason).ShouldBe((ClinicalDate.Parse("2005"), StopReason.PatientDecision));

        static SparingAgentStarted Start(string words) =>
            SparingAgentText.Entries(words, _ => Guid.NewGuid()).ShouldHaveSingleItem().ShouldBeOfType<SparingAgentStarted>();
    }

    [Fact]
    public void a_relapse_keeps_kind_levels_and_pattern_where_one_clause_states_them()
    {
        var (kinds, levels, pattern) = NotesText.RelapseIn("relapse with new ANTERIOR multilobulated lesion C5-T1; under monitoring");
        kinds.ShouldBe([RecurrenceKind.Radiological]);
        levels.ShouldBe(SpinalLevels.Parse("C5-T1"));
        pattern.ShouldBe(LesionPattern.Ventral);
        NotesText.RelapseIn("symptomatic and neurological improvement on rituximab").ShouldBe(([], null, null));
        NotesText.RelapseIn(null).ShouldBe(([], null, null));
    }

    [Fact]
    public void ids_made_from_content_are_stable_and_keep_the_order_of_the_row()
    {
        StableIds.StudyNumber("Chan SK et al.").ShouldBe(StableIds.StudyNumber("Chan SK et al."));
        StableIds.StudyNumber("Chan SK et al.").ShouldMatch("^PUB-[0-9a-f]{12}$");
        var ids = Enumerable.Range(0, 300).Select(number => StableIds.Entry("PUB-1", $"entry/{number}", number)).ToList();
        ids.ShouldBeInOrder();
        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => id.Version == 8);
        StableIds.Entry("PUB-1", "entry/7", 7).ShouldBe(ids[7]);
        StableIds.Entry("PUB-2", "entry/7", 7).ShouldNotBe(ids[7]);
    }
}
