using System.Globalization;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>What a read asks for: the present, a sequence, or a moment of recording.</summary>
/// <param name="Sequence">A sequence; null when not given.</param>
/// <param name="At">A moment; null when not given.</param>
public readonly record struct AsOfRequest(long? Sequence, DateTimeOffset? At)
{
    public const string Parameter = "knownAt";

    /// <summary>What a sequence may have before it, so that nobody takes it for a year.</summary>
    public const string SequencePrefix = "sequence:";

    public const string Expected =
        "a date-time with its offset, such as 2024-06-10T12:00:00Z, or a sequence from 0, such as 2500 or sequence:2500.";

    private const int FirstYear = 1900;
    private const int LastYear = 2200;

    // With an offset, as RFC 3339 has it: a time of day is another moment in every zone.
    private static readonly string[] Formats =
    [
        "yyyy-MM-ddTHH:mm:ss'Z'", "yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>Reads a query parameter; nothing given means the present.</summary>
    public static bool TryParse(string? text, out AsOfRequest known)
    {
        known = default;
        if (text is null) return true;
        var prefixed = text.StartsWith(SequencePrefix, StringComparison.Ordinal);
        var number = prefixed ? text[SequencePrefix.Length..] : text;
        if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            known = new(sequence, null);
            return true;
        }

        if (prefixed) return false;

        var given = DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at);
        if (given) known = new(null, at);
        return given;
    }

    /// <summary>What would be right instead of a text that is none of these.</summary>
    public static string Instead(string? text) => text is not null && ParameterText.TryDay(text, out _)
        ? $"a date-time with its offset, such as {text}T23:59:59Z: a day ends elsewhere at another moment."
        : Expected;

    /// <summary>What would be right instead of a sequence that is not settled, which may have been meant as a year.</summary>
    public static string Settled(string? text) => text is not null && MayBeYear(text)
        ? $"a sequence that is settled, not above that of the last answer; or, for a year, a date-time such as {text}-12-31T23:59:59Z."
        : "a sequence that is settled: not above that of the last answer.";

    private static bool MayBeYear(string text) => text.Length == 4
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= FirstYear and <= LastYear;
}

/// <summary>Turns "as known at" into a sequence below which nothing can appear any more.</summary>
public sealed class AsOfSequences(EventLog log, TimeProvider clock)
{
    /// <summary>
    /// Names the sequence that an answer rests on; asked for as <c>knownAt=sequence:…</c>, it gives the same answer for ever.
    /// </summary>
    public const string Header = "Known-Sequence";

    /// <summary>The high-water mark.</summary>
    public Task<long> PresentAsync(CancellationToken cancellation) => log.MarkAsync(cancellation);

    /// <summary>The sequence to use; null for one above the mark, which is not settled yet.</summary>
    public async Task<long?> ResolveAsync(AsOfRequest known, CancellationToken cancellation)
    {
        if (known.At is { } at) return await log.SequenceAtAsync(at, cancellation);
        var mark = await log.MarkAsync(cancellation);
        return known.Sequence is not { } sequence ? mark : sequence <= mark ? sequence : null;
    }

    /// <summary>When the last event up to a sequence was recorded; null before the first one.</summary>
    public Task<DateTimeOffset?> RecordedAtAsync(long sequence, CancellationToken cancellation) =>
        log.RecordedAtAsync(sequence, cancellation);

    public static void Name(HttpResponse response, long sequence) =>
        response.Headers[Header] = sequence.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads and resolves a query parameter; exactly one of the two results is null.</summary>
    public async Task<(long Sequence, Problem? Problem)> ResolveAsync(string name, string? text, CancellationToken cancellation)
    {
        if (!AsOfRequest.TryParse(text, out var known)) return (0, Problem.InvalidParameter(name, AsOfRequest.Instead(text)));
        // What will be known then is not known now: the same question would get another answer tomorrow.
        if (known.At > clock.GetUtcNow())
            return (0, Problem.InvalidParameter(name, "a moment that has passed; this one is later than now."));
        return await ResolveAsync(known, cancellation) is { } sequence
            ? (sequence, null)
            : (0, Problem.InvalidParameter(name, AsOfRequest.Settled(text)));
    }
}
