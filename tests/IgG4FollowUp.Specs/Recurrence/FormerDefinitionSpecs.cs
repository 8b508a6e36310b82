using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>
/// What replaced definitions answered when they were current, kept as one digest per definition and a few answers in full.
/// </summary>
public sealed class FormerDefinitionSpecs
{
    private const int Histories = 400;

    private static readonly string[] First =
    [
        "composite/3", "clinical/3", "radiological/1", "serological/2", "treatment-escalation/1", "composite/2", "clinical/2",
        "serological/1",
    ];

    // Those that ask for confirmation, and tell what they do not count.
    private static readonly string[] Confirming =
    [
        "composite/4", "clinical/4", "radiological/2", "serological/3", "treatment-escalation/2", "progression/1",
        "progression-or-recurrence/1",
    ];

    // Numbers of histories with several recurrences, remissions and partial dates.
    private static readonly int[] Shown = [3, 17, 42];

    [Fact]
    public void a_definition_that_was_replaced_gives_the_answers_it_gave() =>
        Said(First, Answer).ShouldBe(Former("former-answers.txt"));

    [Fact]
    public void a_definition_that_was_replaced_still_tells_what_it_does_not_count() =>
        Said(Confirming, timeline => $"{Answer(timeline)} {Uncounted(timeline)}").ShouldBe(Former("former-answers-confirmed.txt"));

    // One line per definition with its digest over all histories, then one line per answer in full.
    private static string Said(string[] kept, Func<RecurrenceTimeline, string> answer)
    {
        var charts = Enumerable.Range(0, Histories).Select(RandomCourses.Of).ToList();
        var definitions = kept.Select(id => RecurrenceDefinition.All.Single(definition => definition.Id == id)).ToList();
        var said = new StringBuilder();
        foreach (var definition in definitions)
        {
            var all = string.Join('\n', charts.Select(chart => answer(RecurrenceTimeline.Of(chart, definition))));
            said.Append(definition.Id).Append(' ').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all))))
                .Append('\n');
        }

        foreach (var number in Shown)
        {
            foreach (var definition in definitions)
                said.Append(number).Append(' ').Append(definition.Id).Append(' ')
                    .Append(answer(RecurrenceTimeline.Of(charts[number], definition))).Append('\n');
        }

        return said.ToString();
    }

    // Members are named one by one, so that what an episode says besides does not change what it said.
    private static string Answer(RecurrenceTimeline timeline) => JsonSerializer.Serialize(
        new
        {
            timeline.Definition.Id,
            timeline.Definition.Signs,
            timeline.Definition.Source,
            Settings = timeline.Definition.Settings.Id,
            timeline.Equivalents,
            Episodes = timeline.Episodes.Select(episode => new
            {
                episode.Ordinal,
                episode.Signs,
                episode.Entries,
                episode.Interval,
                episode.ResolvedOn,
                episode.Phase,
                episode.Levels,
                episode.Pattern,
                episode.PatternChange,
                episode.PrednisoneMgPerDay,
                episode.StatedPrednisoneMgPerDay,
                episode.DaysSinceSteroidStop,
                episode.SparingAgents,
                episode.Caveats,
                WithinFollowUp = timeline.WithinFollowUp(episode),
            }),
            Remissions = timeline.Remissions.Select(remission =>
                new { remission.EstablishedOn, remission.EntryId, remission.EndedByEpisode }),
            timeline.Unplaced,
            Free = Enum.GetValues<TimeZero>().Select(zero => timeline.FreeInterval(zero)).Select(free => new
            {
                free.TimeZero,
                free.Origin,
                free.EndedBy,
                free.End,
                free.LastFree,
                free.Days,
                free.DaysFree,
                free.DaysToEnrolment,
                free.IsExact,
                free.Exact?.Cause,
            }),
            Days = timeline.DaysFrom(TimeZero.Presentation),
        },
        EntryJson.Options);

    private static string Uncounted(RecurrenceTimeline timeline) => JsonSerializer.Serialize(
        new
        {
            Confirmed = timeline.Episodes.Select(episode => new { episode.Status, episode.ConfirmedBy }),
            Suspected = timeline.Suspected.Select(Short),
            Early = timeline.EarlyDeteriorations.Select(Short),
            timeline.LastAssessed,
        },
        EntryJson.Options);

    private static object Short(Episode episode) =>
        new { episode.Ordinal, episode.Signs, episode.Status, episode.ConfirmedBy, episode.Entries, episode.Interval };

    private static string Former(string file) => File.ReadAllText(Path.Combine(Here(), "FormerAnswers", file));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
