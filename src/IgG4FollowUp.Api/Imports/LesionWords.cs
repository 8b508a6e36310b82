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

    public static LesionShape? Shapes(string words) => Folded(words) switch
    {
        "striated" or "linear" or "band like" or "strip like" or "条状" => LesionShape.Striated,
        "fusiform" or "spindle" or "spindle shaped" or "梭形" => LesionShape.Fusiform,
        "lobulated oval" or "lobulated" or "oval" or "mass like" or "分叶状" => LesionShape.LobulatedOval,
        _ => null,
    };

    public static SignalIntensity? Signals(string words) => Folded(words) switch
    {
        "hypointense" or "hypointensity" or "hypo" or "low" or "low signal" or "低信号" => SignalIntensity.Hypointense,
        "isointense" or "isointensity" or "iso" or "intermediate" or "等信号" => SignalIntensity.Isointense,
        "slightly hyperintense" or "mildly hyperintense" or "稍高信号" => SignalIntensity.SlightlyHyperintense,
        "hyperintense" or "hyperintensity" or "hyper" or "high" or "high signal" or "高信号" => SignalIntensity.Hyperintense,
        "mixed" or "heterogeneous" or "混杂信号" => SignalIntensity.Mixed,
        _ => null,
    };

    public static Enhancement? Enhancements(string words) => Folded(words) switch
    {
        "homogeneous" or "homogenous" or "uniform" or "均匀强化" => Enhancement.Homogeneous,
        "heterogeneous" or "inhomogeneous" or "不均匀强化" => Enhancement.Heterogeneous,
        "peripheral" or "rim" or "ring" or "环形强化" => Enhancement.Peripheral,
        _ => null,
    };

    private static string Folded(string words) =>
        string.Join(' ',
            words.ToLowerInvariant().Replace("&", " and ", StringComparison.Ordinal).Replace("+", " and ", StringComparison.Ordinal)
            .Split([' ', '-', '‐', '‑', '–', ',', '/', '_', '\t', '\u00a0'], StringSplitOptions.RemoveEmptyEntries));
}
