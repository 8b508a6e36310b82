using System.Text.RegularExpressions;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <content>How the patient was, and what histology showed.</content>
public sealed partial class CaseMapping
{
    private static readonly string[] OfStatus =
        ["pain_score", "walking", "bladder", "mjoa", "mjoa_thoracic", "nurick", "modified_rankin", "weight_kg", "scim_total",
            "eq5d_profile", "walking_distance_m", "not_assessed"];

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
        var missing = new List<NotAssessed>();
        var status = new StatusAssessed
        {
            EntryId = Id("status", first),
            AssessedOn = Date("status_on") is { IsReported: true } asked ? asked : Date("last_visit_on"),
            PainScore = Score("pain_score", StatusItem.Pain, 10),
            Walking = Choice("walking", PresentationWords.Walkings, words),
            Bladder = Choice("bladder", PresentationWords.Bladders, words),
            Mjoa = Score("mjoa", StatusItem.Mjoa, 18),
            MjoaThoracic = Score("mjoa_thoracic", StatusItem.MjoaThoracic, 11),
            Nurick = Score("nurick", StatusItem.Nurick, 5),
            ModifiedRankin = Score("modified_rankin", StatusItem.ModifiedRankin, 5),
            ScimTotal = Score("scim_total", StatusItem.Scim, 100),
            WalkingDistanceM = Score("walking_distance_m", StatusItem.WalkingDistance, 50_000),
            Eq5dProfile = IsMissing("eq5d_profile", StatusItem.Eq5d) ? null : Eq5dProfile(),
            WeightKg = IsMissing("weight_kg", StatusItem.Weight) ? null : Number("weight_kg", 2, 400, whole: false),
        };
        var inCells = missing.Count;
        foreach (var (item, _) in Listed("not_assessed"))
        {
            var parts = RecordWords.Parts(item, RecordWords.Assessed)
                .Select(part => (part.What, Why: RecordWords.Reasons(part.Said))).Where(part => part.Why is not null).Take(1).ToList();
            if (parts is [{ Why: { } why } part]) missing.Add(new(part.What, why));
            else
                Wrong<int>("not_assessed",
                    "Each item, between semicolons, is what was not assessed and why, such as 'scim not-done' or 'eq5d refused'.");
        }

        if (missing.Count > inCells)
            _cells.Understand("not_assessed",
                string.Join("; ", missing.Skip(inCells).Select(what => $"{StoredName.Of(what.Item)}: {StoredName.Of(what.Reason)}")));
        status = status with
        {
            NotAssessed = missing.Count == 0 ? null : [.. missing.Distinct()],
            Note = words.Count == 0 ? null : string.Join('\n', words),
        };
        // Words that nothing is understood of are no status.
        if (status is
            {
                PainScore: null, Walking: null, Bladder: null, Mjoa: null, MjoaThoracic: null, Nurick: null, ModifiedRankin: null,
                WeightKg: null, ScimTotal: null, Eq5dProfile: null, WalkingDistanceM: null, NotAssessed: null
            })
            return;
        _entries.Add(status);

        int? Score(string field, StatusItem item, int greatest) =>
            IsMissing(field, item) ? null : (int?)Number(field, 0, greatest, whole: true);

        bool IsMissing(string field, StatusItem item)
        {
            if (Missing(field) is not { } reason) return false;
            missing.Add(new(item, reason));
            return true;
        }
    }

    private string? Eq5dProfile()
    {
        if (_cells["eq5d_profile"] is not { } cell) return null;
        if (Profile().IsMatch(cell))
        {
            _cells.Understand("eq5d_profile", cell);
            return cell;
        }

        Wrong<int>("eq5d_profile",
            "This must be five digits from 1 to 5, or why there is none (not done, not possible, refused), or blank.");
        return null;
    }

    [GeneratedRegex(@"^[1-5]{5}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Profile();

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

        var missing = new List<HistologyNotAssessed>();
        _entries.Add(new BiopsyReported
        {
            EntryId = Id("biopsy", first),
            ReportedOn = reported,
            IgG4PositiveCellsPerHpf = IsMissing("igg4_cells_per_hpf", HistologyItem.IgG4PositiveCells) ? null
                : (int?)Number("igg4_cells_per_hpf", 0, 2000, whole: true),
            IgG4ToIgGPercent = IsMissing("igg4_igg_percent", HistologyItem.IgG4ToIgG) ? null : Percent("igg4_igg_percent"),
            StoriformFibrosis = IsMissing("storiform_fibrosis", HistologyItem.StoriformFibrosis) ? null : YesOrNo("storiform_fibrosis"),
            ObliterativePhlebitis = IsMissing("obliterative_phlebitis", HistologyItem.ObliterativePhlebitis) ? null
                : YesOrNo("obliterative_phlebitis"),
            NotAssessed = missing.Count == 0 ? null : missing,
        });

        bool IsMissing(string field, HistologyItem item)
        {
            if (Missing(field) is not { } reason) return false;
            missing.Add(new(item, reason));
            return true;
        }
    }

    // Why a cell has no value, where it says no more than that, also in a column of words that takes it for a denial.
    private MissingReason? Missing(string field) => _cells.Raw(field) is { } cell && RecordWords.WhyMissing(cell) is { } reason
        ? Understood<MissingReason>(field, reason)
        : null;

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
