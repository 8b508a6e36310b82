using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// The values that a result may have. One value when everything was testable; several when parts were not and the result
/// depends on them. A star on a value means that a tagged score was involved. Written as the worksheet of the reference
/// implementation does, in ascending order: <c>B*,C</c>, <c>C5,C6</c>, <c>NA,S3</c>.
/// </summary>
/// <typeparam name="T">An enumeration with values from 0 to 31, such as <see cref="AsiaGrade"/>.</typeparam>
public readonly record struct PossibleValues<T> : IReadOnlyCollection<T>
    where T : unmanaged, Enum
{
    private readonly uint _members;
    private readonly uint _starred;

    private PossibleValues(uint members, uint starred)
    {
        _members = members;
        _starred = starred;
    }

    /// <summary>A set of values without stars.</summary>
    /// <param name="values">The values, in any order.</param>
    public static PossibleValues<T> Of(params ReadOnlySpan<T> values)
    {
        PossibleValues<T> set = default;
        foreach (var value in values)
            set = set.With(value);
        return set;
    }

    /// <summary>How many values are possible.</summary>
    public int Count => BitOperations.PopCount(_members);

    /// <summary>Whether exactly one value is possible. Only such a result enters outcome analysis.</summary>
    public bool IsDetermined => BitOperations.IsPow2(_members);

    /// <summary>The only possible value, or null when there are several.</summary>
    public T? Single => IsDetermined ? First : null;

    /// <summary>The smallest possible value. For a level, the most rostral.</summary>
    public T First => FromIndex(BitOperations.TrailingZeroCount(_members));

    /// <summary>The greatest possible value. For a level, the most caudal.</summary>
    public T Last => FromIndex(31 - BitOperations.LeadingZeroCount(_members));

    /// <summary>Whether the value is possible.</summary>
    public bool Contains(T value) => (_members & Bit(value)) != 0;

    /// <summary>Whether the value is possible and a tagged score was involved.</summary>
    public bool IsStarred(T value) => (_starred & Bit(value)) != 0;

    /// <summary>The same values without stars.</summary>
    public PossibleValues<T> WithoutStars() => new(_members, 0);

    // The first mention decides about the star: later reasons for the same value add nothing.
    internal PossibleValues<T> With(T value, bool star = false) =>
        Contains(value) ? this : new(_members | Bit(value), star ? _starred | Bit(value) : _starred);

    /// <summary>The possible values, ascending.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        for (var rest = _members; rest != 0; rest &= rest - 1)
            yield return FromIndex(BitOperations.TrailingZeroCount(rest));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The notation that <see cref="TryParse"/> reads, such as <c>B*,C</c>.</summary>
    public override string ToString()
    {
        if (IsDetermined && _starred == 0)
            return First.ToString();
        var text = new StringBuilder();
        for (var rest = _members; rest != 0; rest &= rest - 1)
        {
            var value = FromIndex(BitOperations.TrailingZeroCount(rest));
            text.Append(text.Length > 0 ? "," : "").Append(value).Append(IsStarred(value) ? "*" : "");
        }

        return text.ToString();
    }

    /// <summary>Reads the notation of <see cref="ToString"/>. Spaces around a value are allowed.</summary>
    /// <param name="text">The notation.</param>
    /// <param name="values">The set, when the text is one.</param>
    /// <returns>False when a value is unknown or the text is empty.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out PossibleValues<T> values)
    {
        values = default;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        foreach (var part in text.Split(','))
        {
            var name = part.Trim();
            var star = name.EndsWith('*');
            name = star ? name[..^1] : name;
            if (name.Length == 0 || !char.IsLetter(name[0]) || !Enum.TryParse<T>(name, out var value) || !Enum.IsDefined(value))
                return false;
            values = values.With(value, star);
        }

        return true;
    }

    private static uint Bit(T value) => 1u << Index(value);

    private static int Index(T value) =>
        Unsafe.SizeOf<T>() == 1 ? Unsafe.As<T, byte>(ref value) : Unsafe.As<T, int>(ref value);

    private static T FromIndex(int index)
    {
        if (Unsafe.SizeOf<T>() != 1)
            return Unsafe.As<int, T>(ref index);
        var small = (byte)index;
        return Unsafe.As<byte, T>(ref small);
    }
}
