namespace IgG4FollowUp.Api.Http;

/// <summary>Finds the word that was probably meant.</summary>
public static class Nearest
{
    private const int MaximumLength = 60;

    /// <summary>
    /// The nearest of some words: alike but for case, hyphens and underscores, or at most two slips away, one in a short word; null when
    /// none is near.
    /// </summary>
    public static string? To(string word, IEnumerable<string> words)
    {
        if (word.Length > MaximumLength) return null;
        var folded = Folded(word);
        var near = words.Select(other => (Word: other, Slips: Slips(folded, Folded(other))))
            .Where(other => other.Slips <= (folded.Length < 5 ? 1 : 2))
            .OrderBy(other => other.Slips).FirstOrDefault();
        return folded.Length < 3 ? null : near.Word;
    }

    private static string Folded(string word) => string.Concat(word.Where(c => c is not ('-' or '_' or ' '))).ToLowerInvariant();

    // Levenshtein distance.
    private static int Slips(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 2) return int.MaxValue;
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            (var diagonal, row[0]) = (row[0], i);
            for (var j = 1; j <= other.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
