using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Alerts;

public sealed class AlertInboxSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_alert_is_acknowledged_assigned_snoozed_and_closed_and_its_history_says_by_whom()
    {
        var clinic = service.Client(clinic: "inbox");
        var patient = await NeglectedAsync(clinic);
        var alert = (await clinic.AlertsAsync(patient, "visit-overdue")).ShouldHaveSingleItem();
        var address = $"/api/alerts/{alert["alertId"]}";

        await ActAsync("acknowledgement", """{ "note": "Called." }""", "acknowledged");
        await ActAsync("assignment", """{ "to": "dr-rossi" }""", "acknowledged");
        (await clinic.GetJsonAsync($"/api/alerts?assignedTo=dr-rossi&patientId={patient}"))["items"]!.AsArray().ShouldHaveSingleItem();
        await ActAsync("snooze", $$"""{ "until": "{{service.Day(30):yyyy-MM-dd}}" }""", "snoozed");
        (await clinic.AlertsAsync(patient, "visit-overdue", "to-do")).ShouldBeEmpty();
        (await clinic.AlertsAsync(patient, "visit-overdue", "snoozed")).ShouldHaveSingleItem();
        await ActAsync("closing", """{ "reason": "acted-on" }""", "closed");

        using var again = await clinic.PostAsync($"{address}/acknowledgement", "{}");
        again.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var history = (await clinic.GetJsonAsync($"{address}/history"))["items"]!.AsArray();
        history.Select(item => item!["kind"]!.GetValue<string>())
            .ShouldBe(["alert-raised", "alert-acknowledged", "alert-assigned", "alert-snoozed", "alert-closed"]);
        history.Skip(1).ShouldAllBe(item => item!["data"]!["by"]!.GetValue<string>() == "dr-test");

        async Task ActAsync(string action, string body, string status)
        {
            using var response = await clinic.PostAsync($"{address}/{action}", body);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
            (await response.JsonAsync())["status"]!.GetValue<string>().ShouldBe(status);
        }
    }

    [Fact]
    public async Task an_alert_closed_by_a_person_stays_closed_while_the_finding_stands_and_the_proof_counts_it_as_suppressed()
    {
        var clinic = service.Client(clinic: "suppressed");
        var patient = await NeglectedAsync(clinic);
        var alert = (await clinic.AlertsAsync(patient, "visit-overdue")).ShouldHaveSingleItem();
        using var closed = await clinic.PostAsync($"/api/alerts/{alert["alertId"]}/closing", """{ "reason": "no-action-needed" }""");
        closed.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var grade = await clinic.PostAsync($"/api/patients/{patient}/asia-grades",
            """{ "assessedOn": "2024-06-10", "grade": "D" }""");
        grade.StatusCode.ShouldBe(HttpStatusCode.Created);
        await service.SettledAsync();
        (await clinic.AlertsAsync(patient, "visit-overdue")).ShouldHaveSingleItem()["status"]!.GetValue<string>().ShouldBe("closed");
    }

    [Fact]
    public async Task the_most_urgent_alert_comes_first_and_pages_neither_repeat_nor_skip()
    {
        var clinic = service.Client(clinic: "pages");
        var worse = await NeglectedAsync(clinic);
        foreach (var (on, grade) in new[] { ("2024-02-01", "E"), ("2024-05-01", "D") })
        {
            using var response = await clinic.PostAsync($"/api/patients/{worse}/asia-grades",
                $$"""{ "assessedOn": "{{on}}", "grade": "{{grade}}" }""");
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        for (var i = 0; i < 3; i++) await NeglectedAsync(clinic);
        await service.SettledAsync();
        var whole = (await clinic.GetJsonAsync("/api/alerts?status=all&limit=200"))["items"]!.AsArray()
            .Select(item => item!["alertId"]!.GetValue<string>()).ToList();
        var first = (await clinic.GetJsonAsync("/api/alerts?limit=1"))["items"]![0]!;
        first["urgency"]!.GetValue<string>().ShouldBe("urgent");
        first["rule"]!.GetValue<string>().ShouldBe("neurological-worsening");

        var paged = new List<string>();
        for (string? cursor = ""; cursor is not null && paged.Count <= whole.Count;)
        {
            var page = await clinic.GetJsonAsync($"/api/alerts?status=all&limit=2{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            paged.AddRange(page["items"]!.AsArray().Select(item => item!["alertId"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }

        paged.ShouldBe(whole);
        paged.Count.ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task alerts_that_are_as_urgent_and_as_old_as_each_other_stand_in_the_order_of_the_rules()
    {
        var clinic = service.Client(clinic: "ties");
        for (var i = 0; i < 2; i++)
        {
            var patient = await NeglectedAsync(clinic);
            using var response = await clinic.PostAsync($"/api/patients/{patient}/steroid-courses",
                """{ "startedOn": "2024-01-10", "drug": "prednisolone", "dailyDoseMg": 40 }""");
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        await service.SettledAsync();
        var lines = (await clinic.GetJsonAsync("/api/alerts?status=all&limit=200"))["items"]!.AsArray()
            .Select(item => (Tie: $"{item!["urgency"]} {item["level"]} {item["raisedAt"]}", Rule: item["rule"]!.GetValue<string>()))
            .ToList();
        var rules = AlertRules.All.Select(rule => rule.Name).ToList();
        var ties = lines.GroupBy(line => line.Tie).Select(tie => tie.Select(line => rules.IndexOf(line.Rule)).ToList()).ToList();
        ties.ShouldContain(tie => tie.Distinct().Count() > 1);
        ties.ShouldAllBe(tie => tie.SequenceEqual(tie.Order()));
    }

    [Fact]
    public async Task what_was_found_about_one_episode_is_one_line_and_each_part_is_acted_on_by_itself()
    {
        var clinic = service.Client(clinic: "episodes");
        var patient = await clinic.EnrolWithBaselineAsync(service.Day(-300));
        foreach (var (path, body) in new[]
        {
            ("steroid-courses", $$"""{ "startedOn": "{{service.Day(-290):yyyy-MM-dd}}", "drug": "prednisolone", "dailyDoseMg": 5 }"""),
            ("lesions", $$"""{ "imagedOn": "{{service.Day(-200):yyyy-MM-dd}}", "lesionPresent": true, "changeSincePrior": "unchanged" }"""),
            ("lesions", $$"""{ "imagedOn": "{{service.Day(-4):yyyy-MM-dd}}", "lesionPresent": true, "changeSincePrior": "larger" }"""),
            ("asia-grades", $$"""{ "assessedOn": "{{service.Day(-6):yyyy-MM-dd}}", "grade": "C" }"""),
        })
        {
            using var response = await clinic.PostAsync($"/api/patients/{patient}/{path}", body);
            response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        }

        await service.SettledAsync();
        var lines = await clinic.AlertsAsync(patient, status: "to-do");
        var line = lines[0];
        line["rule"]!.GetValue<string>().ShouldBe("neurological-worsening");
        var parts = line["parts"]!.AsArray().Select(part => part!["rule"]!.GetValue<string>()).ToList();
        parts.ShouldContain("new-or-larger-lesion");
        lines.ShouldAllBe(other => !parts.Contains(other["rule"]!.GetValue<string>()));
        lines.ShouldContain(other => other["rule"]!.GetValue<string>() == "visit-overdue" && other["parts"]!.AsArray().Count == 0);

        // The part has no line of its own, however short the pages are.
        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null && seen.Count < 20;)
        {
            var page =
                await clinic.GetJsonAsync($"/api/alerts?patientId={patient}&limit=1{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["rule"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }

        seen.ShouldBe(lines.Select(other => other["rule"]!.GetValue<string>()));

        using var closed = await clinic.PostAsync($"/api/alerts/{line["alertId"]}/closing", """{ "reason": "acted-on" }""");
        closed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var left = (await clinic.AlertsAsync(patient, status: "to-do")).Single(other => parts.Contains(other["rule"]!.GetValue<string>()));
        left["parts"]!.AsArray().Count.ShouldBe(parts.Count - 1);
    }

    [Fact]
    public async Task an_alert_says_in_words_why_it_was_raised_and_a_silent_rule_why_not()
    {
        var clinic = service.Client(clinic: "why");
        var patient = await NeglectedAsync(clinic);
        var alert = (await clinic.AlertsAsync(patient, "visit-overdue")).ShouldHaveSingleItem();
        var why = await clinic.GetJsonAsync($"/api/alerts/{alert["alertId"]}/why");
        var words = why["words"]!.AsArray().Select(word => word!.GetValue<string>()).ToList();
        words.ShouldContain(word => word.StartsWith("It rests on the due day", StringComparison.Ordinal));
        words.ShouldContain(word => word.StartsWith("It would not have fired if a visit on", StringComparison.Ordinal));
        why["mark"]!.GetValue<string>().ShouldBe("house-default");
        why["askedByTelephone"]!.AsArray().ShouldBeEmpty("it is not for the same day");

        var whyNot = await clinic.GetJsonAsync($"/api/patients/{patient}/alerts/why-not?rule=serum-igg4-rise");
        var silence = whyNot["rules"]!.AsArray().ShouldHaveSingleItem()!;
        silence["fires"]!.GetValue<bool>().ShouldBeFalse();
        silence["failed"]!.AsArray().ShouldNotBeEmpty();
        (await clinic.GetJsonAsync($"/api/patients/{patient}/alerts/why-not"))["rules"]!.AsArray().Count.ShouldBe(38);
    }

    [Fact]
    public async Task an_alert_of_a_dose_tells_the_entries_of_every_course_behind_it_as_it_was_evaluated()
    {
        var clinic = service.Client(clinic: "doses");
        var patient = await clinic.EnrolWithBaselineAsync(service.Day(-400));
        var courses = new List<string>();
        foreach (var begun in new[] { -300, -290 })
        {
            using var course = await clinic.PostAsync(
                $"/api/patients/{patient}/steroid-courses",
                $$"""{ "startedOn": "{{service.Day(begun):yyyy-MM-dd}}", "drug": "prednisolone", "dailyDoseMg": 10, "route": "oral" }""");
            courses.Add((await course.JsonAsync())["entryIds"]![0]!.GetValue<string>());
        }

        await service.SettledAsync();
        var alert = (await clinic.AlertsAsync(patient, "steroid-dependence", "to-do")).ShouldHaveSingleItem();
        var why = await clinic.GetJsonAsync($"/api/alerts/{alert["alertId"]}/why");
        var doses = why["dosesFollowFrom"]!.AsArray();
        doses.Count.ShouldBe(why["finding"]!["restsOn"]!.AsArray().Count(fact => fact!["entryId"] is null));
        foreach (var dose in doses)
        {
            dose!["kind"]!.GetValue<string>().ShouldBe("daily-dose");
            dose["entryIds"]!.AsArray().Select(entry => entry!.GetValue<string>()).ShouldBe(courses, ignoreOrder: true);
        }

        doses.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task another_threshold_restates_or_closes_what_it_concerns_and_goes_into_the_record_with_reason()
    {
        var clinic = service.Client(clinic: "thresholds");
        var patient = await clinic.EnrolWithBaselineAsync(service.Day(-120));
        await service.SettledAsync();
        (await clinic.AlertsAsync(patient, "visit-overdue", "to-do")).ShouldHaveSingleItem();

        using var stale = await PutAsync("\"7\"");
        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        using var changed = await PutAsync("\"0\"");
        changed.StatusCode.ShouldBe(HttpStatusCode.OK, await changed.Content.ReadAsStringAsync());

        var closed = await AlertRequests.UntilAsync(() => clinic.AlertsAsync(patient, "visit-overdue", "closed"), alerts =>
            alerts.Count == 1);
        var alert = await clinic.GetJsonAsync($"/api/alerts/{closed[0]["alertId"]}");
        alert["alert"]!["closed"]!["because"]!.AsArray().ShouldNotBeEmpty();
        var book = await clinic.GetJsonAsync("/api/alert-rules");
        book["settings"]!["reason"]!.GetValue<string>().ShouldBe("Public holidays.");
        book["thresholds"]!.AsArray()
            .Single(threshold => threshold!["name"]!.GetValue<string>() == "visit-grace")!["value"]!.GetValue<decimal>().ShouldBe(60);
        (await service.Client(clinic: "elsewhere").GetJsonAsync("/api/alert-rules"))["settings"]!["version"]!.GetValue<long>().ShouldBe(0);

        async Task<HttpResponseMessage> PutAsync(string version)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/api/alert-rules/settings")
            {
                Content =
                    new StringContent("""{ "thresholds": { "visit-grace": 60 }, "reason": "Public holidays." }""", null,
                        "application/json"),
            };
            request.Headers.TryAddWithoutValidation("If-Match", version);
            return await clinic.SendAsync(request, Cancellation);
        }
    }

    [Fact]
    public async Task an_alert_that_nobody_takes_is_escalated_and_one_that_somebody_took_is_not()
    {
        var clinic = service.Client(clinic: "escalated");
        var (left, taken) = (await NeglectedAsync(clinic), await NeglectedAsync(clinic));
        var mine = (await clinic.AlertsAsync(taken, "visit-overdue")).ShouldHaveSingleItem();
        using var acknowledged = await clinic.PostAsync($"/api/alerts/{mine["alertId"]}/acknowledgement", "{}");
        acknowledged.StatusCode.ShouldBe(HttpStatusCode.OK);

        await service.AdvanceAsync(TimeSpan.FromDays(29));
        await AlertRequests.UntilAsync(() => clinic.AlertsAsync(left, "visit-overdue"), alerts => alerts[0]["level"]!.GetValue<int>() == 1);
        await service.SettledAsync();
        (await clinic.AlertsAsync(taken, "visit-overdue"))[0]["level"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task the_feed_tells_what_happens_and_a_reader_that_comes_back_misses_nothing()
    {
        var clinic = service.Client(clinic: "feed");
        var patient = await NeglectedAsync(clinic);
        var alert = (await clinic.AlertsAsync(patient, "visit-overdue")).ShouldHaveSingleItem();
        var raised = await ReadAsync("0", "alert.raised", alert["alertId"]!.GetValue<string>());
        using var closed = await clinic.PostAsync($"/api/alerts/{alert["alertId"]}/closing", """{ "reason": "false-alarm" }""");
        closed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var second = await ReadAsync(raised, "alert.closed", alert["alertId"]!.GetValue<string>());
        long.Parse(second, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan(long.Parse(raised, System.Globalization.CultureInfo.InvariantCulture));

        async Task<string> ReadAsync(string after, string kind, string alertId)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/alerts/feed");
            request.Headers.Add("Last-Event-ID", after);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            using var response = await clinic.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
            await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(stream).EnumerateAsync(patience.Token))
            {
                if (item.EventType == kind && JsonNode.Parse(item.Data)!["alertId"]!.GetValue<string>() == alertId) return item.EventId!;
            }

            throw new InvalidOperationException("The feed ended.");
        }
    }

    // Enrolled long ago, and nothing since: overdue today.
    private async Task<Guid> NeglectedAsync(HttpClient clinic)
    {
        var patient = Guid.Parse((await clinic.EnrolAsync($"N-{Guid.NewGuid():N}"[..14])).Split('/')[^1]);
        await AlertRequests.UntilAsync(() => clinic.AlertsAsync(patient, "visit-overdue"), alerts => alerts.Count == 1);
        return patient;
    }
}
