using System.Collections.Immutable;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>
/// Histories as the service may come to hold them: whatever is tried, only what the decisions accept is kept. Entries crowd within two
/// years, with partial and missing dates and ties on one day; some tell of a treatment and what came of it; among them are ends of
/// follow-up, deaths, entries after an end, corrections and retractions.
/// </summary>
internal static class AcceptedHistories
{
    private static readonly Gen<int> Any = Gen.Choose(0, 1_000_000);

    /// <summary>A day on which several things happen, so that ties are common.</summary>
    private static readonly Gen<ClinicalDate> Date = Gen.OneOf(
        Generated.RecentDate, Gen.Elements("2023-05-05", "2023-05", "2023", "2024-02-29", "2024-02").Select(ClinicalDate.Parse));

    private static readonly Gen<(ClinicalEntry Entry, int Link)> Entry = Gen.Frequency(
        (8, from link in Any from entry in Generated.Entry(Given.Id(1), Given.Id(1)) select (entry, link)),
        (2, from date in Date
            from tenths in Gen.Choose(0, 30_000)
            from assay in Gen.Elements("nephelometry", "turbidimetry", null)
            from limit in Gen.Elements("135 mg/dL", null)
            select ((ClinicalEntry)Given.IgG4(1, date.ToString(), $"{(tenths / 10m).ToString(CultureInfo.InvariantCulture)} mg/dL", assay,
                limit), 0)),
        (2, from date in Date
            from kinds in Gen.SubListOf(Enum.GetValues<RecurrenceKind>())
            select ((ClinicalEntry)(Given.Recurred(1, date.ToString()) with { Kinds = [.. kinds] }), 0)),
        (2, from date in Date
            from assessment in Gen.Elements(Enum.GetValues<RecurrenceAssessment>())
            select ((ClinicalEntry)(Given.Visited(1, date.ToString()) with { RecurrenceAssessment = assessment }), 0)),
        (1, from date in Date select ((ClinicalEntry)Given.Presented(1, date.ToString()), 0)));

    private static readonly Gen<Attempt> Attempts =
        from act in Gen.Frequency((8, Gen.Constant(Act.Record)), (1, Gen.Constant(Act.Correct)), (1, Gen.Constant(Act.Retract)))
        from entry in Entry
        from date in Date
        from which in Any
        select new Attempt(act, entry.Entry, entry.Link, date, which);

    /// <summary>
    /// A patient who is examined and imaged, treated, and seen again around the set times of response, better or worse, and every third one
    /// well from one of them on: what comes at random hardly ever adds up to a response that can be judged, or that lasts.
    /// </summary>
    private static readonly Gen<Attempt[]> TreatedCourse =
        from day in Gen.Choose(0, 60)
        from deficit in Gen.Elements(AsiaGrade.B, AsiaGrade.C, AsiaGrade.D, AsiaGrade.E)
        from tapered in Gen.Elements(true, true, true, false)
        from seen in (
            from grade in Gen.Frequency((1, Gen.Constant(AsiaGrade.C)), (2, Gen.Constant(AsiaGrade.D)), (3, Gen.Constant(AsiaGrade.E)))
            from change in Gen.Frequency((1, Gen.Constant(LesionChange.Larger)), (2, Gen.Constant(LesionChange.Unchanged)),
                (4, Gen.Constant(LesionChange.Smaller)), (4, Gen.Constant(LesionChange.Resolved)))
            select (grade, change)).ArrayOf(4)
        from well in Gen.Frequency((2, Gen.Constant(seen.Length)), (1, Gen.Choose(0, 2)))
        let course = seen.Select((at, i) => i < well ? at : (AsiaGrade.E, LesionChange.Resolved)).ToArray()
        select Course(new DateOnly(2023, 2, 1).AddDays(day), deficit, tapered, course)
            .Select(entry => new Attempt(Act.Record, entry, 0, ClinicalDate.NotReported, 0)).ToArray();

    /// <summary>A history, as the events of its stream.</summary>
    public static readonly Gen<ImmutableArray<object>> Events =
        from enrolled in Date
        from origin in Gen.Elements(Enum.GetValues<DataOrigin>())
        from sex in Gen.Elements(Enum.GetValues<Sex>().Cast<Sex?>().Append(null).ToArray())
        from presented in Gen.Elements("2022-11-11", "2023-01-20", "2023-05-05", "2023-01", null)
        from course in Gen.Frequency((3, Gen.Constant(Array.Empty<Attempt>())), (1, TreatedCourse))
        from size in course.Length == 0 ? Gen.Choose(1, 40) : Gen.Choose(0, 8)
        from attempts in Attempts.ArrayOf(size)
        select Decide(
            Given.Enrolled(enrolled.ToString()) with { Origin = origin, Sex = sex },
            presented is null ? [] : [Given.Presented(9997, presented)], [.. course, .. attempts]);

    /// <summary>A history folded.</summary>
    public static readonly Gen<PatientChart> Charts = Events.Select(events => PatientChart.FoldAll(Given.Patient, events)!);

    private static ImmutableArray<object> Decide(PatientEnrolled enrolment, ClinicalEntry[] first, Attempt[] attempts)
    {
        var decision = PatientDecisions.Enrol(Given.Patient, enrolment, first, Given.Today);
        var (events, chart, number) = (decision.Events.ToBuilder(), decision.Chart!, 0);
        foreach (var attempt in attempts)
        {
            var one = chart.Entries[attempt.Which % chart.Entries.Length];
            var tried = attempt.Act switch
            {
                Act.Record =>
                    PatientDecisions.Record(chart, [Linked(attempt.Entry, chart, attempt.Link) with { EntryId = Given.Id(++number) }],
                        Given.Today),
                Act.Correct => PatientDecisions.Correct(chart, one.EntryId, Dated(one, attempt.Date), "a slip", Given.Today),
                _ => PatientDecisions.Retract(chart, one.EntryId, RetractionReason.EnteredInError, explanation: null, Given.Today),
            };
            events.AddRange(tried.Events);
            chart = tried.Chart!;
        }

        return events.ToImmutable();
    }

    private static IEnumerable<ClinicalEntry> Course(
        DateOnly treated, AsiaGrade deficit, bool tapered, (AsiaGrade Grade, LesionChange Change)[] seen)
    {
        yield return Given.Imaged(1, On(-3));
        yield return Given.Graded(1, On(-2), deficit);
        yield return Given.Started(1, On(0), 40m);
        if (tapered) yield return Given.Changed(1, 1, On(60), 5m);
        foreach (var (days, (grade, change)) in new[] { 30, 91, 182, 365 }.Zip(seen))
        {
            yield return Given.Graded(1, On(days), grade);
            yield return Given.Imaged(1, On(days + 1), change != LesionChange.Resolved) with { ChangeSincePrior = change };
        }

        string On(int days) => treated.AddDays(days).ToString("O", CultureInfo.InvariantCulture);
    }

    // A link to nothing is always refused: it is made to what there is.
    private static ClinicalEntry Linked(ClinicalEntry entry, PatientChart chart, int which)
    {
        Guid One<T>()
            where T : ClinicalEntry => chart.Of<T>().ToList() is { Count: > 0 } all ? all[which % all.Count].EntryId : Given.Id(9998);

        return entry switch
        {
            SteroidDoseChanged change => change with { CourseId = One<SteroidCourseStarted>() },
            SteroidCourseStopped stop => stop with { CourseId = One<SteroidCourseStarted>() },
            SparingAgentStopped stop => stop with { TreatmentId = One<SparingAgentStarted>() },
            RecurrenceResolved end => end with { RecurrenceId = One<RecurrenceRecorded>() },
            AgentAdministered given => given with { TreatmentId = One<SparingAgentStarted>() },
            AgentDoseChanged change => change with { TreatmentId = One<SparingAgentStarted>() },
            PlanSettled settled => settled with { PlanId = One<PlanMade>() },
            PlanMade { Replaces: not null } plan => plan with
            {
                Replaces = chart.Of<PlanMade>().LastOrDefault(other => other.What == plan.What && other.Agent == plan.Agent)?.EntryId,
            },
            VisitLogged visit => visit with { Recorded = which % 2 == 0 ? [] : [chart.Entries[which % chart.Entries.Length].EntryId] },
            _ => entry,
        };
    }

    private static ClinicalEntry Dated(ClinicalEntry entry, ClinicalDate date) => entry switch
    {
        PatientEnrolled e => e with { EnrolledOn = date },
        PresentationRecorded e => e with { PresentedOn = date },
        AsiaGradeRecorded e => e with { AssessedOn = date },
        LesionImaged e => e with { ImagedOn = date },
        LabMeasured e => e with { DrawnOn = date },
        StatusAssessed e => e with { AssessedOn = date },
        AgentAdministered e => e with { GivenOn = date },
        AgentDoseChanged e => e with { ChangedOn = date },
        RiskRecorded e => e with { NotedOn = date },
        ConsentRecorded e => e with { DecidedOn = date },
        DiagnosisMade e => e with { DiagnosedOn = date },
        DifferentialChecked e => e with { CheckedOn = date },
        ImagingMissed e => e with { MissedOn = date },
        LabMissed e => e with { MissedOn = date },
        ResponderIndexScored e => e with { ScoredOn = date },
        OrganAssessed e => e with { AssessedOn = date },
        SafetyChecked e => e with { CheckedOn = date },
        PreventionGiven e => e with { StartedOn = date },
        AdverseEventReported e => e with { StartedOn = date },
        PlanMade e => e with { PlannedOn = date },
        PlanSettled e => e with { SettledOn = date },
        SurgeryPerformed e => e with { PerformedOn = date },
        SteroidCourseStarted e => e with { StartedOn = date },
        SteroidCourseStopped e => e with { LastDoseOn = date },
        VisitLogged e => e with { VisitedOn = date },
        RecurrenceRecorded e => e with { DetectedOn = date },
        FollowUpEnded e => e with { EndedOn = date },
        FollowUpResumed e => e with { ResumedOn = date },
        _ => entry with { Note = "corrected" },
    };

    private enum Act
    {
        Record,
        Correct,
        Retract,
    }

    private sealed record Attempt(Act Act, ClinicalEntry Entry, int Link, ClinicalDate Date, int Which);
}
