using System.Text;
using IgG4FollowUp.Api.Calendar;

namespace IgG4FollowUp.Integration.Calendar;

public sealed class CalendarTextSpecs
{
    private static readonly DateTimeOffset Stamp = new(2026, 3, 1, 9, 5, 7, TimeSpan.FromHours(2));

    [Fact]
    public void an_event_is_a_day_stamped_in_universal_time()
    {
        var text = CalendarText.Write("Ward", [new("u1", new(2026, 11, 30), "Follow-up visits due: 3")], Stamp);
        text.ShouldContain(
            "BEGIN:VEVENT\r\nUID:u1\r\nDTSTAMP:20260301T070507Z\r\nDTSTART;VALUE=DATE:20261130\r\nSUMMARY:Follow-up visits due: "
                + "3\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
        text.ShouldStartWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:");
        text.ShouldNotContain("VTIMEZONE");
    }

    [Fact]
    public void a_calendar_without_events_still_has_a_component() =>
        CalendarText.Write("Ward", [], Stamp).ShouldContain("BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\n");

    [Theory]
    [InlineData("a,b;c\\d", "a\\,b\\;c\\\\d")]
    [InlineData("one\ntwo\r\nthree", "one\\ntwo\\nthree")]
    public void what_has_a_meaning_in_a_content_line_is_escaped(string text, string escaped) => CalendarText.Escape(text).ShouldBe(escaped);

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("脊")]
    [InlineData("🦴")]
    public void lines_are_folded_at_75_octets_and_never_within_a_character(string character)
    {
        for (var length = 10; length < 180; length++)
        {
            var summary = string.Concat(Enumerable.Repeat(character, length));
            var text = CalendarText.Write("Ward", [new("u", new(2026, 1, 1), summary)], Stamp);
            var lines = text.Split("\r\n");
            lines.ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75 && !line.Contains('\uFFFD'));
            text.Replace("\r\n ", "").ShouldContain($"\r\nSUMMARY:{summary}\r\n");
        }

        // Exactly 75 octets stay one line.
        CalendarText.Write("Ward", [new("u", new(2026, 1, 1), new string('x', 75 - "SUMMARY:".Length))], Stamp).ShouldNotContain("\r\n ");
    }
}
