using System.Globalization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>
/// Histories dense in what the definitions of recurrence read: examinations, studies, serum IgG4, visits, treatment, and what clinicians
/// recorded. The same number gives the same history on every machine, so that answers can be kept.
/// </summary>
internal static class RandomCourses
{
    private const ulong Seed = 20_240_229;
    private static readonly DateOnly FirstDay = new(2018, 1, 1);

    public static PatientChart Of(int number) => PatientChart.FoldAll(Given.Patient, Events(number))!;

    /// <summary>The events of one; where days lie some days apart, many fall on one.</summary>
    public static object[] Events(int number, int apart = 1)
    {
        var random = new DeterministicRandom(Seed, (ulong)number);
        var entries = new List<object> { Given.Enrolled("2018-01-01"),
            Given.Presented(1, "2018-01-02", random.Percent(50) ? "2017-11" : null) };
        var size = random.Between(4, 40);
        for (var id = 2; id < size; id++) entries.Add(Entry(random, id, entries, apart));
        if (random.Percent(15))
            entries.Add(Given.Ended(900, Date(random, apart).ToString(), random.OneOf(Enum.GetValues<FollowUpEndReason>())));
        return [.. entries];
    }

    private static ClinicalEntry Entry(DeterministicRandom random, int id, List<object> former, int apart)
    {
        var on = Date(random, apart).ToString();
        return random.Between(0, 15) switch
        {
            0 or 1 or 2 =>
                Given.Graded(id, on, random.Percent(80) ? random.OneOf(AsiaGrade.C, AsiaGrade.D, AsiaGrade.D, AsiaGrade.E) : null) with
                {
                    Examination = random.Percent(50) ? Examination(random) : null,
                },
            3 or 4 or 5 => Study(random, id, on),
            6 or 7 or 8 => Given.IgG4(
                id, on, string.Create(CultureInfo.InvariantCulture, $"{random.Between(2, 90) * 10} mg/dL"),
                random.OneOf("nephelometry", "nephelometry", "turbidimetry", null),
                random.OneOf("135 mg/dL", null)) with
            { Dilution = random.OneOf<int?>(null, 1, 20) },
            9 => Given.Operated(id, on) with { Procedures = random.Percent(20) ? [Procedure.Biopsy] : [] },
            10 or 11 =>
                Given.Started(id, on, random.OneOf<decimal?>(40m, 30m, 10m, 5m, null),
                    route: random.OneOf(SteroidRoute.Oral, SteroidRoute.Oral, SteroidRoute.Epidural)) with
                {
                    Indication = random.OneOf<Indication?>(null, null, Indication.Other),
                },
            12 => former.OfType<SteroidCourseStarted>().ToList() is { Count: > 0 } courses
                ? Change(random, id, on, courses[random.Between(0, courses.Count - 1)].EntryId)
                : Given.Started(id, on, 40m),
            13 => new SparingAgentStarted
            {
                EntryId = Given.Id(id),
                StartedOn = Given.Date(on),
                Agent = random.OneOf(SparingAgent.Rituximab, SparingAgent.Azathioprine, SparingAgent.Mycophenolate),
                Indication = random.OneOf<Indication?>(null, null, Indication.Other),
            },
            14 => former.OfType<RecurrenceRecorded>().ToList() is { Count: > 0 } recorded && random.Percent(50)
                ? new RecurrenceResolved { EntryId = Given.Id(id), RecurrenceId = recorded[^1].EntryId, ResolvedOn = Given.Date(on) }
                : Given.Recurred(id, on, random.Percent(30) ? Date(random, apart).ToString() : null) with
                {
                    Kinds = Kinds(random),
                    Pattern = random.OneOf<LesionPattern?>(null, LesionPattern.Ventral),
                },
            _ => Given.Visited(id, on) with
            {
                RecurrenceAssessment = random.OneOf<RecurrenceAssessment?>([null, .. Enum.GetValues<RecurrenceAssessment>()]),
            },
        };
    }

    private static LesionImaged Study(DeterministicRandom random, int id, string on)
    {
        var present = random.Percent(70);
        return Given.Imaged(id, on, present) with
        {
            ChangeSincePrior =
                random.OneOf<LesionChange?>([null, .. Enum.GetValues<LesionChange>()]) is var change && !present
                    && change is LesionChange.New or LesionChange.Larger ? null : change,
            Pattern = present ? random.OneOf<LesionPattern?>(null, LesionPattern.Dorsal, LesionPattern.Ventral) : null,
            Enhancement = random.OneOf<Enhancement?>(null, Enhancement.None, Enhancement.Homogeneous),
        };
    }

    private static ClinicalEntry Change(DeterministicRandom random, int id, string on, Guid course) => random.Percent(60)
        ? new SteroidDoseChanged
        {
            EntryId = Given.Id(id),
            CourseId = course,
            ChangedOn = Given.Date(on),
            DailyDoseMg = random.OneOf(40m, 20m, 10m, 7.5m, 5m, 2.5m),
        }
        : new SteroidCourseStopped { EntryId = Given.Id(id), CourseId = course, LastDoseOn = Given.Date(on) };

    private static IsncsciExamination Examination(DeterministicRandom random)
    {
        var examination = IsncsciExamination.AllNormal
            .With(BodySide.Right, CordLevel.L3, MuscleGrade.Of(random.Between(0, 5)))
            .With(BodySide.Left, CordLevel.C7, MuscleGrade.Of(random.Between(2, 5)));
        return random.Percent(25)
            ? examination.WithVoluntaryAnalContraction(random.OneOf(AnorectalFinding.No, AnorectalFinding.NT))
            : examination;
    }

    private static RecurrenceKind[] Kinds(DeterministicRandom random) =>
        [.. Enum.GetValues<RecurrenceKind>().Where(_ => random.Percent(40))];

    private static ClinicalDate Date(DeterministicRandom random, int apart)
    {
        var day = FirstDay.AddDays(random.Between(0, 1800) / apart * apart).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var length = random.OneOf(10, 10, 10, 10, 10, 10, 10, 7, 4, 0);
        return length == 0 ? ClinicalDate.NotReported : ClinicalDate.Parse(day[..length]);
    }
}
