using System.Globalization;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>One course in an author's words.</summary>
/// <param name="Words">The words.</param>
/// <param name="Drug">The drug, where named.</param>
/// <param name="DailyDoseMg">The dose in milligrams a day, where dose and frequency are stated.</param>
/// <param name="Route">The route, where stated.</param>
/// <param name="Indication">Another disease, where the words say so.</param>
/// <param name="Ended">True when the words give the course's whole length.</param>
public sealed record ReadCourse(string Words, Glucocorticoid? Drug, decimal? DailyDoseMg, SteroidRoute? Route, Indication? Indication,
    bool Ended);

/// <summary>Reads glucocorticoid treatment in an author's words; nothing is assumed that the words do not say.</summary>
public static partial class SteroidText
{
    public static IReadOnlyList<ReadCourse> Read(string words) => [.. Courses(words).Select(Course)];

    /// <summary>The events of the courses; the note keeps the words and says what the route rests on.</summary>
    public static IEnumerable<ClinicalEntry> Entries(IReadOnlyList<ReadCourse> courses, Func<string, Guid> idOf)
    {
        for (var i = 0; i < courses.Count; i++)
        {
            var course = courses[i];
            var start = new SteroidCourseStarted
            {
                EntryId = idOf($"steroid/{i}"),
                StartedOn = ClinicalDate.NotReported,
                Drug = course.Drug,
                DailyDoseMg = course.DailyDoseMg,
                Route = course.Route ?? SteroidRoute.Oral,
                Indication = course.Indication,
                Note = course.Route is null
                    ? $"{course.Words}\nRoute not stated; recorded as oral, which stands for systemic."
                    : course.Words,
            };
            yield return start;
            if (course.Ended)
                yield return new SteroidCourseStopped
                {
                    EntryId = idOf($"steroid/{i}/stop"),
                    CourseId = start.EntryId,
                    LastDoseOn = ClinicalDate.NotReported,
                };
        }
    }

    /// <summary>The drug that a word names, and no more than that; null for any other word.</summary>
    public static Glucocorticoid? DrugOf(string word)
    {
        foreach (var drug in Enum.GetValues<Glucocorticoid>())
        {
            if (Regex.IsMatch(
                word, $@"^(?:{NamesOf(drug)})\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
                return drug;
        }

        return null;
    }

    /// <summary>Number of drugs that words name.</summary>
    public static int DrugsIn(string words) =>
        Enum.GetValues<Glucocorticoid>().Count(drug => Says(Absence.WithoutDenials(words), NamesOf(drug)));

    /// <summary>True when words name a glucocorticoid, by its name or by the kind, or give an amount of one.</summary>
    public static bool SpeaksOfSteroid(string words) => Sequence().Split(words).Any(clause =>
        !Local().IsMatch(clause) && (DrugsIn(clause) > 0 || Kind().IsMatch(clause)));

    /// <summary>True when words name a glucocorticoid by whatever name; an amount alone may be of any drug.</summary>
    public static bool NamesSteroid(string words) => SpeaksOfSteroid(string.Concat(words.Where(c => !char.IsAsciiDigit(c))));

    /// <summary>Pattern of the names of glucocorticoids, each and as a kind.</summary>
    internal static readonly string Names =
        $"{Latin.Goes}(?:st[eé]ro[iï]d|glu[ck]o[ck]orti|[ck]orti[szc]o|[ck]orti[ck]o|predni|dexamet){Latin.Goes}|GCs?|MP|"
            + string.Join('|', Enum.GetValues<Glucocorticoid>().Select(NamesOf));

    private static readonly Regex AnyName = new(
        $"{Latin.Begins}(?:{Names}){Latin.Ends}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Words but the names of glucocorticoids.</summary>
    internal static string WithoutNames(string words) => AnyName.Replace(words, " ");

    private static IEnumerable<string> Courses(string words)
    {
        foreach (var clause in Sequence().Split(words).Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            if (!Absence.IsGiven(clause, ColumnSense.ByField["steroid"]) || Local().IsMatch(clause)
                || !(CaseCells.IsYesOf(clause) || GivenWords.Of(clause, ColumnSense.ByField["steroid"])
                    ?.Any(char.IsLetterOrDigit) == true)) continue;
            // A local course beside a systemic one is a course of its own: only systemic doses count towards exposure.
            if (SystemicAndEpidural().Match(clause) is { Success: true } both)
            {
                var rest = both.Groups["rest"].Value;
                yield return $"systemic {rest}";
                yield return $"epidural {rest}";
            }
            else
            {
                yield return clause;
            }
        }
    }

    private static ReadCourse Course(string words)
    {
        var given = GivenWords.Of(words, ColumnSense.ByField["steroid"]) ?? "";
        var drugs = Enum.GetValues<Glucocorticoid>().Where(drug => Says(given, NamesOf(drug))).ToList();
        // Which dose, route and length belong to which of several drugs the words do not make certain.
        if (drugs.Count > 1) return new(words, null, null, null, OtherDisease().IsMatch(given) ? Indication.Other : null, Ended: false);
        return new(
            words,
            drugs.Count == 1 ? drugs[0] : null,
            DailyDose(given),
            Says(given, "epidural") ? SteroidRoute.Epidural
                : Says(given, "intravenous|i\\.?v\\.?|ivmp") ? SteroidRoute.Intravenous
                : Intramuscular().IsMatch(given) ? SteroidRoute.Intramuscular
                : Says(given, "oral|orally|p\\.?o\\.?|per os") ? SteroidRoute.Oral
                : null,
            OtherDisease().IsMatch(given) ? Indication.Other : null,
            Length().IsMatch(given));
    }

    // The short names that leave no choice; "pred" may be prednisone or prednisolone.
    private static string NamesOf(Glucocorticoid drug) => drug switch
    {
        Glucocorticoid.Prednisolone => $"prednisolon{Latin.Goes}|psl|decortin[- ]?h|solu-?decortin{Latin.Goes}",
        Glucocorticoid.Prednisone => "prednisone?|pdn|decortin(?![- ]?h)|deltasone",
        Glucocorticoid.Methylprednisolone => $"methylprednisolon{Latin.Goes}|ivmp|mpsl|solu-?medrol|medrol|urbason|metypred",
        Glucocorticoid.Dexamethasone => $"dexamethason{Latin.Goes}|dexa|dxm|fortecortin|decadron",
        Glucocorticoid.Hydrocortisone => $"hydrocortison{Latin.Goes}",
        _ => drug.ToString(),
    };

    private static decimal? DailyDose(string words)
    {
        if (Dose().Match(words) is not { Success: true } dose || Amount().IsMatch(words[..dose.Index])) return null;
        var amount = decimal.Parse(dose.Groups["amount"].Value.Replace(',', '.'), CultureInfo.InvariantCulture)
            * (dose.Groups["unit"].Value == "g" ? 1000 : 1);
        var perDay = dose.Groups["hours"] is { Success: true } hours ? 24m / int.Parse(hours.Value, CultureInfo.InvariantCulture) : 1;
        return amount * perDay is > 0 and <= 5000 and var daily && decimal.Round(daily, 6) == daily ? daily : null;
    }

    private static bool Says(string words, string word) => Regex.IsMatch(
        words, $@"{Latin.Begins}(?:{word}){Latin.Ends}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"^systemic and epidural (?<rest>.+)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SystemicAndEpidural();

    [GeneratedRegex(
        @"steroid(?!e?[- ]?spar)|stéroïde|stero[iï]d(?!e?[- ]?spar)|esteroid|корт|стероид|преднизо"
        + @"|glu[ck]o[ck]orti|[ck]orti[szc]o|[ck]orti[ck]o|predni|dexameth|\bpuls|\btaper"
        + @"|\b(?:GCs?|PSL|MP|pred)\b|[0-9] ?mg\b|激素|皮质|泼尼松|强的松|地塞米松|氢化可的松|甲强龙|ステロイド|プレドニゾロン",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Kind();

    // What is put on or into one place is no systemic course; an epidural one has a route of its own.
    [GeneratedRegex(
        @"\b(?:topical|inhal|intranasal|nasal|eye[- ]?drops?\b|ointment|cream\b|enema|intra-?articular|intra-?vitreal|periocular"
        + @"|subconjunctival|lokal|topisch|salbe\b|augentropfen|nasenspray|topique|inhalé|tópic|topic[oa]\b|inalator)"
        + @"|(?<!\b(?:intravenous|i\.?v\.?|intramuscular|i\.?m\.?|epidural|pulse) )\b(?:injection|injektion|infiltration)|吸入|外用|滴眼|点眼",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Local();

    /// <summary>Where one course ends and another follows.</summary>
    internal static string[] Divided(string words) => Sequence().Split(words);

    // What follows is a course of its own.
    [GeneratedRegex(
        @";| then |,? (?:(?:followed|succeeded) by|gefolgt von|anschließend|danach|dann|(?:suivie?s?|seguid[oa]s?) (?:de|d['’]|par|por)"
        + "|puis|luego|después) |，?(?:然后|随后|继以|之后)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sequence();

    // In German "im" is a word like any other.
    [GeneratedRegex(@"\b(?:[Ii]ntramuscular|[Ii]ntramuskulär|[Ii]\.[Mm]\b\.?|IM)(?!\w)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Intramuscular();

    // An amount of a drug, though none by weight.
    [GeneratedRegex(@"[0-9] ?m?g\b(?! ?/ ?kg)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Amount();

    // A dose counts only with its frequency: every so many hours, a day, or for a number of days. The end of a longer number, of a
    // range, of a product or of a taper is none, what was less, more or about so much is none, what is given on some days or several
    // times a day is none, and neither is a number whose comma, point or blank may separate thousands.
    [GeneratedRegex(
        @"(?<![0-9]|[0-9][.,'’ \u00a0\u2009\u202f]|[0-9] ?[x×*·] ?"
        + @"|[0-9] ?(?:m?g ?)?(?:[-–—/→>]|to|bis|auf|à|hasta) ?"
        + @"|[<>≤≥≦≧＜＞~≈±] ?"
        + @"|\b(?:up to|bis zu|max(?:\.|imal(?:ly)?|imum)?|min\.|minimal|at (?:least|most)|mindestens|höchstens|less than|more than"
        + @"|under|over|below|above|unter|über|jusqu['’]?[àa]|hasta|fino a|about|approx(?:\.|imately)?|ca\.?|circa|etwa"
        + @"|around|environ|aprox\.?):? ?"
        + @"|\b(?:taper|reduc|reduz|decreas|wean|down|until|target|maint|minimum)"
        + @"\w*(?: dose)?(?: (?:down )?(?:to|by|of|on|at|auf|um))?:? ?)"
        + @"(?<amount>0\.[0-9]{3}|[0-9]{1,4}(?:[.,][0-9]{1,2})?) ?(?<unit>mg|g)"
        + @"(?: every (?<hours>[1-9][0-9]?) ?h\b| ?/ ?(?:d(?:ay)?|[Tt]ag|j(?:our)?|d[ií]a)\b| daily\b"
        + @"| a day\b| x ?[0-9]+ ?d(?:ays)?\b"
        + @"| (?:täglich|tgl|(?:pro|am) [Tt]ag|par jour|al d[ií]a)\b)"
        + @"(?![^;,]*\b(?:alternat|every (?:other|second)|on (?:odd|even)|twice|thrice|(?:two|three) times|[bt]\.?i\.?d\b|2 ?x\b|3 ?x\b))",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Dose();

    [GeneratedRegex(@" x ?[0-9]+ ?d(?:ays)?\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Length();

    [GeneratedRegex(@"\bprior\b.*\bfor (?!IgG4)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    internal static partial Regex OtherDisease();
}
