using System.Collections.Frozen;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Rows that spreadsheets have beside those of patients: totals and means, the header once more, a legend.</summary>
public static class SummaryRow
{
    private static readonly FrozenSet<string> Words = new[]
    {
        "total", "totals", "subtotal", "grand total", "sum", "count", "mean", "average", "median", "min", "max", "minimum", "maximum",
        "range", "sd", "std", "stdev", "std dev", "iqr", "se", "sem", "all", "overall", "legend", "note", "notes", "end",
        "summe", "gesamt", "insgesamt", "zwischensumme", "anzahl", "mittelwert", "mittel", "durchschnitt", "mw", "spanne", "legende",
        "somme", "sous-total", "moyenne", "médiane", "mediane", "effectif", "écart-type", "suma", "promedio", "media", "mediana", "totale",
        "somma", "soma", "média", "всего", "итого", "среднее", "медиана",
        "合计", "合計", "总计", "總計", "总和", "小计", "平均", "平均值", "均值", "均数", "中位数", "标准差", "计数", "中央値", "평균", "합계",
    }.ToFrozenSet(WrittenText.Alike);

    /// <summary>Why a study number is that of no patient; null when it may be one's.</summary>
    public static string? Fault(string studyNumber, string header) =>
        studyNumber.Any(char.IsAsciiDigit) ? null
            : Words.Contains(studyNumber.TrimEnd(':', '.', ' ')) ? "This row sums others up; it is no patient's. Leave it out."
            : WrittenText.Alike.Equals(studyNumber, header) ? "This row repeats the header; it is no patient's. Leave it out."
            : null;
}
