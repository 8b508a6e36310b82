using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Reads an operation in an author's words: procedures that are named, and the words themselves.</summary>
public static partial class SurgeryText
{
    private static readonly (Procedure Procedure, string Words)[] Named =
    [
        (Procedure.Laminectomy, @"\b(?:hemi)?lamine[ck]tom"),
        (Procedure.Laminoplasty, @"\blaminoplast"),
        (Procedure.Resection, @"\b(?:excision|excised|rese[ck]t\w*|removal|removed|exzision\w*|exérèse|résection|resección|exéresis"
            + @"|asportazione|resezione|exeresi|debulking|[gs]tr|\w*entfernung)\b"),
        (Procedure.Biopsy, @"\b(?:biops|bx\b)"),
        (Procedure.Durotomy, @"\b(?:durotom(?:y|ie|ía)|duraplast(?:y|ik|ie|ia))\b"),
        (Procedure.Fixation, @"\bfixation\b"),
        (Procedure.CsfShunt, @"\b(?:CSF|VP|LP|(?:ventriculo|lumbo|syringo)-?(?:peritoneal|pleural|subarachnoid))[- ]?shunt"),
        (Procedure.Vertebrectomy, @"\b(?:spondylectomy|vertebrectomy|corpectomy)\b"),
        // Decompression says what for, not how; it is a procedure of its own only where it stands as one.
        (Procedure.Other, @"\b(?:decompressions?|dekompression(?:en)?|décompressions?|descompresión)\b"),
    ];

    private static readonly (ResectionExtent Extent, string Words)[] Extents =
    [
        (ResectionExtent.Complete, @"\b(?:(?<!sub-?|near )total|complete) (?:removal|resection|excision)\b|\bgtr\b"),
        (ResectionExtent.Subtotal, @"\b(?:sub-?total|near total) (?:removal|resection|excision)\b|\bstr\b"),
        (ResectionExtent.Partial, @"\bpartial (?:removal|resection|excision)\b"),
    ];

    public static SurgeryPerformed Read(string words, Guid entryId)
    {
        // What was not done is no procedure: "laminectomy without fixation".
        var done = string.Join("; ",
            words.Split(';').Select(clause => GivenWords.Of(clause, ColumnSense.ByField["surgery"])).OfType<string>());
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

    /// <summary>True for an operation that somebody is to have, and for one of several.</summary>
    internal static bool IsOpen(string words)
    {
        var given = Absence.WithoutDenials(words);
        return Absence.IsWish(given) || IsAlternative(given);
    }

    /// <summary>Words but those that name an operation.</summary>
    internal static string WithoutNames(string words) => AnyName.Replace(words, " ");

    private static bool IsAlternative(string words) => Either().IsMatch(words) && Named.Count(named => Says(words, named.Words)) > 1;

    [GeneratedRegex(@"\b(?:or|oder|ou|vs|versus)\b|或|または", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Either();

    /// <summary>True when words name an operation, by a procedure or by the kind.</summary>
    public static bool NamesOperation(string words) => Named.Any(named => Says(words, named.Words)) || Kind.IsMatch(words);

    private const string Kinds =
        @"\b(?:surg(?:ery|eries|ical|ically)\b|operat(?:ion|ed|iv)|reoperat|operiert|chirurg|cirug|quirúrg|opér|oper(?!ab)[aá]"
        + @"|\p{L}*(?:ectom|e[ck]tomi|otom|ostom|plast)"
        + @"|interven|eingriff|decompress|dekompress|descompr|décompress|instrument|fusion|spondylodes|stabili[sz]|debridement|evacuat"
        + @"|drainage|implant|arthrod[eè]s|artrodes|ostéosynth|osteosynt|fijación"
        + @"|fissazione|debulk|\p{L}*entlastung|\p{L}*rese[ck]t|\p{L}*entnahme"
        + @"|(?:op|ops|acdf|accf|[paltox]lif|llif|lami|bx|gtr|str|shunt|shunting|burr[- ]?holes?)\b)"
        + "|手术|手術|切除|减压|減圧|椎板|生検|活检|摘出";

    private static readonly Regex Kind = Pattern(Kinds);

    private static readonly Regex AnyName = Pattern(
        // "Non-instrumented" is a word of its own.
        $@"(?<!\bnon-)(?:{Kinds}|{string.Join('|', Named.Select(named => named.Words))})[\p{{L}}\p{{M}}-[\u3040-\u9fff]]*");

    private static Regex Pattern(string pattern) =>
        new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static bool Says(string words, string pattern) =>
        Regex.IsMatch(words, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
