using IgG4FollowUp.Api.Imports;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>Columns of numbers, each with what it needs beside it to become an entry.</summary>
internal static class NumberColumns
{
    /// <summary>Every column of numbers, the year of birth among them.</summary>
    public static IReadOnlyList<CaseField> All { get; } = [.. CaseField.All.Where(field => field.IsNumber || field.Name == "birth_year")];

    /// <summary>A table of one column of numbers, a patient a row.</summary>
    /// <param name="field">The column.</param>
    /// <param name="cells">Its cells.</param>
    public static string File(string field, params IEnumerable<string> cells)
    {
        var (columns, beside) = Beside(field);
        return $"study_number,{field}{columns}\n"
            + string.Concat(cells.Select((cell, index) => $"A-{index + 1},{Quoted(cell)}{beside}\n"));
    }

    private static (string Columns, string Cells) Beside(string field) => field switch
    {
        "administration_dose_mg" or "administration_course" => (",sparing_agent,administered_on", ",rituximab,2024-03-11"),
        "adverse_event_grade" => (",adverse_event", ",infection"),
        "responder_index_total" => (",responder_index_sites,responder_index_version", ",kidney 2,2018"),
        "serum_igg4_limit" => (",serum_igg4", ",286 mg/dL"),
        "followup_months" => Dated("last_visit_on"),
        "thickness_mm" => Dated("mri_on"),
        "igg4_cells_per_hpf" or "igg4_igg_percent" => Dated("biopsy_on"),
        "pain_score" or "mjoa" or "mjoa_thoracic" or "nurick" or "modified_rankin" or "weight_kg" or "scim_total" or "eq5d_profile"
            or "walking_distance_m" => Dated("status_on"),
        _ => ("", ""),
    };

    private static (string Columns, string Cells) Dated(string column) => ($",{column}", ",2024-03-11");

    private static string Quoted(string cell) => cell.Contains(',', StringComparison.Ordinal) ? $"\"{cell}\"" : cell;
}
