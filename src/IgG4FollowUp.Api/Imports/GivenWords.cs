using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// The words beside a treatment by which it was given: of a drug dose, route, frequency, days and times, that it began, went on or ended;
/// of an operation levels, approach and extent; of both what for and how it went, in the languages of the field. Whatever other word
/// stands beside it may put it off, doubt it or deny it: a treatment is taken for given only where every word beside it is one of these.
/// </summary>
public static partial class GivenWords
{
    /// <summary>What would be right, beside the name of a drug.</summary>
    public static string Expected(ColumnSense column) => column.IsOfDrugs
        ? " Beside the name of a drug stand its dose, route and frequency, dates, and words such as given, started, since, until or "
            + "stopped."
        : " Beside the name of an operation stand its levels, approach, extent and day, what was operated on, and how it went.";

    private static readonly FrozenSet<string> Known = string.Join(' ',
        // English.
        "a about above according added adjunct administered administration adverse after again all alone alongside already also"
        + " alternate alternating an and another apart approximately around as at back bd because been before began begun below"
        + " beside besides between bid biannual biannually bimonthly biweekly body bolus both bsa but by cause ceased circa"
        + " clinical combination combined commenced complete completed complication complications concomitant concurrent"
        + " concurrently consecutive continual continue continued continues continuing continuous continuously contraindicated"
        + " course courses cumulative current currently cycle cycles daily day days decreased decreasing discharge discontinued"
        + " discussion disease divided dosage dose dosed doses dosing double down drip drug drugs during each early effect"
        + " effective effects eight emergency end ended ending escalated even event events every extended failed failure fast few"
        + " fifth finished first five fixed flare followed following follow-up for former formerly four fourth fortnight"
        + " fortnightly fourteen from full further gave given good gradual gradually had half has high high-dose higher hour"
        + " hourly hours improved improvement improving in inadequate including increase increased increasing ineffective"
        + " infection infused infusion infusions initial initially initiated injected injection injections inpatient intake"
        + " intermittent interrupted interval intervals into is its just last lasting late later least less line loading long"
        + " long-term low low-dose lower maintained maintenance many max maximum mean medication medicine approx aprox ca mid"
        + " minimum moderate moderate-dose mono monotherapy month monthly months more morning most nausea new nightly nine od of"
        + " off older on once one ongoing only op operation or oral orally original other over overlap parallel paused patient per"
        + " perioperative perioperatively period phase plus po poor poorly post post-op pred postoperative postoperatively"
        + " preoperative preoperatively pre pre-op present previous previously prior progression prolonged protocol quickly rapid"
        + " rapidly re reached received receiving recurrence recurrent reduced reducing reduction regimen regular regularly"
        + " reintroduced relapse relapses remains remission repeated replaced reported resistant response responsive restarted"
        + " resumed round rounds same second self series session sessions seven several severe short short-term side since single"
        + " single-dose six slow slowly small so started steadily still stop stopped stopping subsequent subsequently successful"
        + " successfully sustained switched switching symptom symptoms systemic tab tablet tablets taken taking taper tapered"
        + " tapering tapers ten than that the therapy then third three through throughout thrice time times to today together"
        + " tolerated total took toxicity transient treated treatment twice two ultimately until till up upfront used using under"
        + " was week weekly weeks weight well were while whole with within worsening year yearly years yes",
        // Further nouns of what it was for, or why it ended.
        "abscess allergic allergy cancer copd crohn diagnosis disorder gpa igg4 igg4-rd intolerance intolerant it lupus mri nmo"
        + " ms ra rash rheumatic sle spine stat surgery biopsy surgical transplant transplantation tumor tumour ulcer arthrite"
        + " hépatite pancréatite",
        // Between alternatives, of which none is taken.
        "vs versus bzw beziehungsweise oder ou lub eller или",
        // German.
        "ab abgesetzt absetzen aktuell alle als am anfangs angefangen anschließend auch auf aufdosiert ausgeschlichen"
        + " ausschleichen basis bei beendet begann begonnen bekam bekommen besserung bis bisher da danach dann dauer dauerhaft"
        + " dauertherapie davon davor der die das den dem des deutlich dosen dosierung dosis dosisreduktion drei durch eindosiert"
        + " eine einen einem einer eingeleitet eingestellt einmal einmalig einmalige entzündung erhalten erhielt erhaltung"
        + " erhaltungsdosis erhaltungstherapie erhöht erhöhung erneut erneute erst erste ersten etwa folgend folgt fortgeführt"
        + " fortgesetzt für gabe gaben gebessert gefolgt gegeben gesamt gestartet gesteigert gestoppt gut gute guter gutes"
        + " hochdosiert hochdosis im infektion induktion infusionen insgesamt intrathekal intravenös intravenöse jahr jahre jahren"
        + " jahrelang je jeden jeder jeweils kg kombination komplikation kontinuierlich kurz kurzzeitig kurzfristig lange langsam"
        + " langfristig laufend letzte letzten mal mit monat monate monaten monatlich morgens nach nachdem nebenwirkung"
        + " nebenwirkungen neu niedrig niedrigdosiert nun nur orale orales patientin pausiert postoperativ präoperativ pro"
        + " progress progredienz reduktion reduziert rezidiv schlecht schrittweise schub seit seitdem sowie später stabil"
        + " steigerung stoß stoßtherapie stufenweise subkutan systemisch tag tage tagen tgl therapie therapiert täglich tägliche"
        + " umgestellt und unter unverträglichkeit ursprünglich verabreicht verbesserung verlauf vertragen vier vom von vor vorher"
        + " vorübergehend während wegen weiter weiterhin wieder wirksam wirkung woche wochen wöchentlich wöchentliche zeitweise zu"
        + " zuerst zuletzt zum zunächst zur zusätzlich zwei zweimal zweite zyklen zyklus zunahme",
        // French.
        "administré administrée administrés après arrêt arrêté arrêtée associé associée au aux avant avec bien bonne car chaque"
        + " commencé commencée continu cours cure cures d dans débuté débutée de décroissance dégressif dégressive depuis deux"
        + " diminué donné donnée du durant efficace effet en encore ensuite entre entretien et fois forte frais induction"
        + " interrompu interrompue intolérance intraveineux intraveineuse j jour jours jusqu l la le les lors lente maintien matin"
        + " même mensuel mensuelle mensuellement mg mois oralement par patiente pendant perfusion perfusions poids poursuivi"
        + " poursuivie posologie pour premier première prise prises progressif progressive progressivement puis quatre quotidien"
        + " quotidienne rechute reçu reçue réduit réduite réponse repris semaine semaines sous stoppé stoppée suivi suivie sur"
        + " toléré tolérée toutes tous traité traitée traitement trois un une voie",
        // Spanish.
        "administrado administrada al antes año años bolo bolos buena cada ciclo ciclos combinado comenzado comenzada comenzó"
        + " con continuado continuó cuatro curso desde descenso después día días diaria diario diarios del dos durante e el efecto"
        + " es estable fin hace hasta inducción infusión infusiones iniciada iniciado inició interrumpido intolerancia intravenosa"
        + " intravenoso las lenta los luego mantenimiento mejoría mensual mensuales mes meses paciente pauta peso por"
        + " posteriormente previo primera primero progresiva progresivo que reacción recaída recibido recibió reducción reducida"
        + " reducido respuesta retirada retirado seguida seguido semana semanal semanales semanas sus suspendida suspendido"
        + " suspendió tolerada tolerado tomado tras tratada tratado tratamiento tres veces vez vía y ya",
        // Italian and Portuguese.
        "ai alla anni anno associato buona ciclici cicli concluso dal dalla dall dei della di dopo dosi effetto endovena"
        + " endovenosa fino ha hanno il infusione infusioni iniziata iniziato interrotto intolleranza mantenimento mensile mese"
        + " mesi nel nella ogni più poi prima primo recidiva ridotto riduzione risposta scalare settimana settimanale settimane"
        + " sospeso sospesa successivamente tre trattamento trattato volta volte apos após até com depois dia dias do em recebeu"
        + " suspenso tomou via",
        // Units, routes and intervals.
        "g mcg µg ug ml dl iu ie ui u unit units vials vial amp h hr hrs wk wks w mo mos mth mths yr yrs m m2 qd qid q qod qw"
        + " qm tid tds bds prn iv sc sq subcutaneous subcutaneously intravenous intravenously intramuscular intramuscularly"
        + " intrathecal intrathecally epidural epidurally peroral ivmp os pulse pulses pulsed pulsing puls pulstherapie",
        // How it is put in short: protocols, what hurt, what for.
        "eurolupus euro-lupus nih leeds gi lft lfts raised elevated deranged dt d/t bc sp hx mfi truxima adv se ses fu",
        // Forms and parts of names, and what is put on one place.
        "acid acetate alfa alpha anti antibody biologic biologics biosimilar biosimilars cd20 depot generic hydrochloride"
        + " mofetil mono-therapy phosphate rituxan sodium sodique succinate sulfate sulphate sulfat agent agents immunosuppressant"
        + " immunosuppressants immunosuppression immunosuppressive immunosuppressiva immunsuppression immunsuppressivum dmard"
        + " dmards sparing topical inhaled inhaler intranasal nasal eye drops drop ointment cream enema intraarticular"
        + " intra-articular local salbe creme spray",
        // Months and seasons.
        "jan january januar janvier enero gennaio feb february februar février febrero febbraio mar march märz mars marzo mrz"
        + " apr april avril abril aprile may mai mayo maggio jun june juni juin junio giugno jul july juli juillet julio luglio"
        + " aug august août agosto sep sept september septembre septiembre settembre oct okt october oktober octobre octubre"
        + " ottobre nov november novembre noviembre dec dez december dezember décembre diciembre dicembre spring summer autumn"
        + " winter frühjahr sommer herbst st nd rd th er")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// What words say was given, without what is denied, put off or not understood. Null where something is not understood that may speak
    /// of all of it.
    /// </summary>
    /// <param name="words">One treatment in an author's words, or several.</param>
    /// <param name="column">The column they stand in.</param>
    public static string? Of(string words, ColumnSense column)
    {
        words = Absence.Joined(words);
        var denied = Parts(words).Where(part => IsDenied(part, column)).ToList();
        if (!denied.TrueForAll(column.IsNamed)) return null;
        var given = Absence.WithoutDenials(Without(words, denied));
        var strange = new List<string>();
        foreach (var part in Parts(given).Where(part => !IsKnown(part, column)))
        {
            // Beside another treatment it speaks of that one alone.
            if (!column.IsNamed(part)) return null;
            strange.Add(part);
        }

        return Without(given, strange);
    }

    /// <summary>True for yes, with a day or with more words that only say that it was given.</summary>
    public static bool IsYes(string words, ColumnSense column) => CaseCells.IsYesOf(words.Trim())
        || (Parts(words).ToList() is [var first, .. { Count: > 0 }] parts && CaseCells.IsYesOf(first.Trim()) && first.Trim().Length > 1
            && parts.TrueForAll(part => IsKnown(part, column)) && !Absence.Denies(words) && !Absence.Unsettles(words));

    private static string Without(string words, List<string> parts) =>
        parts.Aggregate(words, (text, part) => text.Replace(part, " ", StringComparison.Ordinal));

    /// <summary>True where a word beside the treatment is none of those by which one is given.</summary>
    public static bool IsStrange(string words, ColumnSense column) =>
        Parts(words).Any(part => IsDenied(part, column))
        || Parts(Absence.WithoutDenials(Absence.Joined(words))).Any(part => !IsKnown(part, column));

    /// <summary>True for words that may be the name of a drug that nobody knows yet, by the endings of such names.</summary>
    public static bool MayBeName(string words) => Name().IsMatch(words.Trim());

    private static IEnumerable<string> Parts(string words) => Between().Split(words).Where(part => !string.IsNullOrWhiteSpace(part));

    private static bool IsDenied(string part, ColumnSense column) =>
        DeniedBehind().IsMatch(part)
        || (Denier().Match(part) is { Success: true } denier && column.IsNamed(part[..denier.Index])
            && !Outcome().IsMatch(part[(denier.Index + denier.Length)..]));

    private static bool IsKnown(string part, ColumnSense column)
    {
        if (ForOne.IsMatch(part) || (NotBorne().IsMatch(part) && !Ended().IsMatch(part))) return false;
        var isOperation = !column.IsOfDrugs;
        var rest = SparingAgentText.WithoutNames(SteroidText.WithoutNames(ToCome().Replace(part, " ")));
        if (isOperation) rest = SurgeryText.WithoutNames(rest);
        // How somebody fares is told in words that beside an operation may ask for one.
        var isOfPatient = isOperation && !column.IsNamed(part);
        foreach (Match token in Token().Matches(rest))
        {
            var word = token.Value.ToLowerInvariant().Trim('\'', '’', '-', '.');
            if (!word.Any(char.IsNumber)) word = word.Replace(".", "", StringComparison.Ordinal);
            if (!IsOne(word) && !Written().IsMatch(word) && !word.Split('-').All(IsOne)) return false;
        }

        return true;

        bool IsOne(string word) => word.Length < 2
            ? word.All(char.IsLetterOrDigit)
            : Known.Contains(word) || Amount().IsMatch(word) || Reason().IsMatch(word)
                || (isOperation && SurgeryWords.Contains(word)) || (isOfPatient && SurgeryWords.TellsOfPatient(word));
    }

    // "MTX no", "MTX: not yet", "MTX 0": what denies and is followed by nothing denies what stands before it.
    [GeneratedRegex(
        @"(?:\p{L}[^\p{L}\p{N}]+|^\W*)(?:no|not|none|never|nil|0|nein|nicht|nie|kein\w*|non|jamais|nunca|mai|não|nee|ne|нет|无|無|未|なし)"
        + @"(?: (?:yet|so far|noch|bisher|ever|at all|anymore))?\W*\z", AnyCase, 1000)]
    private static partial Regex DeniedBehind();

    // "Laminectomy not an option": what denies behind a treatment denies it, but for how it went.
    // In German and French "mai" is a month.
    [GeneratedRegex(
        @"(?<=\s)(?:not|never|nicht|nie|niemals|no|non|nunca|não|jamais|(?<!\b(?:ab|en|im|seit|bis|depuis|fin|début) )mai(?!\s+[0-9]))\s+",
        AnyCase, 1000)]
    private static partial Regex Denier();

    [GeneratedRegex(
        @"^(?:(?:yet|been|a|any|so|very|significant|further|more|well|fully|gut|ausreichend|bien|ben|suficientemente|relevant|major)\s+)*"
        + @"(?:toler|effect|effic|eficaz|eficac|wirksam|wirkung|vertragen|respon|ansprech|help|benefit|improv|success|sufficient|adequate"
        + @"|enough|complic|komplik|complet|continu|fortge|relapse|recur|rezidiv|recaíd|recidiv|progress|chang|side|adverse|nebenwirk"
        + @"|infect|infekt|taper|stopp|reduc|reduz|maintain|longer|anymore|any more|more|mehr|plus|since|after|further|deficit|csf|leak"
        + @"|residual|curative|radical|instrument|fixation|fusion)",
        AnyCase, 1000)]
    private static partial Regex Outcome();

    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // Full stops end a part where no number and no abbreviation goes on behind them.
    [GeneratedRegex(
        @"[,;()+\[\]，；。、]|(?<![\p{L}\p{N}]\.\p{L}|\b\p{L})\.(?=\s)|(?<=\s)(?:then|dann|danach|anschließend|puis|luego|después|poi)(?=\s)"
        + "|然后|随后|その後",
        AnyCase, 1000)]
    private static partial Regex Between();

    // Words, with the signs that doubt; all other signs stand between words.
    [GeneratedRegex(
        @"[\u3040-\u30ff\u3400-\u9fff々]+|[\p{L}\p{M}\p{N}'’.\--[\u3040-\u30ff\u3400-\u9fff々]]+|[?？¿!！]+|\p{So}+",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();

    // 40, 40mg, 2x, x5, q6m, 375mg, 1.5g, d15, 2019, 1st, 15., m².
    [GeneratedRegex(
        @"^(?:[x×qd]|day|week|month|tag|woche|cycle)?[0-9]+(?:[.,'’][0-9]+)*(?:x[0-9]+(?:[.,][0-9]+)*)?"
        + @"(?:mg|g|kg|µg|μg|mcg|ug|ml|iu|ie|ui|x|d|h|hr|w|wk|wks|wochen|m|mo|y|yr|j|st|nd|rd|th|er?|ème|º|ª|m2|s)?\z|^m²\z|^[ivx]+\z",
        AnyCase, 1000)]
    private static partial Regex Amount();

    // Diseases, by the endings of their names.
    [GeneratedRegex(
        @"\p{L}{3}(?:itis|itiden|osis|oma|opath(?:y|ies|ie)|penia|penie|emia|aemia|ämie|algia|algie|rrh(?:o)?ea|rrhö|uria"
        + @"|toxicity|toxizität|megaly|plegia|paresis|parese|asthma|psoriasis|disease|erkrankung|syndrome?)s?\z",
        AnyCase, 1000)]
    private static partial Regex Reason();

    [GeneratedRegex(
        @"^(?:糖皮质激素|皮质类固醇|皮质激素|激素|皮质|泼尼松龙|泼尼松|强的松|地塞米松|氢化可的松|甲泼尼龙|甲强龙|ステロイド|プレドニゾロン|プレドニン|メチル"
        + "|开始|開始|使用|应用|治疗|治療|给予|投与|投薬|口服|经口|経口|内服|静脉|静脈|静注|滴注|点滴|注射|冲击|パルス|療法|疗法|每日|毎日|每天|每周|毎週|每月|毎月"
        + "|日|天|周|週|月|年|次|回|疗程|コース|术后|術後|术前|術前|后|後|前|至|到|から|まで|より|停药|停用|停止|中止|終了|减量|減量|漸減|维持|維持|剂量|用量|大量|小剂量"
        + "|椎弓|椎板|椎体|椎管|颈椎|頸椎|胸椎|腰椎|颈|頸|胸|腰|硬膜|硬脊膜|脊髓|脊髄|脊柱|外|内|下|上|腔|肿瘤|腫瘍|肿物|肿块|占位|病变|病灶|病変|腫瘤|增厚|肥厚"
        + "|切除|切開|切开|摘出|減圧|减压|固定|融合|成形|形成|修复|修補|活检|生検|探查|手术|手術|术|術|后路|前路|後方|前方|全|次全|部分|大部|急诊|緊急|内固定|開窓|拡大|扩大"
        + "|加|和|与|及|と|の|を|にて|で|は|が|に|联合|併用|継続|继续|有効|有效|好转|改善|复发|再発|復発|受け|した|して|された|了|曾|已|为|予|行)+\\z",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Written();

    // What is to become of a drug that is given.
    [GeneratedRegex(
        @"\b(?:due to|as (?:planned|indicated|scheduled)|(?:will|to) be (?:tapered|reduced|decreased|continued|stopped|discontinued)"
        + @"|(?:soll|wird) (?:reduziert|ausgeschlichen|abgesetzt|fortgeführt|fortgesetzt|beendet)(?: werden)?"
        + @"|(?<=[0-9] ?mg )pending (?:biopsy|histology|mri|results?)"
        + @"|(?:until|till|bis|jusqu['’](?:à|au)|hasta|fino a) (?:(?:the|zur|la|le|el) )?(?:next|last|nächsten|letzten|dernière|última)"
        + @" (?:visit|follow-?up|visite|kontrolle|visita))(?!\p{L})",
        AnyCase, 1000)]
    private static partial Regex ToCome();

    // Who does not bear a drug may never have had it, unless it was ended for that.
    [GeneratedRegex(@"allerg|alérg|intol|unverträgl", AnyCase, 1000)]
    private static partial Regex NotBorne();

    [GeneratedRegex(
        @"\b(?:stop|discontinu|ceased|switched|changed|ended|abgesetzt|umgestellt|beendet|arrêt|suspend|sospes|retirad)", AnyCase, 1000)]
    private static partial Regex Ended();

    // "For rituximab" is what somebody is to have.
    private static readonly Regex ForOne = new(
        $@"\b(?:for|für|pour|para|zur?|zum) (?:{SparingAgentText.Names}|{SteroidText.Names})", AnyCase, TimeSpan.FromSeconds(1));

    [GeneratedRegex(
        @"^\p{L}+(?:mab|nib|cept|imod|kinra|imus|sporine?|trexate|prine?|phamide?|globuline?s?)\z", AnyCase, 1000)]
    private static partial Regex Name();
}
