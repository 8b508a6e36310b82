using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Course;

/// <summary>
/// What one study says of the course of the lesion, size and enhancement read apart. A study that says nothing of change proves nothing.
/// </summary>
internal static class LesionGrowth
{
    /// <summary>Millimetres of thickness that are a change, unless a clinic chooses otherwise. House default.</summary>
    public const decimal DefaultMm = 2m;

    /// <summary>New, larger, newly enhancing, or enhancing more.</summary>
    /// <param name="study">The study.</param>
    public static bool IsActive(this LesionImaged study) =>
        study.LesionPresent && (study.ChangeSincePrior is LesionChange.New or LesionChange.Larger || EnhancesMore(study));

    /// <summary>Whether the cord is compressed, which nothing does where no lesion is; null when the study does not say.</summary>
    /// <param name="study">The study.</param>
    public static bool? ShowsCompression(this LesionImaged study) => study.LesionPresent ? study.CordCompression : false;

    /// <summary>No lesion, or one that is neither larger nor enhances more.</summary>
    /// <param name="study">The study.</param>
    public static bool IsQuiet(this LesionImaged study) =>
        !study.LesionPresent
        || (study.ChangeSincePrior is LesionChange.Unchanged or LesionChange.Smaller or LesionChange.Resolved && !EnhancesMore(study));

    /// <summary>
    /// Active, and the reader does not call the lesion new: then it is growth, which an earlier study must have been free of to be told.
    /// </summary>
    /// <param name="study">The study.</param>
    public static bool HasOnlyGrown(this LesionImaged study) => IsActive(study) && study.ChangeSincePrior != LesionChange.New;

    /// <summary>
    /// Whether a study shows the lesion for the first time, at most so many days after treatment began: on suspicion, before anybody had
    /// seen it. What a reader calls new then is the lesion that is treated, not one that came in spite of it.
    /// </summary>
    /// <param name="reading">The chart.</param>
    /// <param name="study">A study with a date.</param>
    /// <param name="days">The days.</param>
    public static bool IsFirstSight(ChartReading reading, LesionImaged study, int days)
    {
        if (!study.LesionPresent || reading.Treatment is not { } start || start.Latest >= study.ImagedOn.Earliest) return false;
        if (!start.HasBounds() || study.ImagedOn.Latest > DaySpans.Shift(start.Earliest, days)) return false;
        foreach (var other in reading.Studies)
        {
            if (other.LesionPresent && other.ImagedOn.Earliest < study.ImagedOn.Earliest) return false;
        }

        return true;
    }

    /// <summary>Whether it is said that nothing enhances.</summary>
    /// <param name="study">The study.</param>
    public static bool EnhancesNowhere(this LesionImaged study) =>
        !study.LesionPresent || study.Enhancement == Enhancement.None || study.EnhancementSincePrior == EnhancementChange.Resolved;

    /// <summary>Whether a lesion is seen of which the reader does not say whether its size changed.</summary>
    /// <param name="study">The study.</param>
    public static bool IsSilent(this LesionImaged study) => study is { LesionPresent: true, ChangeSincePrior: null };

    /// <summary>
    /// Whether a study tells something of the lesion that another one shows: by its own levels where it shows one, else by what was imaged.
    /// Where one of the two does not say where, it does.
    /// </summary>
    /// <param name="study">The study.</param>
    /// <param name="lesion">The study that shows the lesion.</param>
    public static bool SpeaksOf(this LesionImaged study, LesionImaged lesion)
    {
        if (study.IsOfTheBrainAlone() && !lesion.IsOfTheBrainAlone()) return false;
        if (lesion.Levels is not { } levels) return true;
        if (study is { LesionPresent: true, Levels: { } own }) return own.Overlaps(levels);
        if (study.Regions is { Count: > 0 } regions)
        {
            foreach (var region in regions)
            {
                if ((Of(region) & levels.Regions) != SpinalRegions.None) return true;
            }

            return false;
        }

        return study.Levels is not { } looked || looked.Overlaps(levels);
    }

    /// <summary>
    /// Whether a study of the spine tells something of a lesion that an earlier one shows. Where none does, or it does not say what was
    /// imaged, it does: only what certainly looked elsewhere leaves the lesion unseen.
    /// </summary>
    /// <param name="reading">The chart.</param>
    /// <param name="study">The study.</param>
    public static bool LooksAtTheLesion(ChartReading reading, LesionImaged study)
    {
        if (!study.IsSpinalMri()) return false;
        if (study.Regions is not { Count: > 0 } && study.Levels is null) return true;
        var known = false;
        foreach (var earlier in reading.SpinalStudies)
        {
            if (!earlier.ImagedOn.IsReported || earlier.EntryId == study.EntryId) continue;
            if (!earlier.ImagedOn.IsCertainlyBefore(study.ImagedOn)) break;
            if (!earlier.LesionPresent) continue;
            if (study.SpeaksOf(earlier)) return true;
            known = true;
        }

        return !known;
    }

    private static SpinalRegions Of(ImagedRegion region) => region switch
    {
        ImagedRegion.Cervical => SpinalRegions.Cervical,
        ImagedRegion.Thoracic => SpinalRegions.Thoracic,
        ImagedRegion.Lumbosacral => SpinalRegions.Lumbar | SpinalRegions.Sacral,
        _ => SpinalRegions.None,
    };

    /// <summary>Whether a lesion enhances that did not before, where the reader does not compare.</summary>
    /// <param name="study">The study.</param>
    /// <param name="former">The study before it of the same lesion; null when there is none.</param>
    public static bool EnhancesAnew(this LesionImaged study, LesionImaged? former) =>
        study is { LesionPresent: true, EnhancementSincePrior: null, Enhancement: not (null or Enhancement.None) }
        && former is { LesionPresent: true, Enhancement: Enhancement.None };

    /// <summary>Millimetres by which the lesion is thicker than at an earlier study; null where one of the two does not say.</summary>
    /// <param name="study">The study.</param>
    /// <param name="former">The earlier study; null when there is none.</param>
    public static decimal? Thickened(this LesionImaged study, LesionImaged? former) => study.ThicknessMm - former?.ThicknessMm;

    /// <summary>
    /// The study that the thickness of another one is measured against: the thinnest since treatment began or since the disease was last
    /// settled, as criteria of response take the nadir. What had grown by so much was told then, and is what later growth is measured
    /// against; so is a lesion that a reader called new or larger. Null when none before it says how thick the lesion was.
    /// </summary>
    /// <param name="reading">The chart.</param>
    /// <param name="study">A study with a date.</param>
    /// <param name="settled">When the disease was last settled; null when it never was.</param>
    /// <param name="growthMm">Millimetres that are growth.</param>
    public static LesionImaged? Nadir(ChartReading reading, LesionImaged study, ClinicalDate? settled, decimal growthMm)
    {
        LesionImaged? nadir = null;
        foreach (var earlier in reading.DatedStudies)
        {
            if (!earlier.ImagedOn.IsCertainlyBefore(study.ImagedOn) || !earlier.SpeaksOf(study)) continue;
            if (earlier is not { LesionPresent: true, ThicknessMm: { } thickness }) continue;
            var starts = earlier.ImagedOn.Latest <= reading.Treatment?.Earliest
                || (settled is { } day && !earlier.ImagedOn.IsCertainlyAfter(day));
            var told = IsActive(earlier) || thickness - nadir?.ThicknessMm >= growthMm;
            if (starts || told || !(thickness > nadir?.ThicknessMm)) nadir = earlier;
        }

        return nadir;
    }

    /// <summary>
    /// What was measured where the reader says nothing of change, or sees none from the study before: the studies of a lesion that outgrew
    /// the one that <see cref="Nadir"/> tells, and those of one that is no thicker than it, of which the reader says nothing at all. Where
    /// dates leave open which of two came first, neither is told.
    /// </summary>
    /// <param name="reading">The chart.</param>
    /// <param name="settled">When the disease was under control, in order.</param>
    /// <param name="growthMm">Millimetres that are growth.</param>
    public static (HashSet<Guid> Outgrown, HashSet<Guid> Quiet) Measured(
        ChartReading reading, List<DaySpan> settled, decimal growthMm)
    {
        var (outgrown, quiet) = (new HashSet<Guid>(), new HashSet<Guid>());
        var settledBy = settled.ConvertAll(day => day.Latest);
        settledBy.Sort();
        // Of each lesion the study before, the last one that says how thick it was, and the one it is measured against.
        var lesions = new List<(LesionImaged Seen, LesionImaged? Last, LesionImaged? Nadir)>();
        // Of two of one day the thicker one counts, then one that enhances, then one that is active by its reader.
        foreach (var study in reading.Studies.InOrderWithinDates(static dated => dated.ImagedOn, ThickerFirst))
        {
            if (!study.LesionPresent || !study.ImagedOn.IsReported) continue;
            var of = lesions.Count - 1;
            while (of >= 0 && !lesions[of].Seen.SpeaksOf(study)) of--;
            var (seen, last, nadir) = of < 0 ? default : lesions[of];
            if (seen is not null && !seen.ImagedOn.IsCertainlyBefore(study.ImagedOn)) continue;
            if (of >= 0) lesions.RemoveAt(of);
            if (study.EnhancesAnew(seen)) outgrown.Add(study.EntryId);
            if (study.ThicknessMm is not { } thickness)
            {
                lesions.Add((study, last, nadir));
                continue;
            }

            if (last is not null && IsSettledFrom(last.ImagedOn.Earliest, study.ImagedOn.Earliest)) nadir = last;
            var grown = thickness - nadir?.ThicknessMm >= growthMm;
            if (grown && study.ChangeSincePrior is null or LesionChange.Unchanged) outgrown.Add(study.EntryId);
            else if (thickness <= nadir?.ThicknessMm && study.IsSilent() && !IsActive(study) && !outgrown.Contains(study.EntryId))
                quiet.Add(study.EntryId);
            if (grown || IsActive(study) || study.ImagedOn.Latest <= reading.Treatment?.Earliest || !(thickness > nadir?.ThicknessMm))
                nadir = study;
            lesions.Add((study, study, nadir));
        }

        return (outgrown, quiet);

        // On a day before another one.
        bool IsSettledFrom(DateOnly day, DateOnly before)
        {
            var i = settledBy.BinarySearch(day);
            i = i < 0 ? ~i : i;
            return i < settledBy.Count && settledBy[i] < before;
        }
    }

    private static int ThickerFirst(LesionImaged left, LesionImaged right)
    {
        if (Nullable.Compare(right.ThicknessMm, left.ThicknessMm) is var thickness and not 0) return thickness;
        if (Enhances(left).CompareTo(Enhances(right)) is var enhances and not 0) return enhances;
        return right.IsActive().CompareTo(left.IsActive()) is var active and not 0
            ? active
            : Nullable.Compare(left.ChangeSincePrior, right.ChangeSincePrior);

        static int Enhances(LesionImaged study) => study.Enhancement switch { null => 2, Enhancement.None => 1, _ => 0 };
    }

    private static bool EnhancesMore(LesionImaged study) =>
        study.EnhancementSincePrior is EnhancementChange.New or EnhancementChange.Increased;
}
