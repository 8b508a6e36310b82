using System.Globalization;
using System.Text;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>Numbers as people write them, with the unit of their column, another of its kind, or one that it does not take.</summary>
public sealed class MeasuredNumberSpecs
{
    [Theory]
    [InlineData("thickness_mm", "5", "5 mm", "5mm", "5 millimetres", "0.5 cm", "5000 µm")]
    [InlineData("weight_kg", "70", "70 kg", "70kg", "70 kilos", "70000 g", "70 Kilogramm")]
    [InlineData("weight_kg", "68.038856", "150 lb", "150 lbs", "150 pounds")]
    [InlineData("igg4_igg_percent", "45", "45 %", "45%", "45 per cent", "45 Prozent", "45％")]
    [InlineData("igg4_cells_per_hpf", "30", "30/HPF", "30 / hpf", "30 per HPF", "30 cells/HPF", "30/GF")]
    [InlineData("pain_score", "3", "3/10", "3 / 10", "NRS 3", "NRS 3/10", "NRS: 3", "VAS 3/10", "3 of 10", "3 von 10")]
    [InlineData("mjoa", "12", "12/18", "mJOA 12", "12 points")]
    [InlineData("mjoa_thoracic", "8", "8/11")]
    [InlineData("nurick", "2", "grade 2", "Nurick 2", "2/5")]
    [InlineData("modified_rankin", "2", "mRS 2", "2/6", "2/5", "grade 2")]
    [InlineData("age", "54", "54 years", "54 y", "54 J.", "54 ans")]
    [InlineData("followup_months", "24", "24 months", "2 years", "24 Monate", "24 mo")]
    [InlineData("steroid_dose_mg", "40", "40 mg", "40 mg/d", "0.04 g", "40000 µg", "40 mg daily")]
    [InlineData("administration_dose_mg", "1000", "1000 mg", "1 g", "1g")]
    [InlineData("administration_course", "2", "cycle 2", "2.", "2nd", "course 2")]
    [InlineData("adverse_event_grade", "3", "grade 3", "G3", "CTCAE 3", "CTCAE grade 3")]
    [InlineData("responder_index_total", "4", "4 points")]
    [InlineData("walking_distance_m", "500", "500 m", "0.5 km", "500 metres")]
    public void the_unit_of_the_column_is_understood_and_another_of_its_kind_converted(string field, string value, params string[] cells)
    {
        foreach (var cell in cells)
        {
            var row = Row(field, cell);
            row.Reasons.ShouldBeEmpty($"{field}: '{cell}' {row.Reasons.FirstOrDefault()?.Detail}");
            Value(field, row).ShouldBe(decimal.Parse(value, CultureInfo.InvariantCulture), $"{field}: '{cell}'");
        }
    }

    [Fact]
    public void a_unit_that_a_column_does_not_take_is_refused_by_its_name_with_what_it_takes()
    {
        var columns = CaseField.All
            .Where(field => field.IsNumber && !field.Name.StartsWith("serum_igg4", StringComparison.Ordinal)).ToList();
        columns.Count.ShouldBeGreaterThan(14);
        foreach (var field in columns)
        {
            foreach (var cell in new[]
            {
                "3 furlongs", "3 in", "3 weeks", "3 stone", "3 mmol/L", "3/100", "3/mm2", "3 mg/kg", "3 mg/m2", "3 mmHg", "3 ‰", "3 °C",
                "3±1", "about 3", "3-4", "> 3", "3 4",
            })
            {
                var reason = Row(field.Name, cell).Reasons.ShouldHaveSingleItem($"{field.Name}: '{cell}'");
                reason.Column.ShouldBe(field.Name);
                reason.Value.ShouldBe(cell);
                if (!cell.Contains("3 4", StringComparison.Ordinal))
                    reason.Detail.ShouldContain(MeasuredNumber.Expected(field.Name), Case.Sensitive, $"{field.Name}: '{cell}'");
            }
        }
    }

    [Theory]
    [InlineData("54", "1968", "2024-03-11", "55 or 56")]
    [InlineData("57", "1968-05-01", "2024", "55 or 56")]
    [InlineData("12", "1968", "2024-03", "55 or 56")]
    [InlineData("55", "1968", "2024-03-11", null)]
    [InlineData("56", "1968", "2024-03-11", null)]
    [InlineData("54", "", "2024-03-11", null)]
    [InlineData("54", "1968", "", null)]
    public void an_age_that_year_of_birth_and_date_of_presentation_rule_out_is_warned_about_with_all_three(
        string age, string born, string presented, string? ages)
    {
        var row = Read($"study_number,Alter,birth_year,presented_on\nA-1,{age},{born},{presented}\n");
        row.Entries.OfType<PresentationRecorded>().ShouldHaveSingleItem().AgeYears.ShouldBe(int.Parse(age, CultureInfo.InvariantCulture));
        var warnings = row.Warnings.Where(warning => warning.Code == "age-disagrees").ToList();
        if (ages is null)
        {
            warnings.ShouldBeEmpty();
            return;
        }

        foreach (var said in new[] { "'Alter'", age, "'birth_year' (1968)", $"'presented_on' ({presented})", ages })
            warnings.ShouldHaveSingleItem().Detail.ShouldContain(said);
    }

    private static decimal? Value(string field, ImportedCase row) => field switch
    {
        "age" => Of<PresentationRecorded>(row).AgeYears,
        "followup_months" => Of<VisitLogged>(row).StatedFollowUpMonths,
        "steroid_dose_mg" => Of<SteroidCourseStarted>(row).DailyDoseMg,
        "thickness_mm" => Of<LesionImaged>(row).ThicknessMm,
        "igg4_igg_percent" => Of<BiopsyReported>(row).IgG4ToIgGPercent,
        "igg4_cells_per_hpf" => Of<BiopsyReported>(row).IgG4PositiveCellsPerHpf,
        "administration_dose_mg" => Of<AgentAdministered>(row).Dose!.Amount,
        "administration_course" => Of<AgentAdministered>(row).Course,
        "adverse_event_grade" => Of<AdverseEventReported>(row).Grade,
        "responder_index_total" => Of<ResponderIndexScored>(row).StatedTotal,
        "weight_kg" => Of<StatusAssessed>(row).WeightKg,
        "pain_score" => Of<StatusAssessed>(row).PainScore,
        "mjoa" => Of<StatusAssessed>(row).Mjoa,
        "mjoa_thoracic" => Of<StatusAssessed>(row).MjoaThoracic,
        "nurick" => Of<StatusAssessed>(row).Nurick,
        "walking_distance_m" => Of<StatusAssessed>(row).WalkingDistanceM,
        _ => Of<StatusAssessed>(row).ModifiedRankin,
    };

    private static T Of<T>(ImportedCase row) => row.Entries.OfType<T>().ShouldHaveSingleItem();

    private static ImportedCase Row(string field, string cell) =>
        Read(NumberColumns.File(field, cell));

    private static ImportedCase Read(string csv)
    {
        var file = CaseFile.Read(Encoding.UTF8.GetBytes(csv));
        file.Problem.ShouldBeNull(csv);
        return file.Rows.ShouldHaveSingleItem();
    }
}
