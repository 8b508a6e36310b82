using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Laboratory;

/// <summary>What a unit measures; quantities of different dimensions cannot be compared.</summary>
public enum Dimension
{
    /// <summary>Mass per volume; base unit mg/L.</summary>
    MassConcentration,

    /// <summary>Enzyme or bioassay units per volume; base unit U/L (one international unit counts as one unit).</summary>
    ActivityConcentration,

    /// <summary>Cells per volume; base unit cells per microlitre.</summary>
    NumberConcentration,

    /// <summary>A ratio without unit.</summary>
    Ratio,

    /// <summary>Sedimentation; base unit mm/h.</summary>
    Sedimentation,

    /// <summary>Amount of substance per volume; base unit umol/L.</summary>
    SubstanceConcentration,

    /// <summary>Mass per day, as in a collection of 24 hours; base unit mg/d.</summary>
    MassPerDay,

    /// <summary>Mass of something per mass of another thing; base unit mg/g.</summary>
    MassRatio,

    /// <summary>A share of something, as HbA1c is by the NGSP; base unit %.</summary>
    Percentage,

    /// <summary>Amount of something per amount of another thing, as HbA1c is by the IFCC; base unit mmol/mol.</summary>
    SubstanceRatio,

    /// <summary>Volume filtered in a time, for 1.73 square metres of body surface; base unit mL/min/{1.73_m2}.</summary>
    FiltrationRate,
}

/// <summary>A unit of measurement with its UCUM code.</summary>
/// <param name="Code">UCUM code as stored and printed, such as <c>mg/dL</c>.</param>
/// <param name="Dimension">What it measures.</param>
/// <param name="InBaseUnits">
/// How many base units of the dimension one of it is; exact, but for a ratio to an amount of creatinine, which takes
/// <see cref="Analytes.CreatinineMolar"/>.
/// </param>
public sealed record Unit(string Code, Dimension Dimension, decimal InBaseUnits)
{
    /// <summary>Every unit the service knows, by code.</summary>
    public static FrozenDictionary<string, Unit> All { get; } = new Unit[]
    {
        new("mg/dL", Dimension.MassConcentration, 10m),
        new("g/L", Dimension.MassConcentration, 1000m),
        new("mg/L", Dimension.MassConcentration, 1m),
        new("g/dL", Dimension.MassConcentration, 10_000m),
        new("mg/mL", Dimension.MassConcentration, 1000m),
        new("ug/mL", Dimension.MassConcentration, 1m),
        new("ug/dL", Dimension.MassConcentration, 0.01m),
        new("ug/L", Dimension.MassConcentration, 0.001m),
        new("ng/mL", Dimension.MassConcentration, 0.001m),
        new("ng/L", Dimension.MassConcentration, 0.000_001m),
        new("pg/mL", Dimension.MassConcentration, 0.000_001m),
        new("[IU]/mL", Dimension.ActivityConcentration, 1000m),
        new("U/mL", Dimension.ActivityConcentration, 1000m),
        new("k[IU]/L", Dimension.ActivityConcentration, 1000m),
        new("kU/L", Dimension.ActivityConcentration, 1000m),
        new("[IU]/L", Dimension.ActivityConcentration, 1m),
        new("U/L", Dimension.ActivityConcentration, 1m),
        // A katal turns over a mole in a second, a unit a micromole in a minute.
        new("ukat/L", Dimension.ActivityConcentration, 60m),
        new("/uL", Dimension.NumberConcentration, 1m),
        new("10*9/L", Dimension.NumberConcentration, 1000m),
        new("10*3/uL", Dimension.NumberConcentration, 1000m),
        new("10*6/L", Dimension.NumberConcentration, 1m),
        new("1", Dimension.Ratio, 1m),
        new("mm/h", Dimension.Sedimentation, 1m),
        new("umol/L", Dimension.SubstanceConcentration, 1m),
        new("mmol/L", Dimension.SubstanceConcentration, 1000m),
        new("nmol/L", Dimension.SubstanceConcentration, 0.001m),
        new("mg/d", Dimension.MassPerDay, 1m),
        new("g/d", Dimension.MassPerDay, 1000m),
        new("mg/g", Dimension.MassRatio, 1m),
        new("g/g", Dimension.MassRatio, 1000m),
        new("mg/mmol", Dimension.MassRatio, Analytes.CreatinineMolar),
        new("g/mol", Dimension.MassRatio, Analytes.CreatinineMolar),
        new("%", Dimension.Percentage, 1m),
        new("mmol/mol", Dimension.SubstanceRatio, 1m),
        new("mL/min/{1.73_m2}", Dimension.FiltrationRate, 1m),
        new("mL/s/{1.73_m2}", Dimension.FiltrationRate, 60m),
    }.ToFrozenDictionary(unit => unit.Code);

    // Unicode normalisation is not at hand where globalisation is invariant. Laboratories in East Asia print units as single characters.
    private static readonly FrozenDictionary<char, string> Characters = new (char From, string To)[]
    {
        ('µ', "u"), ('μ', "u"), ('ℓ', "l"), ('㎍', "ug"), ('㎎', "mg"), ('㎏', "kg"), ('㎕', "ul"), ('㎖', "ml"), ('㎗', "dl"),
        ('㎜', "mm"), ('㎣', "mm3"), ('∕', "/"), ('⁄', "/"), ('⁻', "-"), ('⁺', "+"), ('−', "-"),
        ('⁰', "0"), ('¹', "1"), ('²', "2"), ('³', "3"), ('⁴', "4"), ('⁵', "5"), ('⁶', "6"), ('⁷', "7"), ('⁸', "8"), ('⁹', "9"),
    }.ToFrozenDictionary(pair => pair.From, pair => pair.To);

    // What is counted, and of whose creatinine, is said by the analyte.
    private static readonly string[] Counted = ["cells", "cell", "zellen", "zelle", "leukocytes", "leucocytes", "leukozyten", "wbc"];
    private static readonly string[] Creatinine =
        ["ofcreatinine", "creatinine", "kreatinin", "creat.", "creat", "crea.", "crea", "krea.", "krea", "cr"];
    private static readonly string[] Day =
        ["24hours", "24hrs", "24hr", "24.h", "24h", "24stunden", "24std.", "24std", "day", "tag", "die", "jour", "día", "dia"];

    // As people write them once folded: see Folded. Left out is what may mean two things: a bare G/L is grams in one letter and giga in
    // the next.
    private static readonly FrozenDictionary<string, Unit> Written = All.Values
        .Select(unit => (Text: Folded(unit.Code), Unit: unit))
        .Concat(new (string Text, string Code)[]
        {
            ("mg/100ml", "mg/dL"), ("mg%", "mg/dL"), ("g/100ml", "g/dL"), ("g%", "g/dL"),
            ("ie/ml", "[IU]/mL"), ("ui/ml", "[IU]/mL"), ("kie/l", "k[IU]/L"), ("kui/l", "k[IU]/L"), ("ie/l", "[IU]/L"), ("ui/l", "[IU]/L"),
            ("/mm3", "/uL"), ("/mmc", "/uL"), ("/cmm", "/uL"), ("/cumm", "/uL"),
            ("10e9/l", "10*9/L"), ("10e+9/l", "10*9/L"), ("109l-1", "10*9/L"), ("/nl", "10*9/L"), ("103/mm3", "10*3/uL"),
            ("10e3/ul", "10*3/uL"), ("10e+3/ul", "10*3/uL"), ("10e3/mm3", "10*3/uL"), ("k/ul", "10*3/uL"), ("k/mm3", "10*3/uL"),
            ("1000/ul", "10*3/uL"), ("1000/mm3", "10*3/uL"), ("thou/ul", "10*3/uL"), ("thou/mm3", "10*3/uL"), ("tsd/ul", "10*3/uL"),
            ("tsd./ul", "10*3/uL"), ("10e6/l", "10*6/L"), ("10e+6/l", "10*6/L"), ("mio/l", "10*6/L"), ("mio./l", "10*6/L"),
            ("gpt/l", "10*9/L"), ("giga/l", "10*9/L"), ("mpt/l", "10*6/L"), ("mega/l", "10*6/L"),
            ("", "1"), ("index", "1"), ("ratio", "1"),
            ("mm/hr", "mm/h"), ("mm/1h", "mm/h"), ("mm/1.h", "mm/h"), ("mm/hour", "mm/h"), ("mm/1hr", "mm/h"), ("mm/1sthour", "mm/h"),
            ("mm/1sthr", "mm/h"), ("mm/std", "mm/h"), ("mm/std.", "mm/h"), ("mm/1.std", "mm/h"), ("mm/1.std.", "mm/h"), ("mm", "mm/h"),
            ("ug/mg", "mg/g"), ("mg/mg", "g/g"),
            ("%ngsp", "%"), ("%dcct", "%"), ("mmol/molhb", "mmol/mol"), ("mmol/molifcc", "mmol/mol"),
            ("ml/min/1.73m2", "mL/min/{1.73_m2}"), ("ml/min/1,73m2", "mL/min/{1.73_m2}"), ("ml/min/1.73sqm", "mL/min/{1.73_m2}"),
            ("ml/minper1.73m2", "mL/min/{1.73_m2}"), ("mlpermin/1.73m2", "mL/min/{1.73_m2}"),
            ("ml/s/1.73m2", "mL/s/{1.73_m2}"), ("ml/s/1,73m2", "mL/s/{1.73_m2}"),
        }.Select(pair => (pair.Text, Unit: All[pair.Code])))
        .ToFrozenDictionary(pair => pair.Text, pair => pair.Unit, StringComparer.Ordinal);

    /// <summary>
    /// Reads a unit as people write it: <c>mg/dl</c>, <c>IU/mL</c>, <c>cells/µL</c>, <c>/mm3</c>, <c>×10⁹/L</c>,
    /// <c>mm/hr</c>; nothing at all is a ratio.
    /// </summary>
    /// <param name="text">The text; at most 40 characters.</param>
    /// <param name="unit">The unit read.</param>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Unit? unit)
    {
        unit = null;
        return text is { Length: <= 40 } && (All.TryGetValue(text, out unit) || Written.TryGetValue(Folded(text), out unit));
    }

    // In lower case, without blanks, brackets and signs of multiplication, with one word for micro, per and a day.
    private static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var given in text)
        {
            // Full width.
            var c = given is >= '！' and <= '～' ? (char)(given - '！' + '!') : given;
            if (c is '[' or ']' or '(' or ')' or '{' or '}' or '^' or '*' or '·' or '⋅' or '×' || char.IsWhiteSpace(c)) continue;
            if (Characters.TryGetValue(c, out var plainly)) folded.Append(plainly);
            else folded.Append(char.ToLowerInvariant(c));
        }

        var plain = folded.ToString();
        foreach (var cells in Counted)
        {
            if (plain.StartsWith(cells, StringComparison.Ordinal) && plain.Length > cells.Length) plain = plain[cells.Length..];
        }

        if (!plain.Contains('/', StringComparison.Ordinal) && plain.LastIndexOf("per", StringComparison.Ordinal) is >= 0 and var per)
            plain = $"{plain[..per]}/{plain[(per + 3)..]}";
        if (plain.StartsWith("x10", StringComparison.Ordinal)) plain = plain[1..];
        plain = plain.Replace("micro", "u", StringComparison.Ordinal);
        foreach (var of in (ReadOnlySpan<string>)["g", "l", "mol", "kat"])
            plain = plain.Replace($"mc{of}", $"u{of}", StringComparison.Ordinal);
        if (plain.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var slash)) return plain;
        var below = plain[(slash + 1)..];
        return $"{plain[..slash]}/{(Day.Contains(below) ? "d" : OfCreatinine(below))}";
    }

    private static string OfCreatinine(string below)
    {
        foreach (var word in Creatinine)
        {
            if (!below.EndsWith(word, StringComparison.Ordinal)) continue;
            var unit = below[..^word.Length];
            // A litre of it would be no ratio.
            if (unit is "g" or "mg" or "mmol" or "mol") return unit;
        }

        return below;
    }

    /// <summary>The base unit of a dimension.</summary>
    /// <param name="dimension">The dimension.</param>
    public static Unit BaseOf(Dimension dimension) => All[dimension switch
    {
        Dimension.MassConcentration => "mg/L",
        Dimension.ActivityConcentration => "U/L",
        Dimension.NumberConcentration => "/uL",
        Dimension.Sedimentation => "mm/h",
        Dimension.SubstanceConcentration => "umol/L",
        Dimension.MassPerDay => "mg/d",
        Dimension.MassRatio => "mg/g",
        Dimension.Percentage => "%",
        Dimension.SubstanceRatio => "mmol/mol",
        Dimension.FiltrationRate => "mL/min/{1.73_m2}",
        Dimension.Ratio => "1",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "Not a dimension."),
    }];

    /// <summary>Milligrams per decilitre; 1 mg/dL = 10 mg/L.</summary>
    public static Unit MilligramsPerDecilitre => All["mg/dL"];

    /// <summary>Grams per litre; 1 g/L = 100 mg/dL.</summary>
    public static Unit GramsPerLitre => All["g/L"];
}

/// <summary>
/// A measured value with its unit, as the laboratory gave it. Two quantities are equal when they are the same amount, whatever
/// the unit: 135 mg/dL = 1.35 g/L = 1350 mg/L. Values are not negative and have at most 12 digits.
/// </summary>
[JsonConverter(typeof(QuantityJsonConverter))]
public readonly struct Quantity : IEquatable<Quantity>
{
    /// <summary>What a quantity must look like, for error messages.</summary>
    public const string Expected =
        "A quantity is a number of at most 12 digits with a decimal point, and a unit: '135 mg/dL', '1.35 g/L', '12 cells/uL', '100 "
        + "IU/mL', '45 mm/h', "
        + "or a bare number for an index.";

    /// <summary>Largest value in its own unit.</summary>
    public const decimal Maximum = 999_999_999m;

    /// <summary>Most characters of a quantity as people write it.</summary>
    public const int MaximumGiven = 60;

    // Twelve digits and a decimal point.
    private const int MaximumLength = 13;

    private readonly Unit? _unit;

    /// <summary>A quantity in a unit.</summary>
    /// <param name="value">The number in that unit, 0 to <see cref="Maximum"/>, of at most 12 digits.</param>
    /// <param name="unit">The unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too large or has too many digits.</exception>
    public Quantity(decimal value, Unit unit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Maximum);
        // What cannot be read back must not be stored.
        if (value.Scale > 0 && value.ToString(CultureInfo.InvariantCulture).Length > MaximumLength)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A value has at most 12 digits.");
        Value = value;
        _unit = unit;
    }

    /// <summary>The number as given, in <see cref="Unit"/>.</summary>
    public decimal Value { get; }

    /// <summary>The unit as given.</summary>
    public Unit Unit => _unit ?? Unit.All["1"];

    /// <summary>
    /// The text it was read from, where that is written otherwise than <see cref="ToString"/> prints it; it plays no part in comparisons.
    /// </summary>
    public string? Given { get; private init; }

    /// <summary>What it measures.</summary>
    public Dimension Dimension => Unit.Dimension;

    /// <summary>The amount in the dimension's base unit; exact.</summary>
    public decimal InBaseUnits => Value * Unit.InBaseUnits;

    /// <summary>The number in another unit of the same dimension; exact.</summary>
    /// <param name="unit">The other unit.</param>
    /// <exception cref="InvalidOperationException">The unit measures something else.</exception>
    public decimal In(Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Dimension == Dimension
            ? InBaseUnits / unit.InBaseUnits
            : throw new InvalidOperationException($"{Unit.Code} cannot be converted to {unit.Code}.");
    }

    /// <summary>How many times the other quantity this one is; null when the other is zero.</summary>
    /// <param name="other">A quantity of the same dimension.</param>
    /// <exception cref="InvalidOperationException">The dimensions differ.</exception>
    public decimal? RatioTo(Quantity other) =>
        other.Dimension != Dimension ? throw new InvalidOperationException($"{Unit.Code} cannot be compared with {other.Unit.Code}.")
        : other.InBaseUnits == 0 ? null
        : InBaseUnits / other.InBaseUnits;

    /// <summary>The same amount, whatever the unit.</summary>
    /// <param name="other">The other quantity.</param>
    public bool Equals(Quantity other) => Dimension == other.Dimension && InBaseUnits == other.InBaseUnits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimension, InBaseUnits);

    /// <inheritdoc cref="Equals(Quantity)"/>
    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);

    /// <inheritdoc cref="Equals(Quantity)"/>
    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);

    /// <summary>The quantity as given, such as <c>1.35 g/L</c>, with the digits that were given.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} {Unit.Code}");

    /// <summary>Reads a quantity exactly as <see cref="ToString"/> prints it.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is no quantity; the message says what would be right.</exception>
    public static Quantity Parse(string text) => TryParse(text, out var quantity) ? quantity : throw new FormatException(Expected);

    /// <summary>Reads a quantity exactly as <see cref="ToString"/> prints it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="quantity">The quantity read.</param>
    public static bool TryParse(string? text, out Quantity quantity)
    {
        quantity = default;
        if (text is null) return false;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space is < 1 or > MaximumLength || !Unit.All.TryGetValue(text[(space + 1)..], out var unit)) return false;
        var number = text.AsSpan(0, space);
        // A comma could be a decimal or a thousands separator: refused rather than guessed.
        if (!char.IsAsciiDigit(number[0]) || number[^1] == '.'
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > Maximum)
            return false;
        if (number.Length > 1 && number[0] == '0' && number[1] != '.') return false;
        quantity = new(value, unit);
        return true;
    }

    /// <summary>Reads a quantity as people write it, such as <c>286mg/dl</c> or <c>12 cells/µL</c>; the decimal mark is a point.</summary>
    /// <param name="text">The text; at most 60 characters.</param>
    /// <param name="quantity">The quantity read; <see cref="Given"/> holds the text.</param>
    public static bool TryRead(string? text, out Quantity quantity)
    {
        if (TryParse(text, out quantity)) return true;
        if (text is not { Length: <= MaximumGiven } || text.Any(char.IsControl)) return false;
        var written = text.Trim();
        var end = 0;
        while (end < written.Length && (char.IsAsciiDigit(written[end]) || written[end] == '.')) end++;
        if (!Unit.TryRead(written[end..], out var unit) || !TryParse($"{written[..end]} {unit.Code}", out var read)) return false;
        quantity = read.WithGiven(written);
        return true;
    }

    /// <summary>The same quantity, as read from a text.</summary>
    /// <param name="text">What was written.</param>
    public Quantity WithGiven(string text) => this with { Given = text == ToString() ? null : text };
}

/// <summary>A quantity as a JSON string: read as people write it, written as <see cref="Quantity.ToString"/> prints it.</summary>
public sealed class QuantityJsonConverter : JsonConverter<Quantity>
{
    /// <inheritdoc/>
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Quantity.TryRead(reader.GetString(), out var quantity)
            ? quantity
            : throw new JsonException(Quantity.Expected);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
