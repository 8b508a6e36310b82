using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// What clinicians call symptoms, organs and ways of getting about. A list is taken only where each of its words is known.
/// </summary>
public static class PresentationWords
{
    private static readonly char[] Between = [';', ',', '/', '+', '&', '\n', '、', '，', '；'];

    /// <summary>The items of a list, each once; null where any of them is not known.</summary>
    public static IReadOnlyList<T>? List<T>(string words, Func<string, T?> read)
        where T : struct, Enum
    {
        var found = new List<T>();
        foreach (var item in words.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(item => item.Split(" and ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (read(item) is not { } known) return null;
            if (!found.Contains(known)) found.Add(known);
        }

        return found.Count == 0 ? null : found;
    }

    public static Symptom? Symptoms(string words) => Named<Symptom>(words) ?? Folded(words) switch
    {
        "neckache" or "cervicalgia" or "neck stiffness" or "颈痛" => Symptom.NeckPain,
        "backache" or "low back pain" or "lower back pain" or "lumbago" or "thoracic pain" or "背痛" or "腰痛" => Symptom.BackPain,
        "radiculopathy" or "sciatica" or "radiating pain" or "radicular pains" => Symptom.RadicularPain,
        "weakness" or "leg weakness" or "arm weakness" or "lower limb weakness" or "upper limb weakness" or "lower extremity weakness"
            or "paraparesis" or "paraplegia" or "tetraparesis" or "quadriparesis" or "tetraplegia" or "quadriplegia" or "hemiparesis"
            or "muscle weakness" or "肢体无力" or "无力" => Symptom.LimbWeakness,
        "numbness" or "paresthesia" or "paraesthesia" or "hypesthesia" or "hypoesthesia" or "sensory disturbance" or "sensory deficit"
            or "sensory impairment" or "麻木" => Symptom.SensoryLoss,
        "ataxia" or "unsteady gait" or "gait instability" or "gait disorder" or "difficulty walking" or "walking difficulty" or "步态不稳"
            => Symptom.GaitDisturbance,
        "urinary retention" or "urinary incontinence" or "incontinence" or "bladder dysfunction" or "bowel dysfunction"
            or "bladder bowel dysfunction" or "sphincter disturbance" or "constipation" or "大小便障碍" => Symptom.SphincterDysfunction,
        "headaches" or "头痛" => Symptom.Headache,
        "cranial nerve palsies" or "cranial neuropathy" => Symptom.CranialNervePalsy,
        "发热" => Symptom.Fever,
        _ => null,
    };

    public static Organ? Organs(string words) => Named<Organ>(words) ?? Folded(words) switch
    {
        "cranial pachymeninges" or "cranial dura" or "intracranial dura" or "cranial pachymeningitis" => Organ.CranialMeninges,
        "lacrimal glands" or "dacryoadenitis" => Organ.LacrimalGland,
        "orbits" or "orbital" => Organ.Orbit,
        "salivary glands" or "submandibular gland" or "submandibular glands" or "parotid gland" or "parotid glands" or "sialadenitis"
            => Organ.SalivaryGland,
        "hypophysitis" or "pituitary gland" => Organ.Pituitary,
        "thyroid gland" => Organ.Thyroid,
        "lungs" or "pulmonary" => Organ.Lung,
        "autoimmune pancreatitis" or "aip" or "pancreatitis" => Organ.Pancreas,
        "bile ducts" or "biliary" or "cholangitis" => Organ.BileDuct,
        "kidneys" or "renal" => Organ.Kidney,
        "aortitis" or "periaortitis" => Organ.Aorta,
        "retroperitoneal fibrosis" or "retroperitoneal" => Organ.Retroperitoneum,
        "lymph nodes" or "lymphadenopathy" => Organ.LymphNode,
        "sinus" or "sinuses" or "paranasal sinuses" or "sinusitis" => Organ.ParanasalSinus,
        _ => null,
    };

    public static ClinicalCourse? Courses(string words) => Named<ClinicalCourse>(words) ?? Folded(words) switch
    {
        "stabil" => ClinicalCourse.Stable,
        "worsening" or "progressive worsening" or "progressing" or "progredient" or "进行性加重" => ClinicalCourse.Progressive,
        _ => null,
    };

    public static Walking? Walkings(string words) => Named<Walking>(words) ?? Folded(words) switch
    {
        "unaided" or "without aid" or "normal" or "independently" => Walking.Independent,
        "aided" or "stick" or "cane" or "crutches" or "walker" or "frame" or "with a stick" or "with crutches" or "with a walker"
            => Walking.WithAid,
        "wheelchair bound" or "in a wheelchair" => Walking.Wheelchair,
        "bedridden" or "bedbound" or "bed bound" => Walking.Bed,
        _ => null,
    };

    public static BladderFunction? Bladders(string words) => Named<BladderFunction>(words) ?? Folded(words) switch
    {
        "no bladder dysfunction" or "no bladder disturbance" or "no dysfunction" or "keine blasenstörung" or "正常" => BladderFunction.Normal,
        "frequency" => BladderFunction.Urgency,
        "incontinent" => BladderFunction.Incontinence,
        "residual urine" or "urinary retention" => BladderFunction.Retention,
        "catheterised" or "catheterized" or "self catheterisation" or "self catheterization" => BladderFunction.Catheter,
        _ => null,
    };

    internal static T? Named<T>(string words)
        where T : struct, Enum
    {
        var folded = Folded(words).Replace(' ', '-');
        foreach (var value in Enum.GetValues<T>())
        {
            if (StoredName.Of(value) == folded) return value;
        }

        return null;
    }

    internal static string Folded(string words) => Absence.IsSigned(words) ? words
        : string.Join(' ', words.ToLowerInvariant().Split([' ', '-', '\u2010', '\u2011', '\u2013', '_', '\t', '\u00a0'],
            StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
