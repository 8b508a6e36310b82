using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class AlertEpisodeSpecs
{
    private static readonly object[] Treated =
    [
        Presented(1, "2023-01-01"), Graded(2, "2023-01-02", AsiaGrade.D), Imaged(3, "2023-01-02"), Started(4, "2023-01-05", 5),
    ];

    private static readonly LesionImaged Quiet = Imaged(5, "2023-07-01") with { ChangeSincePrior = LesionChange.Unchanged };

    [Fact]
    public void a_fallen_grade_the_lesion_behind_it_and_unchanged_treatment_are_one_episode()
    {
        var episodes = Episodes(
            "2024-05-01",
            [.. Treated, Quiet, Graded(6, "2024-03-01", AsiaGrade.C),
                Imaged(7, "2024-03-10") with { ChangeSincePrior = LesionChange.Larger }]);
        episodes.ShouldContain(episode => episode.SequenceEqual(
            new[] { "neurological-worsening", "new-or-larger-lesion", "recurrence-without-treatment-change" }));
    }

    [Fact]
    public void what_was_seen_longer_apart_than_signs_are_merged_is_another_episode()
    {
        object[] second = [IgG4(8, "2023-01-02", "400 mg/dL"), IgG4(9, "2023-09-01", "60 mg/dL"), IgG4(10, "2024-06-09", "300 mg/dL")];
        object[] history = [.. Treated, Quiet, Graded(6, "2024-03-10", AsiaGrade.C), .. second];
        var apart = Episodes("2024-07-01", history);
        apart.ShouldContain(episode => episode.SequenceEqual(new[] { "serum-igg4-rise" }));

        var near = Episodes("2024-07-01", [.. history[..^1], IgG4(10, "2024-06-08", "300 mg/dL")]);
        near.ShouldContain(episode => episode.Contains("serum-igg4-rise") && episode.Contains("neurological-worsening"));
    }

    [Fact]
    public void a_visit_that_is_due_belongs_to_no_episode()
    {
        var episodes = Episodes("2024-11-01", [.. Treated, Graded(6, "2024-03-01", AsiaGrade.C), Visited(7, "2024-03-01", "2024-06-01")]);
        episodes.ShouldContain(episode => episode.SequenceEqual(new[] { "visit-overdue" }));
        episodes.ShouldContain(episode => episode.Contains("neurological-worsening") && !episode.Contains("visit-overdue"));
    }

    private static List<List<string>> Episodes(string today, object[] history) =>
        [.. AlertEpisodes.Of(Alerts(Chart(history), Day(today))).Select(episode => episode.Select(alert => alert.Rule).ToList())];

    public static List<Alert> Alerts(PatientChart chart, DateOnly today, ClinicSettings? settings = null) =>
    [
        .. AlertReview.Of(chart, [], today, new DateTimeOffset(today, TimeOnly.MinValue, TimeSpan.Zero),
            settings ?? ClinicSettings.HouseDefault).Changes
            .Select(change => change.After),
    ];
}
