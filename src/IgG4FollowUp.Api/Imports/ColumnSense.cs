using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// What a column of words asks about. A denial is absence only of this: whoever denies something else says nothing that the column holds.
/// </summary>
public sealed class ColumnSense
{
    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // Matches nothing: in these columns there is nothing whose absence could be stated in words.
    private const string Nothing = "(?!)";

    // A word that denies, as the whole beginning of what it denies.
    private const string Denying =
        @"(?:no|not|none|nil|never|without|w/o|free (?:of|from)|absence of|denies|denied|negative for|kein\w*|nicht|nie|niemals|ohne"
        + @"|frei von|verneint|sans|pas (?:de )?|pas d['’]|aucune?|absence de|absence d['’]|jamais(?: de)?|sin|ningun\w*|nunca|niega|non"
        + @"|senza|nessun\w*|mai|nega|sem|nenhum\w*|não|geen|ingen|inga|utan|uden|bez|без|нет)";

    // Words that take nothing from a denial.
    private const string Harmless =
        @"(?:(?:any|a|an|the|of|on|of the|known|documented|evidence|evidence of|signs? of|clinical|clinically|radiolog\w+|mri|or|there"
            + @"|is|was|were|are|has"
        + @"|have|had|having|been|did|does|patient|patients|he|she|for|still|currently|so far|until now|bisher|bislang|aktuell"
        + @"|weiterhin|hat|hatte|hinweis\w*|anzeichen|auf|für|bekannte?\w*|klinisch\w*|de|des|du|la|le|el"
        + @"|los|un|una|uno|evidencia|signos|signes?|evidenza|segni|di|ha|a eu)\s+|d['’])";

    private const string Period =
        @"(?:in|for|after|during|at|to|as of|within|over|by|up to|through|until|nach|seit|im|in den|während|bis|après|depuis|durante"
            + @"|pendant"
        + @"|en|dopo) (?:the |den |der |le |la |el )?(?:last |final |entire |whole |full |close |letzten? |[0-9]{1,3}(?:[.,][0-9]+)? )*"
        + @"(?:months?|years?|weeks?|days?|mo|mths?|yrs?|follow[- ]?up|date|discharge|present|now|visit|observation|period|course|contact"
        + @"|monate?n?|jahre?n?|wochen|verlauf|kontrolle|nachbeobachtung|mois|ans|meses|años|mesi|anni|suivi|seguimiento)"
        + @"(?: (?:of )?follow[- ]?up)?";

    private const string Behind =
        @"(?:seen|found|detected|reported|observed|noted|occurred|present|evident|known|identified|visible|documented|diagnosed|experienced"
        + @"|involved|affected|so far|to date|yet|thereafter|afterwards|aufgetreten|gesehen|gefunden|nachweisbar|nachgewiesen"
        + @"|erkennbar|bekannt"
        + @"|bisher|bislang|vorhanden|beobachtet|beteiligt|betroffen|observée?s?|constatée?s?|connue?s?|observad[oa]s?|detectad[oa]s?"
        + @"|conocid[oa]s?"
        + @"|osservat[aeoi]|not[aeoi])";

    private const string Done =
        @"(?:done|performed|given|started|begun|used|needed|required|indicated|necessary|taken|received|planned|erfolgt|durchgeführt"
            + @"|gegeben"
        + @"|begonnen|nötig|erforderlich|indiziert|geplant|réalisée?s?|administrée?s?|realizad[oa]s?|administrad[oa]s?|eseguit[oaie]"
        + @"|somministrat[oaie])";

    private readonly Regex _denied;

    private ColumnSense(
        string field, string nouns, string characters, string right, Func<string, bool> isExact, params IReadOnlyList<string> absent)
    {
        Field = field;
        Right = right;
        IsExact = isExact;
        Absent = absent.ToFrozenSet(StringComparer.Ordinal);
        var behind = IsTreatment || field is "preventions" or "plan" ? $"(?:{Behind}|{Done})" : Behind;
        var noun = $"(?:{nouns})";
        var listed = $"{noun}(?:(?: ?/ ?| (?:or|and|nor|oder|und|noch|ou|et|ni|o|y|e|né) ){Harmless}*{noun})*";
        var trail = $"(?: {behind}| {Period})*";
        var began = IsTreatment ? $"(?:{Harmless}|(?:had|on|received|given|treated with|taking|use of|need for)\\s+)" : Harmless;
        _denied = new Regex(
            $@"^{began}*{Denying}[ ]?{began}*{listed}{trail}\.?\z"
            + $@"|^{Harmless}*{noun}(?: ?[:=-] ?| )(?:is |was |were |are |ist |war |wurde |has been |have been |est |es )?"
            + $@"(?:no|none|nil|never|absent|negative|neg|not {behind}|excluded|ruled out|nein|kein\w*|nicht {behind}|fehlend|fehlt|fehlen"
            + $@"|ausgeschlossen|absente?s?|négati(?:f|ve)s?|exclue?s?|non|ausentes?|negativ[oaei]s?|no {behind}|assent[ei]"
            + $@"|escluse?[oa]?|geen"
            + $@"|нет){trail}\.?\z"
            + $@"|^{noun}[- ]?(?:free|frei|los)\.?\z"
            + $@"|^(?:无|無|没有|沒有|没|沒|不|非|未见|未見|未|否认|否認|不伴|从未|從未)(?:明显|明確な?|明确|任何)?(?:行|用|使用|接受|应用|予|发现|發現|出现|出現|发生|發生)?"
            + $@"(?:{characters})(?:发生|發生|出现|出現|治疗|治療)?\z"
            + $@"|^(?:{characters})(?:は|が|を|も)?(?:なし|無し|無|无|ない|認めず|認めない|認められず|みられず|見られず|行わず|せず|未実施|陰性|阴性|未见|未見|否定)\z",
            AnyCase, TimeSpan.FromSeconds(1));
    }

    public string Field { get; }

    /// <summary>What would be right, for a cell that is neither.</summary>
    public string Right { get; }

    /// <summary>True for words that the column's reader understands as a whole, whatever words of denial they hold.</summary>
    public Func<string, bool> IsExact { get; }

    /// <summary>Whole cells that state the absence of what the column asks about, in lower case.</summary>
    public FrozenSet<string> Absent { get; }

    /// <summary>True when words name a treatment of the column, whatever else they say of it.</summary>
    public bool IsNamed(string words) => Field switch
    {
        "surgery" => SurgeryText.NamesOperation(words),
        "sparing_agent" => SparingAgentText.SpeaksOfAgent(words),
        _ => SteroidText.SpeaksOfSteroid(words),
    };

    /// <summary>True for a column of drugs that were given.</summary>
    public bool IsOfDrugs => Field is "steroid" or "sparing_agent";

    public bool IsTreatment => Field is "surgery" or "steroid" or "sparing_agent";

    /// <summary>True where the column's reader refuses a row for what it does not understand.</summary>
    public bool Refuses => Field is "recurrence" or "cord_compression" or "cord_cavity" or "adverse_event_serious" or "storiform_fibrosis"
        or "obliterative_phlebitis" or "asia_before" or "asia_after";

    /// <summary>True for a column about what somebody does: "not done" states that there was none. Of a finding it says that nobody looked.
    /// </summary>
    public bool IsOfDeeds => IsTreatment || Field is "preventions" or "plan";

    /// <summary>True when a clause, folded, denies what the column asks about, as a whole.</summary>
    public bool IsDeniedBy(string clause) => _denied.IsMatch(clause);

    /// <summary>
    /// The columns of words, by their field; all others hold a number, a date, a closed list or text that is kept as it is.
    /// </summary>
    public static FrozenDictionary<string, ColumnSense> ByField { get; } = ((ColumnSense[])
    [
        new("recurrence",
            @"recurrences?|relapses?|recur(?:red|s|ring)?|relaps(?:ed|ing)|rezidiv(?:e|en|s|iert)?|rückf[aä]lle?|récidives?|récidivé"
                + @"|rechutes?|recidiv(?:[aeo]s?|ó|ad[oa]|ato|ata)"
                + @"|recaídas?|recurrencias?|ricadut[ae]|recorrências?",
            "复发|复发征象|复发迹象|再发|復発|再発|再燃", "yes or no", CaseCells.IsYesOf),
        new("levels",
            @"(?:spinal |visible )?(?:lesions?|abnormalit(?:y|ies)|pathology|mass|pachymeningitis)|läsion(?:en)?|befunde?"
                + @"|auffälligkeit(?:en)?"
                + @"|raumforderung|lésions?|anomalies?|lesi(?:ón|ones|one|oni)|anomal[ií]as?",
            "病变|病變|病灶|异常|異常|病変", "the levels of a lesion, such as C5-T4, or 'no lesion'",
            cell => LevelsText.Read(cell) is { Certain: true } or { Exact: true },
            "normal", "unremarkable", "negative", "neg", "normal findings", "normal mri", "o.b", "unauffällig", "normalbefund", "normale",
            "正常",
            "阴性", "陰性"),
        new("compartment", "compartment|kompartiment|compartiment", Nothing,
            "dura, epidural, intradural-extramedullary or intramedullary", cell => LesionWords.Compartments(cell) is not null),
        new("pattern", "pattern|muster", Nothing, "ventral, dorsal or homogeneous", cell => LesionWords.Patterns(cell) is not null),
        new("shape", "shape|form", Nothing, "striated, fusiform or lobulated-oval", cell => LesionWords.Shapes(cell) is not null),
        new("t1_signal", "signal", Nothing, Signals, cell => LesionWords.Signals(cell) is not null),
        new("t2_signal", "signal", Nothing, Signals, cell => LesionWords.Signals(cell) is not null),
        new("enhancement",
            @"(?:contrast |gadolinium )?enhanc(?:ement|ing|es?)|(?:km|kontrastmittel)-?(?:anreicherung|aufnahme)|anreicherung"
                + @"|prise de contraste"
                + "|rehaussement|realce|captación|enhancement|impregnazione",
            "强化|強化|造影効果|増強効果", "homogeneous, heterogeneous, peripheral or none",
            cell => LesionWords.Enhancements(cell) is not null, "non-enhancing", "nonenhancing", "non enhancing"),
        new("asia_before", Nothing, Nothing, "A to E", _ => false),
        new("asia_after", Nothing, Nothing, "A to E", _ => false),
        new("symptoms",
            "(?:presenting )?(?:symptoms?|complaints?)|beschwerden?|symptome?n?|symptômes?|plaintes?|síntomas?|sintom[oi]",
            "症状|不适|自覚症状", "the symptoms that there are, or 'no symptoms'",
            cell => PresentationWords.List(cell, PresentationWords.Symptoms) is not null,
            "asymptomatic", "asymptomatisch", "asymptomatique", "asintomático", "asintomática", "asintomatico", "asintomatica"),
        new("course",
            @"progressi(?:on|ve|ng)(?: (?:course|worsening|deficit))?|progress|worsening|deterioration|progredien[tz]\w*|verschlechterung"
                + "|aggravation|progresión|empeoramiento|progressione|peggioramento",
            "进展|加重|恶化|進行|悪化", "progressive, stable, fluctuating or improving, or yes or no for progressive",
            cell => CaseCells.IsYesOf(cell) || PresentationWords.Courses(cell) is not null),
        new("other_organs", Organ, OrganCharacters, "the organs that are involved, or 'no other organs'",
            cell => PresentationWords.List(cell, PresentationWords.Organs) is not null),
        new("cord_compression",
            @"(?:spinal )?(?:cord )?compress(?:ion|ed)|(?:myelon|rückenmarks?)?kompression|compression(?: médullaire)?"
                + @"|compresi[oó]n(?: medular)?"
                + "|compressione(?: midollare)?",
            "(?:脊髓)?(?:压迫|受压)|(?:脊髄)?圧迫", "yes or no", CaseCells.IsYesOf),
        new("cord_cavity", @"cavit(?:y|ies|ation)|syrinx|syringomyeli[ae]|höhlen?(?:bildung)?|cavité|cavidad|cavità", "空洞|脊髓空洞|脊髄空洞",
            "yes or no", CaseCells.IsYesOf),
        new("adverse_event_serious", "serious|sae|schwerwiegend|graves?|grav[ei]", "严重|嚴重|重篤", "yes or no", CaseCells.IsYesOf),
        new("walking", Nothing, Nothing, "independent, with-aid, wheelchair or bed", cell => PresentationWords.Walkings(cell) is not null),
        new("bladder", Nothing, Nothing, "normal, urgency, incontinence, retention or catheter",
            cell => PresentationWords.Bladders(cell) is not null),
        new("storiform_fibrosis", @"storiforme?(?: fibrosis)?|storiforme fibrose|(?:storiform )?fibros(?:is|e|i)", "席纹状纤维化|花筵状線維化|纤维化|線維化",
            "yes or no", CaseCells.IsYesOf),
        new("obliterative_phlebitis", "(?:obliterative |obliterierende )?(?:phlebitis|phlébite|flebitis|flebite)", "闭塞性静脉炎|閉塞性静脈炎|静脉炎|静脈炎",
            "yes or no", CaseCells.IsYesOf),
        new("adverse_event",
            @"(?:adverse|side|unwanted|untoward)[- ](?:events?|effects?|reactions?)|complications?|aes?|toxicit(?:y|ies)|events?"
                + @"|nebenwirkung(?:en)?|komplikation(?:en)?|unerwünschten? (?:ereignisse?|wirkungen?)|effets? (?:secondaires?"
                + @"|indésirables?)"
                + @"|eventos? adversos?|efectos? (?:adversos?|secundarios?)|complicaci(?:ón|ones)|effetti (?:collaterali|avversi)"
                + @"|eventi avversi|complicanz[ae]",
            "不良反应|不良反應|不良事件|副作用|并发症|併發症|有害事象|合併症", "the event that there was, or 'no adverse event'",
            cell => PresentationWords.Named<Domain.Patients.AdverseEventTerm>(cell) is not null),
        new("comorbidities",
            @"(?:relevant )?(?:comorbidit(?:y|ies)|co-morbidit(?:y|ies)|risk factors?|pre-?existing (?:conditions?|illness(?:es)?"
                + @"|diseases?)"
                + @"|(?:past )?medical history)|(?:begleit|vor)erkrankung(?:en)?|risikofaktor(?:en)?|comorbidités?|antécédents?"
                + @"|comorbilidades?"
                + "|antecedentes|comorbilità|comorbidità",
            "合并症|既往病史|基础疾病|基礎疾患|併存症|合併症|既往歴", "what is present, 'no' before what is absent, or 'no comorbidities'; each between semicolons",
            cell => RecordWords.RisksIn(cell) is not null),
        new("organs_involved", Organ, OrganCharacters,
            "the organs that are involved, or 'no organs'; what was looked at and is not involved stands in organs_not_involved",
            cell => IsEach(cell, RecordWords.Sites)),
        new("preventions",
            @"preventions?|preventive measures?|prophyla(?:xis|xes)|prophylaxe|vorbeugung|prévention|prophylaxie|prevención"
                + @"|profila(?:xis|ssi)"
                + "|prevenzione",
            "预防|预防措施|予防", "what was given, or 'no prevention'", cell => IsEach(cell, RecordWords.Preventions)),
        new("plan",
            @"(?:further |next )?(?:plans?|visits?|appointments?|steps?)|(?:weiteren? )?(?:pläne|plan|termine?|maßnahmen)"
                + @"|(?:autres? )?(?:projets?"
                + "|rendez-vous)|planes|citas|piani|appuntamenti",
            "计划|計画|予定", "what is planned, or 'no plan'", cell => RecordWords.Plans(cell) is not null, "nothing planned", "none planned",
            "nichts geplant", "rien de prévu", "nada planeado", "无计划", "予定なし"),
        new("surgery",
            @"(?:spinal |surgical |operative )?(?:surger(?:y|ies)|operat(?:ions?|ed|ive)(?: (?:treatment|therapy|on))?|treatment|therapy"
                + @"|interventions?|procedures?|management)|surgical|op|operation(?:en)?|operiert|operative versorgung|eingriffe?"
                + @"|chirurgi[ea]"
                + "|opérée?|cirugías?|operad[oa]s?|intervenci(?:ón|ones)|operat[oai]|interventi?o?",
            "手术|手術|外科治疗|手術治療", "the operation in words, yes or no", SurgeryText.NamesOperation),
        new("steroid",
            @"(?:systemic |oral )?(?:(?:gluco)?(?:cortico)?steroids?|glucocorticoids?|[ck]ortison\w*|(?:gluko)?kortikosteroide?n?"
                + @"|steroide?n?"
                + @"|steroïden|glukokortikoide?n?|stéroïdes?|corticoïdes?|corticothérapie|corticoides?|esteroides?|glucocorticoides?"
                + @"|steroidi"
                + @"|corticosteroidi|gcs?|treatment|therapy|стероид\w*)(?:[- ](?:treatment|therapy|use|therapie))?",
            "激素|糖皮质激素|皮质激素|ステロイド", "the glucocorticoid in words, yes or no", SteroidText.SpeaksOfSteroid),
        new("sparing_agent",
            @"(?:(?:steroid[- ])?sparing |immunosuppressive |other |further )*(?:agents?|drugs?|immunosuppress\w+|dmards?|treatment"
                + @"|therapy|medication)"
                + @"|immunsuppress\w*|inmunosupres\w+|immunosoppress\w+|zweitlinie\w*",
            "免疫抑制剂|免疫抑制劑|免疫抑制薬|免疫抑制剤", "the agent, or no", SparingAgentText.NamesAgent),
    ]).ToFrozenDictionary(sense => sense.Field, StringComparer.Ordinal);

    private const string Signals = "hypointense, isointense, slightly-hyperintense, hyperintense or mixed";

    private const string Organ =
        @"(?:other |extraspinal |further |additional )*(?:organs?|organ[- ]involvement|involvement|manifestations?)(?: (?:involvement"
            + @"|manifestations?))?"
        + @"|(?:andere[nr]? |weitere[nr]? )*(?:organe?n?|organbeteiligung(?:en)?|manifestation(?:en)?|beteiligung)"
        + @"|(?:autres? )?(?:organes?|atteintes?)|(?:otros? )?órganos?|(?:altri )?organi";

    private const string OrganCharacters = "(?:其他|其它)?(?:器官)?(?:受累|累及)|(?:其他|其它)器官|他臓器(?:病変)?|器官";

    private static bool IsEach<T>(string cell, Func<string, T?> read)
        where T : struct, Enum =>
        RecordWords.Items(cell).ToList() is { Count: > 0 } items && items.TrueForAll(item => read(item) is not null);
}
