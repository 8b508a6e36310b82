using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Web.Words;

namespace IgG4FollowUp.Web.Charts;

/// <summary>What a drawing of the course shows, for those who do not see it.</summary>
internal static class CourseSentences
{
    public static IReadOnlyList<string> Of(PatientChart chart, SteroidExposure exposure)
    {
        var sentences = new List<string>();
        Add("AIS grades",
            chart.Of<AsiaGradeRecorded>().Where(e => AsiaGrades.Determined(e) is not null)
                .Select(e => $"{AsiaGrades.Determined(e)} ({PatientWords.Date(e.Date)})"));
        Add($"Prednisone equivalent ({exposure.Factors.Id}), mg/day", exposure.Dose.Steps.Select(Step));
        Add("Sparing agents", chart.Of<SparingAgentStarted>().Select(e => $"{EnumWords.Of(e.Agent)} (from {PatientWords.Date(e.Date)})"));
        Add("Operations", chart.Of<SurgeryPerformed>().Select(e => PatientWords.Date(e.Date)));
        Add("Recurrences", chart.Of<RecurrenceRecorded>().Select(e => PatientWords.Date(e.Date)));
        Add("MRI", chart.Of<LesionImaged>().Select(e => $"{(e.LesionPresent ? "lesion" : "no lesion")} ({PatientWords.Date(e.Date)})"));
        Add("Visits", chart.Of<VisitLogged>().Select(e => PatientWords.Date(e.Date)));
        return sentences;

        void Add(string what, IEnumerable<string> when)
        {
            var list = string.Join(", ", when);
            if (list.Length > 0) sentences.Add($"{what}: {list}.");
        }
    }

    private static string Step(DoseStep step)
    {
        var dose = new MgRange(step.Dose.AtLeast.Round(2), step.Dose.AtMost?.Round(2));
        return $"{FactWords.Range(dose)} from {(step.From == DateOnly.MinValue ? "an unknown day" : step.From.ToString("yyyy-MM-dd"))}";
    }
}
