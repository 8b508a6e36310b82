using IgG4FollowUp.Domain.Imaging;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>Levels of made-up lesions: one stretch within a region or across two neighbouring ones.</summary>
internal static class SyntheticLevels
{
    public static SpinalLevels In(DeterministicRandom random, SpinalRegions regions)
    {
        var (first, last) = Bounds(regions);
        var single = (regions & (regions - 1)) == SpinalRegions.None;
        int from, to;
        if (single)
        {
            from = random.Between(first, last - 1);
            to = random.Between(from + 1, Math.Min(last, from + 4));
        }
        else
        {
            var border = Border(regions);
            from = random.Between(Math.Max(first, border - 4), border - 1);
            to = random.Between(border, Math.Min(last, border + 3));
        }

        return SpinalLevels.Parse($"{new VertebralSegment((byte)from)}-{new VertebralSegment((byte)to)}");
    }

    public static SpinalRegions Any(DeterministicRandom random) => random.Between(0, 44) switch
    {
        < 12 => SpinalRegions.Cervical,
        < 22 => SpinalRegions.Thoracic,
        < 26 => SpinalRegions.Lumbar,
        < 40 => SpinalRegions.Cervical | SpinalRegions.Thoracic,
        < 44 => SpinalRegions.Thoracic | SpinalRegions.Lumbar,
        _ => SpinalRegions.Lumbar | SpinalRegions.Sacral,
    };

    private static (int First, int Last) Bounds(SpinalRegions regions) => (
        regions.HasFlag(SpinalRegions.Cervical) ? 0 : regions.HasFlag(SpinalRegions.Thoracic) ? 7 : 19,
        regions.HasFlag(SpinalRegions.Sacral) ? 28
            : regions.HasFlag(SpinalRegions.Lumbar) ? 23
            : regions.HasFlag(SpinalRegions.Thoracic) ? 18
            : 6);

    private static int Border(SpinalRegions regions) =>
        regions.HasFlag(SpinalRegions.Cervical) ? 7 : regions.HasFlag(SpinalRegions.Thoracic) ? 19 : 24;
}
