namespace IgG4FollowUp.Statistics;

/// <summary>The distinct values of a grouping variable in ascending order, and each row's place among them.</summary>
internal sealed record GroupCodes<TKey>(TKey[] Keys, int[] Codes)
    where TKey : notnull
{
    public static GroupCodes<TKey> Of<T>(IReadOnlyList<T> rows, Func<T, TKey> key)
    {
        // Sorted so that the order of groups does not depend on the order of rows.
        var seen = new Dictionary<TKey, int>();
        var codes = new int[rows.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            var value = key(rows[i]);
            if (!seen.TryGetValue(value, out var code))
                seen.Add(value, code = seen.Count);
            codes[i] = code;
        }

        var keys = new TKey[seen.Count];
        foreach (var (value, code) in seen)
            keys[code] = value;
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(keys, order);
        var rank = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            rank[order[i]] = i;
        for (var i = 0; i < codes.Length; i++)
            codes[i] = rank[codes[i]];
        return new GroupCodes<TKey>(keys, codes);
    }
}
