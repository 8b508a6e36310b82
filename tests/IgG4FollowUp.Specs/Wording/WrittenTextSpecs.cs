using System.Text;
using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Specs.Wording;

public sealed class WrittenTextSpecs
{
    [Theory]
    [InlineData("BN II", "BN\u00a0II")]
    [InlineData("BN II", "  bn \t\u2003 ii ")]
    [InlineData("BN II", "B\u200bN II\ufeff")]
    [InlineData("n\u00e9ph\u00e9lom\u00e9trie", "ne\u0301phe\u0301lome\u0301trie")]
    [InlineData("NÉPHÉLOMÉTRIE", "ne\u0301phe\u0301lome\u0301trie")]
    [InlineData("\u1ec7", "e\u0323\u0302")]
    [InlineData("\u1ec7", "e\u0302\u0323")]
    [InlineData("\u00c5", "\u212b")]
    [InlineData("\u30ac", "\u30ab\u3099")]
    [InlineData("\u30ac", "\uff76\uff9e")]
    [InlineData("\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af")]
    [InlineData("BN-II", "\uff22\uff2e\u2011\uff29\uff29")]
    [InlineData("dr-o'brien", "Dr\u2013O\u2019Brien")]
    [InlineData("5 \u00b5L", "5 \u03bcl")]
    public void texts_that_are_only_written_otherwise_are_one(string one, string other)
    {
        WrittenText.Alike.Equals(one, other).ShouldBeTrue();
        WrittenText.Alike.GetHashCode(one).ShouldBe(WrittenText.Alike.GetHashCode(other));
        WrittenText.Key(WrittenText.Key(one)).ShouldBe(WrittenText.Key(one));
    }

    [Theory]
    [InlineData("BN II", "BNII")]
    [InlineData("BN II", "BN III")]
    [InlineData("nephelometry", "turbidimetry")]
    [InlineData("\u00e9", "e")]
    [InlineData("A", "\u0410")]
    public void texts_that_say_something_else_are_two(string one, string other) => WrittenText.Alike.Equals(one, other).ShouldBeFalse();

    [Theory]
    [InlineData("", 0)]
    [InlineData(" \t\n\u00a0\u2003\u3000", 0)]
    [InlineData("\u200b\u2060\ufeff\u00ad\u202e", 0)]
    [InlineData("\u0301\u20dd\ufe0f", 0)]
    [InlineData("\u115f\u1160\u3164\uffa0\u2800\ufffc\ufffd", 0)]
    [InlineData("\u0000\u0007\u0085\ue000\uffff", 0)]
    [InlineData("\ud800", 0)]
    [InlineData("e\u0301", 1)]
    [InlineData(" a b ", 2)]
    [InlineData("1\u0661\u96ea\u05d0", 4)]
    [InlineData("- ?", 2)]
    [InlineData("\ud83e\udde0", 1)]
    public void what_can_be_seen_of_a_text_is_counted(string text, int visible) => WrittenText.Visible(text).ShouldBe(visible);

    [Fact]
    public void a_text_with_anything_in_it_that_is_not_seen_is_not_seen_whole()
    {
        foreach (var text in new[]
        {
            "dr-a", "a.b@c.example", "auth0|7", "Anna Li", "Jose\u0301", "\u96ea", "\u05d0\u05d1", "\ud83e\udde0",
        })
            WrittenText.IsSeenWhole(text).ShouldBeTrue(text);
        foreach (var text in new[] { "", " ", " a", "a ", "a  b" }) WrittenText.IsSeenWhole(text).ShouldBeFalse(text);
        for (var code = 0; code <= 0x10FFFF; code++)
        {
            if (!Rune.IsValid(code) || code == ' ') continue;
            var rune = new Rune(code);
            // Whatever the comparison of texts leaves out, and whatever it takes for a blank.
            if (WrittenText.Key($"a{rune}b") is "AB" or "A B")
                WrittenText.IsSeenWhole($"a{rune}b").ShouldBeFalse($"{code:X}");
        }
    }

    [Theory]
    [InlineData("Dr. \u202eknalB", "Dr. knalB")]
    [InlineData("\u2067Anna\u2069\u200f\u061c", "Anna")]
    [InlineData("Anna\r\nLi\u2028\u0085", "AnnaLi")]
    [InlineData("\ufeffAnna\u00ad\udb40\udc41", "Anna")]
    [InlineData("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e")]
    [InlineData("Jose\u0301 N\u00fa\u00f1ez", "Jose\u0301 N\u00fa\u00f1ez")]
    public void a_name_is_shown_without_what_turns_or_ends_a_line(string name, string shown) =>
        WrittenText.WithoutControls(name).ShouldBe(shown);

    [Fact]
    public void no_text_whatsoever_is_too_odd_to_be_compared() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        text =>
            text is null
                || (WrittenText.Key(text) == WrittenText.Key(WrittenText.Key(text)) && WrittenText.Alike.Equals(text, $" {text}\u200b ")))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("IM-002", "im-002")]
    [InlineData("RSP-001", "RSP_001")]
    [InlineData("RSP-001", "RSP.OOl")]
    [InlineData("I1l", "111")]
    [InlineData("RSP-001", "RSP-001.")]
    [InlineData("RSP-001", "RSP--001")]
    [InlineData("RSP-001", "rsp_-OOI._")]
    public void study_numbers_that_people_confuse_look_alike(string one, string other) =>
        StudyNumbers.Look(one).ShouldBe(StudyNumbers.Look(other));

    [Theory]
    [InlineData("IM-002", "IM-003")]
    [InlineData("RSP-001", "RSP001")]
    public void study_numbers_that_nobody_confuses_do_not(string one, string other) =>
        StudyNumbers.Look(one).ShouldNotBe(StudyNumbers.Look(other));
}
