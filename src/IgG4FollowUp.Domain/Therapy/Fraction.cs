using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>
/// An exact rational number in lowest terms. Conversion factors such as 20/3 have no finite decimal, and doses are added up
/// over years: they are rounded only when they are shown. Its JSON form is exact text, such as <c>2800/3</c> or <c>625</c>.
/// </summary>
[JsonConverter(typeof(FractionJsonConverter))]
public readonly struct Fraction : IEquatable<Fraction>, IComparable<Fraction>
{
    private readonly BigInteger _numerator;

    // One less than the denominator, so that the default value is the number zero.
    private readonly BigInteger _denominatorLessOne;

    /// <summary>A numerator over a denominator, reduced.</summary>
    /// <param name="numerator">Numerator.</param>
    /// <param name="denominator">Denominator, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The denominator is not above 0.</exception>
    public Fraction(BigInteger numerator, BigInteger denominator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, BigInteger.One);
        if (!denominator.IsOne)
        {
            var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
            if (!divisor.IsOne) (numerator, denominator) = (numerator / divisor, denominator / divisor);
        }

        _numerator = numerator;
        _denominatorLessOne = denominator - BigInteger.One;
    }

    /// <summary>Numerator in lowest terms; it carries the sign.</summary>
    public BigInteger Numerator => _numerator;

    /// <summary>Denominator in lowest terms, above 0.</summary>
    public BigInteger Denominator => _denominatorLessOne + BigInteger.One;

    /// <summary>Zero.</summary>
    public static Fraction Zero => default;

    /// <summary>True for zero.</summary>
    public bool IsZero => _numerator.IsZero;

    /// <summary>The exact value of a decimal number.</summary>
    /// <param name="value">The number.</param>
    public static Fraction Of(decimal value)
    {
        if (decimal.IsInteger(value)) return new(new BigInteger(value), BigInteger.One);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        return new(bits[3] < 0 ? -mantissa : mantissa, BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }

    /// <summary>The nearest decimal number with so many digits after the point, halves away from zero.</summary>
    /// <param name="digits">Digits after the point, 0 to 9.</param>
    public decimal Round(int digits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 9);
        var shifted = BigInteger.Abs(_numerator) * BigInteger.Pow(10, digits);
        var rounded = (2 * shifted + Denominator) / (2 * Denominator);
        return _numerator.Sign * (decimal)rounded / (decimal)BigInteger.Pow(10, digits);
    }

    /// <inheritdoc/>
    public bool Equals(Fraction other) => _numerator == other._numerator && _denominatorLessOne == other._denominatorLessOne;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fraction other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_numerator, _denominatorLessOne);

    /// <inheritdoc/>
    public int CompareTo(Fraction other) => _denominatorLessOne == other._denominatorLessOne
        ? _numerator.CompareTo(other._numerator)
        : (_numerator * other.Denominator).CompareTo(other._numerator * Denominator);

    /// <summary>The exact text: <c>625</c> or <c>2800/3</c>.</summary>
    public override string ToString() => _denominatorLessOne.IsZero
        ? _numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{_numerator}/{Denominator}");

    /// <summary>Reads the text that <see cref="ToString"/> prints.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number read.</param>
    public static bool TryParse(string? text, out Fraction value)
    {
        value = default;
        var parts = text?.Split('/') ?? [];
        if (parts.Length is not (1 or 2) || !BigInteger.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var over))
            return false;
        var under = BigInteger.One;
        if (parts.Length == 2 && (!BigInteger.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out under) || under.IsZero))
            return false;
        value = new(over, under);
        return true;
    }

    /// <summary>Sum.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static Fraction operator +(Fraction left, Fraction right) => left._denominatorLessOne == right._denominatorLessOne
        ? new(left._numerator + right._numerator, left.Denominator)
        : new(left._numerator * right.Denominator + right._numerator * left.Denominator, left.Denominator * right.Denominator);

    /// <summary>Difference.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static Fraction operator -(Fraction left, Fraction right) => left._denominatorLessOne == right._denominatorLessOne
        ? new(left._numerator - right._numerator, left.Denominator)
        : new(left._numerator * right.Denominator - right._numerator * left.Denominator, left.Denominator * right.Denominator);

    /// <summary>Product.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static Fraction operator *(Fraction left, Fraction right) =>
        new(left._numerator * right._numerator, left.Denominator * right.Denominator);

    /// <summary>Product with a whole number, such as a number of days.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static Fraction operator *(Fraction left, int right) => new(left._numerator * right, left.Denominator);

    /// <inheritdoc cref="Equals(Fraction)"/>
    public static bool operator ==(Fraction left, Fraction right) => left.Equals(right);

    /// <inheritdoc cref="Equals(Fraction)"/>
    public static bool operator !=(Fraction left, Fraction right) => !left.Equals(right);

    /// <inheritdoc cref="CompareTo(Fraction)"/>
    public static bool operator <(Fraction left, Fraction right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="CompareTo(Fraction)"/>
    public static bool operator >(Fraction left, Fraction right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="CompareTo(Fraction)"/>
    public static bool operator <=(Fraction left, Fraction right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="CompareTo(Fraction)"/>
    public static bool operator >=(Fraction left, Fraction right) => left.CompareTo(right) >= 0;
}

/// <summary>A fraction as a JSON string.</summary>
public sealed class FractionJsonConverter : JsonConverter<Fraction>
{
    /// <inheritdoc/>
    public override Fraction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Fraction.TryParse(reader.GetString(), out var value)
            ? value
            : throw new JsonException("A fraction is a whole number or two of them joined by a slash: '625', '2800/3'.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Fraction value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
