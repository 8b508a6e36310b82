using System.Globalization;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// What clinicians call checks, risks, organs, adverse events and plans; nothing is taken for a word that it only resembles.
/// </summary>
public static partial class RecordWords
{
    private static readonly char[] Between = [';', '\n', '；', '、'];

    /// <summary>The items of a list; a comma separates them too where they hold no numbers.</summary>
    public static IEnumerable<string> Items(string words) =>
        (words.Any(char.IsAsciiDigit) ? words.Split(Between) : words.Split([.. Between, ',', '，']))
            .Select(item => item.Trim()).Where(item => item.Length > 0);

    /// <summary>What was looked at.</summary>
    public static SafetyCheck? Checks(string words) => PresentationWords.Named<SafetyCheck>(words) ?? Folded(words) switch
    {
        "hbsag" or "hbs ag" or "hepatitis b surface antigen" => SafetyCheck.HepatitisBSurfaceAntigen,
        "anti hbc" or "hbcab" or "hbc" or "anti hbc total" or "hepatitis b core antibody" => SafetyCheck.HepatitisBCoreAntibody,
        "hbv dna" or "hbv pcr" => SafetyCheck.HepatitisBDna,
        "anti hcv" or "hcv" or "hcv antibody" => SafetyCheck.HepatitisCAntibody,
        "tb" or "tb test" or "igra" or "quantiferon" or "t spot" or "tuberculosis" or "ppd" => SafetyCheck.TuberculosisTest,
        "chest x ray" or "cxr" or "chest ct" => SafetyCheck.ChestImaging,
        "immunoglobulin" => SafetyCheck.Immunoglobulins,
        "cd19" or "b cells" => SafetyCheck.BCellCount,
        "cbc" or "fbc" or "full blood count" => SafetyCheck.BloodCount,
        "lft" or "liver" or "alt" or "transaminases" => SafetyCheck.LiverEnzymes,
        "kidney" or "renal function" or "egfr" => SafetyCheck.KidneyFunction,
        "glucose" or "hba1c" => SafetyCheck.GlucoseOrHba1c,
        "bp" or "rr" => SafetyCheck.BloodPressure,
        "dxa" or "bmd" or "t score" => SafetyCheck.BoneDensity,
        "25 oh vitamin d" or "25 oh d" => SafetyCheck.VitaminD,
        "eye" or "eyes" or "ophthalmology" => SafetyCheck.EyeExamination,
        "pregnancy" => SafetyCheck.PregnancyTest,
        _ => null,
    };

    /// <summary>What a check found.</summary>
    public static SafetyFinding? Findings(string words) => PresentationWords.Named<SafetyFinding>(words) ?? Folded(words) switch
    {
        "pos" or "reactive" or "+" or "positiv" or "阳性" => SafetyFinding.Positive,
        "neg" or "non reactive" or "negativ" or "阴性" => SafetyFinding.Negative,
        "ok" or "unremarkable" or "正常" => SafetyFinding.Normal,
        "pathological" or "low" or "raised" or "异常" => SafetyFinding.Abnormal,
        "borderline" or "equivocal" => SafetyFinding.Indeterminate,
        _ => null,
    };

    /// <summary>Why there is no value.</summary>
    public static MissingReason? Reasons(string words) => PresentationWords.Named<MissingReason>(words) ?? Folded(words) switch
    {
        "not performed" or "nicht durchgeführt" or "non fait" or "no realizado" or "未做" => MissingReason.NotDone,
        "declined" or "patient refused" or "patient declined" or "abgelehnt" or "verweigert" or "refusé" or "拒绝" => MissingReason.Refused,
        "contraindicated" or "impossible" or "nicht möglich" or "nicht durchführbar" => MissingReason.NotPossible,
        "unknown" => MissingReason.NotReported,
        _ => null,
    };

    /// <summary>
    /// Why there is no value, where the words say no more than that and say it: whether anybody looked is not known of what is only not
    /// reported.
    /// </summary>
    public static MissingReason? WhyMissing(string words) => Reasons(words) is not MissingReason.NotReported and { } reason ? reason : null;

    /// <summary>What a laboratory measured; null for a name that may be of more than one fluid.</summary>
    public static Analyte? Analytes(string words) => PresentationWords.Named<Analyte>(words) ?? Folded(words) switch
    {
        "igg" or "total igg" or "igg total" => Analyte.SerumIgG,
        "iga" => Analyte.SerumIgA,
        "igm" => Analyte.SerumIgM,
        "liquor protein" or "liquoreiweiß" => Analyte.CsfProtein,
        "csf cells" or "csf white cells" => Analyte.CsfCellCount,
        "ige" or "total ige" => Analyte.SerumIgE,
        "eos" or "eosinophil count" => Analyte.Eosinophils,
        "c3" => Analyte.ComplementC3,
        "c4" => Analyte.ComplementC4,
        "crp" => Analyte.CReactiveProtein,
        "esr" or "bsg" => Analyte.ErythrocyteSedimentationRate,
        "sil 2r" or "sil2r" => Analyte.SolubleInterleukin2Receptor,
        "amylase" => Analyte.SerumAmylase,
        "lipase" => Analyte.SerumLipase,
        "creatinine" or "kreatinin" => Analyte.SerumCreatinine,
        "cd19" or "cd19 b cells" => Analyte.BCells,
        "hb" or "hgb" or "hemoglobin" or "hämoglobin" or "hémoglobine" or "hemoglobina" or "血红蛋白" => Analyte.Haemoglobin,
        "wbc" or "white cells" or "white blood cells" or "leukocytes" or "leukozyten" or "leucocitos" or "白细胞" => Analyte.Leucocytes,
        "anc" or "neutrophil count" or "neutrophile" or "中性粒细胞" => Analyte.Neutrophils,
        "lymphocyte count" or "lymphozyten" or "淋巴细胞" => Analyte.Lymphocytes,
        "plt" or "platelet count" or "thrombocytes" or "thrombozyten" or "血小板" => Analyte.Platelets,
        "alt" or "gpt" or "sgpt" or "alat" => Analyte.AlanineAminotransferase,
        "ast" or "got" or "sgot" or "asat" => Analyte.AspartateAminotransferase,
        "egfr" or "gfr" => Analyte.EstimatedGfr,
        "a1c" or "hb a1c" => Analyte.HbA1c,
        "blood glucose" or "plasma glucose" or "blood sugar" or "glukose" or "血糖" => Analyte.Glucose,
        "fbg" or "fpg" or "fasting blood glucose" or "fasting plasma glucose" or "空腹血糖" => Analyte.FastingGlucose,
        "25 oh vitamin d" or "25 oh d" or "25 hydroxyvitamin d" => Analyte.VitaminD,
        _ => null,
    };

    /// <summary>What is assessed at a visit.</summary>
    public static StatusItem? Assessed(string words) => PresentationWords.Named<StatusItem>(words) ?? Folded(words) switch
    {
        "pain score" or "nrs" => StatusItem.Pain,
        "thoracic mjoa" => StatusItem.MjoaThoracic,
        "mrs" or "rankin" => StatusItem.ModifiedRankin,
        "scim iii" or "scim 3" or "scim total" => StatusItem.Scim,
        "eq 5d" or "eq 5d 5l" or "eq5d 5l" => StatusItem.Eq5d,
        "asia" or "ais" or "isncsci" => StatusItem.AsiaGrade,
        "biopsy" => StatusItem.Histology,
        "ri" or "igg4 rd ri" => StatusItem.ResponderIndex,
        _ => null,
    };

    /// <summary>
    /// What an item names first, with what it says of it: of <c>CSF protein: 1.1 g/L</c> the protein and <c>1.1 g/L</c>. Every way of
    /// taking it apart, the shorter name first.
    /// </summary>
    public static IEnumerable<(T What, string Said)> Parts<T>(string words, Func<string, T?> read)
        where T : struct, Enum
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] is not (' ' or ':' or '=')) continue;
            var said = words[(i + 1)..].TrimStart(' ', ':', '=').Trim();
            if (said.Length > 0 && read(words[..i].TrimEnd(' ', ':', '=')) is { } what) yield return (what, said);
        }
    }

    /// <summary>A check with what it found, such as <c>HBsAg negative</c>, <c>BP 135/85</c> or <c>T-score: -2.1</c>; null where any part
    /// is not known.</summary>
    public static SafetyChecked? Check(string words, Guid id)
    {
        foreach (var split in Parts(words, Checks))
        {
            var check = new SafetyChecked { EntryId = id, CheckedOn = ClinicalDate.NotReported, What = split.What };
            if (Findings(split.Said) is { } found) return check with { Result = found };
            if (Reasons(split.Said) is { } reason) return check with { Missing = reason };
            if (split.What == SafetyCheck.BloodPressure && Pressure().Match(split.Said) is { Success: true } pressure)
                return check with
                {
                    SystolicMmHg = Whole(pressure.Groups["systolic"]),
                    DiastolicMmHg = Whole(pressure.Groups["diastolic"]),
                };
            if (split.What == SafetyCheck.BoneDensity && Score().IsMatch(split.Said)
                && decimal.TryParse(split.Said.Replace('−', '-').Replace(',', '.'), NumberStyles.Number, CultureInfo.InvariantCulture,
                    out var score))
                return check with { TScore = score };
        }

        return null;
    }

    public static RiskFactor? Risks(string words) => PresentationWords.Named<RiskFactor>(words) ?? Folded(words) switch
    {
        "dm" or "diabetes mellitus" or "type 2 diabetes" or "糖尿病" => RiskFactor.Diabetes,
        "htn" or "high blood pressure" or "arterial hypertension" or "高血压" => RiskFactor.Hypertension,
        "coronary heart disease" or "chd" or "cad" or "stroke" or "heart failure" => RiskFactor.CardiovascularDisease,
        "dvt" or "pulmonary embolism" or "venous thromboembolism" => RiskFactor.Thrombosis,
        "anticoagulants" or "anticoagulation" or "warfarin" or "doac" => RiskFactor.Anticoagulant,
        "allergy" or "allergies" or "asthma" or "atopy" or "allergic rhinitis" => RiskFactor.AtopyOrAllergy,
        "smoker" or "tobacco" or "吸烟" => RiskFactor.Smoking,
        "cancer" => RiskFactor.Malignancy,
        "ckd" => RiskFactor.ChronicKidneyDisease,
        "pregnant" => RiskFactor.Pregnancy,
        "depression" or "psychosis" => RiskFactor.PsychiatricDisorder,
        _ => null,
    };

    public static Site? Sites(string words) => PresentationWords.Named<Site>(words) ?? Folded(words) switch
    {
        "spinal dura" or "spinal pachymeninges" => Site.SpinalMeninges,
        "cranial pachymeninges" or "cranial dura" => Site.CranialMeninges,
        "lacrimal glands" => Site.LacrimalGland,
        "parotid" or "parotid glands" => Site.ParotidGland,
        "submandibular glands" => Site.SubmandibularGland,
        "salivary glands" => Site.SalivaryGland,
        "lymph nodes" => Site.LymphNode,
        "lungs" => Site.Lung,
        "kidneys" => Site.Kidney,
        "bile ducts" or "biliary tree" => Site.BileDuct,
        "orbits" => Site.Orbit,
        "sinuses" or "paranasal sinuses" => Site.ParanasalSinus,
        "nose" => Site.NasalCavity,
        "mastoid" => Site.MiddleEar,
        "pharynx" or "larynx" or "tonsil" or "tonsils" => Site.Throat,
        "large blood vessel" or "large blood vessels" or "large artery" => Site.LargeVessel,
        "myocardium" => Site.Heart,
        _ => null,
    };

    public static OrganMethod? Methods(string words) => PresentationWords.Named<OrganMethod>(words) ?? Folded(words) switch
    {
        "pet" or "fdg pet" or "pet/ct" => OrganMethod.PetCt,
        "sonography" => OrganMethod.Ultrasound,
        "examination" => OrganMethod.Clinical,
        _ => null,
    };

    public static Prevention? Preventions(string words) => PresentationWords.Named<Prevention>(words) ?? Folded(words) switch
    {
        "pjp prophylaxis" or "pcp prophylaxis" or "cotrimoxazole" or "co trimoxazole" => Prevention.PneumocystisProphylaxis,
        "entecavir" or "tenofovir" => Prevention.AntiviralProphylaxis,
        "calcium" or "vitamin d" or "calcium/vitamin d" => Prevention.CalciumAndVitaminD,
        "bisphosphonate" or "alendronate" or "zoledronate" or "denosumab" => Prevention.BoneActiveDrug,
        "ppi" or "pantoprazole" => Prevention.GastricProtection,
        "influenza vaccine" => Prevention.InfluenzaVaccination,
        "pneumococcal vaccine" => Prevention.PneumococcalVaccination,
        "covid vaccine" or "covid 19 vaccine" => Prevention.Covid19Vaccination,
        _ => null,
    };

    public static PlannedKind? Plans(string words) =>
        Planned().Replace(words, "") is { Length: > 0 } what && what != words ? PlanOf(what) : PlanOf(words);

    private static PlannedKind? PlanOf(string words) => PresentationWords.Named<PlannedKind>(words) ?? Folded(words) switch
    {
        "mrt" or "irm" or "control mri" or "follow up mri" => PlannedKind.Mri,
        "follow up" or "follow up visit" or "appointment" => PlannedKind.Visit,
        "surgery" => PlannedKind.Operation,
        "lab" or "blood test" => PlannedKind.Laboratory,
        _ => null,
    };

    public static AdverseEventOutcome? Outcomes(string words) => PresentationWords.Named<AdverseEventOutcome>(words) ?? Folded(words) switch
    {
        "resolved" => AdverseEventOutcome.Recovered,
        "death" or "died" => AdverseEventOutcome.Fatal,
        "not recovered" or "persisting" => AdverseEventOutcome.Ongoing,
        _ => null,
    };

    public static FollowUpEndReason? Ends(string words) => PresentationWords.Named<FollowUpEndReason>(words) ?? Folded(words) switch
    {
        "death" or "dead" or "deceased" or "verstorben" or "死亡" => FollowUpEndReason.Died,
        "lost to follow up" or "ltfu" or "失访" => FollowUpEndReason.Lost,
        "withdrawn" or "withdrew consent" => FollowUpEndReason.Withdrew,
        "moved" => FollowUpEndReason.Transferred,
        _ => null,
    };

    public static ConsentDecision? Decisions(string words) => PresentationWords.Named<ConsentDecision>(words) ?? Folded(words) switch
    {
        "agreed" or "signed" or "consented" or "erteilt" => ConsentDecision.Given,
        "declined" or "denied" or "verweigert" or "abgelehnt" => ConsentDecision.Refused,
        "revoked" or "withdrew" or "widerrufen" => ConsentDecision.Withdrawn,
        _ => null,
    };

    public static ConsentGiver? Givers(string words) => PresentationWords.Named<ConsentGiver>(words) ?? Folded(words) switch
    {
        "self" or "themselves" => ConsentGiver.Patient,
        "mother" or "father" or "parents" => ConsentGiver.Parent,
        "representative" or "guardian" or "legal guardian" => ConsentGiver.LegalRepresentative,
        _ => null,
    };

    public static ResponderIndexVersion? Versions(string words) =>
        PresentationWords.Named<ResponderIndexVersion>(words) ?? Folded(words) switch
        {
            "2012" or "prototype" => ResponderIndexVersion.Prototype2012,
            "2018" or "validated" => ResponderIndexVersion.Validated2018,
            _ => null,
        };

    /// <summary>A site of the Responder Index with its score, such as <c>lacrimal-gland 2</c> or <c>kidney 3 urgent damage</c>.</summary>
    public static SiteScore? Scored(string words) =>
        SiteScored().Match(words) is { Success: true } match && Sites(match.Groups["site"].Value) is { } site
            ? new(site, Whole(match.Groups["score"]), Flag(match, "urgent"), Flag(match, "damage"))
            : null;

    private static bool? Flag(Match match, string name) => match.Groups[name].Success ? true : null;

    private static int Whole(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>
    /// The risks that a list tells of, each present, absent (<c>no diabetes</c>, <c>never smoker</c>) or former (<c>ex-smoker</c>); null
    /// where
    /// any item is none of these, and where a denial before a comma may reach beyond it.
    /// </summary>
    public static IReadOnlyList<(RiskFactor What, RiskState State)>? RisksIn(string words)
    {
        var risks = new List<(RiskFactor What, RiskState State)>();
        foreach (var part in words.Split([';', '\n', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var denied = false;
            foreach (var item in Items(part))
            {
                if (Risk(item) is not { } risk || (denied && risk.State != RiskState.Absent)) return null;
                denied |= risk.State == RiskState.Absent;
                if (risks.Exists(known => known.What == risk.What && known.State != risk.State)) return null;
                if (!risks.Contains(risk)) risks.Add(risk);
            }
        }

        return risks.Count == 0 ? null : risks;
    }

    private static (RiskFactor What, RiskState State)? Risk(string item)
    {
        if (Risks(item) is { } present) return (present, RiskState.Present);
        if (Folded(item) is "non smoker" or "nonsmoker" or "never smoked" or "nichtraucher" or "no fumador" or "non fumeur" or "不吸烟")
            return (RiskFactor.Smoking, RiskState.Absent);
        if (Denied().Match(item) is { Success: true } no && Risks(no.Groups["what"].Value) is { } absent) return (absent, RiskState.Absent);
        return FormerRisk().Match(item) is { Success: true } once && Risks(once.Groups["what"].Value) is { } former
            ? (former, RiskState.Former)
            : null;
    }

    [GeneratedRegex(
        @"^(?:(?:no|never|never an?|without|kein\w*|ohne|nie|pas de|sin|senza|nessun\w*) (?:(?:known|history of|bekannte\w*) )*"
            + @"|[无無])(?<what>.+)\z"
        + @"|^(?<what>.+?)(?: ?[:=-] ?| )(?:no|none|absent|nein|なし|無し)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Denied();

    [GeneratedRegex(
        @"^(?:former|ex|previous|past|ehemaliger?)[- ](?<what>.+)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FormerRisk();

    [GeneratedRegex(
        @" (?:is )?(?:planned|scheduled|due|geplant|vorgesehen|prévue?|programad[oa]|previst[oa])\z|^(?:planned|next|geplantes?) ",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Planned();

    private static string Folded(string words) => PresentationWords.Folded(words);

    [GeneratedRegex(@"^(?<systolic>[0-9]{2,3}) ?/ ?(?<diastolic>[0-9]{2,3})(?: ?mm ?Hg)?\z", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Pressure();

    [GeneratedRegex(@"^[-−+]?[0-9](?:[.,][0-9]{1,2})?\z", RegexOptions.None, 1000)]
    private static partial Regex Score();

    [GeneratedRegex(
        @"^(?<site>.+?)[ :=]+(?<score>[0-4])(?:[ ,]+(?:(?<urgent>urgent)|(?<damage>damaged?)))*\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SiteScored();
}
