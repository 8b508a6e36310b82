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
    // In whatever way they are set: n/a, n.a., N. A, N-A.
    private static readonly FrozenSet<string> Abbreviated =
        new[] { "na", "nr", "nk", "ns", "nd", "nb", "nv", "oa", "ka", "unk", "unbek", "tbd", "nan", "null" }
            .ToFrozenSet(StringComparer.Ordinal);

    // Where no words are expected; in a sentence of one word they may mean something else.
    private static readonly FrozenSet<string> AbbreviatedCode =
        Abbreviated.Concat(["nav", "ni", "ne", "nt", "nm", "sd", "unkn", "tba", "tbc", "nask", "asku"]).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Unknown = Set(
        "#n/a", "#nv", "<na>", "unknown", "uncertain", "unclear", "missing", "blank", "empty", "leer", "vide", "vuoto", "vacío",
        "pending", "awaited", "in progress", "to follow", "to be determined", "to be announced", "to be confirmed", "prefer not to say",
        "unbekannt", "fehlt", "fehlend", "ausstehend", "steht aus", "folgt", "wird nachgereicht",
        "inconnu", "inconnue", "manquant", "sans objet", "sans précision",
        "desconocido", "desconocida", "sin datos", "sin información", "sin especificar", "no consta", "no disponible", "no se sabe",
        "sconosciuto", "non noto", "non disponible", "non disponibile", "desconhecido",
        "onbekend", "ukjent", "okänd", "ukendt", "nieznany", "neznámé", "bilinmiyor",
        "неизвестно", "нет данных", "не указано", "не известно",
        "不详", "不詳", "不明", "未知", "记录缺失", "缺失", "不適用", "不适用",
        "記録なし", "記載なし", "記載無し", "記載無", "情報なし", "データなし", "未確認", "미상", "모름", "기록없음");

    private static readonly FrozenSet<string> None = Set(
        "no", "n", "none", "nil", "never", "nothing", "false", "0", "∅", "ø", "nope", "nada", "nix", "nej", "nei", "ingen", "inga", "inget",
        "ei", "brak", "yok", "hayır",
        "nein", "kein", "keine", "keiner", "keines", "nie", "nicht", "ohne", "non", "aucun", "aucune", "jamais", "néant", "ninguno",
        "ninguna", "nunca",
        "nessuno", "nessuna", "mai", "nee", "geen", "não", "nenhum", "nenhuma", "нет", "никогда",
        "无", "無", "没有", "沒有", "否", "未", "从未", "從未", "なし", "無し", "いいえ", "없음", "아니오", "not applicable", "entfällt");

    // Absence where a finding, a treatment or yes or no is asked for; elsewhere these are content.
    private static readonly FrozenSet<string> Denied = Set(
        "negative", "neg", "neg.", "absent", "recurrence-free", "recurrence free", "relapse-free", "relapse free", "free of recurrence",
        "free of relapse", "rezidivfrei", "未复发");

    // No treatment; of a finding these say nothing.
    private static readonly FrozenSet<string> Untreated = Set(
        "conservative", "conservative treatment", "conservatively treated", "non-operative",
        "nonoperative", "non-surgical", "nonsurgical", "inoperable",
        "conservative management", "managed conservatively", "conservative therapy", "konservativ", "konservative therapie",
        "konservative behandlung", "konservatives vorgehen", "konservativ behandelt", "traitement conservateur", "conservateur",
        "tratamiento conservador", "manejo conservador", "conservador", "tratamento conservador", "trattamento conservativo",
        "conservativo", "conservatief", "保守治疗", "保守治療", "保存的治療", "保存療法", "wait and see", "wait & see", "watch and wait", "abwartend",
        "unbehandelt", "non traité", "non traitée", "sin tratamiento",
        "untreated", "observation", "observation only", "watchful waiting", "steroid-naive", "steroid-naïve", "steroid naive",
        "steroid-free", "steroid free", "未手术", "未治疗", "未使用");

    // A treatment that was not wanted is none; an examination that was not wanted leaves open what it would have found.
    private static readonly FrozenSet<string> Refused = Set("declined", "refused", "omitted");

    /// <summary>What a cell says as a whole.</summary>
    /// <param name="cell">The cell; null is blank.</param>
    /// <param name="zeroIsNone">False in a column of numbers, where 0 is a value.</param>
    /// <param name="inWords">True in a column of free text, where few letters may say something.</param>
    public static CellState Of(string? cell, bool zeroIsNone = false, bool inWords = false)
    {
        if (cell is null) return CellState.NotReported;
        var words = Folded(cell);
        var bare = words.TrimEnd('.');
        var abbreviated = inWords ? Abbreviated : AbbreviatedCode;
        return IsUnknown(words, abbreviated) || IsUnknownTwice(words, abbreviated) ? CellState.NotReported
            : words == "0" && !zeroIsNone ? CellState.Filled
            : None.Contains(bare) || NothingDone().IsMatch(words) ? CellState.StatedAbsent
            : CellState.Filled;
    }

    /// <summary>
    /// What a description of treatment says: also absent when nothing but denials stand in it, such as <c>no operation, never on
    /// steroids</c>.
    /// </summary>
    public static CellState OfTreatment(string? cell) => Of(cell, zeroIsNone: true) is var state && state != CellState.Filled ? state
        : IsNoTreatment(Folded(cell!)) ? CellState.StatedAbsent
        : NoDose().IsMatch(cell!) ? CellState.StatedAbsent
        : SaysHowItWent().IsMatch(Folded(cell!)) ? CellState.Filled
        : !Denial().IsMatch(cell!) && !IsIntention(cell!) ? CellState.Filled
        : Folded(WithoutDenials(cell!)) is var rest && rest.Any(IsWritten) && !IsNoTreatment(rest) ? CellState.Filled
        : CellState.StatedAbsent;

    /// <summary>
    /// What a description of a finding says: absent only when it denies, such as <c>no recurrence</c>. A doubt (<c>yes?</c>) and what was
    /// planned or refused deny nothing, nor does what denies that it is excluded or gone. Where nobody looked it is not reported.
    /// </summary>
    public static CellState OfFinding(string? cell) => Of(cell, zeroIsNone: true) is var state && state != CellState.Filled ? state
        : Refused.Contains(Folded(cell!)) || NobodyLooked().IsMatch(Folded(cell!)) ? CellState.NotReported
        : DeniesDoubt().IsMatch(Folded(cell!)) ? CellState.Filled
        : Denied.Contains(Folded(cell!)) ? CellState.StatedAbsent
        : !Denial().IsMatch(WithoutIntentions(cell!)) ? CellState.Filled
        : Folded(WithoutDenials(cell!)) is var rest && rest.Any(IsWritten) && !Denied.Contains(rest) ? CellState.Filled
        : CellState.StatedAbsent;

    /// <summary>The words of a description but those that deny: of <c>laminectomy without fixation</c>, <c>laminectomy</c>.</summary>
    public static string WithoutDenials(string words) => Denial().Replace(WithoutIntentions(words), " ");

    /// <summary>
    /// True when words speak of a treatment that was planned, advised, refused, ruled out or doubted, such as <c>rituximab planned</c>.
    /// </summary>
    public static bool IsIntention(string words) => Clause().Matches(words).Any(clause => IsIntended(clause.Value));

    private static string WithoutIntentions(string words) =>
        Clause().Replace(words, clause => IsIntended(clause.Value) ? " " : clause.Value);

    private static bool IsNoTreatment(string words) => Denied.Contains(words) || Untreated.Contains(words) || Refused.Contains(words);

    // What was also given, or stopped, was given.
    private static bool IsIntended(string clause) =>
        NotBegun().IsMatch(clause) || ((Intended().IsMatch(clause) || Perhaps().IsMatch(clause)) && !Given().IsMatch(clause));

    private static bool IsUnknown(string words, FrozenSet<string> abbreviated) =>
        Unknown.Contains(words.TrimEnd('.')) || !words.Any(IsContent) || NothingStated().IsMatch(words)
        || (words.Length <= 12 && abbreviated.Contains(string.Concat(words.Where(c => c is not ('.' or '/' or '-' or ' ')))));

    // "n/a (not done)".
    private static bool IsUnknownTwice(string words, FrozenSet<string> abbreviated) =>
        Bracketed().Match(words) is { Success: true } two && IsUnknown(two.Groups["words"].Value, abbreviated)
        && Of(two.Groups["more"].Value) != CellState.Filled;

    // Signs alone say nothing, but for those that stand for yes, for a sex or for an empty set.
    private static bool IsContent(char c) => IsWritten(c) || c is '%' or '‰' or '†' or '‡' or '§' or '¶'
        || (c is not ('~' or '|' or '^' or '`' or '´') && (char.IsSymbol(c) || char.IsSurrogate(c)));

    // Fractions, superscripts and Roman numerals are numbers too.
    private static bool IsWritten(char c) => char.IsLetter(c) || char.IsNumber(c);

    private static string Folded(string cell)
    {
        // Zero-width characters are no content; full-width letters are the plain ones, and so are dashes and slashes of every length.
        var visible = string.Concat(cell.Select(c => c is >= '！' and <= '～' ? (char)(c - '！' + '!') : c is '\u2044' or '\u2215' ? '/'
                : c is '\u2212' or '\u2043' || char.GetUnicodeCategory(c) == UnicodeCategory.DashPunctuation ? '-' : c)
            .Where(c => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control)));
        var words = string.Join(' ', visible.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Trim('(', ')', '[', ']', '"', '\'', '!').ToLowerInvariant();
    }

    private static FrozenSet<string> Set(params string[] words) =>
        words.Select(Folded).Where(word => word.Length > 0).ToFrozenSet(StringComparer.Ordinal);

    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // Nobody said, asked or looked. What was not looked for is not absent.
    [GeneratedRegex(
        @"^(?:(?:(?:no|not|none|nothing|never) (?:yet |been |further |clearly |otherwise )*(?:reported|stated|known|available|recorded"
        + @"|documented|mentioned|specified|described|provided|disclosed|given (?=in )|collected|captured|registered|noted|listed|entered"
        + @"|asked|answered|obtained|evaluated|evaluable|assessed|assessable|ascertained|determined|determinable|tested|testable|measured"
        + @"|measurable|examined|imaged|followed|clear|sure|certain)"
        + @"|un(?:defined|specified|determined|disclosed|available|recorded|documented|reported|stated|assessed|assessable|evaluated"
        + @"|evaluable|ascertained|answered|named)"
        + @"|(?:no|insufficient|incomplete|missing) (?:data|details?|information|info|records?|report|answer|response|entry|value|results?"
        + @"|mention|documentation|statement|follow[- ]?up))"
        + @"(?: (?:yet|so far|to date|at all|up|available|given|recorded|(?:in|by|on|for|of|at|about) [\w -]{1,40}))?"
        + @"|(?:data|values?|information|results?|records?|status) (?:(?:is|are|was|were|still) )?"
        + @"(?:missing|unknown|unavailable|pending|lost|incomplete|not [a-z]+)"
        + @"|(?:declined|refused|unable|unwilling) to (?:answer|say|disclose|tell|state)"
        + @"|nicht (?:bekannt|berichtet|angegeben|dokumentiert|erhoben|erfasst|verfügbar|mitgeteilt|ermittelt|ermittelbar|beurteilbar"
        + @"|beurteilt|genannt|erwähnt|eruierbar|bestimmt|gemessen|untersucht|gefragt|auswertbar)"
        + @"|keine? (?:angaben?|daten|information(?:en)?|aussage|auskunft|unterlagen)(?: \w+)?"
        + @"|(?:daten|angaben?|werte?) (?:fehl\w+|nicht \w+)"
        + @"|non (?:rapport|renseign|conn|précis|communiqu|document|détermin|évalu|mesur|spécifi|riportat|specificat|documentat|valutat)\w*"
        + @"|pas (?:d['’] ?information|de données|connu|renseigné)\w*"
        + @"|(?:no|sin) (?:report|especific|inform|registr|document|evalu|determin)\w*"
        + @"|(?:未|无|無)(?:记录|記錄|記載|记载|说明|說明|描述|述|提供|提及|报告|報告|报道|報道|检测|檢測|检查|檢查|测|測|随访|隨訪|资料|資料"
        + @"|数据|數據|信息|详|詳|明确|明確|评估|評估|評価|測定|検査|確認|回答|填写|填寫))\.?\z",
        AnyCase, 1000)]
    private static partial Regex NothingStated();

    // A test that was not done, and no more words.
    [GeneratedRegex(
        @"^(?:(?:no|without|kein\w*|ohne|sans|sin) (?:biops\w*|tissue|histolog\w*|specimen|gewebe\w*|mri|mrt|irm|imaging|bildgebung"
        + @"|contrast(?: agent| medium)?|kontrastmittel\w*|km|visit|kontroll\w*|control visit|follow[- ]?up (?:visit|mri))"
        + @"(?: (?:taken|given|done|performed|available|gegeben|gemacht|durchgeführt|erfolgt))?"
        + @"|(?:not|nicht) (?:biopsied|biopsiert|kontrolliert|scanned|rechecked)"
        + @"|未(?:复查|復查|查|活检|活檢|检查|檢查))\.?\z",
        AnyCase, 1000)]
    private static partial Regex NobodyLooked();

    // Without response, effect or complications: whatever was given, that says that it was.
    [GeneratedRegex(
        @"^(?:(?:no|not|without|kein\w*|ohne|nicht|never) (?:\p{L}+ )?(?:response|responding|ansprechen|effects?"
        + @"|effective(?! (?:treatment|therapy))|wirkung|wirksam|tolerated|vertragen|tapered|ausgeschlichen|complications?|komplikation\w*"
        + @"|complete|longer|improvement|improved|relief|success)\b|(?:没有|无)(?:效果|反应|反應|并发症|併發症))",
        AnyCase, 1000)]
    private static partial Regex SaysHowItWent();

    // Named, and not begun: not done, put off, asked for, waited for.
    [GeneratedRegex(
        @"\b(?:(?<=[\p{L}\p{N}] )(?:not|never|nicht|nie) (?:yet |been |noch )*"
        + @"(?:performed|done|given|started|begun|used|indicated|approved|needed|required|taken"
        + @"|begonnen|gegeben|erfolgt|durchgeführt|gestartet|indiziert|genommen)|to be (?:started|given|begun|performed|done|operated)"
        + @"|waiting list|warteliste|postponed|deferred|withheld|verschoben|zurückgestellt|beantragt|verweigert\w*|verzicht\w*"
        + @"|will (?:receive|start|get|be (?:started|given|begun|operated))|to start|refuses|declines|denied by|bisher kein\w*"
        + @"|soll(?:en)?\b[^,;.()+]*\b(?:bekommen|erhalten|operiert|beginnen)|lehnt\b[^,;.()+]*\bab)\b"
        + @"|^\s*(?:[\p{L}-]+ ){1,2}if (?:relapse|recurrence|progression|needed|necessary)\b"
        + @"|不愿|不同意|拒绝|暂缓|暂未|待手术|不用",
        AnyCase, 1000)]
    private static partial Regex NotBegun();

    // What is perhaps to come; beside a dose these words are about something else.
    [GeneratedRegex(
        @"^(?![^,;.()+]*[0-9] ?m?g\b)[^,;.()+]*\b(?:pending|consider|would|possible|possibly|unlikely)\b", AnyCase, 1000)]
    private static partial Regex Perhaps();

    // Not excluded, not free of it, no longer gone: whoever denies a doubt or an absence does not state that absence.
    [GeneratedRegex(
        @"\b(?:no|not|never|without|non|sin|sans|kein\w*|nicht|nie|ohne) (?:(?:been|be|yet|in|completely|fully|entirely|clearly|definitely"
        + @"|reliably|vollständig|völlig|mit|ganz) )*(?:exclu\w*|ruled out|rule out|ausgeschlossen|auszuschlie\w*|descart\w*|certain\w*"
        + @"|sure|sicher\w*|eindeutig\w*|gesichert\w*|confirmed|proven|bestätigt\w*|doubts?|zweifel|opinion|free|yet|longer|only"
        + @"|serious|severe|normal|resol\w+|relief|change|homogeneous|stable|decompressed|remission|diagnostic|liquorsaum|tolerated"
        + @"|further (?:recurrences?|relapses?)|\p{L}+-?frei|\p{L}+-free)\b|\bno \p{L}+ until [0-9]"
        + @"|(?:未|无法|無法|不能|不可)(?:能)?(?:完全)?(?:排除|除外|判断|判斷|确定|確定)|不除外|[无無]缓解",
        AnyCase, 1000)]
    private static partial Regex DeniesDoubt();

    [GeneratedRegex(@"^(?<words>[^(]{1,40}?) ?\((?<more>[^()]+)\)?\z", AnyCase, 1000)]
    private static partial Regex Bracketed();

    [GeneratedRegex(
        @"^(?:not (?:yet )?(?:done|performed|given|taken|used|needed|required|indicated|necessary|present|seen|found|operated(?: on)?"
        + @"|treated)|(?:none|nil) (?:given|done|used|performed|needed|required|seen|found)"
        + @"|nicht (?:durchgeführt|gemacht|operiert|gegeben)|non (?:fait|réalisé|opéré))\.?\z",
        AnyCase, 1000)]
    private static partial Regex NothingDone();

    // A drug of which there was nothing.
    [GeneratedRegex(@"^(?:[\p{L} -]+ )?0+(?:[.,]0+)? ?m?g\b[^0-9]*\z", AnyCase, 1000)]
    private static partial Regex NoDose();

    // Between commas, semicolons, brackets and full stops, but for those inside numbers.
    [GeneratedRegex(@"(?:[^,;.()+，；。、]|(?<=[0-9])[.,](?=[0-9]))+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Clause();

    [GeneratedRegex(
        @"\b(?:planned|scheduled|considered|proposed|recommended|advised|offered|suggested|intended|refused|declined|contraindicated"
        + @"|intoleran(?:t|ce)|intolérance|intolerancia|intolleranza|unverträglich(?:keit)?"
        + @"|cancell?ed|allergic to|allergy to|awaiting|geplant|vorgesehen|empfohlen|erwogen|angeboten|abgelehnt|kontraindiziert|abgesagt"
        + @"|(?:prévu|proposé|envisagé|recommandé|refusé|contre-indiqué|annulé)(?:es?|s)?"
        + @"|(?:planead|programad|propuest|recomendad|rechazad|contraindicad|cancelad|previst|proposit|rifiutat|recusad)[oa]s?)(?!\w)"
        + @"|拟行|拟用|拟|计划|計画|予定|建议|拒绝|拒絕|禁忌|[?？]\s*\z",
        AnyCase, 1000)]
    private static partial Regex Intended();

    [GeneratedRegex(
        @"\b(?:stopp|discontinu|ceased|further|after|until|since|second|another|repeat|performed|done|completed|given|started|received"
        + @"|durchgeführt|erfolgt|erhalten|abgesetzt|beendet|arrêt|suspend|realizad|effectué|reçu|as planned)",
        AnyCase, 1000)]
    private static partial Regex Given();

    // From a word that denies to the end of its clause. "No." before a number is a number.
    [GeneratedRegex(
        @"\b(?:no(?!\.? ?[0-9])|none|nil|never|not|without|w/o|denied|denies|declined|refused"
        + @"|instead of|rather than|kein\w*|nicht|nie|ohne|sans|aucune?|sin|senza"
        + @"|nessun\w*|ningun\w*|sem|geen|zonder|ingen|utan|uden|bez|без|нет|não|未|无|無)(?=\W|[\u4e00-\u9fff]|\z)"
        + @"(?:(?!\bbut\b|\bthen\b|\bhowever\b)[^,;.()+])*"
        + @"|\b(?:pas (?:de\b|d['’]|encore\b)|non (?!-))[^,;.()+]*"
        + @"|(?:未|无|無|没有|拒绝|拒絕|否认|否認)[^,;.，；。()+]*",
        AnyCase, 1000)]
    private static partial Regex Denial();
}
