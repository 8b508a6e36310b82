using System.Collections.Frozen;

namespace IgG4FollowUp.Api.Imports;

/// <summary>The words beside an operation by which it is told: where, how, how much, on what, and how it went.</summary>
internal static class SurgeryWords
{
    private static readonly FrozenSet<string> Beside = Set(
        // Where, and on what.
        "spinal cord cervical thoracic lumbar sacral lumbosacral cervicothoracic thoracolumbar cervicodorsal occipitocervical"
        + " craniocervical cranial skull base clivus clival foramen magnum canal stenosis dural dura epidural extradural intradural"
        + " intraspinal extramedullary intramedullary subdural arachnoid leptomeningeal meningeal meninges pachymeninges pachymeningeal"
        + " ligament ligamentum flavum lamina laminae vertebra vertebral vertebrae disc disk level levels segment segments cord mass"
        + " masses lesion lesions tumor tumour tumors tumours granuloma thickening thickened tissue tissues specimen specimens sample"
        + " samples histology histological histologically pathology frozen section sections hematoma haematoma adhesions muscle nerve"
        + " root roots roots lymph node orbital orbit lacrimal gland",
        // How.
        "anterior posterior lateral posterolateral anterolateral dorsal ventral circumferential left right bilateral unilateral midline"
        + " paramedian median sides approach access route transthoracic transoral transpedicular endoscopic microscopic microsurgical"
        + " microsurgically minimally invasive navigated navigation neuromonitoring monitoring ionm guided ct mri fluoroscopy"
        + " fluoroscopic stereotactic ultrasound microscope percutaneous needle core fine open wide extensive limited large total gross"
        + " near subtotal sub-total partial partially complete completely incomplete radical en bloc en-bloc piecemeal diagnostic"
        + " therapeutic excisional incisional decompressive urgent urgently elective acute salvage revision redo re-do exploratory"
        + " exploration staged stage two-stage multiple multilevel multi-level single-level long-segment internal external rigid"
        + " non-instrumented uninstrumented pedicle screw screws rod rods plate plates cage cages graft patch grafting autograft"
        + " allograft bone synthetic fascia lata duragen mesh cement hardware hemi double-door open-door french-door expansile expansive"
        + " osteoplastic untethering management operations type",
        // That it was done.
        "done performed underwent undergone carried out made elsewhere outside abroad hospital institution facility center centre age"
        + " aged removed excised resected obtained confirmed showing showed successful uneventful uncomplicated complicated csf leak"
        + " repair repaired wound status sp zn",
        // German.
        "hws bws lws hwk bwk lwk th halswirbelsäule brustwirbelsäule lendenwirbelsäule wirbelbogen rückenmark dura tumorentfernung"
        + " entfernung entfernt teilentfernung teilweise komplette kompletter komplett vollständige vollständig partielle offene offener"
        + " mikrochirurgisch mikrochirurgische notfallmäßig notfall notfallmäßige operativ operative operativer dorsale dorsaler dorsaler"
        + " ventrale ventraler versorgung links rechts beidseits auswärts raumforderung läsion höhe durchgeführt erfolgt mittels"
        + " dekompressive dekompressiver zervikal zervikale thorakal thorakale lumbal lumbale",
        // French, Spanish, Italian, Portuguese.
        "cervicale dorsale thoracique lombaire durale ablation totale partielle complète masse lésion tumeur chirurgicale urgence moelle"
        + " postérieure antérieure abord réalisée réalisé effectuée effectué faite niveau torácica torácico dorsal descompresiva"
        + " descompresivo abierta masa lesión urgente urgencia parcial completa completo vía abordaje realizada realizado quirúrgica"
        + " nivel toracica toracico lombare decompressiva decompressivo bioptico massa lesione tumore urgenza parziale posteriore"
        + " ed anteriore eseguita eseguito effettuata effettuato livello posterior total lâmina");

    private static readonly FrozenSet<string> OfPatient = Set(
        "need needs stick cane walker wheelchair now home walks walking ambulatory unaided aided independent recovery recovered relief"
        + " benefit symptomatic symptomatically neurological neurologically deficit deficits worse worsened worsening unchanged stable"
        + " pain residual excellent fair full");

    /// <summary>True for a word that leaves an operation done.</summary>
    public static bool Contains(string word) => Beside.Contains(word) || IsLevel(word);

    /// <summary>True for a word that tells how somebody fares.</summary>
    public static bool TellsOfPatient(string word) => OfPatient.Contains(word);

    // C5, Th4, D12, L5, S1; a range is split where its dash is.
    private static bool IsLevel(string word) =>
        word.TrimStart('c', 't', 'h', 'd', 'l', 's') is { Length: 1 or 2 } number && word.Length - number.Length <= 2
        && number.All(char.IsAsciiDigit);

    private static FrozenSet<string> Set(params ReadOnlySpan<string> words) =>
        string.Join(' ', words).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
