namespace IgG4FollowUp.Api.Proof;

/// <summary>
/// A tree that leaves are added to, of which only what the next ones need is kept: its whole subtrees from left to right.
/// </summary>
public sealed class GrowingTree
{
    private readonly Stack<(Subtree Subtree, byte[] Hash)> _subtrees = new();

    /// <param name="size">Number of leaves.</param>
    /// <param name="hashes">Hashes of its whole subtrees, from left to right.</param>
    public GrowingTree(long size, IEnumerable<byte[]> hashes)
    {
        Size = size;
        foreach (var item in MerkleTree.Subtrees(new(0, size)).Zip(hashes)) _subtrees.Push(item);
    }

    /// <summary>A tree without a leaf.</summary>
    public GrowingTree()
        : this(0, [])
    {
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>The hash of the tree as it is.</summary>
    public byte[] Root => MerkleTree.Root(_subtrees.Reverse().Select(item => item.Hash));

    /// <summary>Adds a leaf.</summary>
    /// <returns>The subtrees that have become whole by it, the leaf itself first.</returns>
    public IEnumerable<(Subtree Subtree, byte[] Hash)> Add(byte[] leaf)
    {
        var added = new List<(Subtree Subtree, byte[] Hash)> { (new(0, Size++), leaf) };
        while (_subtrees.TryPeek(out var left) && left.Subtree.Height == added[^1].Subtree.Height)
        {
            _subtrees.Pop();
            added.Add((new(left.Subtree.Height + 1, left.Subtree.Index >> 1), MerkleTree.Node(left.Hash, added[^1].Hash)));
        }

        _subtrees.Push(added[^1]);
        return added;
    }
}
