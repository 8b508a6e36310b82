using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// The number in a cell of a column of numbers, as people write it with its unit: <c>5 mm</c>, <c>70 kg</c>, <c>45 %</c>, <c>30/HPF</c>,
/// <c>3/10</c>. Another unit of the same dimension is converted; a unit that is none of these is left with the number, which then is none.
/// </summary>
public static class MeasuredNumber
{
    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private const string Daily = @"(?: ?(?:/ ?(?:d(?:ay)?|tag|j(?:our)?)|a day|daily|per day|pro tag|par jour|täglich|tgl\.?))?";

    private const string Field =
        @" ?(?:cells?|zellen|cellules|células)? ?(?:/ ?|per |pro |par |por )(?:hpf|h\.p\.f\.|high[- ]power field|gf)";

    private static readonly FrozenDictionary<string, Measure> ByField = new Dictionary<string, Measure>(StringComparer.Ordinal)
    {
        ["age"] = new("with 'years' or without", [(Years, 1)]),
        ["followup_months"] = new(
            "in months, or in years where it says so; weeks and days make no whole months",
            [(@"months?|mos?\.?|mths?|m|monate?n?|mon\.?|mois|meses|mesi|个月|月|か月|ヶ月", 1), (Years, 12)]),
        ["steroid_dose_mg"] = new("in mg a day; g and µg are converted, other units are not taken", Grams(Daily)),
        ["administration_dose_mg"] = new("in mg; g and µg are converted, and a dose by weight or surface is none", Grams("")),
        ["thickness_mm"] = new(
            "in mm; cm and µm are converted, other units are not taken",
            [("mm|millimet(?:er|re)s?", 1), ("cm|centimet(?:er|re)s?|zentimeter", 10), ("[µμ]m|um", 0.001m)]),
        ["weight_kg"] = new(
            "in kg; g and lb are converted, other units are not taken",
            [("kgs?|kilos?|kilograms?|kilogramm|公斤|千克", 1), ("g|grams?|gramm", 0.001m), ("lbs?\\.?|pounds?", 0.45359237m)]),
        ["igg4_igg_percent"] = new("in per cent", [("%|％|per ?cent|percent|pct|prozent|pour ?cent|por ?ciento|per ?cento", 1)]),
        ["igg4_cells_per_hpf"] = new("per high-power field (/HPF); a count per area or another field is not converted", [(Field, 1)]),
        ["pain_score"] = new("of 10, such as 3/10 or NRS 3; a scale of 100 is not converted", [(Of(10), 1)], "(?:nrs|vas|vrs|pain)[ :=]*"),
        ["mjoa"] = new("of 18, such as 12/18", [(Of(18), 1)], "(?:mjoa|joa)[ :=]*"),
        ["mjoa_thoracic"] = new("of 11, such as 8/11", [(Of(11), 1)], "(?:t-?mjoa|mjoa)[ :=]*"),
        ["nurick"] = new("a grade, such as 2 or grade 2", [(Of(5), 1)], "(?:nurick)?[ :=]*(?:(?:grade|grad)[ :=]*)?"),
        ["modified_rankin"] = new(
            "a grade, such as 2 or mRS 2", [(Of(6), 1), (Of(5), 1)],
            "(?:mrs|rankin|modified rankin)?[ :=]*(?:(?:grade|grad|score)[ :=]*)?"),
        ["adverse_event_grade"] = new("a grade, such as 2 or grade 2", [(Of(5), 1)], "(?:ctcae)?[ :=]*(?:(?:grade|grad|g)[ :=.]*)?"),
        ["administration_course"] = new(
            "a number, such as 2 or cycle 2", [(@"\.|st|nd|rd|th", 1)], "(?:(?:cycle|course|zyklus|cure|ciclo)[ :=#]*)?"),
        ["responder_index_total"] = new("in points", [("points?|pts?\\.?|punkte?", 1)]),
        ["walking_distance_m"] = new(
            "in m; km is converted, other units are not taken",
            [("m|met(?:er|re)s?|mètres|metros|metri|米", 1), ("km|kilomet(?:er|re)s?", 1000)]),
        ["eq5d_profile"] = new("five digits from 1 to 5", []),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A number without what belongs to its column, and what it is to be multiplied by.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="field">The field of its column.</param>
    /// <returns>The cell as it is, where it has another unit.</returns>
    public static (string Text, decimal Factor) Read(string cell, string field)
    {
        if (!ByField.TryGetValue(field, out var measure)) return (cell, 1);
        foreach (var (pattern, factor) in measure.Units)
        {
            if (pattern.Match(cell) is { Success: true } match) return (match.Groups["number"].Value, factor);
        }

        return (cell, 1);
    }

    /// <summary>How a number of a column may be written, to end a sentence with.</summary>
    public static string Expected(string field) => ByField.TryGetValue(field, out var measure) ? measure.Expected : "without unit";

    private const string Years = @"years?(?: old| of age)?|yrs?\.?(?: old)?|y\.?o?\.?|jahre?n?|j\.?|ans|años?|anni|anos|岁|歳|年";

    private static string Of(int most) =>
        $@"(?:/ ?|of |out of |von |sur |de |su ){most}(?: ?(?:points?|pts?\.?|punkte?))?|points?|pts?\.?|punkte?";

    private static (string, decimal)[] Grams(string behind) =>
    [
        ($"(?:mg|milligrams?|milligramm){behind}", 1), ($"(?:g|grams?|gramm){behind}", 1000), ($"(?:[µμ]g|mcg|ug){behind}", 0.001m),
    ];

    private sealed class Measure(string expected, IReadOnlyList<(string Unit, decimal Factor)> units, string before = "")
    {
        public string Expected { get; } = expected;

        // The first unit may also stand for none where a word stands before the number.
        public IReadOnlyList<(Regex Pattern, decimal Factor)> Units { get; } =
        [
            .. units.Select((unit, i) => (
                new Regex(
                    $@"^(?:{before})?(?<number>[0-9][0-9.,'’ \u00a0\u2009\u202f]*?) ?(?:{unit.Unit})"
                        + $@"{(i == 0 && before.Length > 0 ? "?" : "")}\z",
                    AnyCase, TimeSpan.FromSeconds(1)),
                unit.Factor)),
        ];
    }
}
