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

    /// <summary>
    /// Words that deny something else than the column asks about, doubt it, or speak of what is planned, refused or over: neither content
    /// nor absence.
    /// </summary>
    Unclear,
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
        "nonoperative", "non-surgical", "nonsurgical", "inoperable", "inoperabel", "inopérable", "inoperabile",
        "conservative management", "managed conservatively", "conservative therapy", "konservativ", "konservative therapie",
        "konservative behandlung", "konservatives vorgehen", "konservativ behandelt", "traitement conservateur", "conservateur",
        "tratamiento conservador", "manejo conservador", "conservador", "tratamento conservador", "trattamento conservativo",
        "conservativo", "conservatief", "保守治疗", "保守治療", "保存的治療", "保存療法", "wait and see", "wait & see", "watch and wait", "abwartend",
        "unbehandelt", "non traité", "non traitée", "sin tratamiento",
        "untreated", "observation", "observation only", "watchful waiting", "steroid-naive", "steroid-naïve", "steroid naive",
        "steroid-free", "steroid free", "未手术", "未治疗", "未使用");

    // An examination that was not wanted leaves open what it would have found.
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
    /// What a cell of a column of words says. Absence is what denies the column's own noun, or denies and says no more. What the column's
    /// reader does not understand as it stands and what denies, doubts or puts off is unclear.
    /// </summary>
    public static CellState Of(string cell, ColumnSense sense) =>
        sense.IsTreatment ? TreatmentCell.Of(cell, sense).State : OfFinding(cell, sense);

    /// <summary>True when a cell states the absence of what its column asks about, in more words than a bare denial.</summary>
    public static bool DeniesNoun(string cell, ColumnSense sense) => IsDenial(Folded(cell), sense, alone: false);

    /// <summary>
    /// True for a clause of a description of treatment that was given, as far as the clause says: it neither denies nor puts off, or names
    /// what was given beside.
    /// </summary>
    public static bool IsGiven(string clause, ColumnSense sense) => Of(clause, zeroIsNone: true) == CellState.Filled
        && !IsNoTreatment(Folded(clause)) && !NoDose().IsMatch(clause) && !IsDenial(Folded(clause), sense)
        && (!IsMarked(clause) || sense.IsExact(WithoutDenials(clause)));

    /// <summary>True when words state the absence of the treatment that their column asks about.</summary>
    internal static bool IsNoneOf(string cell, ColumnSense sense) =>
        IsNoTreatment(Folded(cell)) || IsDenial(Folded(cell), sense) || NoDose().IsMatch(cell);

    /// <summary>True for a number and no more.</summary>
    internal static bool IsBareNumber(string cell) => BareNumber().IsMatch(Folded(cell));

    /// <summary>True for signs alone, for words that a minus denies, and where a clause only denies, doubts or puts off.</summary>
    internal static bool IsOpen(string cell) => !Folded(cell).Any(IsWritten) || IsSigned(cell)
        || Clause().Matches(Folded(cell)).Any(clause => IsMarkAlone(clause.Value));

    /// <summary>True where words wish for, ask for or advise an operation, and do not say that it was done.</summary>
    internal static bool IsWish(string words) => Wished().IsMatch(words) && !Given().IsMatch(words);

    private static CellState OfFinding(string cell, ColumnSense sense)
    {
        var (state, words) = (Of(cell, zeroIsNone: true), Folded(cell));
        // What nobody looked for is not absent.
        if (state == CellState.StatedAbsent && !sense.IsOfDeeds && NotPerformed().IsMatch(words)) return CellState.NotReported;
        if (state != CellState.Filled) return state;
        if (Refused.Contains(words) || NobodyLooked().IsMatch(words)) return CellState.NotReported;
        return sense.IsExact(cell) && !IsSigned(cell) ? CellState.Filled
            : IsDenial(words, sense) ? CellState.StatedAbsent
            : sense.Refuses || (words.Any(IsWritten) && !Unsettles(cell)) ? CellState.Filled
            : CellState.Unclear;
    }

    // Every clause denies the column's own noun, or denies and says no more, or takes nothing from the denial.
    private static bool IsDenial(string words, ColumnSense sense, bool alone = true)
    {
        if (sense.Absent.Contains(words.TrimEnd('.')) || sense.IsDeniedBy(words)) return true;
        var (noun, bare) = (false, false);
        foreach (var part in Part().Split(words).Select(part => part.Trim()).Where(part => part.Any(IsWritten)))
        {
            if (Of(part, zeroIsNone: true) == CellState.NotReported) continue;
            if (sense.IsDeniedBy(part) || sense.Absent.Contains(part)) noun = true;
            else if (Of(part, zeroIsNone: true) == CellState.StatedAbsent || Denied.Contains(part)
                || (sense.IsTreatment && IsNoTreatment(part))) bare = true;
            else if (!Beside().IsMatch(part) && !(sense.IsTreatment && MemberDenied().IsMatch(part))) return false;
        }

        return noun || (alone && bare);
    }

    // A clause that only denies, doubts or puts off speaks of what stands beside it.
    private static bool IsMarkAlone(string clause) => MarkAlone().IsMatch(clause) || clause.Trim() is "?" or "？" or "??" or "(?)";

    /// <summary>True when any word of a cell denies or doubts.</summary>
    public static bool Denies(string cell) => IsMarked(cell) || !cell.Any(IsWritten);

    /// <summary>True when any word of an item of a list denies, doubts, or speaks of what is to come, refused or over.</summary>
    public static bool Unsettles(string item) => IsMarked(item) || Marks().IsMatch(item);

    /// <summary>True for a minus before or behind words, which denies them as <c>diabetes -</c> does, or only sets them off.</summary>
    public static bool IsSigned(string words) => Signed().IsMatch(words);

    [GeneratedRegex(@"^\s*[\p{Pd}\u2212](?![0-9])|[\p{Pd}\u2212]\s*\)?\s*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Signed();

    private static bool IsMarked(string cell) =>
        IsSigned(cell) || Denial().IsMatch(cell) || IsIntention(cell) || Doubt().IsMatch(cell);

    /// <summary>The words of a description but those that deny: of <c>laminectomy without fixation</c>, <c>laminectomy</c>.</summary>
    public static string WithoutDenials(string words) => Denial().Replace(Replaced().Replace(WithoutIntentions(words), " "), " ");

    /// <summary>
    /// True when words speak of a treatment that was planned, advised, refused, ruled out or doubted, such as <c>rituximab planned</c>.
    /// </summary>
    public static bool IsIntention(string words) => Clause().Matches(Spelt(words)).Any(clause => IsIntended(clause.Value));

    private static string WithoutIntentions(string words) =>
        Clause().Replace(Spelt(words), clause => IsIntended(clause.Value) ? " " : clause.Value);

    // The full stops of an abbreviation end no clause.
    private static string Spelt(string words) => Joined(Suspicion().Replace(words, "Verdacht auf"));

    /// <summary>Words whose commas before how it ended or began, and no more, are gone: "intolerance, stopped after 2 weeks".</summary>
    internal static string Joined(string words) => BeforeEnd().Replace(words, " ");

    [GeneratedRegex(
        @",\s*(?=(?:then |and |so |therefore |later |was )*"
        + @"(?:stopped|discontinued|ceased|started|begun|given|abgesetzt|begonnen|arrêtée?|suspendid[oa]|sospes[oa])"
        + @"(?:\s+(?:in|after|since|at|from|nach|im|seit|après|en|tras|dopo|nel)\s+[^,;()]*|\s+[0-9][0-9./-]*)?\s*(?:[,;()]|\z))",
        AnyCase, 1000)]
    private static partial Regex BeforeEnd();

    [GeneratedRegex(@"\bv\. ?a\.", AnyCase, 1000)]
    private static partial Regex Suspicion();

    private static bool IsNoTreatment(string words) => Denied.Contains(words) || Untreated.Contains(words);

    // What was also given, or stopped, was given.
    private static bool IsIntended(string clause) =>
        NotBegun().IsMatch(clause) || Doubted().IsMatch(clause)
        || ((Intended().IsMatch(clause) || Perhaps().IsMatch(clause)) && !WasGiven(clause));

    // "MTX until 2020, then contraindicated" was given; "surgery scheduled after the MRI" was not.
    private static bool WasGiven(string clause) => Given().IsMatch(clause)
        || (Until().Match(clause) is { Success: true } until && Intended().Match(clause) is { Success: true } intended
            && until.Index < intended.Index);

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

    // Named, and not begun: not done, put off, asked for, waited for.
    [GeneratedRegex(
        @"\b(?:(?<=[\p{L}\p{N}] )(?:not|never|nicht|nie) (?:yet |been |noch )*"
        + @"(?:performed|done|given|started|begun|used|indicated|approved|needed|required|taken"
        + @"|begonnen|gegeben|erfolgt|durchgeführt|gestartet|indiziert|genommen)"
        + @"|to be (?:started|given|begun|performed|done|operated|decided|discussed|determined|arranged|confirmed|considered|initiated)"
        + @"|waiting list|warteliste|postponed|deferred|withheld|verschoben|zurückgestellt|beantragt|verweigert\w*|verzicht\w*"
        + @"|will (?:receive|start|get|be (?:started|given|begun|operated))|to start|refuses|declines|denied by|bisher kein\w*"
        + @"|soll(?:te|en)?\b[^,;.()+]*\b(?:bekommen|erhalten|nehmen|operiert|beginnen)|lehnt\b[^,;.()+]*\bab"
        + @"|(?:à|da|por|para) (?:d[ée]buter|commencer|discuter|prévoir|iniziare|discutere|valutare|iniciar|discutir|valorar|definir))\b"
        + @"|^\s*(?:(?:[\p{L}-]+ ){0,2}(?:if|falls|wenn|bei bedarf)|in case of|en cas de|en caso de|in caso di)\b"
        // An order or a heading, not a report.
        + @"|^\s*(?:(?:please )?(?:start|initiate|commence|débuter|commencer|iniciar|iniziare)(?![ -]dos)|plan(?:s|ned)?"
        + @"|intention|geplant)\b"
        + @"|不愿|不同意|拒绝|暂缓|暂未|待手术|不用|^待|検討",
        AnyCase, 1000)]
    private static partial Regex NotBegun();

    // What is perhaps to come; beside a dose these words are about something else.
    [GeneratedRegex(
        @"^(?![^,;.()+]*[0-9] ?m?g\b)[^,;.()+]*\b(?:pending|consider|would|possible|possibly|unlikely|probably|maybe|perhaps|evtl|eventuell"
        + @"|vielleicht|fraglich|möglicherweise|quizás?|peut-être|forse|doubtful|uncertain)\b", AnyCase, 1000)]
    private static partial Regex Perhaps();

    // What nobody did, which of a finding leaves open what it would have been.
    [GeneratedRegex(
        @"^(?:not (?:yet )?(?:done|performed|given|taken|used|needed|required|indicated|necessary|operated(?: on)?|treated)"
        + @"|(?:none|nil) (?:given|done|used|performed|needed|required)|nicht (?:durchgeführt|gemacht|operiert|gegeben)"
        + @"|non (?:fait|réalisé|opéré))\.?\z",
        AnyCase, 1000)]
    private static partial Regex NotPerformed();

    [GeneratedRegex(@"[,;.()+，；。、]| (?:and|und|et|but|aber|mais|pero|ma) ", AnyCase, 1000)]
    private static partial Regex Part();

    // What is planned, was refused or goes well beside a denial.
    [GeneratedRegex(
        @"^(?:(?:clinically|neurologically|still|since|currently|klinisch|neurologisch) )*(?:stable|well|alive|unchanged|in remission"
        + @"|stabil|beschwerdefrei|ongoing follow[- ]?up)\z"
        + @"|^(?:(?:next|control|follow[- ]?up|nächstes?) )*(?:mri|mrt|irm|rm|ct|biopsy|biopsie|visit|imaging|kontrolle|scan)"
        + @" (?:planned|scheduled|pending|refused|declined|geplant|abgelehnt|ausstehend)\z",
        AnyCase, 1000)]
    private static partial Regex Beside();

    // One treatment of several, denied beside the denial of all.
    [GeneratedRegex(@"^(?:no|never|without|kein\w*|ohne|sans|sin|senza) [\p{L}-]+\z|^[无無][\p{L}]+\z", AnyCase, 1000)]
    private static partial Regex MemberDenied();

    [GeneratedRegex(
        @"^\s*-?\s*(?:(?:was|is|only|still|but|not|patient|war|wurde|nur|noch|never"
            + @"|nie|by|the|vom|von|par|le|por|el|dal|patienten?|paciente"
            + @"|paziente|family"
        + @"|him|her|them|yet|currently|so far) ?)*(?:planned|scheduled|considered|proposed|recommended|advised|offered|suggested|intended"
        + @"|refused|declined|contraindicated|cancell?ed|postponed|deferred|pending|awaited|denied|withheld|done|performed|given|started"
        + @"|begun|needed|required|indicated|geplant|vorgesehen|empfohlen|erwogen|angeboten|abgelehnt|kontraindiziert|abgesagt|verschoben"
        + @"|beantragt|erfolgt|durchgeführt|gegeben|begonnen|no|none|never|nein|prévue?|refusée?|annulée?|planead[oa]|programad[oa]"
        + @"|rechazad[oa]"
        + @"|discussed|(?:under|in) discussion|on hold|tb[da]"
        + @"|to be (?:decided|discussed|determined|arranged|confirmed|considered|initiated)"
        + @"|(?:from )?next (?:week|month|visit|year)|tomorrow|ab morgen|in planung|besprochen"
        + @"|(?:à|da|por|para) (?:d[ée]buter|commencer|discuter|prévoir|iniziare|discutere|valutare|iniciar|discutir|valorar|definir)"
        + @"|cancelad[oa]|previst[oa]|rifiutat[oa]|maybe|perhaps|probably|possibly|unlikely|doubtful|uncertain|fraglich|evtl|vielleicht"
        + @"|拒绝|拒絕|计划|未做|未行|予定|中止|[?？])[?？]*(?: (?:by|for|in|on|vom|für|am|par|por|dal) [\p{L}0-9 -]{1,30})?\s*\z",
        AnyCase, 1000)]
    private static partial Regex MarkAlone();

    // A treatment that is itself in doubt, and not what it was for.
    [GeneratedRegex(
        @"(?<!\b(?:for|of|to|bei|wegen|because of|due to|zum|zur|pour|por|per|on) )(?:\b(?:suspected|suspicion|suspicious|questionable"
            + @"|presum\w*"
        + @"|ruled out|excluded|verdacht|v\.? ?a\.|ausgeschlossen|wahrscheinlich\w*|vermutlich\w*|sospecha|soup[çc]on|sospetto"
        + @"|descartad[oa]"
        + @"|exclue?|escluso)(?!\w)|疑|可能|待排|排除|除外)",
        AnyCase, 1000)]
    private static partial Regex Doubted();

    // Doubts, in whatever column.
    [GeneratedRegex(
        @"[?？¿]|\b(?:probabl|possib|perhaps\b|maybe\b|suspect|suspic|susp\b|unlikely|likely\b|doubt|quer(?:y|ied)\b|questionabl|presum"
        + @"|uncertain|unsure|equivocal|rule[sd]? out|r/o\b|exclu[ds]|cannot\b|might\b|may be\b|could be\b|verdacht|v\.? ?a\.|fraglich"
        + @"|wahrscheinlich|möglich|vermut|vielleicht\b|eventuell|evtl\b|ggf\b|ausschluss|auszuschlie|ausgeschlossen|sospech|posibl|dudos"
        + @"|descart|peut-être|soup[çc]on|douteu|forse\b|sospett|dubbi|quizá|improb)|疑|可能|待查|待排|考虑|考慮|排除|除外|否定",
        AnyCase, 1000)]
    private static partial Regex Doubt();

    // Signs of what is denied, refused, over or to come, in a column of findings.
    [GeneratedRegex(
        @"\b(?:absent|absence|absenz|ausente|assente|negative?\b|negativ|neg\b|free\b|\p{L}*frei\b|declin|refus|reject|withheld|omitted"
        + @"|abgelehnt|verweiger|rechaz|rifiut|if\b|falls\b|wenn\b|unless\b|planned|scheduled|awaiting|awaited|pending|to be\b|will\b"
        + @"|would\b"
        + @"|should\b|on hold|waiting|resolv|resolution|disappear|cleared\b|gone\b|regress|remission|recovered|subsided|rückläufig"
        + @"|verschwunden"
        + @"|abgeklungen|zurückgebildet|former|previous|prior\b|past\b|history\b|hx\b|z\.? ?n\.|zustand nach|ehemal|früher|ex-|quit\b"
        + @"|stopped"
        + @"|no longer|not any|geheilt|disparu|ancien|antecedente|resuelt|risolt|well\b|fine\b|good\b|ok\b|toler(?!ance)|uneventful"
        + @"|unremarkable"
        + @"|normal|vertragen|problemlos|unauffällig|o\.? ?b\.|instead\b|rather than|statt\b|anstatt|only\b|except|apart from|außer)"
        + @"|[无無没沒未否非不]|なし|無し|ない|せず|めず|られず|ません|阴性|陰性|正常|良好|消失|缓解|緩解|既往|治愈|消退|拒|计划|予定|[✗✘☐☒❌×]",
        AnyCase, 1000)]
    private static partial Regex Marks();

    // Of one treatment instead of another the other was not given, whichever the language puts first.
    [GeneratedRegex(
        @"(?<=^|[,;.(+])\s*(?:an)?statt (?:von )?[\p{L}\p{N}-]+(?=[ ,])"
        + @"|\b(?:instead of|rather than|in place of|(?:an)?statt|anstelle(?: von)?|au lieu d(?:e |['’])|en (?:lugar|vez) de|invece di"
        + @"|al posto di)"
        + @"\b[^,;.()+]*",
        AnyCase, 1000)]
    private static partial Regex Replaced();

    [GeneratedRegex(@"^[-+]?[0-9]+(?:[.,][0-9]+)?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BareNumber();

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
        @"\b(?:planned|scheduled|consider(?:ed|ing|ation)|propos(?:ed|al)|recommend(?:ed|ation)?|advised?|offer(?:ed)?|suggest(?:ed|ion)?"
        + @"|intended|refused|declined|contraindicated|discuss(?:ed|ion|ing)?|diskutier(?:en|t)|besprechen|erwägen"
        + @"|empf(?:ehlen|ehlung|iehlt)"
        + @"|consult(?:ed|ation)?|referr(?:ed|al)|überw(?:eisung|iesen)|konsil|appointment|op-termin"
        + @"|surgical review|aborted|abgebrochen|attempted"
        + @"|intoleran(?:t|ce)|intolérance|intolerancia|intolleranza|unverträglich(?:keit)?|on hold|in planung|tb[da]"
        + @"|(?:next|coming|nächste[nrs]?) (?:week|month|visit|year|woche|monat|jahr|visite)|(?<!of )tomorrow|ab morgen"
        + @"|(?<!\b(?:for|of|to|with|bei|wegen|because of|due to) )(?:allerg(?:y|ies|ic|isch|ie)|allergique|alérgic[oa])"
        + @"|cancell?ed|awaiting|geplant|vorgesehen|empfohlen|erwogen|angeboten|abgelehnt|kontraindiziert|abgesagt"
        + @"|(?:prévu|proposé|envisagé|recommandé|refusé|contre-indiqué|annulé)(?:es?|s)?"
        + @"|(?:planead|programad|propuest|recomendad|rechazad|contraindicad|cancelad|previst|proposit|rifiutat|recusad)[oa]s?)(?!\w)"
        + @"|拟行|拟用|拟|计划|計画|予定|建议|拒绝|拒絕|禁忌|[?？¿]",
        AnyCase, 1000)]
    private static partial Regex Intended();

    // What an operation is to be, in words that of a finding or a drug may say something else.
    [GeneratedRegex(
        @"\b(?:options?|candidat\w*|kandidat\w*|request(?:ed|s)?|listed|wait-?list\w*|needs?|needing|wants?|wanted|wish(?:es|ed)?|eligible"
        + @"|due(?! to)|to follow|indicated|indication (?:for|of)|might|would|should|will|could"
        + @"|feared|hoped|thinking|prepar(?:e|ing)|future"
        + @"|indiziert|indikation (?:für|zur)|angedacht|überlegt|überlegen|erwägung|gewünscht|ausstehend|soll(?:te)?|wird|würde|steht an"
        + @"|indiqué\w*|indication (?:de|d)|souhaité\w*|en attente|en vue|envisag\w*|prévoir"
        + @"|pendientes?|indicad[oa]|solicitad[oa]|candidat[oa]|valorar|considera\w*|in attesa|richiest[oa]|indicat[oa]|aguarda)(?!\w)"
        + @"|^\s*(?:for|für|pour|para|per|zur|zum) |希望|待|考虑|考慮|准备|打算|申请",
        AnyCase, 1000)]
    private static partial Regex Wished();

    [GeneratedRegex(@"\b(?:until|till|bis|jusqu|hasta)\b", AnyCase, 1000)]
    private static partial Regex Until();

    [GeneratedRegex(
        @"\b(?:stopp|discontinu|ceased|performed|done|completed|given|started|received"
        + @"|durchgeführt|erfolgt|erhalten|abgesetzt|beendet|arrêt|suspend|realizad|effectué|reçu|as planned)",
        AnyCase, 1000)]
    private static partial Regex Given();

    // From a word that denies to the end of its clause. "No." before a number is a number.
    [GeneratedRegex(
        @"\b(?:no(?!\.? ?[0-9])|none|nil|nothing|never|not|without|w/o|denied|denies|declined|refused"
        + @"|kein\w*|nicht|nichts|nie|niemals|ohne|sans|aucune?|jamais|sin|nunca|tampoco|senza|mai"
        + @"|nessun\w*|ning[uú]n\w*|sem|geen|zonder|ingen|utan|uden|bez|без|нет|não|未|无|無)(?=\W|[\u4e00-\u9fff]|\z)"
        + @"(?:(?!\bbut\b|\bthen\b|\bhowever\b)[^,;.()+])*"
        + @"|\b(?:pas (?:de\b|d['’]|encore\b)|non (?!-))[^,;.()+]*"
        + @"|(?:未|无|無|没有|拒绝|拒絕|否认|否認)[^,;.，；。()+]*",
        AnyCase, 1000)]
    private static partial Regex Denial();
}
