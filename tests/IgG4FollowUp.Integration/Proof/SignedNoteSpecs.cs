using IgG4FollowUp.Api.Proof;

namespace IgG4FollowUp.Integration.Proof;

/// <summary>Notes and keys as C2SP's signed-note writes them.</summary>
public sealed class SignedNoteSpecs
{
    // The published example of the format.
    private const string PublishedKey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string PublishedVerifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string PublishedText =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PublishedSignature =
        "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    [Fact]
    public void the_published_key_signs_the_published_text_as_published()
    {
        var key = NoteSigner.Parse(PublishedKey)!;

        key.Verifier.Text.ShouldBe(PublishedVerifier);
        key.Text.ShouldBe(PublishedKey);
        key.Sign(PublishedText).ToString().ShouldBe(PublishedText + PublishedSignature);
        SignedNote.Parse(PublishedText + PublishedSignature)!.IsSignedBy(NoteVerifier.Parse(PublishedVerifier)!).ShouldBeTrue();
    }

    [Fact]
    public void a_note_of_which_a_character_changed_is_not_signed()
    {
        var key = NoteSigner.Create("clinic.example/log");
        var note = key.Sign(new Checkpoint("clinic.example/log", 12, MerkleTree.Empty).Text).ToString();
        SignedNote.Parse(note)!.IsSignedBy(key.Verifier).ShouldBeTrue();

        for (var i = 0; i < note.Length; i++)
        {
            var changed = note[..i] + (note[i] == 'x' ? 'y' : 'x') + note[(i + 1)..];
            // The last character of base64 before its padding has bits that mean nothing; the parser demands that they are 0.
            (SignedNote.Parse(changed)?.IsSignedBy(key.Verifier) ?? false).ShouldBeFalse(changed);
        }
    }

    [Fact]
    public void a_note_is_not_signed_by_another_key_of_the_same_name()
    {
        var note = NoteSigner.Create("log").Sign("text\n");

        note.IsSignedBy(NoteSigner.Create("log").Verifier).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("log")]
    [InlineData("log+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10")]
    [InlineData("PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDF")]
    public void what_is_no_key_is_not_taken_for_one(string text)
    {
        NoteVerifier.Parse(text).ShouldBeNull();
        NoteSigner.Parse(text).ShouldBeNull();
    }

    [Theory]
    [InlineData("log\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", true)]
    [InlineData("log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("log\n12\n47DEQpj8HBSa\n", false)]
    [InlineData("\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("log\n12", false)]
    public void a_checkpoint_is_read_as_it_is_written(string text, bool isOne)
    {
        var read = Checkpoint.Parse(text);

        (read is not null).ShouldBe(isOne);
        if (isOne) read!.Text.ShouldBe(text);
    }

    [Fact]
    public void the_content_of_an_event_is_taken_apart_as_it_was_put_together()
    {
        var fields = EventContent.Fields.Select((_, i) => i % 3 == 0 ? null : i % 3 == 1 ? "" : "é:1,-,\n").ToList();

        var content = EventContent.Write(fields);

        EventContent.Read(content)!.Values.ShouldBe(fields);
        foreach (var other in new[]
        {
            "", content[1..], content[..^1], content + "-,", "99999999999:x,", content.Replace("-,", "", StringComparison.Ordinal),
        })
            EventContent.Read(other).ShouldBeNull();
    }
}
