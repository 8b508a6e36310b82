using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Reads an operation in an author's words: procedures that are named, and the words themselves.</summary>
public static partial class SurgeryText
{
    private static readonly (Procedure Procedure, string Words)[] Named =
    [
        (Procedure.Laminectomy, @"\blamine[ck]tom"),
        (Procedure.Laminoplasty, @"\blaminoplast"),
        (Procedure.Resection, @"\b(?:excision|excised|rese[ck]t\w*|removal|removed|exzision\w*|exérèse|résection|resección|exéresis)\b"),
        (Procedure.Biopsy, @"\bbiops"),
        (Procedure.Durotomy, @"\b(?:durotom(?:y|ie|ía)|duraplast(?:y|ik|ie|ia))\b"),
        (Procedure.Fixation, @"\bfixation\b"),
        (Procedure.CsfShunt, @"\bCSF shunt"),
        (Procedure.Vertebrectomy, @"\b(?:spondylectomy|vertebrectomy|corpectomy)\b"),
        // Decompression says what for, not how; it is a procedure of its own only where it stands as one.
        (Procedure.Other, @"\b(?:decompressions?|dekompression(?:en)?|décompressions?|descompresión)\b"),
    ];

    private static readonly (ResectionExtent Extent, string Words)[] Extents =
    [
        (ResectionExtent.Complete, @"\b(?:total|complete) (?:removal|resection|excision)\b"),
        (ResectionExtent.Subtotal, @"\bsubtotal (?:removal|resection|excision)\b"),
        (ResectionExtent.Partial, @"\bpartial (?:removal|resection|excision)\b"),
    ];

    public static SurgeryPerformed Read(string words, Guid entryId)
    {
        // What was not done is no procedure: "laminectomy without fixation".
        var done = Absence.WithoutDenials(words);
        return new()
        {
            EntryId = entryId,
            PerformedOn = ClinicalDate.NotReported,
            Procedures = [.. Named.Where(named => Says(done, named.Words)).Select(named => named.Procedure)],
            Levels = LevelsText.OnlyRangeIn(done),
            Extent = Extents.Where(extent => Says(done, extent.Words)).Select(extent => (ResectionExtent?)extent.Extent).FirstOrDefault(),
            Description = words,
        };
    }

    /// <summary>True when words name one of several procedures and not which.</summary>
    public static bool IsAlternative(string words) => Either().IsMatch(words) && Named.Count(named => Says(words, named.Words)) > 1;

    [GeneratedRegex(@"\b(?:or|oder|ou|vs|versus)\b|或|または", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Either();

    /// <summary>True when words name an operation, by a procedure or by the kind.</summary>
    public static bool NamesOperation(string words) => Named.Any(named => Says(words, named.Words)) || Kind().IsMatch(words);

    [GeneratedRegex(
        @"\b(?:surg(?:ery|eries|ical|ically)\b|operat(?:ion|ed|iv)|reoperat|operiert|chirurg|cirug|opér|oper[aá]|\p{L}*(?:ectom|otom"
            + @"|ostom|plast)"
        + @"|interven|eingriff|decompress|dekompress|descompr|décompress|instrument|fusion|spondylodes|stabili[sz]|debridement|evacuat"
        + @"|drainage|implant|op\b|ops\b)|手术|手術|切除|减压|減圧|椎板",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Kind();

    private static bool Says(string words, string pattern) =>
        Regex.IsMatch(words, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
