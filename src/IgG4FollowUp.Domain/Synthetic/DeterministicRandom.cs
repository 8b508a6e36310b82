using System.Buffers.Binary;
using System.Numerics;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// Random numbers that are the same on every machine and in every version: xoshiro256** seeded by SplitMix64 (Blackman and Vigna, ACM
/// Trans Math Softw 2021;47:36). Only integers leave it, since floating-point functions differ between processors.
/// </summary>
public sealed class DeterministicRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>One of many independent streams of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The number of the stream.</param>
    public DeterministicRandom(ulong seed, ulong stream)
    {
        var state = Mix(seed) ^ Mix(unchecked(stream * GoldenGamma + 1));
        _s0 = Mix(unchecked(state += GoldenGamma));
        _s1 = Mix(unchecked(state += GoldenGamma));
        _s2 = Mix(unchecked(state += GoldenGamma));
        _s3 = Mix(unchecked(state + GoldenGamma));
    }

    /// <summary>A generator in a given state, to hold it against the published algorithm.</summary>
    /// <param name="state">Four words, not all zero.</param>
    public DeterministicRandom(ReadOnlySpan<ulong> state) => (_s0, _s1, _s2, _s3) = (state[0], state[1], state[2], state[3]);

    /// <summary>
    /// A generator that begins where this one stands and leaves it there: what is told besides changes nothing of what follows.
    /// </summary>
    /// <param name="stream">The number of the branch.</param>
    public DeterministicRandom Branch(ulong stream) => new(_s0 ^ BitOperations.RotateLeft(_s2, 17), stream);

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
            var shifted = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= shifted;
            _s3 = BitOperations.RotateLeft(_s3, 45);
            return result;
        }
    }

    /// <summary>A whole number, every one equally likely.</summary>
    /// <param name="least">Smallest.</param>
    /// <param name="most">Largest, inclusive.</param>
    public int Between(int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        var range = (ulong)((long)most - least + 1);
        return (int)(least + (long)Math.BigMul(NextBits(), range, out _));
    }

    /// <summary>True with a chance in a million.</summary>
    /// <param name="perMillion">The chance, 0 to 1,000,000.</param>
    public bool PerMillion(int perMillion) => Between(0, 999_999) < perMillion;

    /// <summary>True with a chance in a hundred.</summary>
    /// <param name="percent">The chance, 0 to 100.</param>
    public bool Percent(int percent) => Between(0, 99) < percent;

    /// <summary>One of several values, each equally likely; a value given twice is twice as likely.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="values">The values.</param>
    public T OneOf<T>(params ReadOnlySpan<T> values) => values[Between(0, values.Length - 1)];

    /// <summary>Puts values in random order.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="values">The values.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = Between(0, i);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>A version-7 UUID (RFC 9562) with a given time and random bits.</summary>
    /// <param name="at">The time, from 1970.</param>
    public Guid NextUuid(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)at.ToUnixTimeMilliseconds() << 16) | 0x7000 | (NextBits() >> 52));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (NextBits() >> 2) | 0x8000_0000_0000_0000);
        return new Guid(bytes, bigEndian: true);
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
