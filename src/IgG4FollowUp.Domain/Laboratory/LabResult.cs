using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Laboratory;

/// <summary>
/// On which side of its quantity a result lies that is not exactly known; the codes are those of a FHIR quantity's comparator.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<Comparator>))]
public enum Comparator
{
    /// <summary>Less than the quantity: below the limit of detection.</summary>
    [JsonStringEnumMemberName("<")]
    Below,

    /// <summary>The quantity or less.</summary>
    [JsonStringEnumMemberName("<=")]
    AtMost,

    /// <summary>The quantity or more.</summary>
    [JsonStringEnumMemberName(">=")]
    AtLeast,

    /// <summary>More than the quantity: above the measuring range, such as an undiluted serum.</summary>
    [JsonStringEnumMemberName(">")]
    Above,
}

/// <summary>
/// What a laboratory found: a quantity, or that the value lies below or above one. Comparisons answer true or false only when every value
/// that it can have gives that answer, and null otherwise. Two results are equal when comparator and amount are.
/// </summary>
[JsonConverter(typeof(LabResultJsonConverter))]
public readonly record struct LabResult
{
    /// <summary>What a result must look like, for error messages.</summary>
    public const string Expected =
        Quantity.Expected
            + " A result beyond the measuring range has its comparator before it: '<3 mg/dL', '<=3 "
            + "mg/dL', '>=1000 mg/dL' or '>1000 mg/dL'.";

    // As people write them; those of two characters first.
    private static readonly (string Written, Comparator Comparator)[] Signs =
    [
        ("<=", Laboratory.Comparator.AtMost), ("=<", Laboratory.Comparator.AtMost), ("≤", Laboratory.Comparator.AtMost),
        ("⩽", Laboratory.Comparator.AtMost),
        (">=", Laboratory.Comparator.AtLeast), ("=>", Laboratory.Comparator.AtLeast), ("≥", Laboratory.Comparator.AtLeast),
        ("⩾", Laboratory.Comparator.AtLeast),
        ("<", Laboratory.Comparator.Below), ("＜", Laboratory.Comparator.Below), (">", Laboratory.Comparator.Above),
        ("＞", Laboratory.Comparator.Above),
    ];

    /// <summary>A result.</summary>
    /// <param name="quantity">The value, or the limit below or above which it lies.</param>
    /// <param name="comparator">On which side of the limit; null for a value.</param>
    public LabResult(Quantity quantity, Comparator? comparator = null) => (Quantity, Comparator) = (quantity, comparator);

    /// <summary>The value, or the limit below or above which it lies.</summary>
    public Quantity Quantity { get; }

    /// <summary>On which side of <see cref="Quantity"/> the value lies; null when it is that.</summary>
    public Comparator? Comparator { get; }

    /// <summary>True when the value itself is known.</summary>
    public bool IsExact => Comparator is null;

    /// <summary>The unit as given.</summary>
    public Unit Unit => Quantity.Unit;

    /// <summary>What it measures.</summary>
    public Dimension Dimension => Quantity.Dimension;

    /// <summary>The text it was read from, where that is written otherwise than <see cref="ToString"/> prints it.</summary>
    public string? Given { get => field ?? (IsExact ? Quantity.Given : null); private init; }

    /// <summary>Orders by the greatest value that a result can have; one without such comes last.</summary>
    public static IComparer<LabResult> ByGreatest { get; } = Comparer<LabResult>.Create(static (left, right) =>
        left.IsExact && right.IsExact && ReferenceEquals(left.Unit, right.Unit)
            ? left.Quantity.Value.CompareTo(right.Quantity.Value)
            : left.Upper.CompareTo(right.Upper));

    // The least and the greatest value in base units; those on an open end are not reached.
    private (decimal Value, bool Open) Least => Comparator switch
    {
        Laboratory.Comparator.Below or Laboratory.Comparator.AtMost => (0, false),
        var side => (Quantity.InBaseUnits, side == Laboratory.Comparator.Above),
    };

    private (decimal Value, bool Open)? Greatest => Comparator switch
    {
        Laboratory.Comparator.AtLeast or Laboratory.Comparator.Above => null,
        var side => (Quantity.InBaseUnits, side == Laboratory.Comparator.Below),
    };

    // An open end is the lesser of two that are alike.
    private (decimal Value, int Closed) Upper => Greatest is { } greatest ? (greatest.Value, greatest.Open ? 0 : 1) : (decimal.MaxValue, 1);

    /// <summary>A value is a result.</summary>
    /// <param name="quantity">The value.</param>
    public static implicit operator LabResult(Quantity quantity) => new(quantity);

    /// <summary>Whether it is more than so many times another; null when that cannot be decided.</summary>
    /// <param name="other">A result of the same dimension.</param>
    /// <param name="times">How many times, above zero.</param>
    /// <exception cref="InvalidOperationException">The dimensions differ.</exception>
    public bool? IsAbove(LabResult other, decimal times = 1) => Compare(other, times, orEqual: false);

    /// <summary>Whether it is at least so many times another; null when that cannot be decided.</summary>
    /// <param name="other">A result of the same dimension.</param>
    /// <param name="times">How many times, above zero.</param>
    /// <exception cref="InvalidOperationException">The dimensions differ.</exception>
    public bool? IsAtLeast(LabResult other, decimal times) => Compare(other, times, orEqual: true);

    /// <summary>How many times the other result this one is; null when the other is zero or either is not exactly known.</summary>
    /// <param name="other">A result of the same dimension.</param>
    /// <exception cref="InvalidOperationException">The dimensions differ.</exception>
    public decimal? RatioTo(LabResult other) => IsExact && other.IsExact ? Quantity.RatioTo(other.Quantity) : null;

    /// <summary>The result as printed, such as <c>1.35 g/L</c> or <c>&lt;3 mg/dL</c>.</summary>
    public override string ToString() => $"{Code(Comparator)}{Quantity}";

    /// <summary>The comparator's code; empty for a value.</summary>
    /// <param name="comparator">The comparator.</param>
    public static string Code(Comparator? comparator) => comparator switch
    {
        Laboratory.Comparator.Below => "<",
        Laboratory.Comparator.AtMost => "<=",
        Laboratory.Comparator.AtLeast => ">=",
        Laboratory.Comparator.Above => ">",
        _ => "",
    };

    /// <summary>Reads a result exactly as <see cref="ToString"/> prints it.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is no result; the message says what would be right.</exception>
    public static LabResult Parse(string text) =>
        TryRead(text, out var result) && result.Given is null ? result : throw new FormatException(Expected);

    /// <summary>Reads a result as people write it, such as <c>286mg/dl</c> or <c>≤ 3 mg/dL</c>; the decimal mark is a point.</summary>
    /// <param name="text">The text; at most 60 characters.</param>
    /// <param name="result">The result read; <see cref="Given"/> holds the text.</param>
    public static bool TryRead(string? text, out LabResult result)
    {
        result = default;
        if (text is not { Length: <= Quantity.MaximumGiven }) return false;
        var (comparator, rest) = Split(text);
        if (!Quantity.TryRead(rest, out var quantity)) return false;
        result = comparator is null ? quantity : new LabResult(quantity, comparator).WithGiven(text.Trim());
        return true;
    }

    /// <summary>Takes the comparator off the beginning of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The comparator, null when there is none, and what follows it.</returns>
    public static (Comparator? Comparator, string Number) Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var written = text.TrimStart();
        foreach (var (sign, comparator) in Signs)
        {
            if (written.StartsWith(sign, StringComparison.Ordinal)) return (comparator, written[sign.Length..].TrimStart());
        }

        return (null, text);
    }

    /// <summary>The same result, as read from a text.</summary>
    /// <param name="text">What was written.</param>
    public LabResult WithGiven(string text) => this with { Given = text == ToString() ? null : text };

    /// <inheritdoc cref="LabResult"/>
    public bool Equals(LabResult other) => Quantity == other.Quantity && Comparator == other.Comparator;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Quantity, Comparator);

    // True when the least of the one is enough for the greatest of the other; false when its greatest is too little for the other's least.
    private bool? Compare(LabResult other, decimal times, bool orEqual)
    {
        if (other.Dimension != Dimension) throw new InvalidOperationException($"{Unit.Code} cannot be compared with {other.Unit.Code}.");
        // Most results that are compared are values in one unit.
        if (IsExact && other.IsExact && ReferenceEquals(Unit, other.Unit))
        {
            var limit = times * other.Quantity.Value;
            return Quantity.Value > limit || (orEqual && Quantity.Value == limit);
        }

        if (other.Greatest is { } most && Exceeds(Least, (times * most.Value, most.Open), orEqual)) return true;
        return Greatest is { } greatest && Exceeds((times * other.Least.Value, other.Least.Open), greatest, !orEqual) ? false : null;
    }

    private static bool Exceeds((decimal Value, bool Open) left, (decimal Value, bool Open) right, bool orEqual) =>
        left.Value > right.Value || (left.Value == right.Value && (orEqual || left.Open || right.Open));
}

/// <summary>A result as a JSON string: read as people write it, written as <see cref="LabResult.ToString"/> prints it.</summary>
public sealed class LabResultJsonConverter : JsonConverter<LabResult>
{
    /// <inheritdoc/>
    public override LabResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && LabResult.TryRead(reader.GetString(), out var result)
            ? result
            : throw new JsonException(LabResult.Expected);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LabResult value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
