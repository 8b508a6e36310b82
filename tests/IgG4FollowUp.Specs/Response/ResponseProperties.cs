using FsCheck.Fluent;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Specs.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Response;

/// <summary>What holds of response, strategy and maintenance whatever was accepted.</summary>
public sealed class ResponseProperties
{
    [Fact]
    public void every_event_has_one_category_and_its_reasons_at_each_set_time()
    {
        var occurred = Enum.GetValues<ResponseCategory>().ToDictionary(category => category, _ => 0);
        Generated.ForAll(AcceptedHistories.Charts, chart => EachHasOne(chart, occurred), times: 500);
        // Guards against histories that no longer respond in every way.
        occurred.Values.ShouldAllBe(times => times >= 40, string.Join(", ", occurred));
    }

    [Fact]
    public void no_response_comes_before_its_treatment_and_no_treatment_long_before_its_event() =>
        Generated.ForAll(AcceptedHistories.Charts, chart =>
    {
        foreach (var response in TreatmentResponses.Of(chart).Responses)
        {
            var before = response.Event.IsInitial ? 0 : ResponseSettings.HouseDefault.TreatBeforeDays;
            response.Treatments.ShouldAllBe(given =>
                given.Treatment.BegunOn.Latest.DayNumber >= response.Event.On.Earliest.DayNumber - before);
            if (response.Since is not { } since) continue;
            since.Earliest.ShouldBeGreaterThanOrEqualTo(response.Event.On.Earliest);
            if (response.RespondedOn is not { } responded) continue;
            (responded.Earliest >= since.Earliest && responded.Latest > since.Latest).ShouldBeTrue();
            response.DaysToResponse!.Value.AtMost!.Value.ShouldBeGreaterThan(0);
        }
    });

    [Fact]
    public void what_does_not_concern_the_disease_changes_nothing() => Generated.ForAll(AcceptedHistories.Charts, chart =>
    {
        // On the day of a contact, or it would be news of another kind: a plan shows nobody that the patient was seen.
        if (chart.Entries.FirstOrDefault(entry => entry.Date.Precision == DatePrecision.Day && EntryKinds.Of(entry).IsContact) is not
            { Date: var day }) return;
        ClinicalEntry[] others =
        [
            new SteroidCourseStarted
            {
                EntryId = Id(7001),
                StartedOn = day,
                Drug = Glucocorticoid.Prednisone,
                DailyDoseMg = 60,
                Indication = Indication.Other,
            },
            new SparingAgentStarted { EntryId = Id(7002), StartedOn = day, Agent = SparingAgent.Rituximab, Indication = Indication.Other },
            new LabMeasured
            {
                EntryId = Id(7003),
                DrawnOn = day,
                Analyte = Domain.Laboratory.Analyte.SerumIgG,
                Result = Domain.Laboratory.Quantity.Parse("10 g/L"),
            },
            new SurgeryPerformed { EntryId = Id(7004), PerformedOn = day, Procedures = [Procedure.Biopsy] },
        ];
        foreach (var other in others) Said(PatientChart.Fold(chart, chart.Id, other)).ShouldBe(Said(chart), Json(other));
    });

    [Fact]
    public void what_partial_dates_let_be_said_holds_for_every_day_they_can_mean() => Generated.ForAll(
        from chart in AcceptedHistories.Charts
        from seed in Gen.Choose(0, 1_000_000)
        select (chart, seed), pair =>
        {
            // A recurrence may come or go with the order of entries, and so may the end of follow-up that is in force: that is the business
            // of their own rules. What has no date shows nothing.
            var chart = PatientChart.FoldAll(pair.chart.Id, pair.chart.Entries.Where(entry => entry is PatientEnrolled
                || (entry.Date.IsReported && entry is not (RecurrenceRecorded or RecurrenceResolved or FollowUpResumed
                    or FollowUpEnded { EndedOn.Precision: not DatePrecision.Day }
                    or VisitLogged { RecurrenceAssessment: RecurrenceAssessment.Confirmed }))))!;
            var random = new Random(pair.seed);
            var completed = PatientChart.FoldAll(chart.Id, chart.Entries.Select(entry => Completed(entry, random)))!;
            // A dose that changes before its course began is no way to read the dates.
            if (ChartRules.Contradictions(completed, Today).Any()) return;
            var (before, after) = (TreatmentResponses.Of(chart).Responses, TreatmentResponses.Of(completed).Responses);
            if (before.Length != 1 || after.Length != 1) return;
            foreach (var (vague, exact) in before[0].At.Zip(after[0].At).Where(at => at.First.Category != ResponseCategory.NotAssessable))
                (vague.Category, vague.Neurological ?? exact.Neurological, vague.Radiological ?? exact.Radiological)
                    .ShouldBe((exact.Category, exact.Neurological, exact.Radiological));
            var told =
                string.Join('\n', [Said(chart), .. Patients.Given.Said(chart), Said(completed), .. Patients.Given.Said(completed)]);
            if (before[0].DaysToResponse is { } days) Contains(days, after[0].DaysToResponse!.Value, told);
            if (before[0] is { End: not null, EndedBy: var ended, Days: { } time })
            {
                if (ended is not ResponseEnd.Censored) after[0].EndedBy.ShouldBe(ended);
                Contains(time, after[0].Days!.Value, told);
            }

            var (treatments, exactly) = (DiseaseTreatments.Of(chart), DiseaseTreatments.Of(completed));
            var (period, exactPeriod) = (FollowUpPeriod.Of(chart), FollowUpPeriod.Of(completed));
            var strategy = TreatmentStrategies.Of(chart, treatments, period);
            if (strategy != TreatmentStrategy.NotDeterminable) TreatmentStrategies.Of(completed, exactly, exactPeriod).ShouldBe(strategy);
            foreach (var (vague, exact) in Maintenance.Of(chart, treatments, period).Zip(Maintenance.Of(completed, exactly, exactPeriod)))
            {
                if (vague.State != MaintenanceState.NotDeterminable) exact.State.ShouldBe(vague.State);
                if (vague.PrednisoneMgPerDay is not { } dose) continue;
                exact.PrednisoneMgPerDay!.Value.AtLeast.ShouldBeGreaterThanOrEqualTo(dose.AtLeast);
                if (dose.AtMost is { } most) exact.PrednisoneMgPerDay.Value.AtMost!.Value.ShouldBeLessThanOrEqualTo(most);
            }

            if (Decompressions.First(chart) is not { } first) return;
            var firstExact = Decompressions.First(completed)!;
            (firstExact.On.Earliest >= first.On.Earliest && firstExact.On.Latest <= first.On.Latest).ShouldBeTrue();
            if (first.FromFirstSymptom is { } symptom && firstExact.FromFirstSymptom is { } exactSymptom) Contains(symptom, exactSymptom);
        }, times: 300);

    private static void EachHasOne(PatientChart chart, Dictionary<ResponseCategory, int> occurred)
    {
        foreach (var response in TreatmentResponses.Of(chart).Responses)
        {
            response.At.Select(at => at.Months).ShouldBe([1, 3, 6, 12]);
            foreach (var at in response.At)
            {
                occurred[at.Category]++;
                at.Reasons.ShouldNotBeEmpty();
                at.Reasons.ShouldBeUnique();
                var known = at is { Neurological: not null, Radiological: not null };
                var expected = response.Since is null ? ResponseCategory.NotAssessable
                    : at.Neurological == NeurologicalResponse.Worse || at.Radiological == RadiologicalResponse.Larger
                        || at.Reasons.Contains(ResponseReason.RecurredBefore)
                        || at.Reasons.Contains(ResponseReason.TreatedAnewBefore) ? ResponseCategory.None
                    : !known || at.Reasons.Contains(ResponseReason.DoseNotDeterminable) ? ResponseCategory.NotAssessable
                    : Complete(at) ? ResponseCategory.Complete
                    : Better(at) || at.Reasons.Contains(ResponseReason.DoseAboveMaintenance) ? ResponseCategory.Partial
                    : ResponseCategory.None;
                at.Category.ShouldBe(expected, Json(at));
            }
        }
    }

    private static bool Complete(ResponseAt at) =>
        at.Neurological >= NeurologicalResponse.Regained && at.Radiological >= RadiologicalResponse.Gone
        && (at.Months < 6 || at.OffEscalation == Determination.Yes);

    private static bool Better(ResponseAt at) => at.Neurological is NeurologicalResponse.Improved or NeurologicalResponse.Regained
        || at.Radiological is RadiologicalResponse.Smaller or RadiologicalResponse.Gone;

    private static void Contains(DayCount bounds, DayCount exact, string? told = null)
    {
        exact.AtLeast.ShouldBeGreaterThanOrEqualTo(bounds.AtLeast, told);
        if (bounds.AtMost is { } most) exact.AtMost!.Value.ShouldBeLessThanOrEqualTo(most, told);
    }

    private static string Said(PatientChart chart)
    {
        var treatments = DiseaseTreatments.Of(chart);
        var period = FollowUpPeriod.Of(chart);
        var responses = TreatmentResponses.Of(chart).Responses.Select(response => Json(new
        {
            response.Event,
            response.Since,
            response.At,
            response.RespondedOn,
            response.Next,
            response.EndedBy,
            response.Days,
            Treatments = response.Treatments.Select(TreatmentOfEvent.Of),
        }));
        return string.Join('\n', responses.Append(TreatmentStrategies.Of(chart, treatments, period).ToString())
            .Concat(Maintenance.Of(chart, treatments, period).Select(at => at.State.ToString()))
            .Append(Json(Decompressions.First(chart)?.On ?? default)));
    }

    private static ClinicalEntry Completed(ClinicalEntry entry, Random random)
    {
        ClinicalDate Any(ClinicalDate date) =>
            ClinicalDate.On(date.Earliest.AddDays(random.Next(date.Latest.DayNumber - date.Earliest.DayNumber + 1)));
        return entry switch
        {
            PatientEnrolled { EnrolledOn.IsReported: true } e => e with { EnrolledOn = Any(e.EnrolledOn) },
            PresentationRecorded e =>
                e with { PresentedOn = Any(e.PresentedOn), OnsetOn = e.OnsetOn is { IsReported: true } onset ? Any(onset) : e.OnsetOn },
            AsiaGradeRecorded e => e with { AssessedOn = Any(e.AssessedOn) },
            LesionImaged e => e with { ImagedOn = Any(e.ImagedOn) },
            StatusAssessed e => e with { AssessedOn = Any(e.AssessedOn) },
            AgentAdministered e => e with { GivenOn = Any(e.GivenOn) },
            AgentDoseChanged e => e with { ChangedOn = Any(e.ChangedOn) },
            RiskRecorded e => e with { NotedOn = Any(e.NotedOn) },
            ConsentRecorded e => e with { DecidedOn = Any(e.DecidedOn) },
            DiagnosisMade e => e with { DiagnosedOn = Any(e.DiagnosedOn) },
            DifferentialChecked e => e with { CheckedOn = Any(e.CheckedOn) },
            ImagingMissed e => e with { MissedOn = Any(e.MissedOn) },
            LabMissed e => e with { MissedOn = Any(e.MissedOn) },
            ResponderIndexScored e => e with { ScoredOn = Any(e.ScoredOn) },
            OrganAssessed e => e with { AssessedOn = Any(e.AssessedOn) },
            SafetyChecked e => e with { CheckedOn = Any(e.CheckedOn) },
            PreventionGiven e => e with { StartedOn = Any(e.StartedOn) },
            AdverseEventReported e => e with { StartedOn = Any(e.StartedOn) },
            PlanMade e => e with { PlannedOn = Any(e.PlannedOn) },
            PlanSettled e => e with { SettledOn = Any(e.SettledOn) },
            LabMeasured e => e with { DrawnOn = Any(e.DrawnOn) },
            BiopsyReported e => e with { ReportedOn = Any(e.ReportedOn) },
            SurgeryPerformed e => e with { PerformedOn = Any(e.PerformedOn) },
            SteroidCourseStarted e => e with { StartedOn = Any(e.StartedOn) },
            SteroidDoseChanged e => e with { ChangedOn = Any(e.ChangedOn) },
            SteroidCourseStopped e => e with { LastDoseOn = Any(e.LastDoseOn) },
            SparingAgentStarted e => e with { StartedOn = Any(e.StartedOn) },
            SparingAgentStopped e => e with { LastDoseOn = Any(e.LastDoseOn) },
            VisitLogged e => e with { VisitedOn = Any(e.VisitedOn) },
            FollowUpEnded e => e with { EndedOn = Any(e.EndedOn) },
            FollowUpResumed e => e with { ResumedOn = Any(e.ResumedOn) },
            _ => entry,
        };
    }
}
