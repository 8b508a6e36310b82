using System.Numerics;
using System.Security.Cryptography;

namespace IgG4FollowUp.Api.Proof;

/// <summary>A whole subtree of 2^<paramref name="Height"/> leaves.</summary>
/// <param name="Height">0 for a leaf.</param>
/// <param name="Index">Its place among the subtrees of its height, from 0.</param>
public readonly record struct Subtree(int Height, long Index)
{
    /// <summary>Its first leaf.</summary>
    public long Start => Index << Height;
}

/// <summary>Consecutive leaves, from <paramref name="Start"/> and before <paramref name="End"/>.</summary>
public readonly record struct Leaves(long Start, long End)
{
    /// <summary>How many they are.</summary>
    public long Count => End - Start;
}

/// <summary>
/// The hash tree of RFC 6962, section 2.1, with SHA-256. Its proofs are told as runs of leaves whose hashes they are made of, so that
/// whoever stores the tree decides where these come from. Pure.
/// </summary>
public static class MerkleTree
{
    /// <summary>Length of every hash, bytes.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>The hash of a tree without a leaf.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    /// <summary>The hash of a leaf.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> content) => SHA256.HashData([0, .. content]);

    /// <summary>The hash of a node.</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => SHA256.HashData([1, .. left, .. right]);

    /// <summary>
    /// The whole subtrees, from left to right, that consecutive leaves consist of. The leaves begin where a subtree of the tree begins.
    /// </summary>
    public static IEnumerable<Subtree> Subtrees(Leaves leaves)
    {
        for (var (start, left) = (leaves.Start, leaves.Count); left > 0;)
        {
            var height = BitOperations.Log2((ulong)left);
            yield return new(height, start >> height);
            start += 1L << height;
            left -= 1L << height;
        }
    }

    /// <summary>The hash of leaves from those of their whole subtrees, from left to right.</summary>
    public static byte[] Root(IEnumerable<byte[]> subtrees) =>
        subtrees.Reverse().Aggregate((byte[]?)null, (right, left) => right is null ? left : Node(left, right)) ?? Empty;

    /// <summary>Leaves whose hashes show, from the leaf upwards, that a leaf is in a tree (RFC 6962, 2.1.1).</summary>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="size">Number of leaves of the tree.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public static IReadOnlyList<Leaves> InclusionPath(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<Leaves>();
        for (var tree = new Leaves(0, size); tree.Count > 1;)
        {
            var (left, right) = Halves(tree);
            path.Add(index < left.End ? right : left);
            tree = index < left.End ? left : right;
        }

        path.Reverse();
        return path;
    }

    /// <summary>Leaves whose hashes show that a tree begins with another (RFC 6962, 2.1.2).</summary>
    /// <param name="from">Number of leaves of the earlier tree; every tree begins with the empty one.</param>
    /// <param name="to">Number of leaves of the later tree.</param>
    /// <exception cref="ArgumentOutOfRangeException">The later tree is the smaller one.</exception>
    public static IReadOnlyList<Leaves> ConsistencyPath(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        if (from == 0) return [];
        var path = new List<Leaves>();
        var tree = new Leaves(0, to);
        var isWholeEarlierTree = true;
        while (tree.End != from)
        {
            var (left, right) = Halves(tree);
            if (from <= left.End)
            {
                path.Add(right);
                tree = left;
            }
            else
            {
                path.Add(left);
                tree = right;
                isWholeEarlierTree = false;
            }
        }

        if (!isWholeEarlierTree) path.Add(tree);
        path.Reverse();
        return path;
    }

    /// <summary>Whether a leaf is in a tree, by the hashes along its path (RFC 9162, 2.1.3.2).</summary>
    public static bool IsIncluded(byte[] leaf, long index, long size, IReadOnlyList<byte[]> path, byte[] root)
    {
        if (index < 0 || index >= size) return false;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var step in path)
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = Node(step, hash);
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                hash = Node(hash, step);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>Whether a later tree begins with an earlier one, by the hashes of the proof (RFC 9162, 2.1.4.2).</summary>
    public static bool IsConsistent(long from, byte[] fromRoot, long to, byte[] toRoot, IReadOnlyList<byte[]> path)
    {
        if (from < 0 || from > to) return false;
        if (from == 0) return path.Count == 0 && fromRoot.AsSpan().SequenceEqual(Empty);
        if (from == to) return path.Count == 0 && fromRoot.AsSpan().SequenceEqual(toRoot);
        // The earlier tree is one of the later one's subtrees: its own hash begins the proof.
        var steps = new Queue<byte[]>(BitOperations.IsPow2(from) ? [fromRoot, .. path] : path);
        if (!steps.TryDequeue(out var first)) return false;
        var (node, last) = (from - 1, to - 1);
        while ((node & 1) == 1) (node, last) = (node >> 1, last >> 1);
        var (earlier, later) = (first, first);
        foreach (var step in steps)
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                (earlier, later) = (Node(step, earlier), Node(step, later));
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                later = Node(later, step);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && earlier.AsSpan().SequenceEqual(fromRoot) && later.AsSpan().SequenceEqual(toRoot);
    }

    // At the largest power of two below their number.
    private static (Leaves Left, Leaves Right) Halves(Leaves tree)
    {
        var middle = tree.Start + (1L << BitOperations.Log2((ulong)(tree.Count - 1)));
        return (new(tree.Start, middle), new(middle, tree.End));
    }
}
