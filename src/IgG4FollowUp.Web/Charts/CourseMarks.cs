using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Web.Words;

namespace IgG4FollowUp.Web.Charts;

/// <summary>Places entries in the lanes of a drawing.</summary>
internal sealed class CourseMarks(TimeScale time, IReadOnlyList<Lane> lanes)
{
    private readonly List<Mark> _marks = [];

    public IReadOnlyList<Mark> All => _marks;

    public void Add(ClinicalEntry entry, PatientChart chart)
    {
        switch (entry)
        {
            case AsiaGradeRecorded assessed when AsiaGrades.Determined(assessed) is { } grade:
                Add(entry.Date, Course.GradeY(lanes[0], grade), "grade", entry);
                break;
            case SparingAgentStarted agent:
                Span("Sparing agent", agent.Date, Stop(chart, agent), "agent", agent, EnumWords.Of(agent.Agent));
                break;
            case SurgeryPerformed:
                Add(entry.Date, Middle("Surgery"), "surgery", entry);
                break;
            case RecurrenceRecorded recurrence:
                AddRecurrence(recurrence, chart);
                break;
            case LesionImaged mri:
                Add(entry.Date, Middle("MRI"), mri.LesionPresent ? "mri" : "mri clear", entry, Symbol(mri));
                break;
            case VisitLogged:
                Add(entry.Date, Middle("Visits"), "visit", entry);
                break;
        }
    }

    public void AddDue(DateOnly due)
    {
        var x = time.At(due);
        _marks.Add(new(x, x, Middle("Visits"), "due", $"Next visit due {due:yyyy-MM-dd}"));
    }

    private void AddRecurrence(RecurrenceRecorded recurrence, PatientChart chart)
    {
        // Between the last day known free and the detection lies the true time.
        if (recurrence.LastKnownFreeOn is { IsReported: true } free)
        {
            _marks.Add(new(
                time.At(free).From, time.At(recurrence.Date).To, Middle("Recurrence"), "window",
                $"Recurrence began between {free} and {recurrence.Date}"));
        }

        if (chart.Of<RecurrenceResolved>().FirstOrDefault(resolved => resolved.RecurrenceId == recurrence.EntryId)
            is { Date.IsReported: true } end)
            Span("Recurrence", recurrence.Date, end.Date, "relapse", recurrence, null);
        Add(recurrence.Date, Middle("Recurrence"), "recurrence", recurrence);
    }

    private static ClinicalDate? Stop(PatientChart chart, SparingAgentStarted agent) =>
        chart.Of<SparingAgentStopped>().FirstOrDefault(stop => stop.TreatmentId == agent.EntryId)?.Date is { IsReported: true } stop ? stop
        : chart.End?.Date is { IsReported: true } end ? end
        : chart.LastContact;

    private void Span(string lane, ClinicalDate from, ClinicalDate? to, string kind, ClinicalEntry entry, string? text) =>
        _marks.Add(new(time.At(from).From, time.At(to ?? from).To, Middle(lane), kind, Title(entry), text));

    private void Add(ClinicalDate date, double y, string kind, ClinicalEntry entry, string? text = null)
    {
        var (from, to) = time.At(date);
        _marks.Add(new(from, to, y, kind, Title(entry), text));
    }

    private double Middle(string lane) => lanes.First(l => l.Name == lane).Middle;

    private static string Title(ClinicalEntry entry) => $"{EntryWords.Kind(entry)} {entry.Date}: {EntryWords.Of(entry)}";

    private static string? Symbol(LesionImaged mri) => mri.ChangeSincePrior switch
    {
        LesionChange.New => "new",
        LesionChange.Larger => "▲",
        LesionChange.Smaller => "▼",
        LesionChange.Unchanged => "=",
        _ => null,
    };
}
