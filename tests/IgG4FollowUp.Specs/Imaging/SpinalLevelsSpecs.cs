using System.Text.Json;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Imaging;

public sealed class SpinalLevelsSpecs
{
    [Theory]
    [InlineData("T4", 1, SpinalRegions.Thoracic)]
    [InlineData("C5-T4", 7, SpinalRegions.Cervical | SpinalRegions.Thoracic)]
    [InlineData("C5-T4 and T1-T6", 9, SpinalRegions.Cervical | SpinalRegions.Thoracic)]
    [InlineData("C1-S5", 29, SpinalRegions.Cervical | SpinalRegions.Thoracic | SpinalRegions.Lumbar | SpinalRegions.Sacral)]
    [InlineData("cervical", 0, SpinalRegions.Cervical)]
    [InlineData("cervical and L1", 1, SpinalRegions.Cervical | SpinalRegions.Lumbar)]
    public void levels_are_a_set_of_segments_and_regions(string text, int segments, SpinalRegions regions)
    {
        var levels = SpinalLevels.Parse(text);
        levels.SegmentCount.ShouldBe(segments);
        levels.Regions.ShouldBe(regions);
        levels.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("C8")]
    [InlineData("C0")]
    [InlineData("C05")]
    [InlineData("T13")]
    [InlineData("L6")]
    [InlineData("S6")]
    [InlineData("T4-C5")]
    [InlineData("T4-T4")]
    [InlineData("T1-")]
    [InlineData("-T1")]
    [InlineData("T1-T2-T3")]
    [InlineData("T1 and ")]
    [InlineData("T1 and T1 and T1 and T1 and T1 and T1 and T1 and T1 and T1 and T1 and T1 and T1 and T1 and T1 and T1 and T1 and T1")]
    public void what_names_no_level_is_refused(string text)
    {
        SpinalLevels.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => SpinalLevels.Parse(text)).Message.ShouldBe(SpinalLevels.Expected);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<SpinalLevels>(JsonSerializer.Serialize(text)));
    }

    [Theory]
    [InlineData("Th5-8", "T5-T8")]
    [InlineData("TH5-TH8", "T5-T8")]
    [InlineData("T5/8", "T5-T8")]
    [InlineData("T5–T8", "T5-T8")]
    [InlineData("D5 - D8", "T5-T8")]
    [InlineData("C4 to T2", "C4-T2")]
    [InlineData("C4\u2212T2", "C4-T2")]
    [InlineData("C4\u2011T2", "C4-T2")]
    [InlineData("C4/T2", "C4-T2")]
    [InlineData("C4-Th2", "C4-T2")]
    [InlineData("c5", "C5")]
    [InlineData("c 5-t 4, L1", "C5-T4 and L1")]
    [InlineData("T1,T2", "T1 and T2")]
    [InlineData("T1  and T2", "T1 and T2")]
    [InlineData("C5-C7; Th1", "C5-C7 and T1")]
    [InlineData("Cervical", "cervical")]
    [InlineData("thoracic spine", "thoracic")]
    [InlineData("HWK 4-6", "C4-C6")]
    [InlineData("HWK4 bis BWK2", "C4-T2")]
    [InlineData("BWK 5–8", "T5-T8")]
    [InlineData("bwk12-lwk1", "T12-L1")]
    [InlineData("HW 3", "C3")]
    [InlineData("LWK 1 und LWK 3", "L1 and L3")]
    [InlineData("SWK 1", "S1")]
    [InlineData("D5", "T5")]
    [InlineData("D5-D8", "T5-T8")]
    [InlineData("C4 à C6", "C4-C6")]
    [InlineData("C4 a C6 y D2", "C4-C6 and T2")]
    [InlineData("vertebrae T5-T8", "T5-T8")]
    [InlineData("from C4 to C6", "C4-C6")]
    [InlineData("HWS", "cervical")]
    [InlineData("BWS und LWS", "thoracic and lumbar")]
    [InlineData("T-spine", "thoracic")]
    [InlineData("zervikal und Thorakal", "cervical and thoracic")]
    [InlineData("lumbal", "lumbar")]
    [InlineData("Sacral", "sacral")]
    public void levels_are_read_as_people_write_them(string given, string printed)
    {
        SpinalLevels.TryParse(given, out _).ShouldBeFalse();
        SpinalLevels.TryRead(given, out var levels).ShouldBeTrue();
        levels.ToString().ShouldBe(printed);
        JsonSerializer.Deserialize<SpinalLevels>(JsonSerializer.Serialize(given)).ShouldBe(levels);
    }

    [Theory]
    [InlineData("C3/4")]
    [InlineData("C7/T1")]
    [InlineData("L5/S1")]
    [InlineData("HWK 4/5")]
    [InlineData("BWK 12/LWK 1")]
    [InlineData("HWK 8")]
    [InlineData("LWK 6")]
    [InlineData("WK 4")]
    [InlineData("SWS")]
    [InlineData("Th8-5")]
    [InlineData("Th13")]
    [InlineData("C4 or T2")]
    [InlineData("٣")]
    public void a_disc_and_what_is_no_level_is_not_read(string given) => SpinalLevels.TryRead(given, out _).ShouldBeFalse();

    [Theory]
    [InlineData("laminectomy C4-C6", "C4-C6")]
    [InlineData("laminectomy D5-D8", "T5-T8")]
    [InlineData("Laminektomie HWK 4-6", "C4-C6")]
    [InlineData("laminectomy TH5 to TH8", "T5-T8")]
    [InlineData("laminectomy T5 bis T8, vitamin D3", "T5-T8")]
    [InlineData("resection in 2 d, 3 c 4", "")]
    [InlineData("biopsy C4, fusion T2", "C4 | T2")]
    [InlineData("discectomy C3/4", "?")]
    [InlineData("plate PC4-6X", "")]
    public void levels_are_found_in_running_text(string text, string found) =>
        string.Join(" | ", SpinalLevels.NamedIn(text).Select(levels => levels?.ToString() ?? "?")).ShouldBe(found);

    [Fact]
    public void sixteen_parts_are_the_most() =>
        SpinalLevels.TryParse(string.Join(" and ", Enumerable.Repeat("T1", 16)), out _).ShouldBeTrue();

    [Theory]
    [InlineData("C5-T4", "T1-T6", true)]
    [InlineData("C5-C7", "T1-T6", false)]
    [InlineData("cervical", "C5-T4", true)]
    [InlineData("cervical", "T1-T6", false)]
    [InlineData("thoracic", "thoracic", true)]
    [InlineData("L1 and S1", "S1", true)]
    public void levels_overlap_when_they_can_share_a_segment(string left, string right, bool overlap)
    {
        SpinalLevels.Parse(left).Overlaps(SpinalLevels.Parse(right)).ShouldBe(overlap);
        SpinalLevels.Parse(right).Overlaps(SpinalLevels.Parse(left)).ShouldBe(overlap);
    }

    [Fact]
    public void every_segment_is_printed_as_it_was_read()
    {
        for (byte i = 0; i < VertebralSegment.Count; i++)
        {
            VertebralSegment.TryParse(new VertebralSegment(i).ToString(), out var read).ShouldBeTrue();
            read.ShouldBe(new VertebralSegment(i));
        }
    }

    [Fact]
    public void all_levels_are_printed_as_they_were_read() => Generated.ForAll(Generated.LevelsText, text =>
    {
        var levels = SpinalLevels.Parse(text);
        levels.ToString().ShouldBe(text);
        SpinalLevels.Parse(levels.ToString()).ShouldBe(levels);
        JsonSerializer.Deserialize<SpinalLevels>(JsonSerializer.Serialize(levels)).ShouldBe(levels);
    });
}
