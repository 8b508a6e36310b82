using System.Security.Cryptography;
using IgG4FollowUp.Api.Proof;

namespace IgG4FollowUp.Integration.Proof;

/// <summary>The hash tree of RFC 6962, against its own definition and published values.</summary>
public sealed class MerkleTreeSpecs
{
    // Of the reference implementation of Certificate Transparency: eight leaves, and the hash of the tree after each.
    private static readonly (string Leaf, string Root)[] Published =
    [
        ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
        ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ];

    [Fact]
    public void a_growing_tree_has_the_published_hashes()
    {
        var tree = new GrowingTree();
        tree.Root.ShouldBe(SHA256.HashData([]));
        foreach (var (leaf, root) in Published)
        {
            tree.Add(MerkleTree.Leaf(Convert.FromHexString(leaf)));
            Convert.ToHexStringLower(tree.Root).ShouldBe(root);
        }
    }

    [Fact]
    public void a_tree_of_any_size_has_the_hash_of_its_definition_and_goes_on_from_its_subtrees()
    {
        var leaves = Leaves(70);
        var tree = new GrowingTree();
        for (var size = 1; size <= leaves.Length; size++)
        {
            tree.Add(leaves[size - 1]);
            var root = Defined(leaves, new(0, size));
            tree.Root.ShouldBe(root);
            new GrowingTree(size, MerkleTree.Subtrees(new(0, size)).Select(subtree =>
                Defined(leaves, new(subtree.Start, subtree.Start + (1L << subtree.Height))))).Root.ShouldBe(root);
        }
    }

    [Fact]
    public void every_leaf_is_shown_to_be_in_every_tree_that_has_it_and_no_other_leaf_in_its_place()
    {
        var leaves = Leaves(40);
        for (var size = 1; size <= leaves.Length; size++)
        {
            var root = Defined(leaves, new(0, size));
            for (var index = 0; index < size; index++)
            {
                var path = MerkleTree.InclusionPath(index, size).Select(run => Defined(leaves, run)).ToList();

                MerkleTree.IsIncluded(leaves[index], index, size, path, root).ShouldBeTrue();

                MerkleTree.IsIncluded(leaves[(index + 1) % leaves.Length], index, size, path, root).ShouldBeFalse();
                MerkleTree.IsIncluded(leaves[index], index, size, [.. path, root], root).ShouldBeFalse();
                MerkleTree.IsIncluded(leaves[index], size, size, path, root).ShouldBeFalse();
                if (path.Count > 0) MerkleTree.IsIncluded(leaves[index], index, size, path[1..], root).ShouldBeFalse();
                for (var step = 0; step < path.Count; step++)
                {
                    var other = path.ToList();
                    other[step] = SHA256.HashData(other[step]);
                    MerkleTree.IsIncluded(leaves[index], index, size, other, root).ShouldBeFalse();
                }
            }
        }
    }

    [Fact]
    public void every_tree_is_shown_to_begin_with_every_smaller_one_and_with_no_other()
    {
        var leaves = Leaves(40);
        for (var to = 1; to <= leaves.Length; to++)
        {
            var later = Defined(leaves, new(0, to));
            for (var from = 0; from <= to; from++)
            {
                var earlier = Defined(leaves, new(0, from));
                var path = MerkleTree.ConsistencyPath(from, to).Select(run => Defined(leaves, run)).ToList();

                MerkleTree.IsConsistent(from, earlier, to, later, path).ShouldBeTrue($"{from} in {to}");

                MerkleTree.IsConsistent(from, SHA256.HashData(earlier), to, later, path).ShouldBeFalse();
                MerkleTree.IsConsistent(from, earlier, to, later, [.. path, later]).ShouldBeFalse();
                if (from > 0) MerkleTree.IsConsistent(from, earlier, to, SHA256.HashData(later), path).ShouldBeFalse();
                if (path.Count > 0) MerkleTree.IsConsistent(from, earlier, to, later, path[1..]).ShouldBeFalse();
            }
        }
    }

    // As the RFC has it, word by word.
    private static byte[] Defined(byte[][] leaves, Leaves of)
    {
        if (of.Count == 0) return SHA256.HashData([]);
        if (of.Count == 1) return leaves[of.Start];
        var left = 1L;
        while (left * 2 < of.Count) left *= 2;
        return SHA256.HashData(
            [1, .. Defined(leaves, new(of.Start, of.Start + left)), .. Defined(leaves, new(of.Start + left, of.End))]);
    }

    private static byte[][] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleTree.Leaf([(byte)i]))];
}
