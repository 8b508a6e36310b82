using System.Globalization;
using System.Text;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>An all-day event.</summary>
/// <param name="Uid">The same for the same event in every edition of the calendar.</param>
/// <param name="On">The day.</param>
/// <param name="Summary">What a calendar shows.</param>
public sealed record CalendarEvent(string Uid, DateOnly On, string Summary);

/// <summary>Writes a calendar as iCalendar (RFC 5545), with the refresh properties of RFC 7986 and their older forms.</summary>
public static class CalendarText
{
    public const string ContentType = "text/calendar; charset=utf-8";

    // RFC 5545, section 3.1, without the line break.
    private const int LongestLine = 75;

    /// <summary>Writes a calendar.</summary>
    /// <param name="name">Name of the calendar.</param>
    /// <param name="events">Its events, each with a UID of its own.</param>
    /// <param name="stamp">When it is written.</param>
    public static string Write(string name, IEnumerable<CalendarEvent> events, DateTimeOffset stamp)
    {
        var text = new StringBuilder();
        foreach (var line in Lines(name, events, stamp)) Fold(text, line);
        return text.ToString();
    }

    /// <summary>A text value as it stands in a content line (RFC 5545, section 3.3.11).</summary>
    public static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .ReplaceLineEndings("\\n");

    private static IEnumerable<string> Lines(string name, IEnumerable<CalendarEvent> events, DateTimeOffset stamp)
    {
        var stamped = stamp.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        yield return "BEGIN:VCALENDAR";
        yield return "VERSION:2.0";
        yield return "PRODID:-//IgG4FollowUp//Clinic calendar//EN";
        yield return "CALSCALE:GREGORIAN";
        yield return "METHOD:PUBLISH";
        yield return $"NAME:{Escape(name)}";
        yield return $"X-WR-CALNAME:{Escape(name)}";
        yield return "REFRESH-INTERVAL;VALUE=DURATION:PT1H";
        yield return "X-PUBLISHED-TTL:PT1H";
        var any = false;
        foreach (var e in events)
        {
            any = true;
            yield return "BEGIN:VEVENT";
            yield return $"UID:{Escape(e.Uid)}";
            yield return $"DTSTAMP:{stamped}";
            yield return $"DTSTART;VALUE=DATE:{e.On:yyyyMMdd}";
            yield return $"SUMMARY:{Escape(e.Summary)}";
            // A note on a day does not make anybody busy.
            yield return "TRANSP:TRANSPARENT";
            yield return "END:VEVENT";
        }

        if (!any)
        {
            // The grammar demands a component, and this one shows nothing.
            foreach (var line
                in new[] { "BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000",
                    "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE" })
                yield return line;
        }

        yield return "END:VCALENDAR";
    }

    // By octets, never within a character; a continuation line begins with a space, which counts.
    private static void Fold(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
