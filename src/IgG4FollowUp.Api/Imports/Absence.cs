using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Api.Imports;

/// <summary>What a cell says before anything is read from it.</summary>
public enum CellState
{
    /// <summary>Nothing, or that nothing is known: <c>-</c>, <c>n/a</c>, <c>unknown</c>, <c>not reported</c>.</summary>
    NotReported,

    /// <summary>That there was none: <c>no</c>, <c>none</c>, <c>never</c>, <c>nil</c>, <c>not done</c>.</summary>
    StatedAbsent,

    /// <summary>Something.</summary>
    Filled,
}

/// <summary>
/// Words of absence, in every column of every file. Absence is never content: neither kind becomes an entry. Not reported and stated
/// absent are told apart, since only the second is information.
/// </summary>
public static partial class Absence
{
    private static readonly FrozenSet<string> Unknown = Set(
        "-", "--", "---", "–", "—", "―", "/", "\\", "./.", ".", "..", "...", "…", "_", "*", "?", "??", "???",
        "n/a", "na", "n.a.", "n. a.", "#n/a", "nan", "null", "nr", "n.r.", "n/r", "nk", "n.k.", "n/k", "ns", "n.s.",
        "n.d.", "n/d", "n.b.", "n/b", "n.v.", "n/v", "o.a.", "o. a.", "unk", "unknown", "not known", "not clear", "unclear", "uncertain",
        "missing", "blank", "empty", "tbd", "to be determined", "pending",
        "k.a.", "k. a.", "keine angabe", "keine angaben", "unbekannt", "unbek", "fehlt", "inconnu", "non disponible", "desconocido",
        "no disponible",
        "不详", "不明", "未知", "未提及", "未报告", "未報告", "记录缺失", "不適用", "不适用", "記載なし", "미상");

    private static readonly FrozenSet<string> None = Set(
        "no", "n", "none", "nil", "never", "nothing", "false", "0", "∅", "ø", "nope", "nada", "nix", "nej", "nei", "ingen", "inga", "inget",
        "ei", "brak", "yok", "hayır",
        "nein", "kein", "keine", "keiner", "keines", "nie", "nicht", "ohne", "non", "aucun", "aucune", "jamais", "néant", "ninguno",
        "ninguna", "nunca",
        "nessuno", "nessuna", "mai", "nee", "geen", "não", "nenhum", "nenhuma", "нет", "никогда",
        "无", "無", "没有", "沒有", "否", "未", "从未", "從未", "なし", "無し", "いいえ", "없음", "아니오", "not applicable", "entfällt");

    // Absence where a treatment, a finding or yes or no is asked for; elsewhere these are content.
    private static readonly FrozenSet<string> Denied = Set(
        "negative", "neg", "neg.", "absent", "conservative", "conservative treatment", "conservatively treated", "non-operative",
        "nonoperative", "non-surgical", "nonsurgical", "inoperable",
        "untreated", "observation", "observation only", "watchful waiting", "steroid-naive", "steroid-naïve", "steroid naive",
        "steroid-free", "steroid free",
        "declined", "refused", "omitted", "recurrence-free", "recurrence free", "relapse-free", "relapse free", "free of recurrence",
        "free of relapse", "rezidivfrei",
        "未手术", "未治疗", "未使用", "未复发");

    /// <summary>What a cell says as a whole.</summary>
    /// <param name="cell">The cell; null is blank.</param>
    /// <param name="zeroIsNone">False in a column of numbers, where 0 is a value.</param>
    public static CellState Of(string? cell, bool zeroIsNone = false)
    {
        if (cell is null) return CellState.NotReported;
        var words = Folded(cell);
        var bare = words.TrimEnd('.');
        return words.Length == 0 || Unknown.Contains(words) || Unknown.Contains(bare) || NothingStated().IsMatch(words)
            ? CellState.NotReported
            : words == "0" && !zeroIsNone ? CellState.Filled
            : None.Contains(bare) || NothingDone().IsMatch(words) ? CellState.StatedAbsent
            : CellState.Filled;
    }

    /// <summary>
    /// What a description of treatment says: also absent when nothing but denials stand in it, such as <c>no operation, never on
    /// steroids</c>.
    /// </summary>
    public static CellState OfTreatment(string? cell) => Of(cell, zeroIsNone: true) is var state && state != CellState.Filled ? state
        : Denied.Contains(Folded(cell!)) ? CellState.StatedAbsent
        : NoDose().IsMatch(cell!) ? CellState.StatedAbsent
        : !Denial().IsMatch(cell!) ? CellState.Filled
        : Folded(WithoutDenials(cell!)) is var rest && rest.Any(char.IsLetterOrDigit) && !Denied.Contains(rest) ? CellState.Filled
        : CellState.StatedAbsent;

    /// <summary>The words of a description but those that deny: of <c>laminectomy without fixation</c>, <c>laminectomy</c>.</summary>
    public static string WithoutDenials(string words) => Denial().Replace(words, " ");

    private static string Folded(string cell)
    {
        // Zero-width characters are no content; full-width letters are the plain ones.
        var visible = string.Concat(cell.Select(c => c is >= '！' and <= '～' ? (char)(c - '！' + '!') : c)
            .Where(c => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control)));
        var words = string.Join(' ', visible.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Trim('(', ')', '[', ']', '"', '\'', '!').ToLowerInvariant();
    }

    private static FrozenSet<string> Set(params string[] words) =>
        words.Select(Folded).Where(word => word.Length > 0).ToFrozenSet(StringComparer.Ordinal);

    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(
        @"^(?:(?:no|not|none|nothing) (?:yet )?(?:reported|stated|known|available|recorded|documented"
        + @"|mentioned|specified|given in .*|described|provided|disclosed)"
        + @"|no (?:data|details?|information|record|report)(?: (?:available|given|on .*))?|data missing"
        + @"|nicht (?:bekannt|berichtet|angegeben|dokumentiert)|non (?:rapporté|renseigné|connu))\.?\z",
        AnyCase, 1000)]
    private static partial Regex NothingStated();

    [GeneratedRegex(
        @"^(?:not (?:yet )?(?:done|performed|given|tested|measured|assessed|examined|determined|taken"
        + @"|used|needed|required|indicated|necessary|present|seen|found|operated(?: on)?|treated)"
        + @"|(?:none|nil) (?:given|done|used|performed|needed|required|seen|found)"
        + @"|nicht (?:durchgeführt|gemacht|operiert|bestimmt|gegeben)|non (?:fait|réalisé|opéré))\.?\z",
        AnyCase, 1000)]
    private static partial Regex NothingDone();

    // A drug of which there was nothing.
    [GeneratedRegex(@"^(?:[\p{L} -]+ )?0+(?:[.,]0+)? ?m?g\b[^0-9]*\z", AnyCase, 1000)]
    private static partial Regex NoDose();

    // From a word that denies to the end of its clause. "No." before a number is a number.
    [GeneratedRegex(
        @"\b(?:no(?!\.? ?[0-9])|none|nil|never|not|without|w/o|denied|denies|declined|refused"
        + @"|instead of|rather than|kein\w*|nicht|nie|ohne|sans|aucune?|sin|senza"
        + @"|nessun\w*|ningun\w*|未|无|無)(?=\W|[\u4e00-\u9fff]|\z)(?:(?!\bbut\b|\bthen\b|\bhowever\b)[^,;.()+])*"
        + @"|(?:未|无|無|没有)[^,;.，；。()+]*",
        AnyCase, 1000)]
    private static partial Regex Denial();
}
