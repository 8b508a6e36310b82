using System.Globalization;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>A planned taper as it was read from words.</summary>
/// <param name="Drug">The glucocorticoid, where the words name it.</param>
/// <param name="Steps">Its steps, each later than the one before.</param>
public sealed record ReadTaper(Glucocorticoid? Drug, IReadOnlyList<TaperStep> Steps);

/// <summary>
/// Reads a planned taper where every word of it is understood: doses that each say from which day they hold; doses at one interval from a
/// day; or a dose from a day, how much less it becomes at what interval, and down to what. Days are whole dates, doses milligrams a day
/// that never rise.
/// </summary>
public static partial class TaperText
{
    private const int MaximumSteps = 100;

    // Milligrams a day; any other frequency is another regimen, and two decimals at most leave no mark that could separate thousands.
    private const string Number = "[0-9]{1,4}(?:[.,][0-9]{1,2})?";

    private const string Daily =
        @"(?: ?/ ?(?:d(?:ay)?|tag|jour|d[ií]a|giorno)| daily| a day| per day| täglich| pro tag| par jour| al d[ií]a)?";

    private const string From = @"(?:from|as of|starting(?: from| on)?|ab(?: dem)?|à partir du|dès le|desde(?: el)?|a partire dal|dal)";

    private const string Every =
        @"(?<every>weekly|every week|wöchentlich|jede woche|fortnightly|every (?:other|second) week|monthly|every month|monatlich"
        + @"|(?:every|alle|toutes les|tous les|cada|ogni) (?<count>[1-9][0-9]?) (?<unit>days?|weeks?|months?|tagen?|wochen|monaten?"
        + @"|jours|semaines|mois|d[ií]as|semanas|meses|giorni|settimane|mesi)|(?<count>[2-9])-weekly)";

    private const string Drug = @"(?:(?<drug>[\p{L}-]{3,25}):? )?";

    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>The taper; null where any part of the words is not understood or leaves a choice.</summary>
    /// <param name="words">The words.</param>
    /// <param name="order">Which comes first in a date with slashes.</param>
    /// <param name="marks">What is known of the decimal mark of the file.</param>
    public static ReadTaper? Read(string words, DateOrder? order, FileMarks marks)
    {
        var plain = Heading().Replace(string.Join(' ', words.Split([' ', '\t', '\u00a0'], StringSplitOptions.RemoveEmptyEntries)), "");
        var taper = Intervals(plain, order, marks) ?? Decrements(plain, order, marks) ?? Dated(plain, order, marks);
        return taper is { Steps.Count: > 0 and <= MaximumSteps } && Falls(taper.Steps) ? taper : null;
    }

    private static bool Falls(IReadOnlyList<TaperStep> steps) =>
        steps[0].DailyDoseMg is > 0 and <= 5000
        && steps.Zip(steps.Skip(1)).All(two => two.First.From < two.Second.From && two.First.DailyDoseMg >= two.Second.DailyDoseMg);

    private static ReadTaper? Dated(string words, DateOrder? order, FileMarks marks)
    {
        var steps = new List<TaperStep>();
        Glucocorticoid? drug = null;
        foreach (var part in Between().Split(words).Select(part => part.Trim()))
        {
            var match = Step().Match(part);
            if (!match.Success || Day(match.Groups["day"].Value, order) is not { } day) return null;
            if (match.Groups["stop"].Success) steps.Add(new(day, 0));
            else if (Dose(match.Groups["mg"].Value, marks) is { } dose) steps.Add(new(day, dose));
            else return null;
            if (!Named(match, ref drug)) return null;
        }

        return new(drug, steps);
    }

    private static ReadTaper? Intervals(string words, DateOrder? order, FileMarks marks)
    {
        var match = AtIntervals().Match(words);
        Glucocorticoid? drug = null;
        if (!match.Success || Day(match.Groups["day"].Value, order) is not { } first || !Named(match, ref drug)) return null;
        var doses = match.Groups["mg"].Captures.Select(capture => Dose(capture.Value, marks)).ToList();
        // Two numbers with a dash between them are a range, and so are numbers that rise.
        if (doses.Contains(null) || (doses.Count == 2 && !match.Groups["arrow"].Success)
            || doses.Zip(doses.Skip(1)).Any(two => two.First <= two.Second))
            return null;
        return Later(match, first) is not { } later ? null
            : new(drug, [.. doses.Select((dose, i) => new TaperStep(later(i), dose!.Value))]);
    }

    private static ReadTaper? Decrements(string words, DateOrder? order, FileMarks marks)
    {
        var match = ByDecrements().Match(words);
        Glucocorticoid? drug = null;
        if (!match.Success || Day(match.Groups["day"].Value, order) is not { } first || !Named(match, ref drug)) return null;
        var until = match.Groups["stop"].Success ? 0 : Dose(match.Groups["until"].Value, marks);
        if (Dose(match.Groups["mg"].Value, marks) is not { } dose || Dose(match.Groups["less"].Value, marks) is not (> 0 and { } less)
            || until is not { } least || least >= dose || (dose - least) % less != 0 || (dose - least) / less >= MaximumSteps)
            return null;
        return Later(match, first) is not { } later ? null
            : new(drug, [.. Enumerable.Range(0, (int)((dose - least) / less) + 1).Select(i => new TaperStep(later(i), dose - (i * less)))]);
    }

    // The day of the step of a number; null where it would be none.
    private static Func<int, DateOnly>? Later(Match match, DateOnly first)
    {
        var count = match.Groups["count"] is { Success: true } digits ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 1;
        var unit = match.Groups["unit"].Value.ToLowerInvariant();
        var every = match.Groups["every"].Value.ToLowerInvariant();
        if (every is "fortnightly" || every.Contains("other", StringComparison.Ordinal)
            || every.Contains("second", StringComparison.Ordinal)) count = 2;
        var months = unit.StartsWith('m') || every.StartsWith("month", StringComparison.Ordinal) || every is "every month" or "monatlich";
        // The last of a hundred steps must have a day, too.
        if (first.Year is < 1900 or > 2190) return null;
        if (months) return count > 12 ? null : step => first.AddMonths(step * count);
        var days = unit.Length > 0 && unit[0] is 't' or 'j' or 'g' || unit.StartsWith('d') ? count : count * 7;
        return step => first.AddDays(step * days);
    }

    private static bool Named(Match match, ref Glucocorticoid? drug)
    {
        if (match.Groups["drug"] is not { Success: true } name) return true;
        if (SteroidText.DrugOf(name.Value) is not { } named || (drug is { } known && known != named)) return false;
        drug = named;
        return true;
    }

    private static decimal? Dose(string text, FileMarks marks) =>
        NumberText.Pointed(text, text, marks) is (var number, null) && NumberText.TryRead(number, whole: false, out var mg) ? mg : null;

    private static DateOnly? Day(string text, DateOrder? order) =>
        DateText.Read(text, order) is ({ Precision: DatePrecision.Day } date, null) ? date.Earliest : null;

    [GeneratedRegex(@"^(?:planned )?taper ?: ?", AnyCase, 1000)]
    private static partial Regex Heading();

    // A comma before a blank separates; one between digits may be a decimal mark.
    [GeneratedRegex(@" ?[;\n；] ?|, (?:then |dann )?| (?:then|dann|→|->) ", AnyCase, 1000)]
    private static partial Regex Between();

    [GeneratedRegex(
        "^" + Drug + "(?<mg>" + Number + ") ?mg" + Daily + " " + From + @" (?<day>[^,;]+)\z"
        + "|^" + Drug + From + @" (?<day>[^,;:]+?)(?: ?: ?| )(?<mg>" + Number + ") ?mg" + Daily + @"\z"
        + "|^" + Drug + @"(?<day>[0-9][^,;:]*?) ?: ?(?<mg>" + Number + ") ?mg" + Daily + @"\z"
        + "|^" + Drug + "(?<stop>stop(?:ped)?|off|none) " + From + @" (?<day>[^,;]+)\z",
        AnyCase, 1000)]
    private static partial Regex Step();

    private const string Arrow = "(?<arrow> ?(?:→|->|>) ?| then | dann )";

    private const string Doses =
        "(?<mg>" + Number + ")(?: ?mg)?(?:(?: ?[-–—/] ?|, |" + Arrow + ")(?<mg>" + Number + ")(?: ?mg)?)+" + Daily;

    [GeneratedRegex(
        "^" + Drug + Doses + ",? " + Every + ",? " + From + @" (?<day>[^,;]+)\z"
        + "|^" + Drug + From + @" (?<day>[^,;:]+?) ?: ?" + Doses + ",? " + Every + @"\z",
        AnyCase, 1000)]
    private static partial Regex AtIntervals();

    [GeneratedRegex(
        "^" + Drug + "(?<mg>" + Number + ") ?mg" + Daily + " " + From + @" (?<day>[^,;]+?)[,;] (?:then |dann )?"
        + "(?:(?:reduced?|decreased?|taper(?:ed)?|down) by |minus |[-−–] ?)(?<less>" + Number + ") ?mg" + Daily + " " + Every
        + " (?:down )?(?:to|until|till|bis(?: auf)?) (?:(?<until>" + Number + ") ?mg" + Daily + @"|(?<stop>0|zero|nil|stop|off))\z",
        AnyCase, 1000)]
    private static partial Regex ByDecrements();
}
