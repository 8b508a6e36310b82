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
    // A dose is a small number: it is kept and reckoned with as one, and whatever does not fit is kept in full beside.
    private readonly int _numerator;

    // One less than the denominator, so that the default value is the number zero.
    private readonly int _denominatorLessOne;

    private readonly Large? _large;

    /// <summary>A numerator over a denominator, reduced.</summary>
    /// <param name="numerator">Numerator.</param>
    /// <param name="denominator">Denominator, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The denominator is not above 0.</exception>
    public Fraction(BigInteger numerator, BigInteger denominator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, BigInteger.One);
        var divisor = denominator.IsOne ? BigInteger.One : BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (!divisor.IsOne) (numerator, denominator) = (numerator / divisor, denominator / divisor);
        if (BigInteger.Abs(numerator) <= int.MaxValue && denominator <= int.MaxValue)
            (_numerator, _denominatorLessOne) = ((int)numerator, (int)denominator - 1);
        else
            _large = new(numerator, denominator);
    }

    private Fraction(int numerator, int denominator) => (_numerator, _denominatorLessOne) = (numerator, denominator - 1);

    /// <summary>Numerator in lowest terms; it carries the sign.</summary>
    public BigInteger Numerator => _large?.Numerator ?? _numerator;

    /// <summary>Denominator in lowest terms, above 0.</summary>
    public BigInteger Denominator => _large?.Denominator ?? Under;

    /// <summary>Zero.</summary>
    public static Fraction Zero => default;

    /// <summary>The nearest number of double precision, or nearly so.</summary>
    internal double Approximate => _large is { } large ? (double)large.Numerator / (double)large.Denominator : (double)_numerator / Under;

    private long Under => _denominatorLessOne + 1L;

    /// <summary>The exact value of a decimal number.</summary>
    /// <param name="value">The number.</param>
    public static Fraction Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = (bits[3] >> 16) & 0xFF;
        if (bits[2] == 0 && bits[1] == 0 && bits[0] >= 0 && scale < PowersOfTen.Length)
            return Reduced(bits[3] < 0 ? -bits[0] : bits[0], PowersOfTen[scale]);
        var mantissa = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        return new(bits[3] < 0 ? -mantissa : mantissa, BigInteger.Pow(10, scale));
    }

    /// <summary>The nearest decimal number with so many digits after the point, halves away from zero.</summary>
    /// <param name="digits">Digits after the point, 0 to 9.</param>
    public decimal Round(int digits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 9);
        if (_large is null) return RoundSmall(digits);
        var (numerator, denominator) = (Numerator, Denominator);
        var shifted = BigInteger.Abs(numerator) * BigInteger.Pow(10, digits);
        var rounded = (2 * shifted + denominator) / (2 * denominator);
        return numerator.Sign * (decimal)rounded / (decimal)BigInteger.Pow(10, digits);
    }

    /// <inheritdoc/>
    public bool Equals(Fraction other) =>
        _numerator == other._numerator && _denominatorLessOne == other._denominatorLessOne && Equals(_large, other._large);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fraction other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_numerator, _denominatorLessOne, _large);

    /// <inheritdoc/>
    public int CompareTo(Fraction other)
    {
        if (_large is not null || other._large is not null) return (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);
        return _denominatorLessOne == other._denominatorLessOne
            ? _numerator.CompareTo(other._numerator)
            : (_numerator * other.Under).CompareTo(other._numerator * Under);
    }

    /// <summary>The exact text: <c>625</c> or <c>2800/3</c>.</summary>
    public override string ToString() => Denominator.IsOne
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    /// <summary>Reads the text that <see cref="ToString"/> prints.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number read.</param>
    public static bool TryParse(string? text, out Fraction value)
    {
        value = default;
        var parts = text?.Split('/') ?? [];
        if (parts.Length is not (1 or 2)
            || !BigInteger.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var over))
            return false;
        var under = BigInteger.One;
        if (parts.Length == 2
            && (!BigInteger.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out under) || under.IsZero))
            return false;
        value = new(over, under);
        return true;
    }

    /// <summary>Sum.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static Fraction operator +(Fraction left, Fraction right)
    {
        if (AreWhole(left, right)) return Whole((long)left._numerator + right._numerator);
        if (left._large is not null || right._large is not null)
            return new(left.Numerator * right.Denominator + right.Numerator * left.Denominator, left.Denominator * right.Denominator);
        return left._denominatorLessOne == right._denominatorLessOne
            ? Reduced((long)left._numerator + right._numerator, left.Under)
            : Reduced(left._numerator * right.Under + right._numerator * left.Under, left.Under * right.Under);
    }

    /// <summary>Difference.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static Fraction operator -(Fraction left, Fraction right)
    {
        if (AreWhole(left, right)) return Whole((long)left._numerator - right._numerator);
        if (left._large is not null || right._large is not null)
            return new(left.Numerator * right.Denominator - right.Numerator * left.Denominator, left.Denominator * right.Denominator);
        return left._denominatorLessOne == right._denominatorLessOne
            ? Reduced((long)left._numerator - right._numerator, left.Under)
            : Reduced(left._numerator * right.Under - right._numerator * left.Under, left.Under * right.Under);
    }

    /// <summary>Product.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static Fraction operator *(Fraction left, Fraction right) => left._large is null && right._large is null
        ? Reduced((long)left._numerator * right._numerator, left.Under * right.Under)
        : new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <summary>Product with a whole number, such as a number of days.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static Fraction operator *(Fraction left, int right) => left._large is null
        ? Reduced((long)left._numerator * right, left.Under)
        : new(left.Numerator * right, left.Denominator);

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

    // A number of 31 bits with nine more digits fits into 63 bits, doubled too.
    private decimal RoundSmall(int digits)
    {
        var shifted = Math.Abs((long)_numerator);
        for (var i = 0; i < digits; i++) shifted *= 10;
        var rounded = (2 * shifted + Under) / (2 * Under);
        for (; digits > 0 && rounded % 10 == 0; digits--) rounded /= 10;
        return new((int)rounded, (int)(rounded >> 32), 0, _numerator < 0 && rounded != 0, (byte)digits);
    }

    private static ReadOnlySpan<int> PowersOfTen => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    private static bool AreWhole(Fraction left, Fraction right) =>
        (left._denominatorLessOne | right._denominatorLessOne) == 0 && left._large is null && right._large is null;

    private static Fraction Whole(long value) =>
        value is >= -int.MaxValue and <= int.MaxValue ? new((int)value, 1) : new((BigInteger)value, BigInteger.One);

    // Products of two numbers of 31 bits, and the sum of two such products, fit into 63.
    private static Fraction Reduced(long numerator, long denominator)
    {
        if (denominator != 1)
        {
            var divisor = CommonDivisor(Math.Abs(numerator), denominator);
            (numerator, denominator) = (numerator / divisor, denominator / divisor);
        }

        return numerator is >= -int.MaxValue and <= int.MaxValue && denominator <= int.MaxValue
            ? new((int)numerator, (int)denominator)
            : new((BigInteger)numerator, (BigInteger)denominator);
    }

    private static long CommonDivisor(long numerator, long denominator)
    {
        var (left, right) = (denominator, numerator % denominator);
        // Short numbers divide quicker.
        if (denominator <= int.MaxValue) return CommonDivisor((uint)left, (uint)right);
        while (right != 0) (left, right) = (right, left % right);
        return left;
    }

    private static uint CommonDivisor(uint left, uint right)
    {
        while (right != 0) (left, right) = (right, left % right);
        return left;
    }

    private sealed record Large(BigInteger Numerator, BigInteger Denominator);
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
