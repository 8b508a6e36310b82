using System.Collections.Concurrent;
using IgG4FollowUp.Domain;

namespace IgG4FollowUp.Web.Words;

/// <summary>Values of the vocabularies as words: the names spoken over HTTP, with spaces.</summary>
public static class EnumWords
{
    private static readonly ConcurrentDictionary<Enum, string> Known = new();

    public static string Of(Enum value) => Known.GetOrAdd(value, static v => StoredName.Of(v) is "ct" ? "CT" : StoredName.Of(v)
        .Replace("igg4-related", "IgG4\u2011related", StringComparison.Ordinal)
        .Replace("serum-ig", "serum Ig", StringComparison.Ordinal)
        .Replace("csf-ig", "csf Ig", StringComparison.Ordinal)
        .Replace("csf", "CSF", StringComparison.Ordinal)
        .Replace("mri", "MRI", StringComparison.Ordinal)
        .Replace("Igg", "IgG", StringComparison.Ordinal)
        .Replace("Ige", "IgE", StringComparison.Ordinal)
        .Replace("Iga", "IgA", StringComparison.Ordinal)
        .Replace("Igm", "IgM", StringComparison.Ordinal)
        .Replace("complement-c", "complement C", StringComparison.Ordinal)
        .Replace("dna", "DNA", StringComparison.Ordinal)
        .Replace("hba1c", "HbA1c", StringComparison.Ordinal)
        .Replace("tpmt", "TPMT", StringComparison.Ordinal)
        .Replace("nudt15", "NUDT15", StringComparison.Ordinal)
        .Replace("dsDNA-rnp-or-sm", "dsDNA, RNP or Sm", StringComparison.Ordinal)
        .Replace("ssa-or-ssb", "SSA or SSB", StringComparison.Ordinal)
        .Replace("pr3-anca", "PR3\u2011ANCA", StringComparison.Ordinal)
        .Replace("mpo-anca", "MPO\u2011ANCA", StringComparison.Ordinal)
        .Replace("pet-ct", "PET\u2011CT", StringComparison.Ordinal)
        .Replace("acr-eular", "ACR/EULAR", StringComparison.Ordinal)
        .Replace("isncsci", "ISNCSCI", StringComparison.Ordinal)
        .Replace("igg4-positive", "IgG4\u2011positive", StringComparison.Ordinal)
        .Replace("igg4-to-igg", "IgG4 to IgG", StringComparison.Ordinal)
        .Replace("t1-signal", "T1 signal", StringComparison.Ordinal)
        .Replace("cord-t2", "cord T2", StringComparison.Ordinal)
        .Replace("t2-signal", "T2 signal", StringComparison.Ordinal)
        .Replace("estimated-gfr", "estimated GFR", StringComparison.Ordinal)
        .Replace("vitamin-d", "vitamin D", StringComparison.Ordinal)
        .Replace("mjoa-thoracic", "thoracic mJOA", StringComparison.Ordinal)
        .Replace("mjoa", "mJOA", StringComparison.Ordinal)
        .Replace("nurick", "Nurick", StringComparison.Ordinal)
        .Replace("modified-rankin", "mRS", StringComparison.Ordinal)
        .Replace("scim", "SCIM III", StringComparison.Ordinal)
        .Replace("eq5d", "EQ\u20115D\u20115L", StringComparison.Ordinal)
        .Replace("asia-grade", "AIS grade", StringComparison.Ordinal)
        .Replace("b-cell", "B cell", StringComparison.Ordinal)
        .Replace("responder-index", "Responder Index", StringComparison.Ordinal)
        .Replace("ct-myelography", "CT myelography", StringComparison.Ordinal)
        .Replace("covid-19", "COVID\u201119", StringComparison.Ordinal)
        .Replace('-', ' '));

    /// <summary>The same at the beginning of a sentence.</summary>
    public static string Sentence(string words) => words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];

    public static string List<T>(IEnumerable<T> values)
        where T : struct, Enum => string.Join(", ", values.Select(value => Of(value)));
}
