using System.Globalization;
using System.Text;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>One judgement of every cell of treatment, for operations as for drugs: absent, given, not given, or not understood.</summary>
public sealed class TreatmentCellSpecs
{
    // As a clinic's spreadsheet has them.
    private static readonly (string Field, string Cell)[] Given =
    [
        ("surgery", "decompressive laminectomy T4-7 + dural biopsy"), ("surgery", "s/p ACDF"), ("surgery", "ACDF C5/6"),
        ("surgery", "s/p lami C3-6"), ("surgery", "TLIF L4/5 2019"), ("surgery", "lami + Bx"), ("surgery", "debulking"),
        ("surgery", "redo laminectomy + debulking (STR)"), ("surgery", "VP shunt"), ("surgery", "evacuation of epidural mass"),
        ("surgery", "C4–C6 laminoplasty"), ("surgery", "T7 corpectomy, cage"),
        ("surgery", "laminectomy (C5-7), dural bx, no complications"),
        ("surgery", "operated twice (2018, 2020)"), ("surgery", "yes, 2019"), ("surgery", "surgery in another hospital, 2017"),
        ("surgery", "emergency laminectomy for acute paraparesis"), ("surgery", "Z.n. Laminektomie BWK 4-7"),
        ("surgery", "Laminektomie Th4-7 mit Duraerweiterungsplastik"), ("surgery", "Laminektomie und Tumorteilresektion Th8"),
        ("surgery", "laminectomie T4-T7 avec biopsie durale"), ("surgery", "laminectomía T3-T6 y biopsia"),
        ("surgery", "laminectomia D4-D7 ed exeresi parziale"), ("surgery", "椎弓切除術"), ("surgery", "laminectomy without fixation"),
        ("surgery", "laminectomy not complicated"), ("surgery", "laminectomy, no improvement"),
        ("steroid", "pred 40 then taper"), ("steroid", "pulse mPSL 1g x3"), ("steroid", "Pred 20/d"), ("steroid", "Urbason 1g"),
        ("steroid", "Decortin H 20 mg"), ("steroid", "IVMP 1g x 5d -> oral pred 60 mg tapering"), ("steroid", "pred not tolerated"),
        ("steroid", "prednisolone no response"),
        ("sparing_agent", "RTX x2"), ("sparing_agent", "MMF 2g/d"), ("sparing_agent", "CYC 500mg x6 (Euro-Lupus)"),
        ("sparing_agent", "RTX 1g d1+d15"), ("sparing_agent", "AZA (stopped, LFTs)"), ("sparing_agent", "Truxima"),
        ("sparing_agent", "MMF - GI intolerance, stopped after 2 wks"), ("sparing_agent", "s/p RTX x1 cycle"),
        ("sparing_agent", "MTX not effective"),
    ];

    private static readonly string[] NotGiven =
    [
        "declined", "planned 3/2025", "considered but not given", "refused by patient", "offered, declined", "{0} declined",
        "{0} planned 3/2025", "{0} considered but not given", "{0} not an option", "{0} not tolerated, never started", "{0} no indicada",
        "{0} never an option", "{0} nicht sinnvoll", "{0} non indiquée", "{0} unnecessary", "{0} avoided", "{0} anticipated",
        "{0} abandoned", "{0} too risky", "{0} impossible", "{0} in reserve", "{0} debated", "{0} nixed", "{0} unless improving",
        "against {0}", "hold {0}", "unfit for {0}", "rifiuta {0}", "{0} inutile", "{0} innecesaria", "{0} unnötig", "{0} versus wait",
        "{0} vs laminectomy vs steroids", "{0} qwertz", "blorb {0}", "nashi", "{0} nashi", "nincs", "ei leikattu", "{0}不必要",
    ];

    private static readonly (string Field, string Name)[] Names =
    [
        ("surgery", "laminectomy"), ("surgery", "operation"), ("surgery", "ACDF"), ("surgery", "biopsy"), ("steroid", "prednisolone"),
        ("steroid", "pred"), ("sparing_agent", "rituximab"), ("sparing_agent", "MTX"),
    ];

    [Fact]
    public void treatments_as_clinics_write_them_are_understood_and_nothing_of_them_is_in_doubt()
    {
        foreach (var (field, cell) in Given)
        {
            TreatmentCell.Of(cell, ColumnSense.ByField[field]).ShouldBe(new(Told.Given, HasNotGiven: false, HasStrange: false), cell);
            var row = Row(field, cell);
            Treatments(row).ShouldNotBeEmpty(cell);
            row.Warnings.ShouldAllBe(warning => warning.Code != "not-understood" && warning.Code != "not-given", cell);
        }
    }

    [Fact]
    public void what_was_not_given_and_what_nobody_understands_is_no_treatment_and_the_report_says_what_would_be_right()
    {
        foreach (var (field, name) in Names)
        {
            foreach (var cell in NotGiven.Select(form => string.Format(CultureInfo.InvariantCulture, form, name)))
            {
                var row = Row(field, cell);
                var what = $"{field}: '{cell}'";
                Treatments(row).ShouldBeEmpty(what);
                var warning = row.Warnings.Where(warning => warning.Column == field).ShouldHaveSingleItem(what);
                warning.Value.ShouldBe(cell, what);
                warning.Detail.ShouldContain("takes", customMessage: what);
            }
        }
    }

    [Theory]
    [InlineData("surgery", "never")]
    [InlineData("surgery", "not indicated")]
    [InlineData("surgery", "OP nicht indiziert")]
    [InlineData("steroid", "not indicated")]
    [InlineData("steroid", "steroid-free")]
    [InlineData("sparing_agent", "never")]
    public void absence_is_absence_in_each(string field, string cell) =>
        TreatmentCell.Of(cell, ColumnSense.ByField[field]).Told.ShouldBe(Told.StatedAbsent);

    [Fact]
    public void of_an_operation_that_is_told_in_part_the_rest_is_named()
    {
        var row = Row("surgery", "laminectomy; biopsy blorb");
        Treatments(row).ShouldHaveSingleItem().ShouldBeOfType<SurgeryPerformed>().Procedures.ShouldBe([Procedure.Laminectomy]);
        row.Warnings.ShouldHaveSingleItem().Code.ShouldBe("not-understood");
    }

    private static IEnumerable<ClinicalEntry> Treatments(ImportedCase row) =>
        row.Entries.Where(entry => entry is SurgeryPerformed or SparingAgentStarted or SteroidCourseStarted);

    private static ImportedCase Row(string field, string cell)
    {
        var file = CaseFile.Read(Encoding.UTF8.GetBytes($"study_number,{field}\nA-1,\"{cell}\"\n"));
        file.Problem.ShouldBeNull(cell);
        return file.Rows.ShouldHaveSingleItem();
    }
}
