using IgG4FollowUp.Domain.Imaging;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// What radiologists call compartments and patterns. Words that leave a choice, such as <c>intradural</c>, are none of them.
/// </summary>
public static class LesionWords
{
    public static Compartment? Compartments(string words) => Folded(words) switch
    {
        "dura" or "dural" or "dura mater" or "pachymeninges" or "pachymeningeal" or "durabased" or "硬膜" or "硬脊膜" => Compartment.Dura,
        "epidural" or "extradural" or "epidural space" or "extradural space" or "硬膜外" => Compartment.Epidural,
        "intradural extramedullary" or "intraduralextramedullary" or "extramedullary intradural" or "idem" or "ide" or "髓外硬膜下"
            or "髓外硬膜内" => Compartment.IntraduralExtramedullary,
        "intramedullary" or "intramedullär" or "within the cord" or "髓内" => Compartment.Intramedullary,
        _ => null,
    };

    public static LesionPattern? Patterns(string words) => Folded(words) switch
    {
        "ventral" or "anterior" or "前方" or "腹侧" => LesionPattern.Ventral,
        "dorsal" or "posterior" or "后方" or "背侧" => LesionPattern.Dorsal,
        "homogeneous" or "ventral and dorsal" or "dorsal and ventral" or "anterior and posterior" or "posterior and anterior"
            or "ventrodorsal" or "dorsoventral"
            or "anteroposterior" or "circumferential" or "concentric" or "circular" or "ring like" or "环形"
                or "both" => LesionPattern.Homogeneous,
        _ => null,
    };

    private static string Folded(string words) =>
        string.Join(' ',
            words.ToLowerInvariant().Replace("&", " and ", StringComparison.Ordinal).Replace("+", " and ", StringComparison.Ordinal)
            .Split([' ', '-', '‐', '‑', '–', ',', '/', '_', '\t', '\u00a0'], StringSplitOptions.RemoveEmptyEntries));
}
