using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <content>How the patient was, and what histology showed.</content>
public sealed partial class CaseMapping
{
    private static readonly string[] OfStatus =
        ["pain_score", "walking", "bladder", "mjoa", "mjoa_thoracic", "nurick", "modified_rankin", "weight_kg"];

    private static readonly string[] OfHistology =
        ["igg4_cells_per_hpf", "igg4_igg_percent", "storiform_fibrosis", "obliterative_phlebitis"];

    private void Status()
    {
        if (Array.Find(OfStatus, field => _cells[field] is not null) is not { } first)
        {
            if (Date("status_on").IsReported)
                Warn("status_on", "status-without-finding",
                    "The row says when somebody asked and nothing of the answers; nothing was recorded.");
            return;
        }

        var words = new List<string>();
        var status = new StatusAssessed
        {
            EntryId = Id("status", first),
            AssessedOn = Date("status_on") is { IsReported: true } asked ? asked : Date("last_visit_on"),
            PainScore = (int?)Number("pain_score", 0, 10, whole: true),
            Walking = Choice("walking", PresentationWords.Walkings, words),
            Bladder = Choice("bladder", PresentationWords.Bladders, words),
            Mjoa = (int?)Number("mjoa", 0, 18, whole: true),
            MjoaThoracic = (int?)Number("mjoa_thoracic", 0, 11, whole: true),
            Nurick = (int?)Number("nurick", 0, 5, whole: true),
            ModifiedRankin = (int?)Number("modified_rankin", 0, 5, whole: true),
            WeightKg = Number("weight_kg", 2, 400, whole: false),
            Note = words.Count == 0 ? null : string.Join('\n', words),
        };
        // Words that nothing is understood of are no status.
        if (status is
            {
                PainScore: null, Walking: null, Bladder: null, Mjoa: null, MjoaThoracic: null, Nurick: null, ModifiedRankin: null,
                WeightKg: null
            })
            return;
        _entries.Add(status);
    }

    private void Histology()
    {
        var reported = Date("biopsy_on");
        if (Array.Find(OfHistology, field => _cells[field] is not null) is not { } first)
        {
            if (reported.IsReported)
                Warn("biopsy_on", "biopsy-without-finding",
                    "The row says when histology was reported and nothing of it; nothing was recorded.");
            return;
        }

        _entries.Add(new BiopsyReported
        {
            EntryId = Id("biopsy", first),
            ReportedOn = reported,
            IgG4PositiveCellsPerHpf = (int?)Number("igg4_cells_per_hpf", 0, 2000, whole: true),
            IgG4ToIgGPercent = Percent("igg4_igg_percent"),
            StoriformFibrosis = YesOrNo("storiform_fibrosis"),
            ObliterativePhlebitis = YesOrNo("obliterative_phlebitis"),
        });
    }

    // 0.45 is a ratio, and 0.45 per cent is nothing that anybody counted.
    private decimal? Percent(string field) => Number(field, 0, 100, whole: false) is not { } percent ? null
        : percent is > 0 and < 1
            ? Wrong<decimal>(field, "This must be in per cent, from 1 to 100 or 0; write 45 for a ratio of 0.45.")
            : percent;

    // What is stated absent is an empty list; words of which any is not known stay words.
    private IReadOnlyList<T>? List<T>(string field, Func<string, T?> read, List<string> words)
        where T : struct, Enum
    {
        if (_cells.State(field) == CellState.StatedAbsent) return [];
        if (_cells[field] is not { } cell) return null;
        var items = PresentationWords.List(cell, read);
        _cells.Understand(field, items is null ? null : string.Join(", ", items.Select(item => Kebab(item))));
        if (items is not null) return items;
        words.Add($"{char.ToUpperInvariant(field[0])}{field[1..].Replace('_', ' ')}: {cell}");
        Warn(field, $"{field.Replace('_', '-')}-not-mapped",
            "Not each of these words is a known value; they are kept as they are, and the value is not reported.");
        return null;
    }
}
