using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Therapy;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Web.Patients;
using IgG4FollowUp.Web.Words;

namespace IgG4FollowUp.Web.Charts;

/// <summary>What a drawing of the course shows, for those who do not see it.</summary>
internal static class CourseSentences
{
    public static IReadOnlyList<string> Of(PatientReading patient)
    {
        var (chart, exposure) = (patient.Chart, patient.Reading.Exposure);
        var sentences = new List<string>();
        Add("AIS grades",
            chart.Of<AsiaGradeRecorded>().Where(e => AsiaGrades.Determined(e) is not null)
                .Select(e => $"{AsiaGrades.Determined(e)} ({PatientWords.Date(e.Date)})"));
        Add("mJOA", chart.Of<StatusAssessed>().Where(e => (e.Mjoa ?? e.MjoaThoracic) is not null)
            .Select(e => $"{e.Mjoa ?? e.MjoaThoracic} ({PatientWords.Date(e.Date)})"));
        Add("Serum IgG4", chart.Of<LabMeasured>().Where(e => e.Analyte == Analyte.SerumIgG4)
            .Select(e => $"{e.Result} ({PatientWords.Date(e.Date)})"));
        Add($"Prednisone equivalent ({exposure.Factors.Id}), mg/day", exposure.Dose.Steps.Select(Step));
        Add("Planned, mg/day of prednisone",
            patient.Taper.Select(step => FormattableString.Invariant($"{step.PlannedMgPerDay:#,0.##} from {step.DueOn:yyyy-MM-dd}")));
        Add("Sparing agents in effect", patient.Reading.Treatments.Agents.Select(use =>
            $"{EnumWords.Of(use.Agent)} ({PatientWords.Span(new(use.From.Earliest, use.Until.Latest))})"));
        Add("Operations", chart.Of<SurgeryPerformed>().Select(e => PatientWords.Date(e.Date)));
        Add("Worsenings", patient.Events.Select(Told));
        Add("MRI", chart.Of<LesionImaged>().Select(e => $"{(e.LesionPresent ? "lesion" : "no lesion")} ({PatientWords.Date(e.Date)})"));
        Add("Organs", chart.Of<OrganAssessed>().Select(e => $"{EntryWords.Of(e)} ({PatientWords.Date(e.Date)})"));
        Add("Visits", chart.Of<VisitLogged>().Select(e => PatientWords.Date(e.Date)));
        Add("Visits late", patient.Facts<VisitDue>().Where(pair => pair.Fact.Outcome == VisitDueOutcome.Late)
            .Select(pair => $"{pair.Fact.DueOn:yyyy-MM-dd}"));
        Add("Due", patient.Open.Select(contact => $"{EnumWords.Of(contact.What)} {contact.DueOn:yyyy-MM-dd}"));
        return sentences;

        void Add(string what, IEnumerable<string> when)
        {
            var list = string.Join(", ", when);
            if (list.Length > 0) sentences.Add($"{what}: {list}.");
        }
    }

    private static string Told(CourseEvent told) =>
        $"{EnumWords.Of(told.Kind)} {told.Episode.Ordinal}{(told.IsSuspected ? " suspected" : "")} "
            + $"({PatientWords.Span(told.Episode.Interval.By)}"
            + (told.Episode.ResolvedOn is { } settled ? $", settled {PatientWords.Span(settled)})"
                : told.Episode.DisprovedOn is { } back ? $", disproved {PatientWords.Span(back)})"
                : told.Kind == CourseEventKind.Recurrence ? ", open)" : ")");

    private static string Step(DoseStep step)
    {
        var dose = new MgRange(step.Dose.AtLeast.Round(2), step.Dose.AtMost?.Round(2));
        return $"{FactWords.Range(dose)} from {(step.From == DateOnly.MinValue ? "an unknown day" : step.From.ToString("yyyy-MM-dd"))}";
    }
}
