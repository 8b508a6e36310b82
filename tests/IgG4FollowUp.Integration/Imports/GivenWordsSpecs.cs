using System.Globalization;
using System.Text;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>Beside the name of a drug only words by which it is given make it given; any other word leaves the cell open.</summary>
public sealed class GivenWordsSpecs
{
    private static readonly (string Field, string[] Drugs)[] Columns =
    [
        ("sparing_agent", ["rituximab", "RTX", "MTX", "azathioprine"]), ("steroid", ["prednisolone", "PSL", "methylprednisolone",
        "steroids"]),
    ];

    // None of them is on any list of words that put a treatment off.
    private static readonly string[] Intended =
    [
        "considering {0}", "{0} to be started", "{0} planned", "?{0}", "? {0}", "{0}??", "not yet started {0}", "{0} declined",
        "{0} allergy",
        "{0} under consideration", "{0} as an option", "option: {0}", "candidate for {0}", "for {0}", "patient for {0}", "listed for {0}",
        "awaiting {0}", "{0} awaiting funding", "{0} due in May", "{0} due", "needs {0}", "wants {0}", "{0} requested", "{0} ordered",
        "{0} next", "{0} in future", "thinking about {0}", "would benefit from {0}", "{0} indicated", "eligible for {0}",
        "{0} approval sought",
        "{0} applied for", "{0} trial?", "may need {0}", "prescribe {0}", "use {0}", "propose {0}", "add {0}", "switch to {0}",
        "hold {0}",
        "{0} vs placebo", "screened for {0}", "family against {0}", "{0} feared", "{0} denied by insurance", "{0} unaffordable",
        "überlegen {0}", "{0} angedacht", "{0} in Erwägung", "{0} steht an", "Indikation für {0}", "{0} indiziert", "{0} gewünscht",
        "Beginn mit {0} vorbereiten", "{0} ausstehend", "Wechsel auf {0} überlegt", "Kandidat für {0}", "{0} in Reserve",
        "envisager {0}", "{0} envisageable", "{0} en attente", "en vue de {0}", "indication de {0}", "{0} souhaité", "prévoir {0}",
        "valorar {0}", "{0} pendiente", "se considera {0}", "{0} en estudio", "candidato a {0}", "{0} solicitado", "mañana {0}",
        "in attesa di {0}", "{0} da considerare", "valutazione per {0}", "{0} richiesto", "considerar {0}", "aguarda {0}",
        "{0}予定", "{0}検討", "{0}を考慮", "{0}希望", "{0}待ち", "考虑{0}", "准备{0}", "打算用{0}", "建议{0}", "{0}待定", "申请{0}", "拟{0}",
        "{0} no", "{0}: no", "{0} - no", "{0} not yet", "{0}, not yet", "{0} never", "{0} none", "{0} 0", "{0}: nein",
        "{0} noch nicht", "{0} нет",
        "{0} qwertz", "blorb {0}", "{0}, blorb", "{0} (blorb)", "{0} ❌", "{0} ✗",
    ];

    private static readonly string[] Given =
    [
        "{0}", "{0} 15 mg weekly", "{0} 1 g day 1 and 15", "{0} 2x1000mg", "{0} 375 mg/m2 x 4", "{0} given", "{0} started",
        "started {0} 2019",
        "{0} since March 2020", "{0} until 05/2021", "{0} stopped 2020 due to side effects", "{0} 2019-2021", "{0} from 2019 to 2021",
        "treated with {0}", "on {0}", "received {0} for 6 months", "{0} every 6 months", "{0} q6m", "{0} i.v.", "{0} p.o. 20 mg b.i.d.",
        "{0}, two cycles", "{0} (3 courses)", "{0} discontinued because of infection", "{0} for arthritis", "{0} maintenance",
        "{0}, well tolerated", "low-dose {0}", "{0} switched to other drug in 2020", "{0} tapered", "induction with {0}",
        "{0} seit 2019", "{0} ab Mai 2020", "{0} abgesetzt 2021", "{0} 15 mg wöchentlich", "{0} bis März 2020, gut vertragen",
        "unter {0}",
        "{0} depuis 2019", "{0} arrêté en 2020", "reçu {0} pendant 6 mois", "{0} par voie orale",
        "{0} desde 2019", "{0} suspendido en 2020", "tratado con {0}", "{0} dal 2019", "{0} sospeso nel 2020", "trattato con {0}",
        "{0}投与", "{0}開始", "{0}治疗", "{0}口服", "2019年{0}使用",
    ];

    [Fact]
    public void an_intention_in_whatever_words_is_not_taken_for_a_treatment_and_the_report_quotes_the_cell()
    {
        var wrong = new List<string>();
        foreach (var (field, cell) in Cells(Intended))
        {
            var row = Row(field, cell);
            var quoted = row.Reasons.Concat(row.Warnings).Any(remark => remark.Column == field && remark.Value == cell);
            // "Steroids: no" denies the column's own noun.
            var absent = row.Entries.OfType<PresentationRecorded>().Any(entry => entry.Note?.StartsWith("The source states: no ") == true);
            if (Treatments(row).Any() || !(quoted || absent)) wrong.Add($"{field}: '{cell}' {(quoted ? "" : "not ")}reported");
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void an_operation_that_somebody_is_to_have_or_one_of_several_is_not_taken_for_one_that_was_done()
    {
        string[] cells =
        [
            "?{0}", "{0}?", "{0} ? fusion", "{0} as an option", "candidate for {0}", "{0} requested", "for {0}", "{0} to follow",
            "awaiting {0}",
            "considering {0}", "{0} indicated", "{0} next month", "{0} or biopsy", "biopsy vs {0}", "listed for {0}", "needs {0}",
            "{0} due",
            "{0} wanted", "{0} indiziert", "{0} angedacht", "Kandidat für {0}", "{0} ausstehend", "{0} envisagée", "{0} en attente",
            "{0} pendiente", "{0} indicada", "in attesa di {0}", "{0}待ち", "考虑{0}", "准备{0}",
        ];
        foreach (var cell in from operation in new[] { "laminectomy", "laminoplasty" } from form in cells select Form(form, operation))
        {
            var row = Row("surgery", cell);
            row.Entries.OfType<SurgeryPerformed>().ShouldBeEmpty(cell);
            row.Warnings.ShouldContain(warning => warning.Column == "surgery" && warning.Value == cell, cell);
        }

        foreach (var cell in new[]
        {
            "laminectomy in May 2020", "laminectomy due to progression", "laminectomy and excision of mass",
            "laminectomy, needs a stick now done",
            "laminectomy performed as indicated", "posterior decompression C4-C6 with fusion",
        })
            Row("surgery", cell).Entries.OfType<SurgeryPerformed>().ShouldHaveSingleItem(cell);
    }

    [Fact]
    public void what_was_given_is_understood_by_its_dose_its_days_and_the_words_of_the_field()
    {
        var wrong = new List<string>();
        foreach (var (field, cell) in Cells(Given))
        {
            var row = Row(field, cell);
            if (!Treatments(row).Any() || row.Warnings.Any(warning => warning.Code is "not-understood" or "not-given"))
                wrong.Add($"{field}: '{cell}' {string.Join(' ', row.Warnings.Select(warning => warning.Code))}");
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("RTX vs AZA")]
    [InlineData("RTX/AZA")]
    [InlineData("RTX / AZA")]
    [InlineData("either RTX or AZA")]
    [InlineData("MMF, RTX or AZA")]
    public void which_of_several_agents_was_given_is_not_guessed(string cell)
    {
        var row = Row("sparing_agent", cell);
        row.Entries.OfType<SparingAgentStarted>().ShouldBeEmpty();
        row.Warnings.ShouldContain(warning => warning.Value == cell && warning.Column == "sparing_agent");
    }

    [Theory]
    [InlineData("AZA, blorb rituximab", "Azathioprine")]
    [InlineData("methotrexate then rituximab if relapse", "Methotrexate")]
    [InlineData("AZA; considering rituximab", "Azathioprine")]
    [InlineData("AZA; blorb rituximab", "Azathioprine")]
    [InlineData("blorb rituximab; AZA", "Azathioprine")]
    [InlineData("AZA because of MTX allergy", "")]
    [InlineData("AZA, blorb", "")]
    [InlineData("AZA; blorb", "")]
    [InlineData("rituximab; nosuchumab", "Rituximab")]
    public void words_that_are_not_understood_beside_one_drug_say_nothing_of_another(string cell, string agents)
    {
        var row = Row("sparing_agent", cell);
        string.Join(' ', row.Entries.OfType<SparingAgentStarted>().Select(start => start.Agent)).ShouldBe(agents);
        row.Warnings.ShouldContain(warning => warning.Value == cell);
    }

    private static IEnumerable<(string Field, string Cell)> Cells(string[] forms) =>
        from column in Columns
        from drug in column.Drugs
        from form in forms
        select (column.Field, Form(form, drug));

    private static string Form(string form, string what) => string.Format(CultureInfo.InvariantCulture, form, what);

    private static IEnumerable<ClinicalEntry> Treatments(ImportedCase row) =>
        row.Entries.Where(entry => entry is SparingAgentStarted or SteroidCourseStarted);

    private static ImportedCase Row(string field, string cell)
    {
        var file = CaseFile.Read(Encoding.UTF8.GetBytes($"study_number,{field}\nA-1,\"{cell}\"\n"));
        file.Problem.ShouldBeNull(cell);
        return file.Rows.ShouldHaveSingleItem();
    }
}
